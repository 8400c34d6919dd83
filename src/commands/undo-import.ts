import { Dexie } from 'dexie'
import type { ContractItem, UsageRecord } from '../core/contract/contract.ts'
import { isZero } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import { eventIdOf } from '../core/event.ts'
import type { CommandId, ContractId, UnitLotId } from '../core/ids.ts'
import type { Client, Product } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { UnitLot } from '../core/selling/prepaid-units.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Books } from './books.ts'
import { coverTables, dropCover } from './cover-usage.ts'
import { renameDrafts } from './draft-row.ts'
import type { Command } from './execute.ts'
import { inBatches } from './in-batches.ts'
import { pauseAfterReturn } from './pause-after-return.ts'
import { renameContracts } from './rename-contracts.ts'
import { recordPo } from './set-po-number.ts'

export interface UndoImport {
  readonly importId: CommandId
}

export interface KeptRow {
  readonly id: string
  readonly name: string
  /** `changed`: edited since; `in-use`: charges, invoices, contracts, usage, money, a way to pay or a rule of its own refer to it. */
  readonly why: 'changed' | 'in-use'
}

export interface UndoImportResult {
  readonly removed: number
  /** Rows that the import had updated and that are as they were before. */
  readonly restored: number
  /** What stays, because undoing would destroy later work. */
  readonly kept: readonly KeptRow[]
}

/**
 * Takes an import back as one act: rows that nobody touched since and nothing refers to are removed, updated rows
 * get their old fields back; all others stay and are named in the answer. Undoing twice removes what has become free.
 * Automation then stands still until the owner lets it go on.
 * Problems: `not-found` when there was no such import; `import-sold` when it issued invoices.
 */
export const undoImport: Command<UndoImport, UndoImportResult> = {
  name: 'undoImport',
  tables: [
    'clients',
    'billingGroups',
    'products',
    'contracts',
    'contractItems',
    'usageRecords',
    'charges',
    'invoices',
    'payments',
    'creditEntries',
    'paymentMethods',
    'rules',
    'outbox',
    'endpoints',
    ...coverTables,
  ],
  async run(books, { importId }, envelope): Promise<Result<UndoImportResult, Problem>> {
    const done = await books.db.events.get(eventIdOf(importId, 0))
    if (done?.type !== 'import.done') return refused({ code: 'not-found', entity: 'import', id: importId })
    const invoices = Number(done.data.invoices ?? 0)
    if (invoices > 0) return refused({ code: 'import-sold', invoices })
    const kept: KeptRow[] = []
    // What refers to others goes first, so that these are free to go.
    const removed =
      (await removeUsageRecords(books, importId, kept, envelope)) +
      (await removeBalances(books, importId, kept)) +
      (await removeContracts(books, importId, kept)) +
      (await removeClients(books, importId, kept)) +
      (await removeProducts(books, importId, kept))
    const { entity, before } = done.data as {
      entity: 'clients' | 'products' | 'contracts' | 'usage' | 'purchases'
      before: readonly (Client | Product)[]
    }
    let restored = 0
    for (const row of before) {
      const why = await (entity === 'clients'
        ? restoreClient(books, row as Client, envelope.now)
        : restoreProduct(books, row as Product, envelope.now))
      if (why === 'restored') restored += 1
      else if (why === 'changed') kept.push({ id: row.id, name: row.name, why })
    }
    const result: UndoImportResult = { removed, restored, kept }
    books.record('import.undone', [importId], { entity, file: done.data.file, removed, restored, kept: kept.length })
    await pauseAfterReturn(books, 'import-undone', envelope)
    return ok(result)
  },
}

async function removeUsageRecords(
  books: Books,
  importId: CommandId,
  kept: KeptRow[],
  envelope: Envelope,
): Promise<number> {
  const records = await books.db.usageRecords.where('importId').equals(importId).toArray()
  let removed = 0
  // One after the other: they may have drawn from the same lot.
  for (const record of records) {
    if (record.prepaid !== undefined && keepsUsage(record) === undefined) await dropCover(books, record, envelope)
  }
  await inBatches(records, async (record) => {
    const why = keepsUsage(record)
    if (why === undefined) {
      await books.usageRecords.remove(record)
      removed += 1
      return
    }
    kept.push({ id: record.id, name: record.note ?? `${record.on}: ${record.quantity}`, why })
  })
  return removed
}

/** Opening balances of prepaid units of which nobody has touched anything. */
async function removeBalances(books: Books, importId: CommandId, kept: KeptRow[]): Promise<number> {
  const lots = await lotsOf(books.db, importId)
  const productIds = [...new Set(lots.map(({ productId }) => productId))]
  const rows = await books.db.products.bulkGet(productIds)
  const products = new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row.name] as const])))
  let removed = 0
  await inBatches(lots, async (lot) => {
    if (lot.version > 1) {
      kept.push({ id: lot.id, name: products.get(lot.productId) ?? '', why: isZero(lot.used) ? 'changed' : 'in-use' })
      return
    }
    await books.unitLots.remove(lot)
    removed += 1
  })
  return removed
}

/** The lots that the import's own events tell of: those of all others are never read. */
async function lotsOf(db: AccountDb, importId: CommandId): Promise<UnitLot[]> {
  const told = await db.events.where('id').startsWith(`${importId}/`).toArray()
  const subjects = told.filter(({ type }) => type === 'units.granted').flatMap((event) => event.subjects)
  const lots = await db.unitLots.bulkGet([...new Set(subjects)] as UnitLotId[])
  return lots.filter((lot) => lot?.importId === importId && lot.origin === 'import') as UnitLot[]
}

