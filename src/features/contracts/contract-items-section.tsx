import { holdItem, resumeItem } from '../../commands/hold-contract.ts'
import { endOfItem } from '../../core/billing/charge-period.ts'
import { agreementOn, agreementsAfter } from '../../core/contract/agreement-on.ts'
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import { addDays, type CalendarDate, lastDayOf } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { ContractView } from '../../queries/get-contract.ts'
import { IconButton } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { cadenceWords } from '../blocks/period-prices.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './contract-items-section.module.css'
import { agreementWords } from './price-words.ts'
import { askGap } from './resume-choice.tsx'

/** The items: what is agreed now, what is agreed for later, how and until when each is billed. */
export function ContractItemsSection(props: {
  readonly view: ContractView
  readonly today: CalendarDate
  /** Whether anything can still be changed (M-22). */
  readonly open: boolean
}) {
  const { view, today } = props
  return (
    <Section title={t('contracts.items')} flush>
      <ul className={styles.items}>
        {view.items.map(({ item, chargedThrough }) => (
          <li key={item.id} className={styles.item}>
            <ItemFacts item={item} contract={view.contract} today={today} chargedThrough={chargedThrough} />
            {props.open && !isOver(item, view.contract, today) && (
              <ItemActs item={item} contract={view.contract} today={today} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ItemFacts(props: {
  readonly item: ContractItem
  readonly contract: Contract
  readonly today: CalendarDate
  readonly chargedThrough: CalendarDate | undefined
}) {
  const { item, contract, today } = props
  const { locale } = useRuntime().settings
  const words = { locale, currency: contract.currency }
  const day = (date: CalendarDate) => formatDate(date, locale)
  const end = endOfItem(item, contract)
  const trialEnd = addDays(item.startOn, item.trialDays)
  const facts = [
    item.kind === 'one-off' ? t('contracts.fact-once', { on: day(item.startOn) }) : rhythm(item),
    ...(item.startOn > today && item.kind !== 'one-off' ? [t('contracts.fact-from', { on: day(item.startOn) })] : []),
    ...(item.trialDays > 0 ? [t('contracts.fact-trial', { lastDay: day(lastDayOf(trialEnd)) })] : []),
    ...(item.endOn === undefined || end === undefined || end <= item.startOn
      ? []
      : [t('contracts.fact-until', { lastDay: day(lastDayOf(end)) })]),
    ...(props.chargedThrough === undefined || item.kind === 'one-off'
      ? []
      : [t('contracts.fact-charged', { lastDay: day(lastDayOf(props.chargedThrough)) })]),
  ]
  return (
    <Stack gap={1}>
      <Row gap={2}>
        <Text strong as="span">
          {item.description}
        </Text>
        {item.hold !== undefined && (
          <StateBadge word={t('contracts.hold-since', { since: day(item.hold.since) })} tone="late" shape="half" />
        )}
        {end !== undefined && end <= today && item.endOn !== undefined && (
          <StateBadge word={t('contracts.state-ended')} tone="grey" shape="dash" />
        )}
      </Row>
      <Text as="div">{agreementWords(item, agreementOn(item, today), words)}</Text>
      {agreementsAfter(item, today).map((later) => (
        <Text as="div" key={later.from}>
          {t('contracts.fact-later', { from: day(later.from), price: agreementWords(item, later, words) })}
        </Text>
      ))}
      <Text as="div" size={1} tone="quiet">
        {facts.join(' · ')}
      </Text>
    </Stack>
  )
}

/** Nothing of it is left to be held. */
function isOver(item: ContractItem, contract: Contract, today: CalendarDate): boolean {
  const end = endOfItem(item, contract)
  return (end !== undefined && end <= today) || (item.kind === 'one-off' && item.startOn < today)
}

function rhythm(item: ContractItem): string {
  const cadence = cadenceWords(item.cadence)
  return item.kind === 'usage'
    ? t('contracts.fact-usage', { cadence })
    : t(`contracts.fact-${item.timing}`, { cadence })
}

function ItemActs(props: { readonly item: ContractItem; readonly contract: Contract; readonly today: CalendarDate }) {
  const { item, today } = props
  const { run, settings } = useRuntime()
  const { id, version, description } = item
  const say = (
    answer: { readonly ok: boolean; readonly problem?: Parameters<typeof problemText>[0] },
    done: string,
  ) => {
    if (answer.problem === undefined) toast({ message: done })
    else toast({ message: problemText(answer.problem, settings.locale), tone: 'bad' })
  }
  const hold = async () => {
    const sure = await confirmAct({
      title: t('contracts.hold-item-title', { description }),
      text: t('contracts.hold-item-text'),
      confirm: t('contracts.hold-item'),
    })
    if (sure) say(await run(holdItem, { id, version }), t('contracts.item-held', { description }))
  }
  const resume = async () => {
    const since = item.hold?.since ?? today
    const gap = await askGap(description, since, today, settings.locale)
    if (gap !== undefined)
      say(await run(resumeItem, { id, version, gap }), t('contracts.item-resumed', { description }))
  }
  return (
    <Menu
      align="end"
      entries={[
        item.hold === undefined
          ? { label: t('contracts.hold-item'), icon: 'clock', onSelect: () => void hold() }
          : { label: t('contracts.resume-item'), icon: 'right', onSelect: () => void resume() },
      ]}
      trigger={(button) => (
        <IconButton {...button} icon="more" kind="quiet" label={t('contracts.acts-of', { description })} />
      )}
    />
  )
}
