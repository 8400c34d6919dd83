// A plan of contracts, usage or purchases as the input of its command: what is there already is left alone, there is no other choice.
import type { ImportContracts } from '../../commands/import-contracts.ts'
import type { ImportPurchases } from '../../commands/import-purchases.ts'
import type { ImportUsage } from '../../commands/import-usage.ts'
import type { ContractPlan } from './plan-contracts.ts'
import type { PurchasePlan } from './plan-purchases.ts'
import type { UsagePlan } from './plan-usage.ts'

/** What `importContracts` is to do; contracts in the order of the file. */
export function resolveContracts(plan: ContractPlan): Pick<ImportContracts, 'clients' | 'add' | 'skipped' | 'refused'> {
  const clients = new Map<string, ImportContracts['clients'][number]>()
  const add = plan.contracts.map(({ client, fields }): ImportContracts['add'][number] => {
    if (client.kind === 'known') return { owner: { clientId: client.id }, fields }
    const { key, name, email, clientNumber } = client
    if (!clients.has(key)) {
      const more = {
        ...(email === undefined ? {} : { email }),
        ...(clientNumber === undefined ? {} : { clientNumber }),
      }
      clients.set(key, { key, fields: { name, ...more, contacts: [], addresses: [] } })
    }
    return { owner: { clientKey: key }, fields }
  })
  return { clients: [...clients.values()], add, skipped: plan.duplicates, refused: plan.refused }
}

/** What `importUsage` is to do; rows in the order of the file. */
export function resolveUsage(plan: UsagePlan): Pick<ImportUsage, 'add' | 'skipped' | 'refused'> {
  return {
    add: plan.rows.flatMap((row) => (row.state === 'accepted' ? [row.input.record] : [])),
    skipped: plan.duplicates,
    refused: plan.refused,
  }
}

/** What `importPurchases` is to do; rows in the order of the file, as they were judged. */
export function resolvePurchases(plan: PurchasePlan): Pick<ImportPurchases, 'add' | 'skipped' | 'refused'> {
  return {
    add: plan.rows.flatMap((row) => (row.state === 'accepted' ? [row.input.purchase] : [])),
    skipped: plan.duplicates,
    refused: plan.refused,
  }
}
