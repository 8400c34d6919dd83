// The billing run on books of the bench: what it reads of groups that sleep, what its writing costs, what it keeps.
import { billDueGroups } from '../../../src/automation/bill-due-groups.ts'
import { AccountDb } from '../../../src/storage/account-db.ts'
import { billingDay, openContractBooks, runEnvelope } from './fill-contracts.ts'

/** Tables whose rows belong to one group. */
const ofGroups = [
  'clients',
  'billingGroups',
  'contracts',
  'contractItems',
  'charges',
  'invoices',
  'usageRecords',
  'corrections',
] as const

export interface RowsRead {
  /** Different rows that the run read of the tables of groups. */
  readonly read: number
  /** Rows that the groups had which were due. */
  readonly ofDueGroups: number
  /** Rows read of groups that sleep. */
  readonly ofSleepers: number
  readonly groups: number
  readonly milliseconds: number
}

/** Runs the day over books in which most groups sleep, and counts which rows it read. */
export async function readDueGroups(sleeping: number, due: number): Promise<RowsRead> {
  const db = await openContractBooks('bench-due-groups', { sleeping, waiting: due })
  const dueGroups = new Set<string>(await dueIds(db))
  const owned = await rowsOf(db, dueGroups)
  const stop = recordReads()
  const began = performance.now()
  const run = await billDueGroups({ books: db, envelope: runEnvelope }, billingDay)
  const milliseconds = performance.now() - began
  const seen = stop()
  // With what the run itself has written of the due groups, and may have read again.
  const after = await rowsOf(db, dueGroups)
  let [read, ofDueGroups, ofSleepers] = [0, 0, 0]
  for (const name of ofGroups) {
    const ids = [...(seen.get(name) ?? [])]
    read += ids.length
    ofDueGroups += owned.get(name)?.size ?? 0
    ofSleepers += ids.filter((id) => after.get(name)?.has(id) !== true).length
  }
  await db.delete()
  return { read, ofDueGroups, ofSleepers, groups: run.groups, milliseconds }
}

/** The rows of these groups, by table. */
async function rowsOf(db: AccountDb, groups: ReadonlySet<string>): Promise<ReadonlyMap<string, ReadonlySet<unknown>>> {
  const owners = (await db.billingGroups.toArray()).filter(({ id }) => groups.has(id))
  const clients = new Set<string>(owners.map(({ clientId }) => clientId))
  const rows = new Map<string, ReadonlySet<unknown>>()
  for (const name of ofGroups) {
    const all = (await db.table(name).toArray()) as Owned[]
    const own = all.filter((row) => {
      if (name === 'clients') return clients.has(row.id)
      return groups.has(name === 'billingGroups' ? row.id : row.billingGroupId)
    })
    rows.set(name, new Set(own.map(({ id }) => id)))
  }
  return rows
}

interface Owned {
  readonly id: string
  readonly billingGroupId: string
}

async function dueIds(db: AccountDb): Promise<string[]> {
  return (await db.wakeups.toArray()).filter(({ wakeOn }) => wakeOn <= billingDay).map(({ id }) => id)
}

/** Every row that IndexedDB gives out, by its store. */
export function recordReads(): () => ReadonlyMap<string, ReadonlySet<unknown>> {
  const seen = new Map<string, Set<unknown>>()
  const note = (store: IDBObjectStore, value: unknown) => {
    if (value === null || typeof value !== 'object') return
    const ids = seen.get(store.name) ?? new Set()
    seen.set(store.name, ids.add((value as Record<string, unknown>)[String(store.keyPath)]))
  }
  const undo: (() => void)[] = []
  for (const { prototype, store } of [
    { prototype: IDBObjectStore.prototype, store: (source: unknown) => source as IDBObjectStore },
    { prototype: IDBIndex.prototype, store: (source: unknown) => (source as IDBIndex).objectStore },
  ]) {
    const methods = prototype as unknown as Record<string, (...args: unknown[]) => IDBRequest>
    for (const method of ['get', 'getAll', 'openCursor']) {
      const original = methods[method] as (...args: unknown[]) => IDBRequest
      methods[method] = function (this: unknown, ...args: unknown[]) {
        const request = original.apply(this, args)
        request.addEventListener('success', () => {
          const result: unknown = request.result
          if (result instanceof IDBCursorWithValue) note(store(this), result.value)
          else for (const value of Array.isArray(result) ? result : [result]) note(store(this), value)
        })
        return request
      }
      undo.push(() => {
        methods[method] = original
      })
    }
  }
  return () => {
    for (const restore of undo) restore()
    return seen
  }
}

