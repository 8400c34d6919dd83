import { contractWords } from '../core/contract/build-contract.ts'
import type { ContractId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { Books } from './books.ts'

/**
 * Lets a client's contracts carry its present name. Nothing that a person edits on them changes, so their versions stay:
 * an open form is not stale for it. Answers their ids.
 */
export async function renameContracts(books: Books, client: Pick<Client, 'id' | 'name'>): Promise<ContractId[]> {
  const rows = await books.db.contracts.where('clientId').equals(client.id).toArray()
  const contracts = rows.filter(({ clientName }) => clientName !== client.name)
  if (contracts.length === 0) return []
  const items = await books.db.contractItems.where('clientId').equals(client.id).toArray()
  await books.contracts.putMany(
    contracts.map((previous) => {
      const own = items.filter(({ contractId }) => contractId === previous.id)
      return { next: { ...previous, ...contractWords({ ...previous, clientName: client.name }, own) }, previous }
    }),
  )
  return contracts.map(({ id }) => id)
}
