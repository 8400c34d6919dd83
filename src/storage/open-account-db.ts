// Opening an account's books: never older code over newer rows (G-10), never an upgrade without a way back (G-3).
import { Dexie } from 'dexie'
import type { Instant } from '../core/date.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { AccountDb, schemaVersion } from './account-db.ts'
import { backupTables } from './backup/backup-format.ts'
import { readBackup } from './backup/read-backup.ts'
import { databaseOf, deleteDatabase, openAsItStands, storesOf } from './databases.ts'
import type { AccountEntry, DirectoryDb } from './directory-db.ts'
import { differingSums } from './recompute-sums.ts'
import { keepRestorePoint } from './restore-points.ts'

export type OpenProblem =
  | { readonly code: 'schema-newer'; readonly found: number; readonly known: number }
  /** The books are as they were before; `detail` is for the report of the fault. */
  | { readonly code: 'upgrade-failed'; readonly from: number; readonly to: number; readonly detail: string }

/** Why an opened database was closed from outside: the window should offer a reload. */
export type ClosedReason = 'upgraded' | 'deleted'

export interface OpeningOptions {
  readonly now: Instant
  readonly newRestorePointId: () => string
  /** Another window keeps an old version open and must be closed before this one can go on. */
  readonly onBlocked?: () => void
  readonly onClosed?: (reason: ClosedReason) => void
  /** Tests bring books of another schema. */
  readonly make?: { readonly version: number; readonly open: (name: string) => AccountDb }
}

/** Opens an account's books, upgrading them when this code knows a newer schema. Problems: `schema-newer`, `upgrade-failed`. */
export async function openAccountDb(
  directory: DirectoryDb,
  entry: AccountEntry,
  options: OpeningOptions,
): Promise<Result<AccountDb, OpenProblem>> {
  const name = databaseOf(entry)
  const make = options.make ?? { version: schemaVersion, open: (it: string) => new AccountDb(it, directory.host) }
  if (entry.schemaVersion !== make.version) {
    const prepared = await prepare(directory, entry, name, make, options)
    if (!prepared.ok) return prepared
  }
  const db = make.open(name)
  if (options.onBlocked !== undefined) db.on('blocked', options.onBlocked)
  watchClosing(db, options.onClosed)
  await db.open()
  const found = Math.max(Math.floor(db.verno), Number((await db.meta.get('schema'))?.value ?? 0))
  if (found > make.version) {
    db.close()
    return refused({ code: 'schema-newer', found, known: make.version })
  }
  if (entry.schemaVersion !== make.version) await directory.accounts.update(entry.id, { schemaVersion: make.version })
  return ok(db)
}

/**
 * Dexie's own handler closes on `versionchange` but opens again at the next access: the older code would then write into
 * the newer database. This one closes for good and says so.
 */
function watchClosing(db: AccountDb, onClosed: OpeningOptions['onClosed']): void {
  db.on('versionchange', (event) => {
    db.close({ disableAutoOpen: true })
    onClosed?.(event.newVersion === null || event.newVersion === 0 ? 'deleted' : 'upgraded')
    return false
  })
}

async function prepare(
  directory: DirectoryDb,
  entry: AccountEntry,
  name: string,
  make: NonNullable<OpeningOptions['make']>,
  options: OpeningOptions,
): Promise<Result<undefined, OpenProblem>> {
  const old = await openAsItStands(name, directory.host)
  if (old === undefined) return ok(undefined)
  // An empty shell: a database that was made and never filled.
  if (!old.tables.some(({ name: table }) => table === 'meta')) {
    old.close()
    return ok(undefined)
  }
  const from = Math.max(
    Math.floor(old.verno),
    Number(((await old.table('meta').get('schema')) as { value?: unknown })?.value ?? 0),
  )
  if (from >= make.version) {
    old.close()
    return from === make.version ? ok(undefined) : refused({ code: 'schema-newer', found: from, known: make.version })
  }
  const stores = storesOf(old)
  const nativeVersion = old.verno
  const point = await keepRestorePoint(directory, old, {
    id: options.newRestorePointId(),
    accountId: entry.id,
    account: { id: entry.businessId ?? entry.id, name: entry.name, kind: entry.kind },
    reason: 'migration',
    now: options.now,
  })
  old.close()
  const db = make.open(name)
  if (options.onBlocked !== undefined) db.on('blocked', options.onBlocked)
  let committed = false
  try {
    await db.open()
    committed = true
    await verifyUpgrade(db, point.counts)
    await db.meta.put({ key: 'schema', value: make.version })
    db.close()
    return ok(undefined)
  } catch (error) {
    db.close()
    // IndexedDB itself takes back an upgrade that failed inside its transaction; one that was committed is undone here.
    if (committed) await rollBack(directory, name, stores, nativeVersion, from, point.id)
    const detail = error instanceof Error ? error.message : String(error)
    return refused({ code: 'upgrade-failed', from, to: make.version, detail })
  }
}

/** No row of the books may be missing or appear, and the kept sums must still follow from the rows. */
async function verifyUpgrade(db: AccountDb, before: Readonly<Record<string, number>>): Promise<void> {
  for (const name of backupTables) {
    const said = before[name]
    if (said === undefined) continue
    const found = await db.table(name).count()
    if (found !== said) throw new Error(`${name} had ${said} rows and has ${found}`)
  }
  const wrong = await differingSums(db)
  if (wrong.length > 0) throw new Error(`${wrong.length} sums do not follow from the rows`)
}

async function rollBack(
  directory: DirectoryDb,
  name: string,
  stores: Readonly<Record<string, string>>,
  nativeVersion: number,
  schema: number,
  pointId: string,
): Promise<void> {
  const bytes = await directory.restorePointBytes.get(pointId)
  if (bytes === undefined) throw new Error('The restore point is gone')
  await deleteDatabase(name, directory.host)
  const db = new Dexie(name, { ...directory.host })
  db.version(nativeVersion).stores(stores)
  await db.open()
  await db.table('meta').put({ key: 'schema', value: schema })
  for await (const part of readBackup(new Blob([bytes.bytes]))) {
    if (part.kind === 'rows') await db.table(part.table).bulkAdd([...part.rows])
  }
  db.close()
}
