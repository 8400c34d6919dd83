// Opening books without being asked by a person: as they stand, or not at all (G-10).
import { AccountDb, schemaVersion } from './account-db.ts'
import { databaseOf, openAsItStands } from './databases.ts'
import type { AccountEntry, DirectoryDb } from './directory-db.ts'
import { type ClosedReason, watchClosing } from './open-account-db.ts'

/**
 * Opens an account's books where they have exactly this code's schema. Never makes, upgrades or repairs anything: older
 * books wait for a page, which makes a restore point first; newer ones belong to newer code.
 * @returns undefined where they cannot be opened like that
 */
export async function openAsFound(
  directory: DirectoryDb,
  entry: AccountEntry,
  onClosed?: (reason: ClosedReason) => void,
): Promise<AccountDb | undefined> {
  const name = databaseOf(entry)
  const found = await openAsItStands(name, directory.host)
  const version = found?.verno
  found?.close()
  if (version !== schemaVersion) return undefined
  const db = new AccountDb(name, directory.host)
  // Deleted since: the transaction that would make empty books is given up.
  db.on('populate', () => {
    throw new Error(`The books ${name} are gone`)
  })
  watchClosing(db, onClosed)
  try {
    await db.open()
  } catch (error) {
    db.close()
    // Gone, or upgraded by another window a moment ago.
    if ((await openAsItStands(name, directory.host).then(closed))?.verno !== schemaVersion) return undefined
    throw error
  }
  const now = Math.floor(db.backendDB().version / 10)
  if (now === schemaVersion) return db
  db.close()
  return undefined
}

function closed<Database extends { close(): void } | undefined>(db: Database): Database {
  db?.close()
  return db
}
