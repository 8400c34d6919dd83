import { Dexie } from 'dexie'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { BillingGroupId, ClientId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'

export interface ParkedGroup {
  readonly id: BillingGroupId
  readonly clientId: ClientId
  readonly clientName: string
}

/** What the billing run left for its owner. */
export interface BillingTasks {
  readonly parked: readonly ParkedGroup[]
  /** Drafts that the run made and nobody has touched; counted up to `draftsCounted`. */
  readonly automaticDrafts: number
}

const parkedShown = 3
const draftsCounted = 500

/** Groups that stopped on a problem, and drafts of the run: read once the first screen stands. */
export async function getBillingTasks(db: AccountDb): Promise<BillingTasks> {
  const [drafts, groups] = await Promise.all([
    db.invoices
      .where('[state+listedOn+id]')
      .between(['draft', Dexie.minKey], ['draft', Dexie.maxKey])
      .limit(draftsCounted)
      .toArray(),
    parkedGroups(db),
  ])
  const clients = await db.clients.bulkGet(groups.map(({ clientId }) => clientId))
  return {
    parked: groups.map(({ id, clientId, name }, index) => ({
      id,
      clientId,
      clientName: clients[index]?.name ?? name,
    })),
    automaticDrafts: drafts.filter((row) => row.state === 'draft' && row.editedByUser === 0).length,
  }
}

async function parkedGroups({ billingGroups }: AccountDb): Promise<BillingGroup[]> {
  return billingGroups.orderBy('parked.at').limit(parkedShown).toArray()
}
