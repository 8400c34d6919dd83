import type { Message, MessageAddress } from '../core/automation/message.ts'
import type { OutboxRow } from '../core/automation/outbox.ts'
import { type AttemptOutcome, settledRow } from '../core/automation/settled-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { MessageId, OutboxId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { endpointName } from './endpoint-name.ts'
import type { Command } from './execute.ts'

/** Of a message: what left. */
export interface LeftMessage {
  readonly to: readonly MessageAddress[]
  readonly cc: readonly MessageAddress[]
  readonly subject: string
  readonly text: string
}

export interface SettleDelivery {
  readonly id: OutboxId
  /** Of the row as claimed. */
  readonly version: number
  readonly outcome: AttemptOutcome
  readonly left?: LeftMessage
}

/**
 * Writes what came of an attempt. It is written even while automation is paused: it has happened. An attempt whose lease
 * another one took over changes nothing any more, unless it was the one that arrived.
 * Problems: `not-found`.
 */
export const settleDelivery: Command<SettleDelivery, { readonly state: OutboxRow['state'] }> = {
  name: 'settleDelivery',
  tables: ['outbox', 'endpoints', 'messages', 'invoices'],
  unguarded: true,
  async run(books, { id, version, outcome, left }, envelope): Promise<Result<{ state: OutboxRow['state'] }, Problem>> {
    const row = await books.db.outbox.get(id)
    if (row === undefined) return refused({ code: 'not-found', entity: 'outbox', id })
    const own = row.state === 'sending' && row.version === version
    const arrived = outcome.kind === 'delivered' && row.state !== 'delivered'
    if (!own && !arrived) {
      books.nothingDone()
      return ok({ state: row.state })
    }
    const next = settledRow(row, outcome, envelope.now)
    await books.outbox.put(next, row)
    const facts = { name: await endpointName(books.db, row.endpointId), attempt: row.attempts }
    const about = [id, row.endpointId, row.invoiceId, row.clientId]
    if (next.state === 'delivered') {
      // A letter has an event of its own; an invoice's history does not list every call about it.
      books.record('delivery.done', [id, row.endpointId], { ...facts, status: next.lastStatus })
      if (row.payload.kind === 'message') await messageLeft(books, row.payload.messageId, left, envelope)
    } else if (next.state === 'needs-you') books.record('delivery.failed', about, { ...facts, problem: next.problem })
    else books.record('delivery.queued', [id, row.endpointId], { ...facts, status: next.lastStatus })
    return ok({ state: next.state })
  },
}

async function messageLeft(
  books: Books,
  id: MessageId,
  left: LeftMessage | undefined,
  { now, today }: Envelope,
): Promise<void> {
  const message = await books.db.messages.get(id)
  if (message === undefined || message.state === 'sent') return
  const { why: _why, ...rest } = message
  const next: Message = {
    ...rest,
    ...left,
    state: 'sent',
    sent: { at: now, on: today, how: 'endpoint' },
    version: message.version + 1,
    updatedAt: now,
  }
  await books.messages.put(next, message)
  books.record('message.sent', [message.id, message.invoiceId, message.clientId], {
    number: message.invoiceNumber,
    clientName: message.clientName,
    to: (left?.to ?? message.to ?? []).map(({ email }) => email).join(', '),
    how: 'endpoint',
  })
}
