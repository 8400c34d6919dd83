// Payments with what they paid (I-6), and what a client still owes.
import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, ClientId, PaymentId } from '../core/ids.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Payment } from '../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { Books } from './account-entries.ts'

export interface PaidInvoice {
  readonly invoiceId: FinalizedInvoice['id']
  readonly number: string
  readonly amount: Minor
  /** Released: the payment was undone, or the allocation was taken off. */
  readonly state: Allocation['state']
}

export interface PaymentRow {
  readonly payment: Payment
  /** What it paid, by the invoices' numbers. */
  readonly paid: readonly PaidInvoice[]
  /** What became the client's credit, spent or not. */
  readonly credit: Minor
}

/** The place after which a page begins: date and id of the last row before it. */
export type PaymentCursor = readonly [receivedOn: string, id: string]

export interface PaymentPage {
  readonly rows: readonly PaymentRow[]
  readonly next?: PaymentCursor
}

/** One page of payments, newest first, read by key (keyset); of one client or of all. */
export async function listPayments(
  books: Books,
  clientId: ClientId | undefined,
  after: PaymentCursor | undefined,
  limit: number,
): Promise<PaymentPage> {
  const prefix = clientId === undefined ? [] : [clientId]
  const lower = clientId === undefined ? Dexie.minKey : [clientId, Dexie.minKey]
  const upper =
    after === undefined ? (clientId === undefined ? Dexie.maxKey : [clientId, Dexie.maxKey]) : [...prefix, ...after]
  const found = await books.payments
    .where(clientId === undefined ? '[receivedOn+id]' : '[clientId+receivedOn+id]')
    .between(lower, upper, true, after === undefined)
    .reverse()
    .limit(limit + 1)
    .toArray()
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = await withPaid(books, found.slice(0, limit))
  return last === undefined ? { rows } : { rows, next: [last.receivedOn, last.id] }
}

/** One payment with what it paid; null when there is none. */
export async function getPayment(books: Books, id: PaymentId): Promise<PaymentRow | null> {
  const payment = await books.payments.get(id)
  if (payment === undefined) return null
  return (await withPaid(books, [payment]))[0] ?? null
}

async function withPaid(books: Books, payments: readonly Payment[]): Promise<PaymentRow[]> {
  const ids = payments.map(({ id }) => id)
  const [allocations, credits] = await Promise.all([
    books.allocations.where('sourceId').anyOf(ids).toArray(),
    books.creditEntries.where('paymentId').anyOf(ids).toArray(),
  ])
  const invoices = await books.invoices.bulkGet([...new Set(allocations.map(({ invoiceId }) => invoiceId))])
  const numbers = new Map<string, string>()
  for (const invoice of invoices) if (invoice && invoice.state !== 'draft') numbers.set(invoice.id, invoice.number)
  return payments.map((payment) => ({
    payment,
    paid: allocations
      .filter(({ sourceId }) => sourceId === payment.id)
      .map(({ invoiceId, amount, state }) => ({ invoiceId, amount, state, number: numbers.get(invoiceId) ?? '' }))
      .sort((left, right) => (left.number < right.number ? -1 : 1)),
    credit: creditOf(credits, payment.id),
  }))
}

function creditOf(credits: readonly CreditEntry[], id: PaymentId): Minor {
  return credits.filter(({ paymentId }) => paymentId === id).reduce((sum, { amount }) => addMinor(sum, amount), ZERO)
}

/** An invoice that money can go on, with what came in for it before (T-17). */
export interface ReceivableView {
  readonly invoice: FinalizedInvoice
  readonly earlier: readonly {
    readonly amount: Minor
    readonly on: Allocation['allocatedOn']
    readonly id: Allocation['id']
  }[]
}

export interface Receivables {
  /** Open ones, the longest due first; then what was written off. */
  readonly invoices: readonly ReceivableView[]
  readonly currencies: readonly CurrencyCode[]
  /** What the client has of credit to use today, by billing group. */
  readonly credit: readonly {
    readonly currency: CurrencyCode
    readonly billingGroupId: BillingGroupId
    readonly left: Minor
  }[]
}

/** What a client owes, in every currency (I-2), and the credit that can go on it. */
export async function listReceivables(books: Books, clientId: ClientId, today: CalendarDate): Promise<Receivables> {
  const [rows, entries] = await Promise.all([
    books.invoices
      .where('[clientId+state]')
      .anyOf([
        [clientId, 'open'],
        [clientId, 'uncollectible'],
      ])
      .toArray(),
    books.creditEntries
      .where('[clientId+currency]')
      .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
      .toArray(),
  ])
  const usable = entries.filter(
    ({ state, remaining, expiresOn }) =>
      state === 'live' && remaining > 0 && (expiresOn === undefined || expiresOn > today),
  )
  const invoices = rows.filter((row): row is FinalizedInvoice => row.state !== 'draft' && row.amountDue > 0)
  const keyOf = ({ state, dueOn, issuedOn, number }: FinalizedInvoice) =>
    `${state === 'open' ? 0 : 1} ${dueOn} ${issuedOn} ${number}`
  invoices.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  const partly = invoices.filter(({ amountDue, payable }) => amountDue < payable).map(({ id }) => id)
  const allocations = await books.allocations.where('invoiceId').anyOf(partly).toArray()
  return {
    invoices: invoices.map((invoice) => ({
      invoice,
      earlier: allocations
        .filter(
          ({ invoiceId, state, sourceKind }) =>
            invoiceId === invoice.id && state === 'live' && sourceKind !== 'writeOff',
        )
        .map(({ amount, allocatedOn, id }) => ({ amount, on: allocatedOn, id }))
        .sort((left, right) => (left.on < right.on ? -1 : 1)),
    })),
    currencies: [...new Set(invoices.map(({ currency }) => currency))],
    credit: usable.map(({ currency, billingGroupId, remaining }) => ({ currency, billingGroupId, left: remaining })),
  }
}
