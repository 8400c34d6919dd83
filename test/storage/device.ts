// A device of a test: a directory and accounts on one fake IndexedDB.
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Instant } from '../../src/core/date.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { AccountDb, accountDbName } from '../../src/storage/account-db.ts'
import { backupTables } from '../../src/storage/backup/backup-format.ts'
import { databaseOf } from '../../src/storage/databases.ts'
import { type AccountEntry, DirectoryDb } from '../../src/storage/directory-db.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'

export interface TestDevice {
  readonly host: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange }
  readonly directory: DirectoryDb
  readonly entry: AccountEntry
  readonly books: TestBooks
}

export async function openTestDevice(id = 'acc_HOME', factory = new IDBFactory()): Promise<TestDevice> {
  const host = { indexedDB: factory, IDBKeyRange }
  const directory = new DirectoryDb(host)
  await directory.open()
  const accountId = id as AccountId
  const now = '2026-03-01T08:00:00.000Z' as Instant
  const entry: AccountEntry = {
    id: accountId,
    name: 'Ada Practice',
    kind: 'business',
    state: 'active',
    createdAt: now,
    openedAt: now,
  }
  await directory.accounts.add(entry)
  const books = await openTestBooks({ factory, name: accountDbName(accountId) })
  return { host, directory, entry, books }
}

/** An account's books on the device, opened anew. */
export async function booksOf(device: Pick<TestDevice, 'directory' | 'host'>, id: AccountId): Promise<AccountDb> {
  const entry = await device.directory.accounts.get(id)
  if (entry === undefined) throw new Error(`no account ${id}`)
  const db = new AccountDb(databaseOf(entry), device.host)
  await db.open()
  return db
}

/** Every row of every table, as it is stored. */
export async function wholeBooks(db: AccountDb): Promise<Record<string, unknown[]>> {
  const whole: Record<string, unknown[]> = {}
  for (const name of backupTables) whole[name] = await db.table(name).orderBy(':id').toArray()
  return whole
}

export async function databaseNames(device: Pick<TestDevice, 'host'>): Promise<string[]> {
  return (await device.host.indexedDB.databases()).map(({ name }) => name ?? '').sort()
}
