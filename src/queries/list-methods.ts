// The ways in which a client pays, for the client's page and for whoever proposes one.
import { Dexie } from 'dexie'
import type { Endpoint } from '../core/automation/outbox.ts'
import type { ClientId } from '../core/ids.ts'
import { isOpenAttempt } from '../core/payments/attempt-states.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { StoredMethod } from '../core/payments/stored-method.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** A client's ways to pay that are not removed: the default first, then in the order of their adding. */
export async function listMethods(db: AccountDb, clientId: ClientId): Promise<readonly StoredMethod[]> {
  const rows = await db.paymentMethods.where('clientId').equals(clientId).toArray()
  return rows
    .filter(({ state }) => state === 'active')
    .sort((one, two) => two.isDefault - one.isDefault || (one.createdAt + one.id < two.createdAt + two.id ? -1 : 1))
}

export interface Processor {
  readonly endpoint: Endpoint
  /** False after a restore: its key is entered again. */
  readonly hasKey: boolean
}

/** The payment processors that were connected, in the order of their adding; those that can be used first. */
export async function listProcessors(db: AccountDb): Promise<readonly Processor[]> {
  const endpoints = await db.endpoints.filter(({ purpose }) => purpose === 'card').toArray()
  const keys = new Set(await db.secrets.toCollection().primaryKeys())
  return endpoints
    .map((endpoint) => ({ endpoint, hasKey: keys.has(endpoint.id) }))
    .sort((one, two) => rank(one) - rank(two) || (one.endpoint.createdAt < two.endpoint.createdAt ? -1 : 1))
}

function rank({ endpoint, hasKey }: Processor): number {
  return endpoint.state === 'on' && hasKey ? 0 : 1
}

/** What a processor calls the client, where it knows them already: of any card or page that there ever was. */
export async function knownCustomer(
  db: AccountDb,
  clientId: ClientId,
  endpointId: Endpoint['id'],
): Promise<string | undefined> {
  const rows = await db.paymentMethods.where('clientId').equals(clientId).toArray()
  const known = rows.flatMap(({ card, setup }) => [card, setup]).filter((each) => each?.endpointId === endpointId)
  return known.at(-1)?.customer
}

/** The card payments under way with a stored card: removing it ends those that have not left. */
export async function openAttemptsWith(
  db: AccountDb,
  { id, clientId }: Pick<StoredMethod, 'id' | 'clientId'>,
): Promise<readonly CardAttempt[]> {
  const rows = await db.cardAttempts
    .where('[clientId+id]')
    .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
    .toArray()
  return rows.filter((attempt) => attempt.methodId === id && isOpenAttempt(attempt))
}
