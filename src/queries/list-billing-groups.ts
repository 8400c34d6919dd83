import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { ClientId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { byDefaultAndName } from './explain-billing.ts'

/** A client's billing groups, the default one first (M-6). */
export async function listBillingGroups(db: AccountDb, clientId: ClientId): Promise<BillingGroup[]> {
  return (await db.billingGroups.where('clientId').equals(clientId).toArray()).sort(byDefaultAndName)
}
