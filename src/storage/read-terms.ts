// How long a new invoice of a client has to be paid (W-15): the most specific word counts.
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Client } from '../core/model.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb } from './account-db.ts'

/**
 * Days to pay of a new draft: the billing group's, else those of the client's default payment method, else the client's,
 * else the account's (W-15). Table: `paymentMethods`.
 */
export async function readTermsDays(
  db: AccountDb,
  {
    group,
    client,
    settings,
  }: {
    readonly group: Pick<BillingGroup, 'termsDays'> | undefined
    readonly client: Pick<Client, 'id' | 'termsDays'>
    readonly settings: Pick<AccountSettings, 'termsDays'>
  },
): Promise<number> {
  if (group?.termsDays !== undefined) return group.termsDays
  const methods = await db.paymentMethods.where('clientId').equals(client.id).toArray()
  const usual = methods.find(({ state, isDefault }) => state === 'active' && isDefault === 1)
  return usual?.termsDays ?? client.termsDays ?? settings.termsDays
}
