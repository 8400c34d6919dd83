// A client's credit of one group and currency as a ledger: what came, where it went, what is left after each line (P-7).
import type { CalendarDate, Instant } from '../date.ts'
import type { InvoiceId } from '../ids.ts'
import type { Allocation, CreditEntry } from '../model.ts'
import { type Minor, minor, ZERO } from '../money.ts'
import type { Refund } from '../payments/refund.ts'

export interface CreditLine {
  /** Unique within the history. */
  readonly id: string
  readonly kind: CreditEntry['origin'] | 'used' | 'returned' | 'refund' | 'refund-undone' | 'expired' | 'reversed'
  readonly on: CalendarDate
  readonly credit: CreditEntry
  /** Of a line that used credit on an invoice, or took it off there. */
  readonly invoiceId?: InvoiceId
  /** Above 0 what came, below 0 what went. */
  readonly amount: Minor
  /** What there was after this line. */
  readonly balance: Minor
}

type Move = Omit<CreditLine, 'balance'> & { readonly at: string }

export interface CreditRows {
  readonly credits: readonly CreditEntry[]
  /** Of these credits, released ones too. */
  readonly allocations: readonly Allocation[]
  /** Of these credits, and of the payments that left them. */
  readonly refunds: readonly Refund[]
  /** What of a credit went on which day; absent, or less than it lost: the rest went on its last day. */
  readonly expirations?: readonly {
    readonly creditId: CreditEntry['id']
    readonly amount: Minor
    readonly on: CalendarDate
    readonly at: Instant
  }[]
  /** The account's day of an instant. */
  readonly dayOf: (at: Instant) => CalendarDate
}

/** The lines in the order of their happening; the last balance is what is left of all the credits. */
export function creditHistory(rows: CreditRows): readonly CreditLine[] {
  const { credits, allocations, refunds, dayOf } = rows
  const moves = credits.flatMap((credit) => {
    const own = [
      ...placings(credit, allocations, dayOf),
      ...payouts(credit, credits, refunds, dayOf),
      ...losses(credit, rows),
    ]
    // What of it came back later is a line of that day: it had come with the rest.
    const later = own.reduce((sum, { kind, given = 0 }) => (kind === 'refund-undone' ? sum + given : sum), 0)
    const came = move(credit, credit.origin, credit.amount - later, credit.receivedOn, credit.createdAt)
    const lines: Move[] = credit.amount - later === 0 ? own : [came, ...own]
    if (credit.state !== 'reversed') return lines
    const left = lines.reduce((sum, { amount }) => sum + amount, 0)
    const { updatedAt } = credit
    return left === 0 ? lines : [...lines, move(credit, 'reversed', -left, dayOf(updatedAt), updatedAt)]
  })
  let balance = 0
  return moves.sort(byTime).map(({ at: _at, ...line }) => {
    balance += line.amount
    return { ...line, balance: minor(balance) }
  })
}

interface Payout extends Move {
  /** What of a refund that was taken back had not been credit before. */
  readonly given?: number
}

function move(
  credit: CreditEntry,
  kind: CreditLine['kind'],
  amount: number,
  on: CalendarDate,
  at: string,
  more: { readonly key?: string; readonly invoiceId?: InvoiceId } = {},
): Payout {
  const { key = '', ...rest } = more
  return { id: `${credit.id} ${kind} ${at} ${key}`, kind, on, at, credit, amount: minor(amount), ...rest }
}

/** Put on invoices and taken off; what one act released and put back at once is one line. */
function placings(credit: CreditEntry, allocations: readonly Allocation[], dayOf: CreditRows['dayOf']): Payout[] {
  const byAct = new Map<string, { at: Instant; invoiceId: InvoiceId; amount: number }>()
  const add = (at: Instant, invoiceId: InvoiceId, amount: number) => {
    const key = `${at} ${invoiceId}`
    const act = byAct.get(key) ?? { at, invoiceId, amount: 0 }
    act.amount += amount
    byAct.set(key, act)
  }
  for (const row of allocations) {
    if (row.sourceId !== credit.id) continue
    add(row.createdAt, row.invoiceId, -row.amount)
    if (row.state === 'released' && row.releasedAt !== undefined) add(row.releasedAt, row.invoiceId, row.amount)
  }
  return [...byAct.values()]
    .filter(({ amount }) => amount !== 0)
    .map(({ at, invoiceId, amount }) =>
      move(credit, amount < 0 ? 'used' : 'returned', amount, dayOf(at), at, { key: invoiceId, invoiceId }),
    )
}

/** What of it was over: more than once where some of it came back from an invoice after its last day (M-17). */
function losses(credit: CreditEntry, { expirations = [] }: CreditRows): Payout[] {
  let left: number = credit.expired
  const told = expirations.flatMap(({ creditId, amount, on, at }) => {
    const part = creditId === credit.id ? Math.min(left, amount) : 0
    left -= part
    return part > 0 ? [move(credit, 'expired', -part, on, at)] : []
  })
  if (left === 0 || credit.expiresOn === undefined) return told
  return [...told, move(credit, 'expired', -left, credit.expiresOn, `${credit.expiresOn}T00:00:00.000Z`)]
}

/** Given back out of it, and what of that came back. */
function payouts(
  credit: CreditEntry,
  credits: readonly CreditEntry[],
  refunds: readonly Refund[],
  dayOf: CreditRows['dayOf'],
): Payout[] {
  // A payment's refunds belong to the one credit that it left.
  const isFirst = credits.find(({ paymentId }) => paymentId === credit.paymentId)?.id === credit.id
  return refunds.flatMap((refund) => {
    const ofPayment = refund.sourceKind === 'payment'
    if (ofPayment ? refund.sourceId !== credit.paymentId || !isFirst : refund.sourceId !== credit.id) return []
    const { id: key, amount, direct, createdAt, updatedAt, state, refundedOn } = refund
    const part = ofPayment ? amount - direct : amount
    const lines = part === 0 ? [] : [move(credit, 'refund', -part, refundedOn, createdAt, { key })]
    // With its payment it is undone without coming back.
    if (state !== 'undone') return lines
    const given = ofPayment && credit.state === 'live' ? direct : 0
    const back = part + given
    if (back === 0) return lines
    return [...lines, { ...move(credit, 'refund-undone', back, dayOf(updatedAt), updatedAt, { key }), given }]
  })
}

/** By instant; what comes goes before what goes, so that no balance seems to fall below 0. */
function byTime(one: Move, two: Move): number {
  if (one.at !== two.at) return one.at < two.at ? -1 : 1
  const rank = ({ amount }: Move) => (amount > ZERO ? 0 : 1)
  return rank(one) - rank(two) || (one.id < two.id ? -1 : 1)
}