export interface Written {
  readonly store: string
  readonly act: 'add' | 'put'
  readonly value: unknown
}

export interface CatchUp {
  /** The run over all groups; ms. */
  readonly ours: number
  /** Its rows again, raw, in the same transactions; ms. */
  readonly raw: number
  readonly rows: number
  readonly transactions: number
}

/** Twelve months of so many contracts in one run, then the very rows once more into empty tables of the same shape. */
export async function catchUp(contracts: number): Promise<CatchUp> {
  const db = await openContractBooks('bench-catch-up', { sleeping: 0, waiting: contracts })
  const stop = recordWrites()
  const began = performance.now()
  const run = await billDueGroups({ books: db, envelope: runEnvelope, pause: nextTask }, billingDay)
  const ours = performance.now() - began
  const transactions = stop()
  if (run.invoices !== contracts || run.parked > 0) throw new Error(`not all billed: ${JSON.stringify(run)}`)
  await db.delete()
  const empty = new AccountDb('bench-catch-up-raw')
  await empty.delete({ disableAutoOpen: false })
  await empty.open()
  const again = performance.now()
  for (const rows of transactions) await writeRaw(empty.backendDB(), rows)
  const raw = performance.now() - again
  await empty.delete()
  return { ours, raw, rows: transactions.flat().length, transactions: transactions.length }
}

/** Gives the page its turn without the four milliseconds of a nested timer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

export function recordWrites(): () => readonly (readonly Written[])[] {
  const transactions = new Map<IDBTransaction, Written[]>()
  const { add, put } = IDBObjectStore.prototype
  const patched = (act: 'add' | 'put', original: typeof add) =>
    function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      const rows = transactions.get(this.transaction)
      if (rows === undefined) transactions.set(this.transaction, [{ store: this.name, act, value }])
      else rows.push({ store: this.name, act, value })
      return key === undefined ? original.call(this, value) : original.call(this, value, key)
    }
  IDBObjectStore.prototype.add = patched('add', add)
  IDBObjectStore.prototype.put = patched('put', put)
  return () => {
    IDBObjectStore.prototype.add = add
    IDBObjectStore.prototype.put = put
    return [...transactions.values()]
  }
}

export function writeRaw(db: IDBDatabase, rows: readonly Written[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction([...new Set(rows.map(({ store }) => store))], 'readwrite')
    for (const { store, act, value } of rows) transaction.objectStore(store)[act](value)
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}

let halfway: AccountDb | undefined

/** Opens books in which nothing has been billed, for `billSome`. */
export async function openCatchUp(contracts: number): Promise<void> {
  halfway = await openContractBooks('bench-catch-up-heap', { sleeping: 0, waiting: contracts })
}

/** Bills so many groups more (to the next 25); all that are left where no number is said. Answers how many. */
export async function billSome(groups?: number): Promise<number> {
  if (halfway === undefined) throw new Error('openCatchUp first')
  const stopper = new AbortController()
  const onProgress = ({ done }: { done: number }) => {
    if (groups !== undefined && done >= groups) stopper.abort()
  }
  const books = halfway
  const run = await billDueGroups({ books, envelope: runEnvelope, pause: nextTask }, billingDay, {
    onProgress,
    signal: stopper.signal,
  })
  return run.groups
}
