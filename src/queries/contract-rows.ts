// Contracts as a file shows them: one row for each item, with the names behind their ids.
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { ContractId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { allContracts, type ContractFilter } from './list-contracts.ts'

export interface ContractFileRow {
  readonly contract: Contract
  readonly item: ContractItem
  readonly client: Pick<Client, 'name' | 'clientNumber' | 'email'>
  readonly groupName: string
  /** Its SKU, else its name; empty without a product in use. */
  readonly product: string
  readonly taxNames: readonly string[]
}

/** Every item of the contracts of a filter, by client and contract; read once for a file, not for a list on screen. */
export async function contractRows(
  db: AccountDb,
  filter: ContractFilter,
  today: CalendarDate,
): Promise<ContractFileRow[]> {
  const contracts = await allContracts(db, filter, today)
  const [items, clients, groups, products, taxes] = await Promise.all([
    db.contractItems
      .where('contractId')
      .anyOf(contracts.map(({ id }) => id))
      .toArray(),
    db.clients.bulkGet([...new Set(contracts.map(({ clientId }) => clientId))]),
    db.billingGroups.bulkGet([...new Set(contracts.map(({ billingGroupId }) => billingGroupId))]),
    db.products.toArray(),
    db.taxRates.toArray(),
  ])
  const clientById = new Map(clients.flatMap((client) => (client === undefined ? [] : [[client.id, client] as const])))
  const groupById = new Map(groups.flatMap((group) => (group === undefined ? [] : [[group.id, group.name] as const])))
  const productById = new Map(
    products.flatMap(({ id, state, sku, name }) => (state === 'active' ? [[id, sku ?? name] as const] : [])),
  )
  const taxById = new Map(taxes.map(({ id, name }) => [id, name]))
  const byContract = new Map<ContractId, ContractItem[]>()
  for (const item of items) {
    const own = byContract.get(item.contractId)
    if (own === undefined) byContract.set(item.contractId, [item])
    else own.push(item)
  }
  return contracts.flatMap((contract) =>
    (byContract.get(contract.id) ?? []).map((item) => ({
      contract,
      item,
      client: clientById.get(contract.clientId) ?? { name: contract.clientName },
      groupName: groupById.get(contract.billingGroupId) ?? '',
      product: (item.productId !== undefined && productById.get(item.productId)) || '',
      taxNames: item.taxIds.flatMap((id) => taxById.get(id) ?? []),
    })),
  )
}
