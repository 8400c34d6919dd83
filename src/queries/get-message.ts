// A message with everything that it is written from.
import { Dexie } from 'dexie'
import type { Message } from '../core/automation/message.ts'
import type { Endpoint, OutboxRow } from '../core/automation/outbox.ts'
import { defaultSending, ruleFor, type SendingRule } from '../core/automation/rule.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { InvoiceId, MessageId } from '../core/ids.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import type { Client, FinalizedInvoice } from '../core/model.ts'
import type { Books } from './account-entries.ts'
import { getDocument } from './get-document.ts'
import { getMessageFields, type MessageFields } from './list-fields.ts'

/** What a message about an invoice says, apart from settings and its own row. */
export interface MessageContext {
  readonly client: Client
  readonly group?: BillingGroup
  readonly invoice: FinalizedInvoice
  readonly document: FrozenDocument
  /** The client's other open invoices, the longest due first; at most 101. */
  readonly unpaid: readonly FinalizedInvoice[]
  /** How many reminders of the invoice left after its due date. */
  readonly remindedLate: number
  /** The owner's own fields, with whatever carries values of them (M-7). */
  readonly own: MessageFields
}

/** How an invoice of a group is sent (M-5), the rule of its group, its client or the account. */
export interface SendingChoice {
  readonly rule: SendingRule
  /** The owner's own mail endpoints that are on. */
  readonly endpoints: readonly Endpoint[]
}

/** Everything that a message about the invoice is written from; null for a draft and where there is none. */
export async function getMessageContext(books: Books, invoiceId: InvoiceId): Promise<MessageContext | null> {
  const invoice = await books.invoices.get(invoiceId)
  if (invoice === undefined || invoice.state === 'draft') return null
  const [client, group, document, open, messages] = await Promise.all([
    books.clients.get(invoice.clientId),
    books.billingGroups.get(invoice.billingGroupId),
    getDocument(books, invoice.id),
    books.invoices.where('[clientId+state]').equals([invoice.clientId, 'open']).limit(101).toArray(),
    books.messages.where('invoiceId').equals(invoice.id).toArray(),
  ])
  if (client === undefined || document === undefined) return null
  return {
    own: await getMessageFields(books, invoice, client, group),
    client,
    ...(group && { group }),
    invoice,
    document,
    unpaid: open
      .filter((row): row is FinalizedInvoice => row.state === 'open' && row.id !== invoice.id && row.amountDue > 0)
      .sort((left, right) => (left.dueOn + left.number < right.dueOn + right.number ? -1 : 1)),
    remindedLate: messages.filter(
      ({ kind, state, sent }) =>
        kind === 'reminder' && state === 'sent' && sent !== undefined && sent.on > invoice.dueOn,
    ).length,
  }
}

/** The way of a message through the owner's own address. */
export interface MessageDelivery {
  readonly row: OutboxRow
  /** Empty where the endpoint is gone. */
  readonly endpointName: string
}

export interface MessageView extends MessageContext {
  readonly message: Message
  readonly delivery?: MessageDelivery
}

/** One message with what it says; null when there is none. */
export async function getMessage(books: Books, id: MessageId): Promise<MessageView | null> {
  const message = await books.messages.get(id)
  if (message === undefined) return null
  const [context, delivery] = await Promise.all([
    getMessageContext(books, message.invoiceId),
    getDelivery(books, message),
  ])
  return context && { ...context, message, ...(delivery && { delivery }) }
}

/** How a message is carried, where it goes through an endpoint. */
async function getDelivery(books: Books, { id, endpointId }: Message): Promise<MessageDelivery | undefined> {
  if (endpointId === undefined) return undefined
  const [row, endpoint] = await Promise.all([
    books.outbox.get(id as string as OutboxRow['id']),
    books.endpoints.get(endpointId),
  ])
  return row && { row, endpointName: endpoint?.name ?? '' }
}

