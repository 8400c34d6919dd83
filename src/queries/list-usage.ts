import { Dexie } from 'dexie'
import { chainStartOf, endOfItem } from '../core/billing/charge-period.ts'
import type { Contract, ContractItem, UsageRecord } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { ContractId, ContractItemId, InvoiceId } from '../core/ids.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { findByWords } from './find-by-words.ts'

/** An item that counts usage, with its contract. */
export interface UsageItem {
  readonly item: ContractItem
  readonly contract: Contract
}

export interface UsageListRow {
  readonly record: UsageRecord
  readonly description: string
  readonly unit?: string
  readonly contractName: string
  readonly clientName: string
  readonly currency: Contract['currency']
  /** The draft or invoice that it stands on. */
  readonly invoiceId?: InvoiceId
}

export interface UsageFilter {
  readonly state: UsageRecord['state']
  readonly contractId?: ContractId
}

/** The place after which a page begins: day and id of the last row before it. */
export type UsageCursor = readonly [on: string, id: string]

export interface UsagePage {
  readonly rows: readonly UsageListRow[]
  readonly next?: UsageCursor
}

/** One page of the usage in a state, the latest day first, read by key; of one contract where the filter names it. */
export async function listUsage(
  db: AccountDb,
  { state, contractId }: UsageFilter,
  after: UsageCursor | undefined,
  limit: number,
): Promise<UsagePage> {
  const upTo = after === undefined ? [state, Dexie.maxKey] : [state, ...after]
  const found =
    contractId === undefined
      ? await db.usageRecords
          .where('[state+on+id]')
          .between([state, Dexie.minKey], upTo, true, false)
          .reverse()
          .limit(limit + 1)
          .toArray()
      : await ofContract(db, contractId, state, after, limit + 1)
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = await withWords(db, found.slice(0, limit))
  return last === undefined ? { rows } : { rows, next: [last.on, last.id] }
}

async function ofContract(
  db: AccountDb,
  contractId: ContractId,
  state: UsageRecord['state'],
  after: UsageCursor | undefined,
  limit: number,
): Promise<UsageRecord[]> {
  const items = await db.contractItems.where('contractId').equals(contractId).primaryKeys()
  const lists = await Promise.all(
    items.map((id) =>
      db.usageRecords
        .where('[contractItemId+state+on]')
        .between([id, state, Dexie.minKey], [id, state, after?.[0] ?? Dexie.maxKey], true, true)
        .reverse()
        .filter((record) => after === undefined || record.on < after[0] || record.id < after[1])
        .limit(limit)
        .toArray(),
    ),
  )
  return lists.flat().sort(latestFirst).slice(0, limit)
}

function latestFirst(left: UsageRecord, right: UsageRecord): number {
  if (left.on !== right.on) return left.on < right.on ? 1 : -1
  return left.id < right.id ? 1 : -1
}

async function withWords(db: AccountDb, records: readonly UsageRecord[]): Promise<UsageListRow[]> {
  const [items, contracts, charges] = await Promise.all([
    db.contractItems.bulkGet(records.map(({ contractItemId }) => contractItemId)),
    db.contracts.bulkGet(records.map(({ contractId }) => contractId)),
    db.charges.bulkGet(records.flatMap(({ chargeId }) => chargeId ?? [])),
  ])
  const invoiceOf = new Map(charges.flatMap((charge) => (charge === undefined ? [] : [[charge.id, charge.invoiceId]])))
  return records.flatMap((record, index) => {
    const [item, contract] = [items[index], contracts[index]]
    if (item === undefined || contract === undefined) return []
    const invoiceId = record.chargeId === undefined ? undefined : invoiceOf.get(record.chargeId)
    return [
      {
        record,
        description: item.description,
        ...(item.unit !== undefined && { unit: item.unit }),
        contractName: contract.name,
        clientName: contract.clientName,
        currency: contract.currency,
        ...(invoiceId !== undefined && { invoiceId }),
      },
    ]
  })
}

/** How many entries wait to be billed. */
export async function countOpenUsage(db: AccountDb): Promise<number> {
  return db.usageRecords.where('[state+on+id]').between(['open', Dexie.minKey], ['open', Dexie.maxKey]).count()
}

/** One item with its contract; `null` when there is none, or it counts no usage. */
export async function getUsageItem(db: AccountDb, id: ContractItemId): Promise<UsageItem | null> {
  const item = await db.contractItems.get(id)
  const contract = item === undefined ? undefined : await db.contracts.get(item.contractId)
  return item?.kind !== 'usage' || contract === undefined ? null : { item, contract }
}

/** Whether there is anything that usage can be recorded for. */
export async function hasUsageItems(db: AccountDb): Promise<boolean> {
  const first = await db.contractItems.filter(({ kind }) => kind === 'usage').first()
  return first !== undefined
}

/** Enough to start from; more is found by typing. */
const MOST = 30
/** Contracts looked through for items where nothing is typed and nothing was recorded yet. */
const LOOKED_THROUGH = 200

/**
 * Items that usage can be recorded for today, by what is typed (client, contract, number, item): those of a contract
 * that goes on, before others; with nothing typed, those that were recorded last come first.
 */
export async function suggestUsageItems(db: AccountDb, text: string, today: CalendarDate): Promise<UsageItem[]> {
  const inOrder = () => db.contracts.orderBy('[sortName+id]')
  const typed = text.trim() !== ''
  const contracts = typed
    ? await findByWords(db.contracts, text, { inOrder, limit: MOST })
    : await inOrder().limit(LOOKED_THROUGH).toArray()
  const recent = typed ? [] : await recentItems(db)
  const items = await db.contractItems
    .where('contractId')
    .anyOf(contracts.map(({ id }) => id))
    .filter(({ kind }) => kind === 'usage')
    .toArray()
  const byContract = new Map(contracts.map((contract) => [contract.id, contract]))
  const rest = items
    .flatMap((item) => {
      const contract = byContract.get(item.contractId)
      return contract === undefined ? [] : [{ item, contract }]
    })
    .sort((left, right) => (left.contract.sortName < right.contract.sortName ? -1 : 1))
  const all = new Map([...recent, ...rest].map((each) => [each.item.id, each]))
  const running = ({ item, contract }: UsageItem) => {
    const end = endOfItem(item, contract)
    return chainStartOf(item) <= today && (end === undefined || today < end)
  }
  const found = [...all.values()]
  return [...found.filter(running), ...found.filter((each) => !running(each))].slice(0, MOST)
}

/** The items of the latest entries, each once. */
async function recentItems(db: AccountDb): Promise<UsageItem[]> {
  const records = await db.usageRecords.orderBy('id').reverse().limit(50).toArray()
  const ids = [...new Set(records.map(({ contractItemId }) => contractItemId))]
  const items = await db.contractItems.bulkGet(ids)
  const contracts = await db.contracts.bulkGet(items.flatMap((item) => item?.contractId ?? []))
  const byId = new Map(contracts.flatMap((contract) => (contract === undefined ? [] : [[contract.id, contract]])))
  return items.flatMap((item) => {
    const contract = item === undefined ? undefined : byId.get(item.contractId)
    return item === undefined || contract === undefined ? [] : [{ item, contract }]
  })
}

/** What a contract is called, for a filter; undefined when there is none. */
export async function getContractName(db: AccountDb, id: ContractId): Promise<string | undefined> {
  return (await db.contracts.get(id))?.name
}
