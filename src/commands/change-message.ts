// What the owner does with a message that is to be sent: word it anew, say that it left, give it up.
import type { Message, SentWay } from '../core/automation/message.ts'
import type { EndpointId, MessageId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { cancelRows } from './cancel-deliveries.ts'
import type { Command } from './execute.ts'
import {
  contentsProblem,
  deliveryProblem,
  type MessageContents,
  mailEndpointProblem,
  queueMessage,
  recipientProblem,
} from './message-row.ts'
import type { SeenMessage } from './prepare-message.ts'
import { expectRow } from './read-rows.ts'
import { deliveryOf, giveUpMessage } from './stop-messages.ts'

/** A message that waits to be sent. Problems: `not-found`, `stale`, `message-not-prepared`. */
async function expectPrepared(
  books: Books,
  seen: { readonly id: MessageId; readonly version?: number },
): Promise<Result<Message, Problem>> {
  const row = await books.db.messages.get(seen.id)
  if (row !== undefined && row.state !== 'prepared') return refused({ code: 'message-not-prepared', state: row.state })
  return expectRow<Message>('message', row, seen)
}

export interface ChangeMessage extends SeenMessage {
  /** As a whole: what is absent follows client, group and template again. */
  readonly contents: MessageContents
  /** Hands it to the owner's own address now. */
  readonly endpointId?: EndpointId
}

/**
 * Changes who gets a message and what it says, before it leaves; with an endpoint it goes there by itself.
 * Problems: `not-found`, `stale`, `message-not-prepared`, `field-invalid`, `no-recipient`, `delivery-not-open` while it is
 * being delivered.
 */
export const changeMessage: Command<ChangeMessage, SeenMessage> = {
  name: 'changeMessage',
  tables: ['clients', 'messages', 'outbox', 'endpoints'],
  async run(books, { id, version, contents, endpointId }, envelope): Promise<Result<SeenMessage, Problem>> {
    const found = await expectPrepared(books, { id, version })
    if (!found.ok) return found
    const message = found.value
    const problem =
      contentsProblem(contents) ??
      (await deliveryProblem(books, message)) ??
      (await mailEndpointProblem(books, endpointId)) ??
      (endpointId === undefined ? undefined : await recipientProblem(books, message, contents))
    if (problem !== undefined) return refused(problem)
    const { to: _to, cc: _cc, subject: _subject, text: _text, ...rest } = message
    const next: Message = {
      ...rest,
      ...contents,
      ...(endpointId !== undefined && { endpointId }),
      version: message.version + 1,
      updatedAt: envelope.now,
    }
    await books.messages.put(next, message)
    if (endpointId !== undefined) await queueMessage(books, next, endpointId, envelope)
    books.record('message.changed', [next.id, next.invoiceId, next.clientId], { number: next.invoiceNumber })
    return ok({ id, version: next.version })
  },
}

export interface MarkMessageSent extends SeenMessage {
  readonly how: Exclude<SentWay, 'endpoint'>
  /** What left, as it was shown. */
  readonly left: Required<Pick<MessageContents, 'to' | 'cc' | 'subject' | 'text'>> & Pick<MessageContents, 'attachPdf'>
}

/**
 * The owner's word that a message left, with what it said. A delivery of it that still waits is given up.
 * Problems: `not-found`, `stale`, `message-not-prepared`, `field-invalid`, `delivery-not-open`.
 */
export const markMessageSent: Command<MarkMessageSent, SeenMessage> = {
  name: 'markMessageSent',
  tables: ['messages', 'outbox', 'endpoints'],
  async run(books, { id, version, how, left }, { now, today }): Promise<Result<SeenMessage, Problem>> {
    const found = await expectPrepared(books, { id, version })
    if (!found.ok) return found
    const message = found.value
    const problem = contentsProblem({ ...left, listUnpaid: 0 }) ?? (await deliveryProblem(books, message))
    if (problem !== undefined) return refused(problem)
    const { endpointId: _endpointId, ...rest } = message
    const next: Message = {
      ...rest,
      ...left,
      state: 'sent',
      sent: { at: now, on: today, how },
      version: message.version + 1,
      updatedAt: now,
    }
    await books.messages.put(next, message)
    const delivery = await deliveryOf(books, message)
    if (delivery !== undefined) await cancelRows(books, [delivery], 'by-hand', now)
    books.record('message.sent', [next.id, next.invoiceId, next.clientId], {
      number: next.invoiceNumber,
      clientName: next.clientName,
      to: [...left.to, ...left.cc].map(({ email }) => email).join(', '),
      how,
    })
    return ok({ id, version: next.version })
  },
}

/**
 * Gives a message up: it is not sent. One that a rule prepared is not prepared again.
 * Problems: `not-found`, `stale`, `message-not-prepared`, `delivery-not-open` while it is being delivered.
 */
export const cancelMessage: Command<SeenMessage, SeenMessage> = {
  name: 'cancelMessage',
  tables: ['messages', 'outbox', 'endpoints'],
  async run(books, seen, { now }): Promise<Result<SeenMessage, Problem>> {
    const found = await expectPrepared(books, seen)
    if (!found.ok) return found
    if (!(await giveUpMessage(books, found.value, 'by-hand', now))) {
      return refused({ code: 'delivery-not-open', state: 'sending' })
    }
    return ok({ id: seen.id, version: seen.version + 1 })
  },
}

/**
 * Takes back that a message was given up, as the undo of it: it waits to be sent again, by the owner.
 * Problems: `not-found`, `stale`, `message-not-prepared`, `wrong-state` when the invoice is void by now.
 */
export const restoreMessage: Command<SeenMessage, SeenMessage> = {
  name: 'restoreMessage',
  tables: ['messages', 'invoices'],
  async run(books, seen, { now }): Promise<Result<SeenMessage, Problem>> {
    const row = await books.db.messages.get(seen.id)
    if (row !== undefined && (row.state === 'sent' || row.state === 'skipped')) {
      return refused({ code: 'message-not-prepared', state: row.state })
    }
    const found = expectRow<Message>('message', row, seen)
    if (!found.ok) return found
    const message = found.value
    if (message.state === 'prepared') {
      books.nothingDone()
      return ok(seen)
    }
    const invoice = await books.db.invoices.get(message.invoiceId)
    if (invoice === undefined || invoice.state === 'draft') {
      return refused({ code: 'not-found', entity: 'invoice', id: message.invoiceId })
    }
    const { state, number } = invoice
    if (state === 'void' || (message.kind === 'reminder' && state !== 'open')) {
      return refused({ code: 'wrong-state', act: 'release', state, number })
    }
    const { why: _why, endpointId: _endpointId, ...rest } = message
    const next: Message = { ...rest, state: 'prepared', version: message.version + 1, updatedAt: now }
    await books.messages.put(next, message)
    books.record('message.prepared', [next.id, next.invoiceId, next.clientId], {
      number: next.invoiceNumber,
      clientName: next.clientName,
      kind: next.kind,
    })
    return ok({ id: seen.id, version: next.version })
  },
}