/** How the invoice is sent by rule, and the ways of the owner's own that there are. */
export async function getSendingChoice(
  books: Books,
  of: Pick<FinalizedInvoice, 'billingGroupId' | 'clientId'>,
): Promise<SendingChoice> {
  const [rules, endpoints] = await Promise.all([
    books.rules.where('kind').equals('sending').toArray(),
    books.endpoints.toArray(),
  ])
  const rule = ruleFor(new Map(rules.map((row) => [row.id, row])), 'sending', of)
  return {
    rule: rule?.parameters ?? defaultSending,
    endpoints: endpoints.filter(({ purpose, state }) => purpose === 'mail' && state === 'on'),
  }
}

/** What the "Send" dialog begins with. */
export interface SendingView extends MessageContext {
  /** The message that is to be sent, if there is a row of it already. */
  readonly message?: Message
  readonly delivery?: MessageDelivery
  readonly choice: SendingChoice
  /** The invoice itself has been sent before: what is sent now is a reminder, unless the owner says otherwise. */
  readonly sentBefore: boolean
}

/**
 * What can be sent about an invoice: the message that was asked for, else one that waits to be sent; null for a draft
 * and where there is none.
 */
export async function getSending(books: Books, invoiceId: InvoiceId, id?: MessageId): Promise<SendingView | null> {
  const context = await getMessageContext(books, invoiceId)
  if (context === null) return null
  const [choice, messages] = await Promise.all([
    getSendingChoice(books, context.invoice),
    listMessagesOf(books, invoiceId),
  ])
  const message =
    id === undefined ? messages.find(({ state }) => state === 'prepared') : messages.find((each) => each.id === id)
  const delivery = message && (await getDelivery(books, message))
  return {
    ...context,
    choice,
    sentBefore: messages.some(({ kind, state }) => kind === 'invoice' && state === 'sent'),
    ...(message && { message }),
    ...(delivery && { delivery }),
  }
}

/** Every message about an invoice, the newest first. */
export async function listMessagesOf(books: Books, invoiceId: InvoiceId): Promise<Message[]> {
  const rows = await books.messages.where('invoiceId').equals(invoiceId).toArray()
  return rows.sort((left, right) => (left.createdAt + left.id > right.createdAt + right.id ? -1 : 1))
}

/** The place after which a page begins: day and id of the last row before it. */
export type MessageCursor = readonly [preparedOn: string, id: string]

export interface MessagePage {
  readonly rows: readonly MessageRow[]
  readonly next?: MessageCursor
}

export interface MessageRow {
  readonly message: Message
  readonly invoice?: FinalizedInvoice
  readonly delivery?: MessageDelivery
}

/** One page of the messages of a state, read by key: those to send the oldest first, all others the newest first. */
export async function listMessages(
  books: Books,
  state: Message['state'],
  after: MessageCursor | undefined,
  limit: number,
): Promise<MessagePage> {
  const oldestFirst = state === 'prepared'
  const from = oldestFirst && after !== undefined ? [state, ...after] : [state, Dexie.minKey]
  const to = !oldestFirst && after !== undefined ? [state, ...after] : [state, Dexie.maxKey]
  const range = books.messages.where('[state+preparedOn+id]').between(from, to, false, false)
  const found = await (oldestFirst ? range : range.reverse()).limit(limit + 1).toArray()
  const rows = found.slice(0, limit)
  const [invoices, deliveries] = await Promise.all([
    books.invoices.bulkGet(rows.map(({ invoiceId }) => invoiceId)),
    Promise.all(rows.map((message) => getDelivery(books, message))),
  ])
  const last = found.length > limit ? rows.at(-1) : undefined
  return {
    rows: rows.map((message, index) => {
      const invoice = invoices[index]
      const delivery = deliveries[index]
      return {
        message,
        ...(invoice !== undefined && invoice.state !== 'draft' && { invoice }),
        ...(delivery && { delivery }),
      }
    }),
    ...(last && { next: [last.preparedOn, last.id] as const }),
  }
}
