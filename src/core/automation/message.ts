// What is written to a client: an invoice that is ready, a reminder. A row is the fact that it was prepared, and its key
// makes a second one impossible; a reminder's step that was overtaken has its row too.
import type { CalendarDate, Instant } from '../date.ts'
import type { BillingGroupId, ClientId, EndpointId, InvoiceId, MessageId, RunId } from '../ids.ts'

export type MessageKind = 'invoice' | 'reminder'

export interface MessageAddress {
  readonly name?: string
  readonly email: string
}

/** How it left the app, by the owner's word or by delivery. */
export type SentWay = 'share' | 'eml' | 'mailto' | 'copy' | 'endpoint' | 'other'

export interface Message {
  /** `inv_.../ready` when finalizing prepares it, `inv_.../reminder/<step>` for a step, else `msg_...`. */
  readonly id: MessageId
  readonly version: number
  readonly kind: MessageKind
  readonly invoiceId: InvoiceId
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly clientName: string
  readonly invoiceNumber: string
  /** Of a reminder by rule. */
  readonly step?: number
  /**
   * What the owner changed, and once it is sent what left. Absent: taken from the client, the group and the template
   * when it is shown or leaves, so that nothing stale is sent.
   */
  readonly to?: readonly MessageAddress[]
  readonly cc?: readonly MessageAddress[]
  readonly subject?: string
  readonly text?: string
  readonly attachPdf: 0 | 1
  /** Lists the client's other unpaid invoices below the text (M-5). */
  readonly listUnpaid: 0 | 1
  /** `skipped`: overtaken by a later step. `cancelled`: settled, void or given up before it left. */
  readonly state: 'prepared' | 'sent' | 'cancelled' | 'skipped'
  /** Delivered through the outbox row of the same id. */
  readonly endpointId?: EndpointId
  readonly sent?: { readonly at: Instant; readonly on: CalendarDate; readonly how: SentWay }
  readonly why?: 'settled' | 'void' | 'written-off' | 'credited' | 'on-hold' | 'overtaken' | 'by-hand' | 'restored'
  readonly runId?: RunId
  /** The account's day on which it was prepared. */
  readonly preparedOn: CalendarDate
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** The message about an invoice that finalizing prepares. */
export function readyKey(invoiceId: InvoiceId): MessageId {
  return `${invoiceId}/ready` as MessageId
}

/** The texts that an owner may word anew; `reminder-late` is the first one after the due date, `reminder-again` every later one. */
export type MessageTemplateKey = 'invoice' | 'reminder-before' | 'reminder-due' | 'reminder-late' | 'reminder-again'

export interface MessageTemplate {
  readonly subject: string
  readonly text: string
}
