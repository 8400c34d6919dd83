// What an endpoint is told: one JSON text per thing that happened, fixed when it is written. Described field by field in
// docs/webhooks.md; a change of meaning raises `version`.
import type { Contract } from '../contract/contract.ts'
import type { CreditNote } from '../credit/credit-note.ts'
import type { BookEvent, EventType } from '../event.ts'
import type { Client, CustomField, Invoice, Payment } from '../model.ts'

/** What an endpoint can ask to be told without a rule. */
export const webhookEvents = [
  'draft.made',
  'invoice.finalized',
  'invoice.paid',
  'invoice.reopened',
  'invoice.voided',
  'invoice.written-off',
  'credit-note.issued',
  'payment.recorded',
  'payment.changed',
  'payment.undone',
  'client.added',
  'client.changed',
  'contract.added',
  'contract.renewed',
  'contract.cancelled',
] as const satisfies readonly EventType[]

export type WebhookEvent = (typeof webhookEvents)[number]

export const webhookVersion = 1

/** The rows that a call is about, as they were when it was written. */
export interface WebhookFacts {
  readonly client?: Client
  readonly invoice?: Invoice
  readonly creditNote?: CreditNote
  readonly payment?: Payment
  readonly contract?: Contract
  /** Why it is told: the owner's rule, with its sentence's name; absent for what the endpoint asked for itself. */
  readonly rule?: { readonly id: string; readonly name: string }
}

export type WebhookHead = Pick<BookEvent, 'at' | 'on' | 'actor'> & {
  /** Of the event, or of the rule's firing. */
  readonly id: string
  /** An event's, `rule.fired`, or `test` for a call that tries the connection. */
  readonly type: EventType | 'test'
}

/** The body of a call. Amounts are whole minor units of the `currency` beside them, days `YYYY-MM-DD`, moments UTC. */
export function webhookBody({ id, type, at, on, actor }: WebhookHead, facts: WebhookFacts): string {
  const { client, invoice, creditNote, payment, contract, rule } = facts
  return JSON.stringify({
    version: webhookVersion,
    id,
    type,
    at,
    on,
    by: actor,
    ...(rule === undefined ? {} : { rule: { id: rule.id, name: rule.name } }),
    ...(client === undefined ? {} : { client: clientFields(client) }),
    ...(invoice === undefined ? {} : { invoice: invoiceFields(invoice) }),
    ...(creditNote === undefined ? {} : { creditNote: creditNoteFields(creditNote) }),
    ...(payment === undefined ? {} : { payment: paymentFields(payment) }),
    ...(contract === undefined ? {} : { contract: contractFields(contract) }),
  })
}

function clientFields(client: Client) {
  return {
    id: client.id,
    name: client.name,
    status: client.status,
    ...given('clientNumber', client.clientNumber),
    ...given('email', client.email),
    ...given('vatId', client.vatId),
    ...ownFields(client),
  }
}

function invoiceFields(invoice: Invoice) {
  const shared = {
    id: invoice.id,
    state: invoice.state,
    clientId: invoice.clientId,
    currency: invoice.currency,
    gross: invoice.gross,
    amountDue: invoice.amountDue,
    ...given('poNumber', invoice.poNumber),
    ...ownFields(invoice),
  }
  if (invoice.state === 'draft') return shared
  return {
    ...shared,
    number: invoice.number,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    net: invoice.net,
    tax: invoice.tax,
    payable: invoice.payable,
    ...given('paidOn', invoice.paidOn),
    ...given('voidedOn', invoice.voidedOn),
  }
}

function creditNoteFields(note: CreditNote) {
  const { id, kind, state, clientId, currency, net, tax, gross, invoiceIds } = note
  const shared = { id, kind, state, clientId, currency, net, tax, gross, invoiceIds }
  if (note.state === 'draft') return shared
  return {
    ...shared,
    number: note.number,
    issuedOn: note.issuedOn,
    ...(note.kind === 'correction' ? { total: note.total, ...given('reason', note.reason) } : {}),
  }
}

function paymentFields(payment: Payment) {
  return {
    id: payment.id,
    state: payment.state,
    clientId: payment.clientId,
    currency: payment.currency,
    amount: payment.amount,
    method: payment.method,
    receivedOn: payment.receivedOn,
    ...given('reference', payment.reference),
  }
}

function contractFields(contract: Contract) {
  return {
    id: contract.id,
    name: contract.name,
    state: contract.state,
    clientId: contract.clientId,
    startOn: contract.startOn,
    ...given('endOn', contract.endOn),
    ...ownFields(contract),
  }
}

/** M-7: what the owner keeps beside the usual fields, in their order. */
function ownFields({ customFields }: { readonly customFields?: readonly CustomField[] }) {
  return given(
    'fields',
    customFields?.map(({ name, value }) => ({ name, value })),
  )
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
}
