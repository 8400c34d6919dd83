// What needs the owner in words: a sentence and the name of its one act.
import { type AttentionItem, attentionCap } from '../core/automation/attention.ts'
import { formatDate } from './format-date.ts'
import { t } from './translate.ts'

export interface AttentionText {
  readonly sentence: string
  /** The act on its button or link. */
  readonly act: string
}

/** `locale`: BCP 47. The later texts must have been loaded. */
export function attentionText(item: AttentionItem, locale: string): AttentionText {
  const count = item.count
  const shown = cappedCount(count)
  switch (item.kind) {
    case 'newer-rules':
      return { sentence: t('inbox.newer-rules'), act: t('inbox.newer-rules-act') }
    case 'paused':
      return { sentence: t(`inbox.paused-${item.facts.why}`), act: t('inbox.paused-act') }
    case 'clock':
      return {
        sentence: t('inbox.clock', { on: formatDate(item.facts.lastRunOn, locale) }),
        act: t('inbox.clock-act'),
      }
    case 'waiting':
      return {
        sentence: t(item.facts.away ? 'inbox.waiting-away' : 'inbox.waiting', { count, shown }),
        act: t('inbox.waiting-act'),
      }
    case 'parked':
      return {
        sentence:
          count === 1
            ? t('inbox.parked-one', { client: item.facts.clientName })
            : t('inbox.parked', { client: item.facts.clientName, count, shown }),
        act: t('inbox.parked-act'),
      }
    case 'cards':
      return {
        sentence:
          count === 1 ? t('inbox.cards-one', { number: item.facts.number }) : t('inbox.cards', { count, shown }),
        act: t('inbox.cards-act', { count }),
      }
    case 'low-units':
      return {
        sentence: t(count === 1 ? 'inbox.low-units-one' : 'inbox.low-units', {
          client: item.facts.clientName,
          product: item.facts.product,
          count,
          shown,
        }),
        act: t('inbox.low-units-act', { count }),
      }
    case 'expired-plans':
      return {
        sentence: t('inbox.expired-plans', {
          client: item.facts.clientName,
          description: item.facts.description,
          count,
          shown,
        }),
        act: t('inbox.expired-plans-act'),
      }
    case 'corrections':
    case 'credit-drafts':
    case 'deliveries':
    case 'drafts':
    case 'messages':
    case 'notices':
      return { sentence: t(`inbox.${item.kind}`, { count, shown }), act: t(countedActs[item.kind]) }
    case 'backup':
      return {
        sentence:
          item.facts.days === undefined ? t('inbox.backup-never') : t('inbox.backup', { days: item.facts.days }),
        act: t('inbox.backup-act'),
      }
  }
}

const countedActs = {
  corrections: 'inbox.corrections-act',
  'credit-drafts': 'inbox.credit-drafts-act',
  deliveries: 'inbox.deliveries-act',
  drafts: 'inbox.drafts-act',
  messages: 'inbox.messages-act',
  notices: 'inbox.notices-act',
} as const

/** "3", and "99+" from the cap on. */
export function cappedCount(count: number): string {
  return count >= attentionCap ? `${attentionCap - 1}+` : String(count)
}
