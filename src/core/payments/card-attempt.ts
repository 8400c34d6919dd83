import type { CalendarDate, Instant } from '../date.ts'
import type { BillingGroupId, CardAttemptId, ClientId, InvoiceId, PaymentId, RefundId, StoredMethodId } from '../ids.ts'
import type { CurrencyCode, Minor } from '../money.ts'

/**
 * `pending`: asked for, on its way. `unknown`: sent, and no answer came: the intent is read until one does, and never
 * made again. `needs-action`: the client has to confirm at their bank, by `actionUrl`. `collected`: the money was
 * taken and is recorded. `failed`: the processor or the bank refused. `cancelled`: it never left.
 */
export type CardAttemptState = 'pending' | 'unknown' | 'needs-action' | 'collected' | 'failed' | 'cancelled'

/** One attempt to charge a stored card for an invoice (P-6, M-27). */
export interface CardAttempt {
  /** `inv_.../collection/<attempt>` (`collectionKey`): once each, also the key of its outbox row. */
  readonly id: CardAttemptId
  readonly version: number
  readonly attempt: number
  readonly invoiceId: InvoiceId
  readonly invoiceNumber: string
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly methodId: StoredMethodId
  readonly amount: Minor
  readonly currency: CurrencyCode
  readonly state: CardAttemptState
  /** The processor's name of the intent, stored before it is confirmed. */
  readonly intent?: string
  /** Where the client confirms. */
  readonly actionUrl?: string
  /** A person gave it up: if it has left, the processor is asked, and it takes no money from then on. */
  readonly givenUp?: 1
  /** Let go without an answer: whoever is asked does not know it. It may have taken money, and what it took may be found again. */
  readonly forgotten?: 1
  /** The processor's code, and its sentence. */
  readonly decline?: { readonly code: string; readonly message: string }
  /** The payment that records the money. */
  readonly paymentId?: PaymentId
  /** Money of it that goes back through the processor. */
  readonly refunds?: readonly {
    readonly refundId: RefundId
    readonly processorId?: string
    readonly state: 'pending' | 'unknown' | 'paid' | 'failed'
  }[]
  readonly by: 'user' | 'automation'
  /** The account's day of its last change. */
  readonly on: CalendarDate
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
