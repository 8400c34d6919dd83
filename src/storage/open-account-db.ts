// Opening an account's books: never older code over newer rows (G-10), never an upgrade without a way back (G-3).
import type { Instant } from '../core/date.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { AccountDb, schemaVersion } from './account-db.ts'
import { databaseOf } from './databases.ts'
import type { AccountEntry, DirectoryDb } from './directory-db.ts'

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
  readonly onClosed?: (reason: ClosedReason, db: AccountDb) => void
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
  const known = entry.schemaVersion === make.version
  if (!known) {
    // Loaded only when it is needed: nearly every start finds the schema that it left.
    const { upgradeBooks } = await import('./upgrade-books.ts')
    const upgraded = await upgradeBooks(directory, entry, name, make, options)
    if (!upgraded.ok) return upgraded
  }
  const db = make.open(name)
  if (options.onBlocked !== undefined) db.on('blocked', options.onBlocked)
  watchClosing(db, options.onClosed)
  await db.open()
  // Dexie opens a newer database without a word: the version that the browser has tells. Native ones count in tens.
  const found = Math.floor(db.backendDB().version / 10)
  if (found > make.version) {
    db.close()
    return refused({ code: 'schema-newer', found, known: make.version })
  }
  if (!known) await directory.accounts.update(entry.id, { schemaVersion: make.version })
  return ok(db)
}

/**
 * Dexie's own handler closes on `versionchange` but opens again at the next access: the older code would then write into
 * the newer database. This one closes for good and says so.
 */
export function watchClosing(db: AccountDb, onClosed: OpeningOptions['onClosed']): void {
  db.on('versionchange', (event) => {
    db.close({ disableAutoOpen: true })
    onClosed?.(event.newVersion === null || event.newVersion === 0 ? 'deleted' : 'upgraded', db)
    return false
  })
}
