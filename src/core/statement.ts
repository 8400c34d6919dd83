// The statement of one client's account in one currency: opening balance, what happened day by day, closing balance.
// The balance is what is due of open invoices minus the client's credit: what the client still has to pay.
//
// Every line has a day: documents theirs, payments and refunds the day of the money, and what was taken back the day on
// which it was taken back. So the closing balance of a day that is over changes only when something is dated back to it.
// A write-off is a line that takes what is due off the balance; money that comes all the same is a line of its own, and
// beside it one that takes as much of the write-off back. Putting a payment or a credit on an invoice moves nothing
// between client and seller, so allocations are no lines.
import type { Cancellation, IssuedCreditNote } from './credit/credit-note.ts'
import type { CalendarDate } from './date.ts'
import type { BookEvent } from './event.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Payment, PaymentMethod } from './model.ts'
import { addMinor, type Minor, minor, negateMinor } from './money.ts'
import type { Refund } from './payments/refund.ts'
import type { Period } from './period.ts'

/** In the order in which lines of one day stand. */
const kinds = [
  'invoice',
  'voided',
  'cancellation',
  'credit-note',
  'goodwill',
  'goodwill-expired',
  'payment',
  'payment-undone',
  'refund',
  'refund-undone',
  'write-off',
  'write-off-taken-back',
] as const

export type StatementKind = (typeof kinds)[number]

export interface StatementLine {
  readonly on: CalendarDate
  readonly kind: StatementKind
  /** The row that it is about: an invoice, credit note, payment, refund or credit entry. */
  readonly id: string
  /** Of a document: its own, and for a cancellation and a credit note the invoices that it is about. */
  readonly number?: string
  readonly about?: readonly string[]
  /** Of money: how it went, and the reference that was noted. */
  readonly method?: PaymentMethod
  readonly reference?: string
  /** Of an invoice. */
  readonly dueOn?: CalendarDate
  /** Minor units; raises (+) or lowers (-) what the client has to pay. */
  readonly amount: Minor
  /** After this line. */
  readonly balance: Minor
}

export interface Statement {
  readonly opening: Minor
  readonly lines: readonly StatementLine[]
  readonly closing: Minor
  /** Sums of the lines: what was added and what was taken off; closing = opening + added - taken. */
  readonly added: Minor
  readonly taken: Minor
}

/** All rows of one client in one currency. */
export interface StatementRows {
  readonly invoices: readonly FinalizedInvoice[]
  readonly notes: readonly (IssuedCreditNote | Cancellation)[]
  readonly payments: readonly Payment[]
  readonly refunds: readonly Refund[]
  readonly credits: readonly CreditEntry[]
  /** Of kind `writeOff`, released ones too. */
  readonly writeOffs: readonly Allocation[]
  /** What happened to undone payments and refunds, expired credits, and invoices whose write-off was taken back. */
  readonly events: readonly Pick<BookEvent, 'type' | 'at' | 'on' | 'subjects' | 'data'>[]
}

type Movement = Omit<StatementLine, 'balance'>

/** What happened in a half-open period, with the balance before and after it. */
export function statementOf(rows: StatementRows, { start, end }: Period): Statement {
  const all = movementsOf(rows)
  let balance = minor(0)
  let [added, taken] = [minor(0), minor(0)]
  const lines: StatementLine[] = []
  for (const movement of all) {
    if (movement.on >= end) break
    balance = addMinor(balance, movement.amount)
    if (movement.on < start) continue
    if (movement.amount > 0) added = addMinor(added, movement.amount)
    else taken = addMinor(taken, negateMinor(movement.amount))
    lines.push({ ...movement, balance })
  }
  const opening = minor(balance - added + taken)
  return { opening, lines, closing: balance, added, taken }
}

/** The first day on which anything happened; undefined for an empty account. */
export function firstDayOf(rows: StatementRows): CalendarDate | undefined {
  return movementsOf(rows)[0]?.on
}

/** Everything that ever moved the balance, in order. */
function movementsOf(rows: StatementRows): Movement[] {
  const movements = [
    ...rows.invoices.flatMap((invoice) => invoiceMovements(invoice, rows)),
    ...rows.notes.flatMap((note) => noteMovements(note, rows)),
    ...rows.payments.flatMap((payment) => paymentMovements(payment, rows)),
    ...rows.refunds.flatMap((refund) => refundMovements(refund, rows)),
    ...rows.credits.flatMap((credit) => goodwillMovements(credit, rows)),
    ...writeOffMovements(rows),
  ]
  const orderOf = new Map(kinds.map((kind, index) => [kind, index]))
  const keyOf = ({ on, kind, number, id }: Movement) =>
    `${on} ${String(orderOf.get(kind)).padStart(2, '0')} ${number ?? ''} ${id}`
  return movements
    .map((movement) => ({ movement, key: keyOf(movement) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ movement }) => movement)
}

