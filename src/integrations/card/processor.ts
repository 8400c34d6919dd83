// What Billfold asks of whoever charges cards (P-6, R-34): a closed set of answers, the unknown one among them. The
// number of a card never comes here: the processor's own page takes it.
import type { CardAttemptId, ClientId, InvoiceId, RefundId } from '../../core/ids.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import type { StoredCard } from '../../core/payments/stored-method.ts'

/** Why there is no answer to a request, or none that helps. */
export type ProcessorFailure =
  /** Nobody knows whether it arrived: no connection, one that broke, no answer in time, an answer that says nothing. */
  | {
      readonly kind: 'unknown'
      readonly cause: 'no-connection' | 'timeout' | 'stopped' | 'answer'
      readonly status?: number
    }
  /** It did nothing and asks to be asked again; `retryAfter` in whole seconds. */
  | { readonly kind: 'later'; readonly status: number; readonly retryAfter?: number }
  /** It does not do this, now or ever: its code, and its sentence. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  /** The key is not (or no longer) good, or may not do this. */
  | { readonly kind: 'key-refused'; readonly status: number; readonly message: string }
  /** `unexplained`: not in the processor's words; perhaps not its address. */
  | { readonly kind: 'not-there'; readonly status: number; readonly unexplained?: 1 }
  | { readonly kind: 'redirected' }
  | { readonly kind: 'bad-address' }

export type ProcessorAnswer<Value> = { readonly kind: 'done'; readonly value: Value } | ProcessorFailure

/** How far a charge has come. Only `collected` has taken money; only `collected` and `cancelled` never change again. */
export type IntentState =
  /** Made and not confirmed: it takes no money. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'processing' }
  /** The client has to confirm at their bank, there. */
  | { readonly kind: 'needs-action'; readonly url?: string }
  /** Refused by the bank; `wantsClient`: it would take it from the client in person. */
  | { readonly kind: 'declined'; readonly code: string; readonly message: string; readonly wantsClient: boolean }
  | { readonly kind: 'collected'; readonly amount: Minor }
  | { readonly kind: 'cancelled'; readonly decline?: { readonly code: string; readonly message: string } }

export interface Intent {
  /** The processor's name for it. */
  readonly id: string
  readonly amount: Minor
  readonly currency: CurrencyCode
  /** What it was made for, as it was given. */
  readonly attemptId?: CardAttemptId
  readonly state: IntentState
}

export interface NewIntent {
  readonly attemptId: CardAttemptId
  readonly invoiceId: InvoiceId
  readonly invoiceNumber: string
  readonly card: Pick<StoredCard, 'customer' | 'method'>
  readonly amount: Minor
  readonly currency: CurrencyCode
  /** Idempotency key: the same one is the same intent for as long as the processor remembers it. */
  readonly key: string
}

export interface ProcessorRefund {
  readonly id: string
  readonly refundId?: RefundId
  readonly amount: Minor
  readonly state: 'pending' | 'paid' | 'failed'
  /** Why it failed, in the processor's word. */
  readonly reason?: string
}

/** The page on which the client enters a card. */
export interface SetupLink {
  /** The processor's name of it, to be read later. */
  readonly id: string
  /** Sent to the client; it works for about a day. */
  readonly url: string
}

export type SetupState =
  | { readonly kind: 'open' }
  | { readonly kind: 'expired' }
  /** The client entered a card; it can be charged without them. */
  | { readonly kind: 'stored'; readonly card: Omit<StoredCard, 'endpointId'> }

/** The account at the processor, shown to the owner so that they see that the key is the right one. */
export interface ProcessorAccount {
  /** Real money, or the processor's test mode. */
  readonly live: boolean
  /** What the key lets be read about it; a restricted key often says nothing. */
  readonly name?: string
}

export interface CardProcessor {
  /** Whether the key is good for what is asked of it; takes no money and makes nothing. */
  tryKey(): Promise<ProcessorAnswer<ProcessorAccount>>
  /** Once for each client: the same client and `key` give the same customer. */
  createCustomer(client: {
    readonly clientId: ClientId
    readonly name: string
    readonly email?: string
    readonly key: string
  }): Promise<ProcessorAnswer<{ readonly customer: string }>>
  /** `returnUrl`: where the client lands after it. */
  beginSetup(setup: {
    readonly customer: string
    readonly returnUrl: string
    readonly key: string
  }): Promise<ProcessorAnswer<SetupLink>>
  readSetup(id: string): Promise<ProcessorAnswer<SetupState>>
  /** The intents that were made for an invoice, by whatever attempt, whoever and whenever: before another is made. */
  findIntents(of: {
    readonly customer: string
    readonly invoiceId: InvoiceId
  }): Promise<ProcessorAnswer<readonly Intent[]>>
  /** Makes an intent without confirming it: it takes no money. */
  createIntent(intent: NewIntent): Promise<ProcessorAnswer<Intent>>
  /** Charges the stored card without its owner. */
  confirmIntent(intent: { readonly id: string; readonly key: string }): Promise<ProcessorAnswer<Intent>>
  /** After the bank asked for the client in person: the same intent, with a page where they confirm. */
  askClient(intent: {
    readonly id: string
    readonly method: string
    readonly returnUrl: string
    readonly key: string
  }): Promise<ProcessorAnswer<Intent>>
  readIntent(id: string): Promise<ProcessorAnswer<Intent>>
  /** After this it can never take money; one that has, is answered as `collected`. */
  cancelIntent(id: string): Promise<ProcessorAnswer<Intent>>
  refund(refund: {
    readonly intent: string
    readonly refundId: RefundId
    readonly amount: Minor
    readonly currency: CurrencyCode
    readonly key: string
  }): Promise<ProcessorAnswer<ProcessorRefund>>
  readRefunds(intent: string): Promise<ProcessorAnswer<readonly ProcessorRefund[]>>
}
