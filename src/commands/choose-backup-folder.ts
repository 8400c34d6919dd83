import type { AccountId } from '../core/ids.ts'
import type { BackupFolder, DirectoryDb } from '../storage/directory-db.ts'

/** From now on the account is backed up by itself into this folder (G-1); a folder chosen before is forgotten. */
export async function chooseBackupFolder(
  directory: DirectoryDb,
  place: Pick<BackupFolder, 'accountId' | 'folder' | 'gzip'>,
): Promise<void> {
  await directory.backupFolders.put(place)
}

/** The owner gave the word again, or wants another try at once: what failed before is forgotten. */
export async function retryBackupFolder(directory: DirectoryDb, accountId: AccountId): Promise<void> {
  const place = await directory.backupFolders.get(accountId)
  if (place === undefined) return
  const { triedAt: _triedAt, lastOn: _lastOn, ...rest } = place
  await directory.backupFolders.put({ ...rest, problem: '' })
}

/** No backups by themselves any more; the files stay. */
export async function forgetBackupFolder(directory: DirectoryDb, accountId: AccountId): Promise<void> {
  await directory.backupFolders.delete(accountId)
}
