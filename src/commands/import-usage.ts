import { Dexie } from 'dexie'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import type { ContractId, ContractItemId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { coverTables, coverUsage, type RecordOfItem } from './cover-usage.ts'
import type { Command } from './execute.ts'
import type { ImportOrigin, ImportResult } from './import-clients.ts'
import { type ImportControl, inBatches, inSteps } from './in-batches.ts'
import { recordImport } from './record-import.ts'
import { outsideProblem, type RecordUsage, tooMuch, usageProblem, usageRow } from './record-usage.ts'

export interface ImportUsage extends ImportOrigin, ImportControl {
  readonly add: readonly (RecordUsage & { readonly sourceKey: string })[]
}

export interface ImportedOnce extends ImportResult {
  /** Rows that an earlier import, or somebody by hand, has brought already: nothing was written for them (M-29). */
  readonly alreadyThere: number
}

/**
 * Records the usage of one file as one act: all or nothing, undone as one by `undoImport`. An entry whose key is
 * there already is counted and left alone, whatever became of it, so that the same file twice bills once.
 * Problems: `not-found`, `not-usage-item`, `usage-outside`, `field-invalid`, `amount-too-large` for an entry that could
 * not be recorded by hand either; `import-stopped`.
 */
export const importUsage: Command<ImportUsage, ImportedOnce> = {
  name: 'importUsage',
  tables: ['contracts', 'contractItems', 'usageRecords', 'importMappings', ...coverTables],
  async run(books, input, envelope): Promise<Result<ImportedOnce, Problem>> {
    const importId = envelope.commandId
    const owners = await readOwners(books.db, new Set(input.add.map(({ contractItemId }) => contractItemId)))
    if (!owners.ok) return owners
    const fresh: RecordOfItem[] = []
    let alreadyThere = 0
    for (const { contractItemId, sourceKey, ...fields } of input.add) {
      const owner = owners.value.get(contractItemId)
      if (owner === undefined) return refused({ code: 'not-found', entity: 'contractItem', id: contractItemId })
      const { item, contract, keys } = owner
      const problem = usageProblem(fields, sourceKey, contract.currency)
      if (problem !== undefined) return refused(problem)
      if (keys.has(sourceKey.trim())) {
        alreadyThere += 1
        continue
      }
      const impossible = outsideProblem(item, contract, fields.on) ?? tooMuch(item, contract, fields)
      if (impossible !== undefined) return refused(impossible)
      keys.add(sourceKey.trim())
      fresh.push({ item, record: usageRow(item, fields, sourceKey, envelope, importId) })
    }
    if (input.remember !== undefined) await books.db.importMappings.put(input.remember)
    recordImport(books, importId, input, { entity: 'usage', added: fresh.length, alreadyThere })
    // What prepaid units cover is told after the import itself, which its undo knows by its first event.
    const rows = await coverUsage(books, fresh, envelope)
    const stopped = await inSteps(rows, (some) => books.usageRecords.addMany(some), input)
    if (stopped !== undefined) return refused(stopped)
    return ok({ importId, added: fresh.length, updated: 0, alreadyThere })
  },
}

interface Owner {
  readonly item: ContractItem
  readonly contract: Contract
  /** Of all its records, removed ones too. */
  readonly keys: Set<string>
}

async function readOwners(
  db: AccountDb,
  itemIds: ReadonlySet<ContractItemId>,
): Promise<Result<ReadonlyMap<ContractItemId, Owner>, Problem>> {
  const ids = [...itemIds]
  const items = await db.contractItems.bulkGet(ids)
  const contractIds = [...new Set(items.flatMap((item) => (item === undefined ? [] : [item.contractId])))]
  const contracts = new Map<ContractId, Contract | undefined>(
    (await db.contracts.bulkGet(contractIds)).map((contract, index) => [contractIds[index] as ContractId, contract]),
  )
  const owners = new Map<ContractItemId, Owner>()
  for (const [index, item] of items.entries()) {
    if (item === undefined) return refused({ code: 'not-found', entity: 'contractItem', id: String(ids[index]) })
    if (item.kind !== 'usage') return refused({ code: 'not-usage-item', description: item.description })
    const contract = contracts.get(item.contractId)
    if (contract === undefined) return refused({ code: 'not-found', entity: 'contract', id: item.contractId })
    owners.set(item.id, { item, contract, keys: new Set() })
  }
  await inBatches([...owners.values()], async ({ item, keys }) => {
    const range = [item.id, Dexie.minKey] as const
    const records = await db.usageRecords
      .where('[contractItemId+sourceKey]')
      .between(range, [item.id, Dexie.maxKey])
      .toArray()
    for (const { sourceKey } of records) keys.add(sourceKey)
  })
  return ok(owners)
}
