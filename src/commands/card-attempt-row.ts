// The row of an attempt to charge a card, with the delivery that carries it out (P-6, M-27, R-34).
import type { Endpoint, OutboxRow } from '../core/automation/outbox.ts'
import type { DeliveryFacts } from '../core/automation/plan-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CardAttemptId, ClientId, InvoiceId, OutboxId, StoredMethodId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Minor } from '../core/money.ts'
import { attemptAfter, isOpenAttempt, mayHaveLeft } from '../core/payments/attempt-states.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { StoredCard, StoredMethod } from '../core/payments/stored-method.ts'
import { collectionKey } from '../core/plan-collection.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Books } from './books.ts'

export interface ChargeableCard {
  readonly method: StoredMethod & { readonly card: StoredCard }
  readonly endpoint: Endpoint
}

/** What writing an attempt touches. */
export const attemptTables = [
  'cardAttempts',
  'paymentMethods',
  'endpoints',
  'secrets',
  'outbox',
  'invoices',
  'clients',
  'billingGroups',
] as const

/**
 * The card that a client is charged with: the one named, else the default method if it is a card, else the card that was
 * stored last. Problems: `no-stored-card`, `processor-off`.
 */
export async function readCard(
  db: AccountDb,
  { id: clientId, name: clientName }: { readonly id: ClientId; readonly name: string },
  wanted?: StoredMethodId,
): Promise<Result<ChargeableCard, Problem>> {
  const rows = await db.paymentMethods.where('clientId').equals(clientId).toArray()
  const cards = rows.filter((row): row is ChargeableCard['method'] => row.state === 'active' && row.card !== undefined)
  const method =
    wanted === undefined
      ? (cards.find(({ isDefault }) => isDefault === 1) ?? cards.sort((one, two) => (one.id < two.id ? -1 : 1)).at(-1))
      : cards.find(({ id }) => id === wanted)
  if (method === undefined) return refused({ code: 'no-stored-card', clientName })
  const { endpointId } = method.card
  const [endpoint, secret] = await Promise.all([db.endpoints.get(endpointId), db.secrets.get(endpointId)])
  if (endpoint?.purpose !== 'card') return refused({ code: 'no-stored-card', clientName })
  if (endpoint.state === 'off' || secret === undefined) return refused({ code: 'processor-off', name: endpoint.name })
  return ok({ method, endpoint })
}

/** Every attempt for an invoice, the first one first. Table: `cardAttempts`. */
export async function readAttempts(db: AccountDb, invoiceId: InvoiceId): Promise<readonly CardAttempt[]> {
  const rows = await db.cardAttempts.where('invoiceId').equals(invoiceId).toArray()
  return rows.sort((one, two) => one.attempt - two.attempt)
}

/** another attempt that may still take money forbids a new one. Problem: `attempt-under-way`. */
export function underWayProblem(
  attempts: readonly CardAttempt[],
  { number }: Pick<FinalizedInvoice, 'number'>,
): Problem | undefined {
  const open = attempts.find(isOpenAttempt)
  return open === undefined ? undefined : { code: 'attempt-under-way', number, state: open.state }
}

/** Writes the next attempt of an invoice and its delivery. Tables: `cardAttempts`, `outbox`. */
export async function addAttempt(
  books: Books,
  invoice: FinalizedInvoice,
  { card, amount, before }: { card: ChargeableCard; amount: Minor; before: readonly CardAttempt[] },
  { now, today, actor }: Envelope,
): Promise<CardAttempt> {
  const attempt = (before.at(-1)?.attempt ?? 0) + 1
  const row: CardAttempt = {
    id: collectionKey(invoice.id, attempt) as CardAttemptId,
    version: 1,
    attempt,
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    clientId: invoice.clientId,
    billingGroupId: invoice.billingGroupId,
    methodId: card.method.id,
    amount,
    currency: invoice.currency,
    state: 'pending',
    by: actor,
    on: today,
    createdAt: now,
    updatedAt: now,
  }
  await books.cardAttempts.add(row)
  await books.outbox.add({
    id: outboxIdOf(row.id),
    version: 1,
    endpointId: card.endpoint.id,
    payload: { kind: 'card-charge', attemptId: row.id },
    state: 'waiting',
    nextAt: now,
    attempts: 0,
    invoiceId: invoice.id,
    clientId: invoice.clientId,
    createdAt: now,
    updatedAt: now,
  })
  books.record('card.attempted', [row.id, invoice.id, invoice.clientId], {
    number: invoice.number,
    clientName: invoice.clientName,
    amount,
    currency: invoice.currency,
    attempt,
  })
  return row
}

/** The key of an attempt is the key of its delivery. */
export function outboxIdOf(id: CardAttemptId): OutboxId {
  return id as string as OutboxId
}

/** The delivery of an attempt. Table: `outbox`. */
export async function chargeRowOf(db: AccountDb, { id }: Pick<CardAttempt, 'id'>): Promise<OutboxRow | undefined> {
  return db.outbox.get(outboxIdOf(id))
}

/** The attempt as it changes, on the day of the change. */
export function changedAttempt(
  attempt: CardAttempt,
  change: Partial<CardAttempt>,
  { now, today }: Pick<Envelope, 'now' | 'today'>,
): CardAttempt {
  return { ...attempt, ...change, on: today, version: attempt.version + 1, updatedAt: now }
}

/** What decides whether an attempt may still go on. Tables: `cardAttempts`, `paymentMethods`, `invoices`, `billingGroups`. */
export async function readChargeFacts(
  db: AccountDb,
  id: CardAttemptId,
): Promise<Pick<DeliveryFacts, 'invoice' | 'groupOnHold' | 'cardStored'> & { readonly attempt?: CardAttempt }> {
  const attempt = await db.cardAttempts.get(id)
  if (attempt === undefined) return {}
  const [invoice, group, method] = await Promise.all([
    db.invoices.get(attempt.invoiceId),
    db.billingGroups.get(attempt.billingGroupId),
    db.paymentMethods.get(attempt.methodId),
  ])
  return {
    attempt,
    ...(invoice === undefined ? {} : { invoice }),
    groupOnHold: group?.hold !== undefined,
    cardStored: method?.state === 'active' && method.card !== undefined,
  }
}

/** Ends the attempt of a delivery that was cancelled before anything was confirmed. Table: `cardAttempts`. */
export async function cancelAttemptOf(
  books: Books,
  { payload }: OutboxRow,
  why: NonNullable<OutboxRow['why']>,
  envelope: Pick<Envelope, 'now' | 'today'>,
): Promise<void> {
  if (payload.kind !== 'card-charge') return
  const attempt = await books.db.cardAttempts.get(payload.attemptId)
  const state = attempt === undefined || mayHaveLeft(attempt) ? undefined : attemptAfter(attempt.state, 'let-go')
  if (attempt === undefined || state === undefined) return
  await books.cardAttempts.put(changedAttempt(attempt, { state }, envelope), attempt)
  books.record('card.cancelled', [attempt.id, attempt.invoiceId, attempt.clientId], {
    number: attempt.invoiceNumber,
    amount: attempt.amount,
    currency: attempt.currency,
    why,
  })
}
