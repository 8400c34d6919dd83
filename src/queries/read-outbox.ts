// The outbox for who delivers it: as few rows as there is to do.
import { Dexie } from 'dexie'
import type { Endpoint, OutboxRow } from '../core/automation/outbox.ts'
import type { Instant } from '../core/date.ts'
import type { EndpointId, OutboxId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** The endpoints that something was ever queued for, those that are gone too: one row is read for each. */
export async function endpointsOfOutbox(db: AccountDb): Promise<readonly EndpointId[]> {
  const found: EndpointId[] = []
  const index = db.outbox.where('[endpointId+state+nextAt]')
  let row = await db.outbox.orderBy('[endpointId+state+nextAt]').first()
  while (row !== undefined) {
    found.push(row.endpointId)
    row = await index.above([row.endpointId, Dexie.maxKey]).first()
  }
  return found
}

/** What is due for one endpoint, the longest due first; what another deliverer lost before what waits. */
export async function dueOf(
  db: AccountDb,
  endpointId: EndpointId,
  now: Instant,
  limit: number,
): Promise<readonly OutboxId[]> {
  const keys: OutboxId[] = []
  for (const state of ['sending', 'waiting'] as const) {
    if (keys.length >= limit) break
    keys.push(
      ...(await db.outbox
        .where('[endpointId+state+nextAt]')
        .between([endpointId, state, Dexie.minKey], [endpointId, state, now], true, true)
        .limit(limit - keys.length)
        .primaryKeys()),
    )
  }
  return keys
}

/** When the next row for one of these endpoints can be delivered; undefined when none waits. */
export async function nextDeliveryAt(db: AccountDb, endpoints: readonly EndpointId[]): Promise<Instant | undefined> {
  const rows = await Promise.all(
    endpoints.flatMap((id) =>
      (['waiting', 'sending'] as const).map((state) =>
        db.outbox
          .where('[endpointId+state+nextAt]')
          .between([id, state, Dexie.minKey], [id, state, Dexie.maxKey])
          .first(),
      ),
    ),
  )
  return rows
    .flatMap((row) => (row === undefined ? [] : [row.nextAt]))
    .sort()
    .at(0)
}

/** Those of the endpoints that send e-mail. */
export async function mailEndpoints(db: AccountDb, ids: readonly EndpointId[]): Promise<ReadonlySet<EndpointId>> {
  const rows = await db.endpoints.bulkGet([...ids])
  return new Set(rows.flatMap((row) => (row?.purpose === 'mail' ? [row.id] : [])))
}

export interface Call {
  readonly row: OutboxRow
  readonly endpoint: Endpoint
  /** The new one first; the one before it while it still counts. */
  readonly secrets: readonly string[]
}

/** Everything that a call needs, after it was claimed; undefined when the endpoint went in the meantime. */
export async function readCall(db: AccountDb, id: OutboxId, now: Instant): Promise<Call | undefined> {
  return db.transaction('r', db.outbox, db.endpoints, db.secrets, async () => {
    const row = await db.outbox.get(id)
    if (row === undefined) return undefined
    const [endpoint, secret] = await Promise.all([db.endpoints.get(row.endpointId), db.secrets.get(row.endpointId)])
    if (endpoint === undefined || secret === undefined) return undefined
    return { row, endpoint, secrets: secretsInForce(secret, now) }
  })
}

/** A connection with its secret, or nothing when either is gone. */
export async function readConnection(
  db: AccountDb,
  id: EndpointId,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string } | undefined> {
  const [endpoint, secret] = await Promise.all([db.endpoints.get(id), db.secrets.get(id)])
  return endpoint === undefined || secret === undefined ? undefined : { endpoint, secret: secret.secret }
}

/** The secrets that sign now. */
export function secretsInForce(
  {
    secret,
    previous,
  }: { readonly secret: string; readonly previous?: { readonly secret: string; readonly until: Instant } },
  now: Instant,
): readonly string[] {
  return previous !== undefined && previous.until > now ? [secret, previous.secret] : [secret]
}
