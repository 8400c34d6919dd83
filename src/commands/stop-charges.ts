// What is settled is not charged to a card any more: in the transaction that settled it.

import type { OutboxRow } from '../core/automation/outbox.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Instant } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { InvoiceId } from '../core/ids.ts'
import { isOpenAttempt, mayHaveLeft } from '../core/payments/attempt-states.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { Books } from './books.ts'
import { cancelAttemptOf, chargeRowOf } from './card-attempt-row.ts'

/**
 * Ends the attempts of these invoices that never left. Of one that may have left the processor is asked at once, and
 * what it has not taken it does not take. What is being delivered at this moment finds out by itself.
 * Tables: `cardAttempts`, `outbox`.
 */
export async function stopChargesOf(
  books: Books,
  whyById: ReadonlyMap<InvoiceId, NonNullable<OutboxRow['why']>>,
  envelope: Pick<Envelope, 'now' | 'today'>,
): Promise<void> {
  if (whyById.size === 0) return
  const attempts = await books.db.cardAttempts
    .where('invoiceId')
    .anyOf([...whyById.keys()])
    .toArray()
  for (const attempt of attempts.filter(isOpenAttempt)) {
    const [row, why] = [await chargeRowOf(books.db, attempt), whyById.get(attempt.invoiceId)]
    if (row?.state !== 'waiting' || why === undefined) continue
    const { now } = envelope
    if (mayHaveLeft(attempt)) await hurry(books, row, now)
    else {
      await books.outbox.put(movedRow(row, { state: 'cancelled', nextAt: now, why }, now), row)
      await cancelAttemptOf(books, row, why, envelope)
    }
  }
}

/**
 * Asks the processor at once about attempts that may have left, since less may be charged now than they were made for, or
 * nothing: a link that the client has must not stay open until the next question, hours away. What has not left is
 * looked at before it does. Tables: `cardAttempts`, `outbox`.
 */
export async function hurryCharges(
  books: Books,
  attempts: readonly CardAttempt[],
  { now }: Pick<Envelope, 'now'>,
): Promise<void> {
  for (const attempt of attempts.filter(isOpenAttempt)) {
    const row = mayHaveLeft(attempt) ? await chargeRowOf(books.db, attempt) : undefined
    if (row?.state === 'waiting') await hurry(books, row, now)
  }
}

async function hurry(books: Books, row: OutboxRow, now: Instant): Promise<void> {
  if (row.nextAt <= now) return
  await books.outbox.put(movedRow(row, { state: 'waiting', nextAt: now }, now), row)
  books.record('delivery.queued', [row.id, row.endpointId], { attempt: row.attempts })
}
