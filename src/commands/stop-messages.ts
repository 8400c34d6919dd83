// What has nothing to say any more does not leave: in the transaction that made it so.
import type { Message } from '../core/automation/message.ts'
import type { OutboxRow } from '../core/automation/outbox.ts'
import type { Instant } from '../core/date.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Books } from './books.ts'
import { cancelRows } from './cancel-deliveries.ts'

export type StopReason = 'settled' | 'void' | 'written-off' | 'credited' | 'by-hand'

/**
 * Gives up what waits to be sent about an invoice: everything when it is void, else its reminders; the invoice itself is
 * due to its client even when it is paid. What is being delivered at this moment is let be. Tables: `messages`, `outbox`.
 */
export async function stopMessages(
  books: Books,
  invoice: FinalizedInvoice,
  why: StopReason,
  now: Instant,
): Promise<void> {
  await stopMessagesOf(books, new Map([[invoice.id, why]]), now)
}

/** As `stopMessages`, for many invoices in one read. */
export async function stopMessagesOf(
  books: Books,
  whyById: ReadonlyMap<FinalizedInvoice['id'], StopReason>,
  now: Instant,
): Promise<void> {
  if (whyById.size === 0) return
  const rows = await books.db.messages
    .where('invoiceId')
    .anyOf([...whyById.keys()])
    .toArray()
  for (const message of rows) {
    const why = whyById.get(message.invoiceId)
    if (why === undefined || message.state !== 'prepared') continue
    if (why === 'void' || message.kind === 'reminder') await giveUpMessage(books, message, why, now)
  }
}

/**
 * Gives up one message with its delivery.
 * @returns false when it is being delivered at this moment: nothing was changed
 */
export async function giveUpMessage(books: Books, message: Message, why: StopReason, now: Instant): Promise<boolean> {
  const delivery = await deliveryOf(books, message)
  if (delivery?.state === 'sending') return false
  if (delivery !== undefined && (await cancelRows(books, [delivery], why, now)).length > 0) return true
  await books.messages.put(
    { ...message, state: 'cancelled', why, version: message.version + 1, updatedAt: now },
    message,
  )
  books.record('message.cancelled', [message.id, message.invoiceId, message.clientId], {
    number: message.invoiceNumber,
    why,
  })
  return true
}

/** The outbox row that carries a message. */
export async function deliveryOf(books: Books, { id, endpointId }: Message): Promise<OutboxRow | undefined> {
  return endpointId === undefined ? undefined : await books.db.outbox.get(id as string as OutboxRow['id'])
}
