import type { CalendarDate, Instant } from '../date.ts'
import type { ClientId, CreditEntryId, PaymentId, RefundId } from '../ids.ts'
import type { PaymentMethod } from '../model.ts'
import type { CurrencyCode, Minor } from '../money.ts'

/** Money given back: out of a payment, or out of the client's credit (R-22, P-7). */
export interface Refund {
  readonly id: RefundId
  readonly version: number
  readonly clientId: ClientId
  readonly clientName: string
  readonly currency: CurrencyCode
  readonly sourceKind: 'payment' | 'credit'
  readonly sourceId: PaymentId | CreditEntryId
  readonly amount: Minor
  /** What of it was taken off invoices that the payment itself had paid; the rest came from credit. */
  readonly direct: Minor
  readonly method: PaymentMethod
  readonly refundedOn: CalendarDate
  readonly reference?: string
  /** `undone`: it did not arrive, was entered by mistake, or its payment was undone. */
  readonly state: 'paid' | 'undone'
  readonly undoneReason?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