function keepsUsage({ state, version }: UsageRecord): KeptRow['why'] | undefined {
  return state === 'billed' ? 'in-use' : version > 1 ? 'changed' : undefined
}

/** Contracts go with their items; one that has charges (those sent from elsewhere too) or usage stays. */
async function removeContracts(books: Books, importId: CommandId, kept: KeptRow[]): Promise<number> {
  const contracts = await books.db.contracts.where('importId').equals(importId).toArray()
  let removed = 0
  await inBatches(contracts, async (contract) => {
    const items = await books.db.contractItems.where('contractId').equals(contract.id).toArray()
    const changed = [contract, ...items].some(({ version }) => version > 1)
    const why = changed ? 'changed' : (await contractInUse(books.db, contract.id, items)) ? 'in-use' : undefined
    if (why !== undefined) {
      kept.push({ id: contract.id, name: contract.name, why })
      return
    }
    for (const item of items) await books.contractItems.remove(item)
    await books.contracts.remove(contract)
    removed += 1
  })
  return removed
}

/** Whether it has charges or usage. An amendment has changed the contract or an item, which is seen before. */
async function contractInUse(db: AccountDb, id: ContractId, items: readonly ContractItem[]): Promise<boolean> {
  const counted = items.filter(({ kind }) => kind === 'usage')
  const found = await Promise.all([
    db.charges.where('contractId').equals(id).first(),
    ...counted.map((item) =>
      db.usageRecords.where('[contractItemId+on]').between([item.id, Dexie.minKey], [item.id, Dexie.maxKey]).first(),
    ),
  ])
  return found.some((row) => row !== undefined)
}

async function removeClients(books: Books, importId: CommandId, kept: KeptRow[]): Promise<number> {
  const clients = await books.db.clients.where('importId').equals(importId).toArray()
  const scopes = (await books.db.rules.toArray()).map(({ scope }) => scope)
  const ruled = new Set(scopes.flatMap((scope) => (scope.kind === 'account' ? [] : [scope.clientId])))
  let removed = 0
  await inBatches(clients, async (client) => {
    const used = ruled.has(client.id) || (await clientInUse(books.db, client.id))
    const why = client.version > 1 ? 'changed' : used ? 'in-use' : undefined
    if (why !== undefined) {
      kept.push({ id: client.id, name: client.name, why })
      return
    }
    for (const group of await books.db.billingGroups.where('clientId').equals(client.id).toArray()) {
      await books.billingGroups.remove(group)
    }
    await books.clients.remove(client)
    removed += 1
  })
  return removed
}

async function removeProducts(books: Books, importId: CommandId, kept: KeptRow[]): Promise<number> {
  const products = await books.db.products.where('importId').equals(importId).toArray()
  let removed = 0
  await inBatches(products, async (product) => {
    const used =
      (await books.db.charges.where('productId').equals(product.id).first()) ??
      (await books.db.contractItems.where('productId').equals(product.id).first()) ??
      (await books.db.unitLots.where('productId').equals(product.id).first())
    const why = product.version > 1 ? 'changed' : used !== undefined ? 'in-use' : undefined
    if (why !== undefined) {
      kept.push({ id: product.id, name: product.name, why })
      return
    }
    await books.products.remove(product)
    removed += 1
  })
  return removed
}

/** Whether anything of the books belongs to the client. */
async function clientInUse(db: AccountDb, id: Client['id']): Promise<boolean> {
  const found = await Promise.all([
    db.charges.where('[clientId+state]').between([id, Dexie.minKey], [id, Dexie.maxKey]).first(),
    db.invoices.where('[clientId+state]').between([id, Dexie.minKey], [id, Dexie.maxKey]).first(),
    db.payments.where('[clientId+receivedOn+id]').between([id, Dexie.minKey], [id, Dexie.maxKey]).first(),
    db.creditEntries.where('[clientId+currency]').between([id, Dexie.minKey], [id, Dexie.maxKey]).first(),
    db.contracts.where('clientId').equals(id).first(),
    db.paymentMethods.where('clientId').equals(id).first(),
    db.unitLots.where('[clientId+productId]').between([id, Dexie.minKey], [id, Dexie.maxKey]).first(),
  ])
  return found.some((row) => row !== undefined)
}

type Restored = 'restored' | 'changed' | 'gone'

// The import raised the version by one: any other version is somebody's later work, or an undo done before.
async function restoreClient(books: Books, before: Client, now: Client['updatedAt']): Promise<Restored> {
  const current = await books.db.clients.get(before.id)
  if (current === undefined) return 'gone'
  if (current.version !== before.version + 1) return 'changed'
  await books.clients.put({ ...before, version: current.version + 1, updatedAt: now }, current)
  recordPo(books, before, current.poNumber, before.poNumber)
  await renameDrafts(books, before)
  await renameContracts(books, before)
  return 'restored'
}

async function restoreProduct(books: Books, before: Product, now: Product['updatedAt']): Promise<Restored> {
  const current = await books.db.products.get(before.id)
  if (current === undefined) return 'gone'
  if (current.version !== before.version + 1) return 'changed'
  await books.products.put({ ...before, version: current.version + 1, updatedAt: now }, current)
  return 'restored'
}
