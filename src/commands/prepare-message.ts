import { type MessageKind, readyKey } from '../core/automation/message.ts'
import { type RuleBook, ruleFor } from '../core/automation/rule.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EndpointId, InvoiceId, MessageId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import {
  addMessage,
  contentsProblem,
  type MessageContents,
  mailEndpointProblem,
  recipientProblem,
} from './message-row.ts'
import { expectFinalized } from './read-rows.ts'

export interface PrepareMessage extends MessageContents {
  readonly invoiceId: InvoiceId
  readonly kind: MessageKind
  /** Sent there by the device itself; else it waits for the owner to send it. */
  readonly endpointId?: EndpointId
}

export interface SeenMessage {
  readonly id: MessageId
  readonly version: number
}

/**
 * Prepares a message about an issued invoice by hand: it waits under "To send", or goes to the owner's own address.
 * Problems: `not-found`, `wrong-state` (a draft, a void invoice, a reminder of what is not open), `field-invalid`,
 * `no-recipient` where it would leave by itself.
 */
export const prepareMessage: Command<PrepareMessage, SeenMessage> = {
  name: 'prepareMessage',
  tables: ['invoices', 'clients', 'messages', 'outbox', 'endpoints'],
  async run(books, { invoiceId, ...message }, envelope): Promise<Result<SeenMessage, Problem>> {
    const found = await expectFinalized(books.db, { id: invoiceId }, 'release')
    if (!found.ok) return found
    const invoice = found.value
    const { state, number } = invoice
    if (state === 'void' || (message.kind === 'reminder' && state !== 'open')) {
      return refused({ code: 'wrong-state', act: 'release', state, number })
    }
    const problem =
      contentsProblem(message) ??
      (await mailEndpointProblem(books, message.endpointId)) ??
      (message.endpointId === undefined ? undefined : await recipientProblem(books, invoice, message))
    if (problem !== undefined) return refused(problem)
    const { id, version } = await addMessage(books, invoice, { ...message, id: envelope.newId('msg') }, envelope)
    return ok({ id, version })
  },
}

/** The tables of `readyMessage`. */
export const readyTables = ['rules', 'endpoints', 'clients', 'messages', 'outbox'] as const

/**
 * Prepares the message that an invoice is ready, in the transaction that makes it final, where the rule of its group says
 * so (M-5, P-4). Without an endpoint that is on, or without anybody to write to, it waits for the owner.
 */
export async function readyMessage(books: Books, invoice: FinalizedInvoice, envelope: Envelope): Promise<void> {
  const rows = await books.db.rules.where('kind').equals('sending').toArray()
  const rules: RuleBook = new Map(rows.map((row) => [row.id, row]))
  const rule = ruleFor(rules, 'sending', invoice)?.parameters
  if (rule === undefined || rule.when !== 'on-finalize') return
  const endpointId = rule.way.kind === 'endpoint' ? rule.way.endpointId : undefined
  const stays = (await mailEndpointProblem(books, endpointId)) ?? (await recipientProblem(books, invoice, {}))
  await addMessage(
    books,
    invoice,
    {
      id: readyKey(invoice.id),
      kind: 'invoice',
      attachPdf: rule.attachPdf,
      listUnpaid: rule.listUnpaid,
      ...(endpointId !== undefined && stays === undefined && { endpointId }),
    },
    envelope,
  )
}
