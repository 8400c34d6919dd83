import { buildContract } from '../core/contract/build-contract.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import type { ContractFields } from '../core/contract/contract-fields.ts'
import type { BillingGroupId, ClientId, ProductId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { foldText } from '../core/search-words.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readFields } from '../storage/read-fields.ts'
import type { Command } from './execute.ts'
import { checkedValues } from './field-values.ts'
import type { ImportOrigin } from './import-clients.ts'
import type { ImportedOnce } from './import-usage.ts'
import { type ImportControl, inBatches, inSteps } from './in-batches.ts'
import { readSettings } from './read-rows.ts'
import { recordImport } from './record-import.ts'
import { addClientRow, type ClientFields, clientProblem } from './save-client.ts'

/** A client of the books, or one of `clients` by its key. */
export type ContractOwner = { readonly clientId: ClientId } | { readonly clientKey: string }

export interface ImportContracts extends ImportOrigin, ImportControl {
  /** Clients that the file names and the books do not have. */
  readonly clients: readonly { readonly key: string; readonly fields: ClientFields }[]
  readonly add: readonly {
    readonly owner: ContractOwner
    readonly fields: Omit<ContractFields, 'clientId' | 'billingGroupId'>
  }[]
}

export interface ImportedContracts extends ImportedOnce {
  readonly clientsAdded: number
  readonly itemsAdded: number
}

/**
 * Adds the contracts of one file as one act: all or nothing, undone as one by `undoImport`. Whatever would have
 * billed before today counts as sent from elsewhere (M-8); what bills from today on follows the schedule, the
 * first-invoice setting is for contracts that begin here. A contract that the client has already (same number; without
 * one, same name and start) is counted and left alone.
 * Problems: those of `buildContract`, `field-value`, `field-required` of a contract, `client-archived`, `not-found` for a client, `field-invalid`; `import-stopped`.
 */
export const importContracts: Command<ImportContracts, ImportedContracts> = {
  name: 'importContracts',
  tables: ['clients', 'billingGroups', 'contracts', 'contractItems', 'products', 'settings', 'importMappings'],
  async run(books, input, envelope): Promise<Result<ImportedContracts, Problem>> {
    const importId = envelope.commandId
    const { today, now, newId } = envelope
    const invalid = input.clients.map(({ fields }) => clientProblem(fields)).find((found) => found !== undefined)
    if (invalid !== undefined) return refused(invalid)
    const settings = await readSettings(books.db)
    const added = new Map<string, Client>()
    await inBatches(input.clients, async ({ key, fields }) => {
      added.set(key, await addClientRow(books, fields, envelope, importId))
    })
    const clients = await readClients(books.db, input)
    if (!clients.ok) return clients
    const owners = new Map<ClientId, Client>([...clients.value, ...added.values()].map((client) => [client.id, client]))
    const groups = await defaultGroups(books.db, new Set(owners.keys()))
    const known = await knownContracts(books.db, clients.value)
    const notProrated = await unproratedProducts(books.db, input)
    const definitions = await readFields(books.db, 'contract')
    const contracts: Contract[] = []
    const items: ContractItem[][] = []
    let alreadyThere = 0
    for (const { owner, fields } of input.add) {
      const client = 'clientId' in owner ? owners.get(owner.clientId) : added.get(owner.clientKey)
      const group = client === undefined ? undefined : groups.get(client.id)
      if (client === undefined || group === undefined) {
        return refused({
          code: 'not-found',
          entity: 'client',
          id: 'clientId' in owner ? owner.clientId : owner.clientKey,
        })
      }
      const own = checkedValues(definitions, fields.customFields ?? [])
      if (!own.ok) return own
      const entered: ContractFields = { ...fields, ...own.value, clientId: client.id }
      const keys = contractKeys(entered)
      if (keys.slice(0, 1).some((key) => known.has(key))) {
        alreadyThere += 1
        continue
      }
      const built = buildContract(entered, {
        settings,
        clientName: client.name,
        billingGroupId: group,
        today,
        now,
        newId,
        notProrated,
        importId,
        sentElsewhereBefore: today,
      })
      if (!built.ok) return built
      for (const key of keys) known.add(key)
      contracts.push(built.value.contract)
      items.push([...built.value.items])
    }
    let written = 0
    const stopped = await inSteps(
      contracts,
      async (rows) => {
        await books.contracts.addMany(rows)
        await books.contractItems.addMany(items.slice(written, written + rows.length).flat())
        written += rows.length
      },
      input,
    )
    if (stopped !== undefined) return refused(stopped)
    if (input.remember !== undefined) await books.db.importMappings.put(input.remember)
    const result: ImportedContracts = {
      importId,
      added: contracts.length,
      updated: 0,
      alreadyThere,
      clientsAdded: added.size,
      itemsAdded: items.reduce((sum, list) => sum + list.length, 0),
    }
    recordImport(books, importId, input, { entity: 'contracts', added: result.added, alreadyThere })
    return ok(result)
  },
}

/** By what a contract of a client is known again: its number, else its name and start; the first one is its own key. */
export function contractKeys(
  contract: Pick<ContractFields, 'clientId' | 'name' | 'contractNumber' | 'startOn'>,
): readonly string[] {
  const { clientId, name, contractNumber, startOn } = contract
  const number = (contractNumber ?? '').trim()
  const byName = `${clientId}\nname\n${foldText(name)}\n${startOn}`
  return number === '' ? [byName] : [`${clientId}\nnumber\n${foldText(number)}`, byName]
}

/** The clients of the books that get contracts. Problems: `not-found`, `client-archived`. */
async function readClients(db: AccountDb, { add }: ImportContracts): Promise<Result<readonly Client[], Problem>> {
  const ids = [...new Set(add.flatMap(({ owner }) => ('clientId' in owner ? [owner.clientId] : [])))]
  const clients: Client[] = []
  for (const [index, client] of (await db.clients.bulkGet(ids)).entries()) {
    if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: String(ids[index]) })
    if (client.status === 'archived') return refused({ code: 'client-archived', clientName: client.name })
    clients.push(client)
  }
  return ok(clients)
}

async function defaultGroups(
  db: AccountDb,
  clientIds: ReadonlySet<ClientId>,
): Promise<ReadonlyMap<ClientId, BillingGroupId>> {
  const groups = await db.billingGroups
    .where('clientId')
    .anyOf([...clientIds])
    .toArray()
  const byClient = new Map<ClientId, BillingGroupId>()
  for (const { id, clientId, isDefault } of groups) {
    if (isDefault === 1 || !byClient.has(clientId)) byClient.set(clientId, id)
  }
  return byClient
}

async function knownContracts(db: AccountDb, clients: readonly Client[]): Promise<Set<string>> {
  const rows = await db.contracts
    .where('clientId')
    .anyOf(clients.map(({ id }) => id))
    .toArray()
  return new Set(rows.flatMap(contractKeys))
}

async function unproratedProducts(db: AccountDb, { add }: ImportContracts): Promise<ReadonlySet<ProductId>> {
  const ids = new Set(add.flatMap(({ fields }) => fields.items.flatMap(({ productId }) => productId ?? [])))
  const products = await db.products.bulkGet([...ids])
  return new Set(products.flatMap((product) => (product?.notProrated === 1 ? [product.id] : [])))
}
