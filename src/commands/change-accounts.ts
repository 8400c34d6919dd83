// The accounts of this device (I-7): each a database of its own.
import type { BackupProblem } from '../core/backup-problem.ts'
import type { Instant } from '../core/date.ts'
import type { AccountId } from '../core/ids.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { AccountDb, schemaVersion } from '../storage/account-db.ts'
import type { InspectedBackup } from '../storage/build-books.ts'
import { databaseOf, sweepDatabases } from '../storage/databases.ts'
import type { AccountEntry, DirectoryDb } from '../storage/directory-db.ts'
import { provesBooks } from './inspect-backup.ts'

const longestName = 120

/** Adds an account; its books are made when it is first opened. Problems: `name-too-long`. */
export async function addAccount(
  directory: DirectoryDb,
  account: Pick<AccountEntry, 'id' | 'name' | 'kind'>,
  now: Instant,
): Promise<Result<AccountEntry, BackupProblem>> {
  const name = account.name.trim()
  if (name.length > longestName) return refused({ code: 'name-too-long', limit: longestName })
  const entry: AccountEntry = { ...account, name, state: 'active', createdAt: now, openedAt: now, schemaVersion }
  await directory.accounts.add(entry)
  return ok(entry)
}

/** Names an account for this device; what documents print is the profile. Problems: `name-empty`, `name-too-long`, `account-missing`. */
export async function renameAccount(
  directory: DirectoryDb,
  id: AccountId,
  name: string,
): Promise<Result<{ readonly name: string }, BackupProblem>> {
  const trimmed = name.trim()
  if (trimmed === '') return refused({ code: 'name-empty' })
  if (trimmed.length > longestName) return refused({ code: 'name-too-long', limit: longestName })
  const changed = await directory.accounts.update(id, { name: trimmed, ownName: true })
  return changed === 1 || (await directory.accounts.get(id)) !== undefined
    ? ok({ name: trimmed })
    : refused({ code: 'account-missing' })
}

export interface RemoveAccount {
  readonly id: AccountId
  /** The account's name as the owner typed it; not asked for a sample or a copy for looking. */
  readonly typedName?: string
  /** A proven backup of all that is in the account now; likewise. */
  readonly backup?: InspectedBackup
}

/**
 * What stands against removing an account; undefined when it may go.
 * Problems: `account-missing`, `name-differs`, `backup-needed`, `backup-of-another-account`, `backup-outdated`.
 */
export async function removalProblem(
  directory: DirectoryDb,
  { id, typedName, backup }: RemoveAccount,
): Promise<BackupProblem | undefined> {
  const entry = await directory.accounts.get(id)
  if (entry === undefined) return { code: 'account-missing' }
  if (!isDear(entry)) return undefined
  if (typedName?.trim() !== entry.name) return { code: 'name-differs' }
  if (backup === undefined) return { code: 'backup-needed' }
  const books = new AccountDb(databaseOf(entry), directory.host)
  try {
    const proof = await provesBooks(books, entry, backup)
    return proof.ok ? undefined : proof.problem
  } finally {
    books.close()
  }
}

/**
 * Removes an account with its books and restore points from this device. The highest numbers stay, should it come back.
 * Problems: those of `removalProblem`.
 */
export async function removeAccount(
  directory: DirectoryDb,
  order: RemoveAccount,
): Promise<Result<{ readonly removed: AccountId }, BackupProblem>> {
  const problem = await removalProblem(directory, order)
  if (problem !== undefined) return refused(problem)
  const entry = await directory.accounts.get(order.id)
  if (entry === undefined) return refused({ code: 'account-missing' })
  await directory.transaction(
    'rw',
    [
      directory.accounts,
      directory.backupFolders,
      directory.restorePoints,
      directory.restorePointBytes,
      directory.facts,
    ],
    async () => {
      await directory.accounts.delete(entry.id)
      await directory.backupFolders.delete(entry.id)
      const points = await directory.restorePoints
        .where('[accountId+madeAt]')
        .between([entry.id, ''], [entry.id, '\uffff'])
        .primaryKeys()
      await directory.restorePoints.bulkDelete(points)
      await directory.restorePointBytes.bulkDelete(points)
      await directory.facts.put({ key: `obsolete/${databaseOf(entry)}`, value: entry.createdAt })
    },
  )
  await sweepDatabases(directory)
  return ok({ removed: entry.id })
}

/** Whether removing an account loses books: a sample and a copy for looking are removed with one click. */
export function isDear(entry: Pick<AccountEntry, 'kind' | 'state'>): boolean {
  return entry.kind === 'business' && entry.state !== 'read-only'
}

/** "Move to another computer": the books stay here to be read, and nothing can be written in them any more. */
export async function retireAccount(directory: DirectoryDb, books: AccountDb, id: AccountId): Promise<void> {
  await directory.accounts.update(id, { state: 'retired' })
  await books.meta.put({ key: 'readOnly', value: true })
}

/** The move did not happen: the account is used here again. */
export async function reviveAccount(directory: DirectoryDb, books: AccountDb, id: AccountId): Promise<void> {
  await books.meta.delete('readOnly')
  await directory.accounts.update(id, { state: 'active' })
}
