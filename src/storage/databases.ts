// The databases of accounts: their names, opening one as it stands, deleting one.
import { Dexie } from 'dexie'
import { accountDbName, type DatabaseHost } from './account-db.ts'
import type { AccountEntry, DirectoryDb } from './directory-db.ts'

/** The database that holds an account's books now. */
export function databaseOf(entry: Pick<AccountEntry, 'id' | 'database'>): string {
  return entry.database ?? accountDbName(entry.id)
}

/** Opens a database at whatever version it has, with whatever tables; undefined when there is none. */
export async function openAsItStands(name: string, host: DatabaseHost | undefined): Promise<Dexie | undefined> {
  const db = new Dexie(name, { ...host, autoOpen: false })
  try {
    await db.open()
    return db
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchDatabaseError') return undefined
    throw error
  }
}

/** The tables and indexes of an opened database, as `version().stores()` takes them. */
export function storesOf(db: Dexie): Record<string, string> {
  return Object.fromEntries(
    db.tables.map(({ name, schema }) => [name, [schema.primKey, ...schema.indexes].map(({ src }) => src).join(', ')]),
  )
}

/** Deletes a database; other windows that have it open are told to close it. */
export async function deleteDatabase(name: string, host: DatabaseHost | undefined): Promise<void> {
  await new Dexie(name, { ...host, autoOpen: false }).delete()
}

/** Takes no command into books that are about to be replaced; a restore that is cut off leaves the note for the sweep. */
export async function freezeBooks(directory: DirectoryDb, books: Dexie): Promise<void> {
  await directory.facts.put({ key: `frozen/${books.name}`, value: books.name })
  await books.table('meta').put({ key: 'readOnly', value: true })
}

/** Lets books take commands again. */
export async function thawBooks(directory: DirectoryDb, books: Dexie): Promise<void> {
  await books.table('meta').delete('readOnly')
  await directory.facts.delete(`frozen/${books.name}`)
}

/**
 * Puts right what a restore left that was cut off: books that still stand frozen take commands again, half-built and
 * replaced databases go. Never while a restore runs in another window.
 */
export async function sweepDatabases(directory: DirectoryDb): Promise<void> {
  await withRestoreLock(async () => {
    const facts = await directory.facts.toArray()
    const used = new Set((await directory.accounts.toArray()).map(databaseOf))
    for (const { key } of facts) {
      const [, why, name] = /^(building|obsolete|frozen)\/(.+)$/s.exec(key) ?? []
      if (name === undefined) continue
      if (why === 'frozen') {
        const books = used.has(name) ? await openAsItStands(name, directory.host) : undefined
        await books?.table('meta').delete('readOnly')
        books?.close()
      } else if (!used.has(name)) await deleteDatabase(name, directory.host)
      await directory.facts.delete(key)
    }
  })
}

/** Runs an act as the only window of this device that builds databases; undefined when another one does. */
export async function withRestoreLock<Value>(act: () => Promise<Value>): Promise<Value | undefined> {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as { readonly locks?: LockManager }).locks
  if (locks === undefined) return act()
  return locks.request('billfold-restore', { ifAvailable: true }, async (lock) => (lock === null ? undefined : act()))
}
