// What a receipt says of a payment: what it paid, with what is left there, and what became of the rest.
import type { CalendarDate } from '../date.ts'
import type { InvoiceId } from '../ids.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Payment } from '../model.ts'
import { addMinor, type Minor, sumMinor } from '../money.ts'

export interface ReceiptLine {
  readonly invoiceId: InvoiceId
  readonly number: string
  readonly issuedOn: CalendarDate
  /** What the invoice asked for. */
  readonly payable: Minor
  /** What this payment put on it, at once or later through the credit that it left. */
  readonly paid: Minor
  /** What is still to pay of it; 0 of a void one. */
  readonly left: Minor
}

/** amount = what is on the lines + credit + refunded. Minor units of the payment's currency. */
export interface Receipt {
  readonly payment: Payment
  /** By issue date, then number. */
  readonly lines: readonly ReceiptLine[]
  readonly paid: Minor
  /** What waits for the next invoice. */
  readonly credit: Minor
  readonly refunded: Minor
}

/**
 * The receipt of a payment; undefined of one that was undone, since nothing was received.
 * @param credits what the payment left over
 * @param allocations of the payment and of these credits
 */
export function receiptOf(
  payment: Payment,
  credits: readonly CreditEntry[],
  allocations: readonly Allocation[],
  invoices: readonly FinalizedInvoice[],
): Receipt | undefined {
  if (payment.state === 'undone') return undefined
  const live = credits.filter(({ paymentId, state }) => paymentId === payment.id && state === 'live')
  const sources = new Set<string>([payment.id, ...live.map(({ id }) => id)])
  const paidById = new Map<InvoiceId, Minor>()
  for (const { state, sourceId, invoiceId, amount } of allocations) {
    if (state !== 'live' || !sources.has(sourceId)) continue
    paidById.set(invoiceId, addMinor(paidById.get(invoiceId) ?? (0 as Minor), amount))
  }
  const lines = invoices
    .flatMap((invoice): ReceiptLine[] => {
      const paid = paidById.get(invoice.id)
      if (paid === undefined) return []
      const { id, number, issuedOn, payable, amountDue } = invoice
      return [{ invoiceId: id, number, issuedOn, payable, paid, left: amountDue }]
    })
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  return {
    payment,
    lines,
    paid: sumMinor(lines.map(({ paid }) => paid)),
    credit: sumMinor(live.map(({ remaining }) => remaining)),
    refunded: sumMinor([payment.refunded, ...live.map(({ refunded }) => refunded)]),
  }
}

function keyOf({ issuedOn, number }: ReceiptLine): string {
  return `${issuedOn} ${number}`
}
