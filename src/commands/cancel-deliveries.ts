// What has nothing to say any more does not leave: in the transaction that made it so.
import type { Message } from '../core/automation/message.ts'
import type { OutboxRow } from '../core/automation/outbox.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Instant } from '../core/date.ts'
import type { EndpointId } from '../core/ids.ts'
import type { Books } from './books.ts'

type Why = NonNullable<OutboxRow['why']>

/** Cancels rows that wait, or wait for a person; one that is being sent is let be. Tables: `outbox`, `messages`. */
export async function cancelRows(
  books: Books,
  rows: readonly OutboxRow[],
  why: Why,
  now: Instant,
): Promise<readonly OutboxRow[]> {
  const open = rows.filter(({ state }) => state === 'waiting' || state === 'needs-you')
  await books.outbox.putMany(
    open.map((previous) => ({ next: movedRow(previous, { state: 'cancelled', nextAt: now, why }, now), previous })),
  )
  for (const row of open) await cancelMessageOf(books, row, why, now)
  return open
}

/** Gives up the message of a row that was cancelled; what was sent another way stays as it is. Table: `messages`. */
export async function cancelMessageOf(books: Books, { payload }: OutboxRow, why: Why, now: Instant): Promise<void> {
  if (payload.kind !== 'message') return
  const message = await books.db.messages.get(payload.messageId)
  if (message?.state !== 'prepared') return
  const next: Message = {
    ...message,
    state: 'cancelled',
    why: why === 'endpoint-off' ? 'by-hand' : why,
    version: message.version + 1,
    updatedAt: now,
  }
  await books.messages.put(next, message)
  books.record('message.cancelled', [message.id, message.invoiceId, message.clientId], {
    number: message.invoiceNumber,
    why,
  })
}

/** The rows of an endpoint that are not settled. Table: `outbox`. */
export async function openRowsOf(books: Books, endpointId: EndpointId): Promise<readonly OutboxRow[]> {
  const found: OutboxRow[] = []
  for (const state of ['waiting', 'sending', 'needs-you'] as const) {
    found.push(
      ...(await books.db.outbox
        .where('[endpointId+state+nextAt]')
        .between([endpointId, state], [endpointId, state, '\uffff'])
        .toArray()),
    )
  }
  return found
}
