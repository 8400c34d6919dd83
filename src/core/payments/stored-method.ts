import type { Instant } from '../date.ts'
import type { ClientId, EndpointId, StoredMethodId } from '../ids.ts'
import type { PaymentMethod } from '../model.ts'

/** A card that the processor keeps for the client; its number never comes here. */
export interface StoredCard {
  /** The processor's connection (an endpoint of purpose `card`). */
  readonly endpointId: EndpointId
  /** The processor's names for the client and the card. */
  readonly customer: string
  readonly method: string
  readonly brand?: string
  readonly last4?: string
  /** YYYY-MM: the last month in which it can be charged. */
  readonly expires?: string
}

/** The processor's page on which the client enters a card: while it is open, or until another is made. */
export interface CardSetup {
  readonly endpointId: EndpointId
  /** The processor's name for the client. */
  readonly customer: string
  /** The processor's name of the page, and its address, which is sent to the client. */
  readonly session: string
  readonly url: string
  readonly at: Instant
}

/**
 * A way in which a client pays (I-1): of those that are not removed, exactly one is the default (I-5). It says what is
 * proposed when a payment is recorded and, with a card, what can be charged.
 */
export interface StoredMethod {
  readonly id: StoredMethodId
  readonly version: number
  readonly clientId: ClientId
  readonly kind: PaymentMethod
  /** In the owner's words: "SEPA mandate 2026-03". */
  readonly label?: string
  readonly isDefault: 0 | 1
  /** Days to pay of invoices to be paid in this way, where group and client say nothing (W-15); 0..180. */
  readonly termsDays?: number
  readonly card?: StoredCard
  /** Until the client has entered a card there. */
  readonly setup?: CardSetup
  readonly state: 'active' | 'removed'
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
