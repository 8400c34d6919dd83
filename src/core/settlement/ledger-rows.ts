// The rows of a ledger, as far as money is concerned. Amounts are minor units of its one currency.
import type { CalendarDate } from '../date.ts'
import type { AllocationId, BillingGroupId, CreditEntryId, InvoiceId, PaymentId, RefundId } from '../ids.ts'
import type { Allocation } from '../model.ts'
import type { Minor } from '../money.ts'

export interface LedgerInvoice {
  readonly id: InvoiceId
  readonly number: string
  readonly billingGroupId: BillingGroupId
  readonly issuedOn: CalendarDate
  readonly dueOn: CalendarDate
  /** What the document asks for. */
  readonly payable: Minor
  /** The owner gave up on it and has not taken that back: what is due of it is uncollectible, not open. */
  readonly givenUp: 0 | 1
  /** Follows from what is due and `givenUp`; void is the owner's word. */
  readonly state: 'open' | 'paid' | 'uncollectible' | 'void'
}

export interface LedgerPayment {
  readonly id: PaymentId
  readonly amount: Minor
  /** Given back out of what it had paid; what came from its credit is on the credit. */
  readonly refunded: Minor
  readonly state: 'received' | 'undone'
}

/** Credit of the client that waits for an invoice: paid too much or ahead, a credit note's rest, goodwill. */
export interface LedgerCredit {
  readonly id: CreditEntryId
  readonly kind: 'overpayment' | 'deposit' | 'credit-note' | 'goodwill'
  readonly billingGroupId: BillingGroupId
  /** What a payment left over. */
  readonly paymentId?: PaymentId
  readonly receivedOn: CalendarDate
  readonly amount: Minor
  readonly refunded: Minor
  /** Goodwill only (M-17): on this day it is gone. */
  readonly expiresOn?: CalendarDate
  readonly expired: Minor
  /** What of it lies on invoices by allocations that this ledger does not hold; 0 where absent. */
  readonly elsewhere?: Minor
  readonly state: 'live' | 'reversed'
}

export type LedgerAllocation = Pick<Allocation, 'id' | 'sourceKind' | 'sourceId' | 'invoiceId' | 'amount' | 'state'> & {
  /** The rest of one that was released in part: it lies there since the day of that one. */
  readonly restOf?: AllocationId
}

export interface LedgerRefund {
  readonly id: RefundId
  readonly source:
    | { readonly kind: 'payment'; readonly id: PaymentId }
    | { readonly kind: 'credit'; readonly id: CreditEntryId }
  readonly amount: Minor
  /** What of it was taken off invoices that the payment itself had paid; the rest came from its credit. */
  readonly direct: Minor
  readonly state: 'paid' | 'undone'
}

export interface LedgerRows {
  readonly invoices: readonly LedgerInvoice[]
  readonly payments: readonly LedgerPayment[]
  readonly credits: readonly LedgerCredit[]
  readonly allocations: readonly LedgerAllocation[]
  readonly refunds: readonly LedgerRefund[]
}

/** How much of an allocation is taken back. */
export interface Release {
  readonly allocationId: AllocationId
  readonly amount: Minor
}
