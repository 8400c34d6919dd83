import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CardAttemptId } from '../core/ids.ts'
import { attemptAfter, isForgettable, isOpenAttempt, mayHaveLeft } from '../core/payments/attempt-states.ts'
import type { CardAttempt, CardAttemptState } from '../core/payments/card-attempt.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { changedAttempt, chargeRowOf } from './card-attempt-row.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface CancelCardAttempt {
  readonly id: CardAttemptId
  readonly version: number
  /** Whatever the processor would say: it cannot be asked. */
  readonly forget?: 1
}

/**
 * Gives an attempt up. One that never left is cancelled at once. Of one that may have left, the processor is asked: it
 * ends as `cancelled`, or as `collected` if the money was taken after all. Where nobody can be asked any more
 * (`isForgettable`) it may be forgotten: then it ends as `cancelled`, unseen. Answers the state that it has now.
 * Problems: `not-found`, `stale`, `delivery-not-open` when it has ended, `attempt-under-way` when it can be asked about.
 */
export const cancelCardAttempt: Command<CancelCardAttempt, { readonly state: CardAttemptState }> = {
  name: 'cancelCardAttempt',
  tables: ['cardAttempts', 'outbox'],
  async run(books, seen, envelope): Promise<Result<{ state: CardAttemptState }, Problem>> {
    const found = expectRow<CardAttempt>('cardAttempt', await books.db.cardAttempts.get(seen.id), seen)
    if (!found.ok) return found
    const attempt = found.value
    if (!isOpenAttempt(attempt)) {
      return refused({ code: 'delivery-not-open', state: attempt.state === 'cancelled' ? 'cancelled' : 'delivered' })
    }
    if (seen.forget === 1) return forget(books, attempt, envelope)
    return ok({ state: (await giveUpAttempt(books, attempt, envelope)).state })
  },
}

async function forget(
  books: Books,
  attempt: CardAttempt,
  envelope: Envelope,
): Promise<Result<{ state: CardAttemptState }, Problem>> {
  const row = await chargeRowOf(books.db, attempt)
  const state = attemptAfter(attempt.state, 'let-go')
  if (row === undefined || state === undefined || !isOpenAttempt(attempt) || !isForgettable(attempt, row)) {
    return refused({ code: 'attempt-under-way', number: attempt.invoiceNumber, state: attempt.state as 'unknown' })
  }
  const { actionUrl: _link, ...kept } = attempt
  const left = mayHaveLeft(attempt)
  const next = changedAttempt(kept, { state, givenUp: 1, ...(left && { forgotten: 1 }) }, envelope)
  await books.cardAttempts.put(next, attempt)
  const { now } = envelope
  await books.outbox.put(movedRow(row, { state: 'cancelled', nextAt: now, why: 'by-hand' }, now), row)
  books.record('card.cancelled', [attempt.id, attempt.invoiceId, attempt.clientId], {
    number: attempt.invoiceNumber,
    amount: attempt.amount,
    currency: attempt.currency,
    ...(left && { forgotten: 1 }),
  })
  return ok({ state })
}

/** As the command, for an open attempt that was read in this transaction. Tables: `cardAttempts`, `outbox`. */
export async function giveUpAttempt(books: Books, attempt: CardAttempt, envelope: Envelope): Promise<CardAttempt> {
  const row = await chargeRowOf(books.db, attempt)
  // Books that went back in time do not know what their other copy did.
  const restored = row?.problem?.code === 'restored'
  const neverLeft = !mayHaveLeft(attempt) && !restored
  const news = neverLeft ? 'let-go' : restored ? 'unanswered' : undefined
  const state = (news === undefined ? undefined : attemptAfter(attempt.state, news)) ?? attempt.state
  const next = changedAttempt(attempt, { state, givenUp: 1 }, envelope)
  await books.cardAttempts.put(next, attempt)
  books.record('card.cancelled', [attempt.id, attempt.invoiceId, attempt.clientId], {
    number: attempt.invoiceNumber,
    amount: attempt.amount,
    currency: attempt.currency,
    ...(neverLeft ? {} : { asks: 1 }),
  })
  if (row === undefined) return next
  const { now } = envelope
  if (neverLeft) {
    // Whoever is delivering it at this moment finds it cancelled before anything is confirmed.
    if (row.state !== 'cancelled') {
      await books.outbox.put(movedRow(row, { state: 'cancelled', nextAt: now, why: 'by-hand' }, now), row)
    }
  } else if (row.state !== 'sending') {
    await books.outbox.put(movedRow(row, { state: 'waiting', nextAt: now, attempts: 0 }, now), row)
  }
  return next
}
