// What needs the owner, and what of it is news (a notification tells a thing once).
import type { CalendarDate } from '../date.ts'
import type { ClientId, ContractId, CreditNoteId, InvoiceId, NoticeId, ProductId } from '../ids.ts'
import type { AutomationState } from './run.ts'

/** In the order in which they are told: what stops everything first. */
export const attentionKinds = [
  'newer-rules',
  'paused',
  'clock',
  'waiting',
  'parked',
  'deliveries',
  'cards',
  'drafts',
  'credit-drafts',
  'messages',
  'corrections',
  'low-units',
  'expired-plans',
  'notices',
  'backup',
] as const
export type AttentionKind = (typeof attentionKinds)[number]

/** Counting stops here: more is "99+". */
export const attentionCap = 100

interface Item<Kind extends AttentionKind, Facts = unknown> {
  readonly kind: Kind
  /** 1..`attentionCap`. */
  readonly count: number
  /** Grows with what comes anew, compared as text: what was told once is not told again. */
  readonly newest: string
  readonly facts: Facts
}

export interface AttentionNotice {
  readonly id: NoticeId
  readonly version: number
  /** With fields in braces, whose values are in `facts`. */
  readonly text: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly subjects: readonly string[]
}

export type AttentionItem =
  | Item<'newer-rules', Record<never, never>>
  | Item<'paused', { readonly why: NonNullable<AutomationState['paused']>['why'] }>
  /** nothing runs before the day of the last run comes again. */
  | Item<'clock', { readonly lastRunOn: CalendarDate }>
  | Item<'waiting', { readonly away: boolean }>
  /** The first of them. */
  | Item<'parked', { readonly clientId: ClientId; readonly clientName: string }>
  | Item<'deliveries', Record<never, never>>
  /** Card payments; the newest of them. */
  | Item<'cards', { readonly invoiceId: InvoiceId; readonly number: string }>
  /** The newest of them. */
  | Item<'drafts', { readonly invoiceId: InvoiceId }>
  /** The newest of them. */
  | Item<'credit-drafts', { readonly creditNoteId: CreditNoteId }>
  | Item<'messages', Record<never, never>>
  /** The first of them. */
  | Item<'corrections', { readonly contractId: ContractId }>
  /** Few prepaid units are left; the latest of them. */
  | Item<
      'low-units',
      {
        readonly clientId: ClientId
        readonly productId: ProductId
        readonly clientName: string
        readonly product: string
      }
    >
  /** T-20: not paid, so they stand still; the latest of them. */
  | Item<'expired-plans', { readonly clientId: ClientId; readonly clientName: string; readonly description: string }>
  /** The newest few of them. */
  | Item<'notices', { readonly newest: readonly AttentionNotice[] }>
  /** `days` since the last one; absent: there is none. */
  | Item<'backup', { readonly days?: number }>

export interface Attention {
  /** Only kinds that have something, in the order of `attentionKinds`. */
  readonly items: readonly AttentionItem[]
  /** Their counts together: the number on the bell and on the app's icon. */
  readonly count: number
}

/** What was told already: the highest `newest` of each kind. */
export type Told = Readonly<Partial<Record<AttentionKind, string>>>

/** The items that hold something which was not told yet, and what is told once they are. */
export function newsOf(
  items: readonly AttentionItem[],
  told: Told,
): { readonly news: readonly AttentionItem[]; readonly told: Told } {
  const next: Partial<Record<AttentionKind, string>> = { ...told }
  const news = items.filter(({ kind, newest }) => {
    const before = told[kind]
    if (before !== undefined && newest <= before) return false
    next[kind] = newest
    return true
  })
  return { news, told: next }
}

/** Where an item is dealt with: a path of the app. */
export function attentionPlace(item: AttentionItem): string {
  switch (item.kind) {
    case 'newer-rules':
    case 'paused':
    case 'clock':
      return '/automation'
    case 'waiting':
      return '/automation/waiting'
    case 'parked':
      return item.count === 1 ? `/clients/${item.facts.clientId}` : '/billing'
    case 'deliveries':
      return '/settings/connections'
    case 'cards':
      return item.count === 1 ? `/invoices/${item.facts.invoiceId}` : '/inbox'
    case 'drafts':
      return item.count === 1 ? `/invoices/${item.facts.invoiceId}` : '/invoices?state=draft'
    case 'credit-drafts':
      return item.count === 1 ? `/invoices/${item.facts.creditNoteId}` : '/invoices/credit-notes?state=draft'
    case 'messages':
      return '/sending'
    case 'corrections':
      return `/contracts/${item.facts.contractId}`
    case 'low-units':
      return item.count === 1 ? `/clients/${item.facts.clientId}?sell=${item.facts.productId}` : '/inbox'
    case 'expired-plans':
      return `/clients/${item.facts.clientId}`
    case 'notices':
      return '/inbox'
    case 'backup':
      return '/data'
  }
}
