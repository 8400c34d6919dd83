// What a person decides about a delivery that needs them.
import type { OutboxRow } from '../core/automation/outbox.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { OutboxId } from '../core/ids.ts'
import { attemptAfter, isOpenAttempt } from '../core/payments/attempt-states.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { giveUpAttempt } from './cancel-card-attempt.ts'
import { cancelRows } from './cancel-deliveries.ts'
import { changedAttempt } from './card-attempt-row.ts'
import { endpointName } from './endpoint-name.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface SeenDelivery {
  readonly id: OutboxId
  readonly version: number
}

/** The row, if a person may still decide about it. Problems: `not-found`, `stale`, `delivery-not-open`. */
async function expectOpen(books: Books, seen: SeenDelivery): Promise<Result<OutboxRow, Problem>> {
  const row = await books.db.outbox.get(seen.id)
  if (row !== undefined && row.state !== 'waiting' && row.state !== 'needs-you') {
    return refused({ code: 'delivery-not-open', state: row.state })
  }
  return expectRow<OutboxRow>('outbox', row, seen)
}

/**
 * Sends it again now, with all attempts before it: the same key, so that a receiver that has it already knows.
 * Problems: `not-found`, `stale`, `delivery-not-open`.
 */
export const retryDelivery: Command<SeenDelivery, SeenDelivery> = {
  name: 'retryDelivery',
  tables: ['outbox', 'endpoints', 'cardAttempts'],
  async run(books, seen, envelope): Promise<Result<SeenDelivery, Problem>> {
    const { now } = envelope
    const found = await expectOpen(books, seen)
    if (!found.ok) return found
    await keepDoubt(books, found.value, envelope)
    const next = movedRow(found.value, { state: 'waiting', nextAt: now, attempts: 0 }, now)
    await books.outbox.put(next, found.value)
    const name = await endpointName(books.db, next.endpointId)
    const about = 'attemptId' in next.payload ? next.payload.attemptId : undefined
    books.record('delivery.retried', [next.id, next.endpointId, about, next.invoiceId, next.clientId], { name })
    return ok({ id: next.id, version: next.version })
  },
}

/**
 * The delivery forgets why it needed somebody; the row of its card remembers that it may have left: in another copy of
 * books that went back in time, or with a deliverer that was lost.
 */
async function keepDoubt(books: Books, { payload, problem, attempts }: OutboxRow, envelope: Envelope): Promise<void> {
  if (payload.kind !== 'card-charge' && payload.kind !== 'card-refund') return
  const attempt = await books.db.cardAttempts.get(payload.attemptId)
  if (attempt === undefined) return
  const restored = problem?.code === 'restored'
  if (payload.kind === 'card-charge') {
    // Without a stored intent this copy has confirmed nothing.
    const state = restored ? attemptAfter(attempt.state, 'unanswered') : undefined
    if (state !== undefined) await books.cardAttempts.put(changedAttempt(attempt, { state }, envelope), attempt)
    return
  }
  const doubted = attempt.refunds?.find(({ refundId }) => refundId === payload.refundId)
  if (doubted?.state !== 'pending' || (!restored && attempts === 0)) return
  const refunds = (attempt.refunds ?? []).map((each) =>
    each === doubted ? { ...each, state: 'unknown' as const } : each,
  )
  await books.cardAttempts.put(changedAttempt(attempt, { refunds }, envelope), attempt)
}

/**
 * Gives a delivery up: it never leaves, and a message of it neither. A charge that may have left is asked about first
 * (`cancelCardAttempt`); a refund to a card stays in the books: somebody paid it another way. Problems: `not-found`, `stale`, `delivery-not-open`.
 */
export const cancelDelivery: Command<SeenDelivery, SeenDelivery> = {
  name: 'cancelDelivery',
  tables: ['outbox', 'endpoints', 'messages', 'cardAttempts'],
  async run(books, seen, envelope): Promise<Result<SeenDelivery, Problem>> {
    const { now } = envelope
    const found = await expectOpen(books, seen)
    if (!found.ok) return found
    const row = found.value
    const { payload } = row
    const attempt = payload.kind === 'card-charge' ? await books.db.cardAttempts.get(payload.attemptId) : undefined
    if (attempt !== undefined && isOpenAttempt(attempt)) {
      await giveUpAttempt(books, attempt, envelope)
      return ok({ id: row.id, version: row.version + 1 })
    }
    const name = await endpointName(books.db, row.endpointId)
    books.record('delivery.cancelled', [row.id, row.endpointId, row.invoiceId, row.clientId], { name, why: 'by-hand' })
    await cancelRows(books, [row], 'by-hand', now)
    return ok({ id: row.id, version: row.version + 1 })
  },
}
