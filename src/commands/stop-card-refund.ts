// What is undone in the books does not go back to a card any more: in the transaction that undid it.
import type { OutboxRow } from '../core/automation/outbox.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { Problem } from '../core/problem.ts'
import type { Books } from './books.ts'
import { cancelRows } from './cancel-deliveries.ts'
import { changedAttempt } from './card-attempt-row.ts'
import { endpointName } from './endpoint-name.ts'
import { cardRefundKey } from './refund-card.ts'

/**
 * Ends the delivery of a refund to a card that never left. One that may have left is to be asked about or given up first:
 * else its money would be gone and be the client's credit too. Problem: `attempt-under-way`.
 * Tables: `cardAttempts`, `outbox`.
 */
export async function stopCardRefund(
  books: Books,
  { id, sourceKind, sourceId }: Refund,
  envelope: Envelope,
): Promise<Problem | undefined> {
  if (sourceKind !== 'payment') return undefined
  const attempt = await books.db.cardAttempts.where('paymentId').equals(sourceId).first()
  const refund = attempt?.refunds?.find(({ refundId }) => refundId === id)
  if (attempt === undefined || refund === undefined) return undefined
  const row = await books.db.outbox.get(cardRefundKey(attempt.id, id))
  if (row === undefined || row.state === 'delivered' || row.state === 'cancelled') return undefined
  // The processor has said that it did not pay it, and its day was closed in the books then: there is nothing to stop.
  if (refund.state === 'failed') return cancelled(books, row, attempt, envelope)
  const never = row.state === 'waiting' && refund.state === 'pending' && refund.processorId === undefined
  if (!never) {
    const state = refund.state === 'unknown' ? 'unknown' : 'pending'
    return { code: 'attempt-under-way', number: attempt.invoiceNumber, state, refund: 1 }
  }
  const refunds = attempt.refunds?.map((each) => (each.refundId === id ? { ...each, state: 'failed' as const } : each))
  await books.cardAttempts.put(changedAttempt(attempt, refunds === undefined ? {} : { refunds }, envelope), attempt)
  return cancelled(books, row, attempt, envelope)
}

async function cancelled(books: Books, row: OutboxRow, { id }: CardAttempt, { now }: Envelope): Promise<undefined> {
  await cancelRows(books, [row], 'by-hand', now)
  const name = await endpointName(books.db, row.endpointId)
  const about = [row.id, id, row.endpointId, row.invoiceId, row.clientId]
  books.record('delivery.cancelled', about, { name, why: 'by-hand' })
  return undefined
}
