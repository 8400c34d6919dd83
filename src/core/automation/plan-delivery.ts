// What may leave the device now, and what may not any more.
import type { Instant } from '../date.ts'
import { addSeconds } from '../instant.ts'
import type { Invoice } from '../model.ts'
import { isOpenAttempt, mayHaveLeft } from '../payments/attempt-states.ts'
import type { CardAttempt } from '../payments/card-attempt.ts'
import { nextAttemptAt } from './back-off.ts'
import type { Message } from './message.ts'
import type { DeliveryProblem, Endpoint, OutboxRow } from './outbox.ts'

/** How long one deliverer holds a row: the longest answer and a slow device. */
const leaseSeconds = 90

/** What is read in the transaction that claims a row. */
export interface DeliveryFacts {
  readonly endpoint?: Pick<Endpoint, 'state'>
  readonly hasSecret: boolean
  /** Of a message: itself and its invoice. */
  readonly message?: Pick<Message, 'state' | 'kind' | 'why'>
  /** Of a card: the attempt and its invoice. */
  readonly attempt?: Pick<CardAttempt, 'state' | 'intent' | 'givenUp' | 'refunds'>
  /** The stored card is still there. */
  readonly cardStored?: boolean
  readonly invoice?: Invoice
  /** The group's hold counts as the invoice's. */
  readonly groupOnHold?: boolean
}

export type DeliveryPlan =
  /** Not now: not due, held by another deliverer, or settled. */
  | { readonly act: 'leave' }
  | { readonly act: 'deliver'; readonly attempt: number; readonly leaseUntil: Instant }
  | { readonly act: 'cancel'; readonly why: NonNullable<OutboxRow['why']> }
  | { readonly act: 'ask'; readonly problem: DeliveryProblem }

/** What to do with a row of the outbox. The same in the transaction that claims it and on screen. */
export function planDelivery(row: OutboxRow, facts: DeliveryFacts, now: Instant): DeliveryPlan {
  if (row.state !== 'waiting' && row.state !== 'sending') return { act: 'leave' }
  if (row.nextAt > now) return { act: 'leave' }
  const isMessage = row.payload.kind === 'message'
  const isCard = row.payload.kind === 'card-charge' || row.payload.kind === 'card-refund'
  // The one who held it is gone: nobody knows whether it went. A webhook goes again, a letter does not.
  const lost = row.state === 'sending'
  if (lost && isMessage) return { act: 'ask', problem: { code: 'outcome-unknown', attempt: row.attempts } }
  const why = isMessage ? outdated(facts) : outdatedCard(row, facts)
  if (why !== undefined) return { act: 'cancel', why }
  if (facts.endpoint === undefined) return { act: 'ask', problem: { code: 'endpoint-gone' } }
  if (facts.endpoint.state === 'off') {
    return isMessage || isCard
      ? { act: 'ask', problem: { code: 'endpoint-gone' } }
      : { act: 'cancel', why: 'endpoint-off' }
  }
  if (!facts.hasSecret) return { act: 'ask', problem: { code: 'secret-missing' } }
  if (lost && nextAttemptAt(row.attempts, now) === undefined) {
    return isCard
      ? { act: 'ask', problem: { code: 'outcome-unknown', attempt: row.attempts } }
      : { act: 'ask', problem: { code: 'unreachable', attempts: row.attempts } }
  }
  return { act: 'deliver', attempt: row.attempts + 1, leaseUntil: addSeconds(now, leaseSeconds) }
}

/** Why a message has nothing to say any more. */
function outdated({ message, invoice, groupOnHold }: DeliveryFacts): NonNullable<OutboxRow['why']> | undefined {
  // Sent another way, or given up.
  if (message === undefined || message.state !== 'prepared') return cancelledWhy(message)
  if (invoice === undefined || invoice.state === 'draft') return 'by-hand'
  if (invoice.state === 'void') return 'void'
  // The invoice itself is due to its client even when it is paid already; a reminder is not.
  if (message.kind !== 'reminder') return undefined
  if (invoice.state === 'uncollectible') return 'written-off'
  if (invoice.state === 'paid' || invoice.amountDue <= 0) return 'settled'
  return invoice.hold !== undefined || groupOnHold === true ? 'on-hold' : undefined
}

function cancelledWhy(message: DeliveryFacts['message']): NonNullable<OutboxRow['why']> {
  const why = message?.why
  return why === 'settled' || why === 'void' || why === 'credited' ? why : 'by-hand'
}

/**
 * Why a card is not charged any more. Once it may have taken money the processor is asked, whatever has become of
 * the invoice.
 */
function outdatedCard({ payload }: OutboxRow, facts: DeliveryFacts): NonNullable<OutboxRow['why']> | undefined {
  const { attempt } = facts
  if (payload.kind === 'card-refund') {
    const refund = attempt?.refunds?.find(({ refundId }) => refundId === payload.refundId)
    return refund?.state === 'pending' || refund?.state === 'unknown' ? undefined : 'by-hand'
  }
  if (payload.kind !== 'card-charge') return undefined
  if (attempt === undefined || !isOpenAttempt(attempt)) return 'by-hand'
  return mayHaveLeft(attempt) || attempt.givenUp === 1 ? undefined : notChargeable(facts)
}

/** Why nothing may be charged for an invoice now; undefined: it may. */
export function notChargeable({
  invoice,
  groupOnHold,
  cardStored,
}: Pick<DeliveryFacts, 'invoice' | 'groupOnHold' | 'cardStored'>): NonNullable<OutboxRow['why']> | undefined {
  if (invoice === undefined || invoice.state === 'draft') return 'by-hand'
  if (invoice.state === 'void') return 'void'
  if (invoice.state === 'uncollectible') return 'written-off'
  if (invoice.state === 'paid' || invoice.amountDue <= 0) return 'settled'
  if (invoice.hold !== undefined || groupOnHold === true) return 'on-hold'
  return cardStored === true ? undefined : 'by-hand'
}
