// The row of a message, and the delivery that goes with it where the owner has an address of their own for mail.
import { isMailAddress, mailAddressKey } from '../core/automation/mail-address.ts'
import type { Message, MessageAddress, MessageKind } from '../core/automation/message.ts'
import { messageLimits } from '../core/automation/message-template.ts'
import type { OutboxRow } from '../core/automation/outbox.ts'
import { recipientsOf } from '../core/automation/recipients.ts'
import { checkText, firstProblem, invalid } from '../core/check-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EndpointId, MessageId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import type { Books } from './books.ts'
import { deliveryOf } from './stop-messages.ts'

/** What the owner may word, address and choose; what is absent follows client, group and template until it leaves. */
export interface MessageContents {
  readonly to?: readonly MessageAddress[]
  readonly cc?: readonly MessageAddress[]
  readonly subject?: string
  readonly text?: string
  readonly attachPdf: 0 | 1
  readonly listUnpaid: 0 | 1
}

export interface NewMessage extends MessageContents {
  readonly id: MessageId
  readonly kind: MessageKind
  readonly step?: number
  /** Delivered there; else the owner sends it. */
  readonly endpointId?: EndpointId
}

/** Writes a message that is to be sent, with its delivery. Tables: `messages`, `outbox`. */
export async function addMessage(
  books: Books,
  invoice: FinalizedInvoice,
  message: NewMessage,
  envelope: Envelope,
): Promise<Message> {
  const row: Message = {
    ...message,
    version: 1,
    invoiceId: invoice.id,
    clientId: invoice.clientId,
    billingGroupId: invoice.billingGroupId,
    clientName: invoice.clientName,
    invoiceNumber: invoice.number,
    state: 'prepared',
    ...(envelope.runId !== undefined && { runId: envelope.runId }),
    preparedOn: envelope.today,
    createdAt: envelope.now,
    updatedAt: envelope.now,
  }
  await books.messages.add(row)
  books.record('message.prepared', [row.id, row.invoiceId, row.clientId], {
    number: row.invoiceNumber,
    clientName: row.clientName,
    kind: row.kind,
  })
  if (message.endpointId !== undefined) await queueMessage(books, row, message.endpointId, envelope)
  return row
}

/** Puts the delivery of a message into the outbox, or again after it was given up. Table: `outbox`. */
export async function queueMessage(
  books: Books,
  message: Message,
  endpointId: EndpointId,
  { now }: Envelope,
): Promise<void> {
  const previous = await books.db.outbox.get(message.id as string as OutboxRow['id'])
  const row: OutboxRow = {
    id: message.id as string as OutboxRow['id'],
    version: (previous?.version ?? 0) + 1,
    endpointId,
    payload: { kind: 'message', messageId: message.id },
    state: 'waiting',
    nextAt: now,
    attempts: 0,
    invoiceId: message.invoiceId,
    clientId: message.clientId,
    createdAt: previous?.createdAt ?? now,
    updatedAt: now,
  }
  if (previous === undefined) await books.outbox.add(row)
  else await books.outbox.put(row, previous)
}

/** Why a message cannot be kept as it is. Problems: `field-invalid`. */
export function contentsProblem({ to = [], cc = [], subject, text }: MessageContents): Problem | undefined {
  const addresses = [...to, ...cc]
  if (addresses.length > 100) return invalid('to', 'too-many', 100)
  for (const { email, name } of addresses) {
    if (!isMailAddress(email)) return invalid(to.some((each) => each.email === email) ? 'to' : 'cc', 'not-an-email')
    const problem = checkText('to', name, 200)
    if (problem !== undefined) return problem
  }
  if (new Set(addresses.map(({ email }) => mailAddressKey(email))).size < addresses.length) {
    return invalid('to', 'duplicate')
  }
  return firstProblem(
    checkText('subject', subject, messageLimits.subject),
    checkText('text', text, messageLimits.text),
    subject !== undefined && subject.trim() === '' ? invalid('subject', 'empty') : undefined,
  )
}

/** Whether somebody gets it. Problems: `no-recipient`. Tables: `clients`, `billingGroups`. */
export async function recipientProblem(
  books: Books,
  invoice: Pick<FinalizedInvoice, 'clientId' | 'billingGroupId' | 'clientName'>,
  { to }: Pick<MessageContents, 'to'>,
): Promise<Problem | undefined> {
  const nobody: Problem = { code: 'no-recipient', clientName: invoice.clientName }
  if (to !== undefined) return to.length === 0 ? nobody : undefined
  const [client, group] = await Promise.all([
    books.db.clients.get(invoice.clientId),
    books.db.billingGroups.get(invoice.billingGroupId),
  ])
  return client !== undefined && recipientsOf(client, group).reachable ? undefined : nobody
}

/** Why its delivery cannot be changed: it is on its way at this moment. Problems: `delivery-not-open`. Table: `outbox`. */
export async function deliveryProblem(books: Books, message: Message): Promise<Problem | undefined> {
  const delivery = await deliveryOf(books, message)
  return delivery?.state === 'sending' ? { code: 'delivery-not-open', state: 'sending' } : undefined
}

/** Whether mail can go through an endpoint. Problems: `not-found`, `field-invalid`. Table: `endpoints`. */
export async function mailEndpointProblem(books: Books, id: EndpointId | undefined): Promise<Problem | undefined> {
  if (id === undefined) return undefined
  const endpoint = await books.db.endpoints.get(id)
  if (endpoint === undefined || endpoint.purpose !== 'mail') return { code: 'not-found', entity: 'endpoint', id }
  return endpoint.state === 'off' ? invalid('endpointId', 'missing') : undefined
}
