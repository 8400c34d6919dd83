// Payments with what they paid (I-6), and what a client still owes.
import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, ClientId, PaymentId } from '../core/ids.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Payment, PaymentMethod } from '../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { Refund } from '../core/payments/refund.ts'
import { searchWords } from '../core/search-words.ts'
import type { Books } from './account-entries.ts'
import { findByWords } from './find-by-words.ts'

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
  /** What was given back, out of what it paid and out of its credit. */
  readonly refunded: Minor
}

/** The place after which a page begins: date and id of the last row before it. */
export type PaymentCursor = readonly [receivedOn: string, id: string]

export interface PaymentPage {
  readonly rows: readonly PaymentRow[]
  readonly next?: PaymentCursor
}

export interface PaymentFilter {
  readonly clientId?: ClientId
  readonly method?: PaymentMethod
  /** Days between which it was received, both included. */
  readonly from?: CalendarDate
  readonly to?: CalendarDate
  /** Every typed word begins a word of the client's name or the reference, or of an invoice that it paid. */
  readonly text?: string
}

/** Rows read at once while a filter without an index picks among them. */
const BATCH = 500

/**
 * One page of payments, newest first, read by key (keyset): client and days are an index range; what has no index is
 * picked out of it, batch by batch, until the page is full.
 */
export async function listPayments(
  books: Books,
  filter: PaymentFilter,
  after: PaymentCursor | undefined,
  limit: number,
): Promise<PaymentPage> {
  const { clientId, method, from, to } = filter
  const typed = searchWords(filter.text ?? '')
  const byNumber = typed.length === 0 ? undefined : await payersOf(books, filter.text ?? '')
  const fits = (payment: Payment) =>
    (method === undefined || payment.method === method) &&
    (typed.length === 0 ||
      byNumber?.has(payment.id) === true ||
      beginsWords(typed, `${payment.clientName} ${payment.reference ?? ''}`))
  const prefix = clientId === undefined ? [] : [clientId]
  const picks = method !== undefined || typed.length > 0
  const found: Payment[] = []
  if (from !== undefined && to !== undefined && from > to) return { rows: [] }
  const end = to === undefined ? [Dexie.maxKey] : [to, Dexie.maxKey]
  let upper: readonly unknown[] = [...prefix, ...(after ?? end)]
  let first = after === undefined
  while (found.length <= limit) {
    const wanted = picks ? BATCH : limit + 1
    const batch: Payment[] = await books.payments
      .where(clientId === undefined ? '[receivedOn+id]' : '[clientId+receivedOn+id]')
      .between([...prefix, from ?? Dexie.minKey], upper, true, first)
      .reverse()
      .limit(wanted)
      .toArray()
    found.push(...batch.filter(fits))
    const lowest = batch.at(-1)
    if (lowest === undefined || batch.length < wanted) break
    upper = [...prefix, lowest.receivedOn, lowest.id]
    first = false
  }
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = await withPaid(books, found.slice(0, limit))
  return last === undefined ? { rows } : { rows, next: [last.receivedOn, last.id] }
}

/** Payments of the invoices that the words find by number. */
async function payersOf(books: Books, text: string): Promise<ReadonlySet<string>> {
  const typed = searchWords(text)
  const invoices = await findByWords(books.invoices, text, {
    keep: (row) => row.state !== 'draft' && beginsWords(typed, row.number),
    inOrder: () => books.invoices.orderBy('[listedOn+id]').reverse(),
  })
  const allocations = await books.allocations
    .where('invoiceId')
    .anyOf(invoices.map(({ id }) => id))
    .toArray()
  return new Set(allocations.map(({ sourceId }) => sourceId))
}

function beginsWords(typed: readonly string[], text: string): boolean {
  const own = searchWords(text)
  return typed.every((word) => own.some((each) => each.startsWith(word)))
}

/** The place after which a page of refunds begins. */
export type RefundCursor = readonly [refundedOn: string, id: string]

/** One page of refunds, newest first, read by key; of one client or of all. */
export async function listRefunds(
  books: Books,
  clientId: ClientId | undefined,
  after: RefundCursor | undefined,
  limit: number,
): Promise<{ readonly rows: readonly Refund[]; readonly next?: RefundCursor }> {
  const prefix = clientId === undefined ? [] : [clientId]
  const found = await books.refunds
    .where(clientId === undefined ? '[refundedOn+id]' : '[clientId+refundedOn+id]')
    .between([...prefix, Dexie.minKey], [...prefix, ...(after ?? [Dexie.maxKey])], true, after === undefined)
    .reverse()
    .limit(limit + 1)
    .toArray()
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = found.slice(0, limit)
  return last === undefined ? { rows } : { rows, next: [last.refundedOn, last.id] }
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
    refunded: credits
      .filter(({ paymentId }) => paymentId === payment.id)
      .reduce((sum, credit) => addMinor(sum, credit.refunded), payment.refunded),
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
