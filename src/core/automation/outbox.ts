// What the device delivers by itself: a row with a stable idempotency key, written in the command's transaction and
// delivered later (design.md section 5, R-33..R-36).
import type { Instant } from '../date.ts'
import type { EventType } from '../event.ts'
import type { CardAttemptId, ClientId, EndpointId, InvoiceId, MessageId, OutboxId, RefundId } from '../ids.ts'

/** An address of the owner's own, entered in settings: nothing else is ever called. Its secret lies apart. */
export interface Endpoint {
  readonly id: EndpointId
  readonly version: number
  readonly name: string
  readonly url: string
  /** `mail` takes messages and sends them as e-mail; `webhook` is told what happened; `card` is a payment processor. */
  readonly purpose: 'webhook' | 'mail' | 'card'
  /** Of a webhook: what it is told without a rule. */
  readonly events: readonly EventType[]
  readonly state: 'on' | 'off'
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Never in a backup: after a restore it is entered again. */
export interface Secret {
  readonly id: EndpointId
  readonly secret: string
  /** The one before it: calls carry both signatures until then, so that a receiver can change over. */
  readonly previous?: { readonly secret: string; readonly until: Instant }
}

export type OutboxPayload =
  /** The body is fixed when it is written: what happened does not change. */
  | { readonly kind: 'webhook'; readonly type: string; readonly body: string }
  /** Read again at delivery; its row says what is sent. */
  | { readonly kind: 'message'; readonly messageId: MessageId }
  /** A card is charged, or its unknown outcome read: the attempt's row says how far it got. */
  | { readonly kind: 'card-charge'; readonly attemptId: CardAttemptId }
  | { readonly kind: 'card-refund'; readonly attemptId: CardAttemptId; readonly refundId: RefundId }

/** Why a person must look at it. */
export type DeliveryProblem =
  /** `text`: the start of what it answered. */
  | { readonly code: 'refused'; readonly status: number; readonly text: string }
  | { readonly code: 'unreachable'; readonly attempts: number }
  | { readonly code: 'outcome-unknown'; readonly attempt: number }
  | { readonly code: 'redirected' }
  | { readonly code: 'bad-address' }
  /** Removed, or switched off while a message waited for it. */
  | { readonly code: 'endpoint-gone' }
  | { readonly code: 'secret-missing' }
  | { readonly code: 'no-document' }
  /** */
  | { readonly code: 'restored' }

export interface OutboxRow {
  /** The idempotency key: of the message, else `<event id>/<endpoint id>` or `<firing id>/<action>`. */
  readonly id: OutboxId
  readonly version: number
  readonly endpointId: EndpointId
  readonly payload: OutboxPayload
  /** `sending`: claimed until `leaseUntil`; after that its outcome is unknown. */
  readonly state: 'waiting' | 'sending' | 'delivered' | 'needs-you' | 'cancelled'
  /** Waiting: not before it. Sending: the end of the lease. Else when it got there. */
  readonly nextAt: Instant
  readonly attempts: number
  readonly lastStatus?: number
  readonly problem?: DeliveryProblem
  readonly why?:
    | 'settled'
    | 'void'
    | 'written-off'
    | 'credited'
    | 'on-hold'
    | 'by-hand'
    | 'endpoint-off'
    /** A later reminder stands for this one. */
    | 'overtaken'
  readonly invoiceId?: InvoiceId
  readonly clientId?: ClientId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
