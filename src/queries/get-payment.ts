// One payment: what it paid, the credit that it left and where that went, and what was given back of it (I-6).
import type { CreditEntryId, InvoiceId, PaymentId } from '../core/ids.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Payment } from '../core/model.ts'
import { type Minor, sumMinor } from '../core/money.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { Books } from './account-entries.ts'

/** Money that lies, or lay, on an invoice. */
export interface PlacedMoney {
  readonly allocation: Allocation
  readonly number: string
}

export interface PaymentView {
  readonly payment: Payment
  /** On invoices by itself, live ones first. */
  readonly placed: readonly PlacedMoney[]
  /** What it left over, and what of that was used. */
  readonly credits: readonly { readonly credit: CreditEntry; readonly used: readonly PlacedMoney[] }[]
  /** The latest first. */
  readonly refunds: readonly Refund[]
  /** What of it is on no invoice and was not given back. */
  readonly free: Minor
  /** A card attempt collected it: it can go back the same way. */
  readonly byCard: boolean
}

/** A payment with all that became of it; null when there is none. Read by keys only. */
export async function getPayment(books: Books, id: PaymentId): Promise<PaymentView | null> {
  const payment = await books.payments.get(id)
  if (payment === undefined) return null
  const credits = await books.creditEntries.where('paymentId').equals(id).toArray()
  const sources: (PaymentId | CreditEntryId)[] = [id, ...credits.map((credit) => credit.id)]
  const [allocations, refunds, attempt] = await Promise.all([
    books.allocations.where('sourceId').anyOf(sources).toArray(),
    books.refunds.where('sourceId').anyOf(sources).toArray(),
    books.cardAttempts.where('paymentId').equals(id).first(),
  ])
  const placed = await withNumbers(books, allocations)
  const of = (source: string) => placed.filter(({ allocation }) => allocation.sourceId === source)
  return {
    payment,
    placed: of(id),
    credits: credits.map((credit) => ({ credit, used: of(credit.id) })),
    refunds: refunds.sort((one, two) => (one.refundedOn + one.id < two.refundedOn + two.id ? 1 : -1)),
    free: sumMinor(credits.filter(({ state }) => state === 'live').map(({ remaining }) => remaining)),
    byCard: attempt?.intent !== undefined,
  }
}

/** Allocations with the numbers of their invoices: live ones first, then by number. */
export async function withNumbers(books: Books, allocations: readonly Allocation[]): Promise<PlacedMoney[]> {
  const ids = [...new Set(allocations.map(({ invoiceId }) => invoiceId))]
  const numbers = new Map<InvoiceId, string>()
  for (const row of await books.invoices.bulkGet(ids)) {
    if (row !== undefined && row.state !== 'draft') numbers.set(row.id, (row satisfies FinalizedInvoice).number)
  }
  const keyOf = ({ allocation, number }: PlacedMoney) => `${allocation.state === 'live' ? 0 : 1} ${number}`
  return allocations
    .map((allocation) => ({ allocation, number: numbers.get(allocation.invoiceId) ?? '' }))
    .sort((one, two) => (keyOf(one) < keyOf(two) ? -1 : 1))
}