function invoiceMovements(invoice: FinalizedInvoice, { notes }: StatementRows): Movement[] {
  const { id, number, issuedOn, dueOn, payable, state, voidedOn, cancellationId } = invoice
  const issued: Movement = { on: issuedOn, kind: 'invoice', id, number, dueOn, amount: payable }
  // A cancellation document takes the amount back under its own number.
  const cancelled = cancellationId !== undefined && notes.some((note) => note.id === cancellationId)
  if (state !== 'void' || cancelled) return [issued]
  return [issued, { on: voidedOn ?? issuedOn, kind: 'voided', id, number, amount: negateMinor(payable) }]
}

function noteMovements(note: IssuedCreditNote | Cancellation, { invoices }: StatementRows): Movement[] {
  const { id, number, issuedOn: on, invoiceIds } = note
  const corrected = invoices.filter((invoice) => invoiceIds.includes(invoice.id))
  const about = corrected.map((invoice) => invoice.number)
  if (note.kind === 'correction') {
    return [{ on, kind: 'credit-note', id, number, about, amount: negateMinor(note.total) }]
  }
  const asked = corrected.reduce((sum, { payable }) => addMinor(sum, payable), minor(0))
  return [{ on, kind: 'cancellation', id, number, about, amount: negateMinor(asked) }]
}

function paymentMovements(payment: Payment, { events }: StatementRows): Movement[] {
  const { id, receivedOn: on, amount, state } = payment
  const money = facts(payment)
  const received: Movement = { on, kind: 'payment', id, ...money, amount: negateMinor(amount) }
  if (state === 'received') return [received]
  const undoneOn = dayOf(events, id, 'payment.undone')
  return undoneOn === undefined ? [] : [received, { on: undoneOn, kind: 'payment-undone', id, ...money, amount }]
}

function refundMovements(refund: Refund, { events }: StatementRows): Movement[] {
  const { id, refundedOn: on, amount, state } = refund
  const money = facts(refund)
  const paid: Movement = { on, kind: 'refund', id, ...money, amount }
  if (state === 'paid') return [paid]
  const undoneOn = dayOf(events, id, 'refund.undone')
  return undoneOn === undefined
    ? []
    : [paid, { on: undoneOn, kind: 'refund-undone', id, ...money, amount: negateMinor(amount) }]
}

function facts({ method, reference }: Payment | Refund): Pick<Movement, 'method' | 'reference'> {
  return { method, ...(reference !== undefined && { reference }) }
}

/** Goodwill is given and may expire; other credit is a payment's or a credit note's, which have lines of their own. */
function goodwillMovements(credit: CreditEntry, { events }: StatementRows): Movement[] {
  if (credit.origin !== 'goodwill' || credit.state === 'reversed') return []
  const { id, receivedOn, amount, expired, expiresOn, reason } = credit
  const reference = reason === undefined ? {} : { reference: reason }
  const lines: Movement[] = [{ on: receivedOn, kind: 'goodwill', id, ...reference, amount: negateMinor(amount) }]
  let left: Minor = expired
  const gone = (on: CalendarDate, part: Minor) =>
    lines.push({ on, kind: 'goodwill-expired', id, ...reference, amount: part })
  for (const { type, on, subjects, data } of events) {
    if (type !== 'credit.expired' || !subjects.includes(id)) continue
    const part = minor(Math.min(left, Number(data.amount)))
    left = minor(left - part)
    gone(on, part)
  }
  if (left > 0) gone(expiresOn ?? receivedOn, left)
  return lines
}

/**
 * What the owner gave up of each invoice, by the days on which that changed: rows are replaced when money comes or goes
 * which shows as one line for the difference.
 */
function writeOffMovements({ invoices, writeOffs, events }: StatementRows): Movement[] {
  const byInvoice = new Map<string, Map<CalendarDate, number>>()
  const add = (id: string, on: CalendarDate, amount: number) => {
    const byDay = byInvoice.get(id) ?? new Map<CalendarDate, number>()
    byInvoice.set(id, byDay.set(on, (byDay.get(on) ?? 0) + amount))
  }
  for (const row of writeOffs) {
    const { invoiceId, allocatedOn, amount, state, releasedAt } = row
    if (state === 'live') add(invoiceId, allocatedOn, -amount)
    else {
      // The command that took it back says on which day: by the row that took its place, or by what it told.
      const next = writeOffs.find((other) => other.invoiceId === invoiceId && other.createdAt === releasedAt)
      const event = events.find(({ at, subjects }) => at === releasedAt && subjects.includes(invoiceId))
      const releasedOn = next?.allocatedOn ?? event?.on
      if (releasedOn === undefined) continue
      add(invoiceId, allocatedOn, -amount)
      add(invoiceId, releasedOn, amount)
    }
  }
  return [...byInvoice].flatMap(([id, byDay]) =>
    [...byDay].flatMap(([on, amount]): Movement[] => {
      const number = invoices.find((invoice) => invoice.id === id)?.number
      const kind = amount < 0 ? 'write-off' : 'write-off-taken-back'
      return amount === 0 ? [] : [{ on, kind, id, ...(number !== undefined && { number }), amount: minor(amount) }]
    }),
  )
}

function dayOf(events: StatementRows['events'], id: string, type: BookEvent['type']): CalendarDate | undefined {
  return events.find((event) => event.type === type && event.subjects.includes(id))?.on
}
