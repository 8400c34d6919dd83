// Calls to the owner's endpoints are rows of the outbox, written in the transaction of what they tell about.
import type { Endpoint, OutboxRow } from '../core/automation/outbox.ts'
import { type WebhookFacts, type WebhookHead, webhookBody } from '../core/automation/webhook-body.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BookEvent } from '../core/event.ts'
import type { ClientId, ContractId, CreditNoteId, EndpointId, InvoiceId, OutboxId, PaymentId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Books } from './books.ts'

export interface CallByRule {
  readonly endpointId: EndpointId
  /** The idempotency key: `<firing id>/<action>`. */
  readonly id: OutboxId
  readonly rule: { readonly id: string; readonly name: string }
  /** Ids of the rows that the rule looked at. */
  readonly subjects: readonly string[]
}

/**
 * Queues the call of an own rule to an endpoint; the transaction must have `outbox`, `endpoints`, `clients`, `invoices`,
 * `creditNotes`, `payments` and `contracts`, which every command has. Problems: `not-found` when the endpoint is gone or
 * switched off.
 */
export async function queueWebhook(
  books: Books,
  { endpointId, id, rule, subjects }: CallByRule,
  { now, today, actor }: Envelope,
): Promise<Result<OutboxRow, Problem>> {
  const endpoint = await books.db.endpoints.get(endpointId)
  if (endpoint?.state !== 'on') return refused({ code: 'not-found', entity: 'endpoint', id: endpointId })
  const head: WebhookHead = { id, type: 'rule.fired', at: now, on: today, actor }
  const row = callRow(endpoint, id, head, { ...(await readFacts(books.db, subjects)), rule })
  await books.outbox.add(row)
  books.record('delivery.queued', [row.id, endpointId, row.invoiceId, row.clientId], { name: endpoint.name })
  return ok(row)
}

/** The calls to endpoints that asked for one of these events, with their bodies as the rows are now. */
export async function callsAbout(
  db: AccountDb,
  endpoints: readonly Endpoint[],
  events: readonly BookEvent[],
): Promise<readonly { readonly event: BookEvent; readonly row: OutboxRow }[]> {
  const asking = endpoints.filter(({ state, purpose }) => state === 'on' && purpose === 'webhook')
  const calls: { event: BookEvent; row: OutboxRow }[] = []
  for (const event of events) {
    const told = asking.filter(({ events: wanted }) => wanted.includes(event.type))
    if (told.length === 0) continue
    const facts = await readFacts(db, event.subjects)
    for (const endpoint of told) {
      calls.push({ event, row: callRow(endpoint, `${event.id}/${endpoint.id}` as OutboxId, event, facts) })
    }
  }
  return calls
}

function callRow(endpoint: Endpoint, id: OutboxId, head: WebhookHead, facts: WebhookFacts): OutboxRow {
  return {
    id,
    version: 1,
    endpointId: endpoint.id,
    payload: { kind: 'webhook', type: head.type, body: webhookBody(head, facts) },
    state: 'waiting',
    nextAt: head.at,
    attempts: 0,
    ...(facts.invoice === undefined ? {} : { invoiceId: facts.invoice.id }),
    ...(facts.client === undefined ? {} : { clientId: facts.client.id }),
    createdAt: head.at,
    updatedAt: head.at,
  }
}

/** The first row of each kind among the subjects. */
async function readFacts(db: AccountDb, subjects: readonly string[]): Promise<WebhookFacts> {
  const first = <Id extends string>(prefix: string) => subjects.find((id) => id.startsWith(prefix)) as Id | undefined
  const [clientId, invoiceId] = [first<ClientId>('cli_'), first<InvoiceId>('inv_')]
  const [paymentId, contractId] = [first<PaymentId>('pay_'), first<ContractId>('con_')]
  const creditNoteId = first<CreditNoteId>('cn_')
  const [client, invoice, creditNote, payment, contract] = await Promise.all([
    clientId === undefined ? undefined : db.clients.get(clientId),
    invoiceId === undefined ? undefined : db.invoices.get(invoiceId),
    creditNoteId === undefined ? undefined : db.creditNotes.get(creditNoteId),
    paymentId === undefined ? undefined : db.payments.get(paymentId),
    contractId === undefined ? undefined : db.contracts.get(contractId),
  ])
  return {
    ...(client === undefined ? {} : { client }),
    ...(invoice === undefined ? {} : { invoice }),
    ...(creditNote === undefined ? {} : { creditNote }),
    ...(payment === undefined ? {} : { payment }),
    ...(contract === undefined ? {} : { contract }),
  }
}
