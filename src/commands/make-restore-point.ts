import type { BackupProblem } from '../core/backup-problem.ts'
import type { Envelope } from '../core/envelope.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { refusing } from '../storage/backup/backup-refusal.ts'
import { BooksChanged } from '../storage/backup/write-backup.ts'
import { type InspectedBackup, inspectBackup } from '../storage/build-books.ts'
import type { AccountEntry, DirectoryDb, RestorePoint } from '../storage/directory-db.ts'
import { keepRestorePoint } from '../storage/restore-points.ts'

/**
 * Keeps the whole account as it is now, before anything that could harm it (G-3): imports, bulk actions, by hand.
 * The oldest points go when there are too many. Problems: `books-busy`, `storage-full`.
 */
export function makeRestorePoint(
  directory: DirectoryDb,
  books: AccountDb,
  account: AccountEntry,
  reason: RestorePoint['reason'],
  envelope: Pick<Envelope, 'commandId' | 'now'>,
): Promise<Result<RestorePoint, BackupProblem>> {
  return refusing(async () => {
    try {
      const point = await keepRestorePoint(directory, books, {
        id: `rst_${envelope.commandId}`,
        accountId: account.id,
        account: { id: account.businessId ?? account.id, name: account.name, kind: account.kind },
        reason,
        now: envelope.now,
      })
      return ok(point)
    } catch (error) {
      if (error instanceof BooksChanged) return refused({ code: 'books-busy' })
      throw error
    }
  })
}

/** Opens a restore point as a backup: proven, and ready for `restoreBackup`. Problems: `restore-point-missing`, those of reading. */
export function openRestorePoint(directory: DirectoryDb, id: string): Promise<Result<InspectedBackup, BackupProblem>> {
  return refusing(async () => {
    const found = await directory.restorePointBytes.get(id)
    if (found === undefined) return refused({ code: 'restore-point-missing' })
    return inspectBackup(new Blob([found.bytes]))
  })
}

/** Deletes a restore point. */
export async function removeRestorePoint(directory: DirectoryDb, id: string): Promise<void> {
  await directory.transaction('rw', directory.restorePoints, directory.restorePointBytes, async () => {
    await directory.restorePoints.delete(id)
    await directory.restorePointBytes.delete(id)
  })
}
