// The owner's own addresses and what was told to them, for the settings and for what needs a person.
import { Dexie } from 'dexie'
import type { Endpoint, OutboxRow } from '../core/automation/outbox.ts'
import type { EndpointId, OutboxId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'

export interface EndpointView {
  readonly endpoint: Endpoint
  /** False after a restore: it is entered anew. */
  readonly hasSecret: boolean
}

/** All endpoints, in the order of their names. */
export async function listEndpoints(db: AccountDb): Promise<readonly EndpointView[]> {
  const endpoints = await db.endpoints.toArray()
  const withSecret = new Set(await db.secrets.toCollection().primaryKeys())
  return endpoints
    .sort((left, right) => (left.name + left.id < right.name + right.id ? -1 : 1))
    .map((endpoint) => ({ endpoint, hasSecret: withSecret.has(endpoint.id) }))
}

/** The secrets of an endpoint, the one in force first; for trying the connection. */
export async function getSecret(db: AccountDb, id: EndpointId): Promise<string | undefined> {
  return (await db.secrets.get(id))?.secret
}

export interface DeliveryView {
  readonly row: OutboxRow
  /** Empty when the endpoint is gone. */
  readonly endpointName: string
  /** Of the invoice or client that it is about; empty where there is none. */
  readonly about: string
}

/** What waits for a person, the newest first; one more than `limit` tells that there are more. */
export async function listNeedsYou(db: AccountDb, limit = 50): Promise<readonly DeliveryView[]> {
  const rows = await db.outbox
    .where('[state+nextAt]')
    .between(['needs-you', Dexie.minKey], ['needs-you', Dexie.maxKey])
    .reverse()
    .limit(limit + 1)
    .toArray()
  return views(db, rows)
}

/** One delivery as it stands; null when there is none. */
export async function getDelivery(db: AccountDb, id: OutboxId): Promise<DeliveryView | null> {
  const row = await db.outbox.get(id)
  return row === undefined ? null : ((await views(db, [row]))[0] ?? null)
}

/** The newest deliveries to an endpoint, and whether there are more than `limit`. */
export async function listDeliveries(
  db: AccountDb,
  endpointId: EndpointId,
  limit: number,
): Promise<{ readonly rows: readonly DeliveryView[]; readonly more: boolean }> {
  const found = await db.outbox
    .where('[endpointId+createdAt]')
    .between([endpointId, Dexie.minKey], [endpointId, Dexie.maxKey])
    .reverse()
    .limit(limit + 1)
    .toArray()
  return { rows: await views(db, found.slice(0, limit)), more: found.length > limit }
}

async function views(db: AccountDb, rows: readonly OutboxRow[]): Promise<readonly DeliveryView[]> {
  const [endpoints, invoices, clients] = await Promise.all([
    db.endpoints.bulkGet([...new Set(rows.map(({ endpointId }) => endpointId))]),
    db.invoices.bulkGet(rows.flatMap(({ invoiceId }) => (invoiceId === undefined ? [] : [invoiceId]))),
    db.clients.bulkGet(rows.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId]))),
  ])
  const nameById = new Map<string, string>()
  for (const row of endpoints) if (row !== undefined) nameById.set(row.id, row.name)
  for (const row of clients) if (row !== undefined) nameById.set(row.id, row.name)
  for (const row of invoices) if (row !== undefined && row.state !== 'draft') nameById.set(row.id, row.number)
  return rows.map((row) => ({
    row,
    endpointName: nameById.get(row.endpointId) ?? '',
    about: nameById.get(row.invoiceId ?? '') ?? nameById.get(row.clientId ?? '') ?? '',
  }))
}
