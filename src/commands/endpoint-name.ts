import type { EndpointId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** What the owner calls an endpoint, for events; empty when it is gone. */
export async function endpointName(db: AccountDb, id: EndpointId): Promise<string> {
  return (await db.endpoints.get(id))?.name ?? ''
}
