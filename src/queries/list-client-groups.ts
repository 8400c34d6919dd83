import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { ClientId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** A client's billing groups, the default one first. */
export async function listGroupsOfClient(db: AccountDb, clientId: ClientId): Promise<BillingGroup[]> {
  const groups = await db.billingGroups.where('clientId').equals(clientId).toArray()
  return groups.sort((left, right) => right.isDefault - left.isDefault || (left.name < right.name ? -1 : 1))
}
