import type { CalendarDate } from '../core/date.ts'
import type { OutboxId, PaymentId, RefundId } from '../core/ids.ts'
import type { Minor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Release } from '../core/settlement/ledger-rows.ts'
import { changedAttempt, chargeRowOf } from './card-attempt-row.ts'
import type { Command } from './execute.ts'
import { type Refunded, refundMoney } from './refund-money.ts'

export interface RefundCard {
  /** A payment that a card attempt collected. */
  readonly paymentId: PaymentId
  /** More than 0. */
  readonly amount: Minor
  /** As of `refundMoney`. */
  readonly releases: readonly Release[]
  readonly refundedOn: CalendarDate
}

/**
 * Gives the money of a card payment back to the card: in the books at once, at the processor as soon as there is a
 * connection, once. Should the processor refuse it, the refund is undone: the money is the client's credit again.
 * Problems: those of `refundMoney`; `not-found` for a payment that no card attempt made; `processor-off`.
 */
export const refundCard: Command<RefundCard, Refunded> = {
  name: 'refundCard',
  tables: [...refundMoney.tables, 'cardAttempts', 'endpoints', 'secrets'],
  async run(books, { paymentId, ...input }, envelope): Promise<Result<Refunded, Problem>> {
    const { db } = books
    const attempt = await db.cardAttempts.where('paymentId').equals(paymentId).first()
    if (attempt?.intent === undefined) return refused({ code: 'not-found', entity: 'cardAttempt', id: paymentId })
    // Where the money was taken: the card may have been entered anew at another connection since.
    const endpointId = (await chargeRowOf(db, attempt))?.endpointId
    const [endpoint, secret] =
      endpointId === undefined ? [] : await Promise.all([db.endpoints.get(endpointId), db.secrets.get(endpointId)])
    if (endpoint === undefined || endpoint.state === 'off' || secret === undefined) {
      return refused({ code: 'processor-off', name: endpoint?.name ?? '' })
    }
    const refund = await refundMoney.run(
      books,
      { ...input, source: { kind: 'payment', id: paymentId }, method: 'card', reference: attempt.intent },
      envelope,
    )
    if (!refund.ok) return refund
    const { id: refundId } = refund.value
    const { now } = envelope
    const refunds = [...(attempt.refunds ?? []), { refundId, state: 'pending' as const }]
    await books.cardAttempts.put(changedAttempt(attempt, { refunds }, envelope), attempt)
    const id = cardRefundKey(attempt.id, refundId)
    await books.outbox.add({
      id,
      version: 1,
      endpointId: endpoint.id,
      payload: { kind: 'card-refund', attemptId: attempt.id, refundId },
      state: 'waiting',
      nextAt: now,
      attempts: 0,
      invoiceId: attempt.invoiceId,
      clientId: attempt.clientId,
      createdAt: now,
      updatedAt: now,
    })
    books.record('delivery.queued', [id, endpoint.id, attempt.id, attempt.invoiceId, attempt.clientId], {
      name: endpoint.name,
    })
    return ok(refund.value)
  },
}

/** Of the outbox row, and its idempotency key. */
export function cardRefundKey(attemptId: string, refundId: RefundId): OutboxId {
  return `${attemptId}/refund/${refundId}` as OutboxId
}
