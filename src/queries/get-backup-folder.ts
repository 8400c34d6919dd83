import type { AccountId } from '../core/ids.ts'
import type { BackupFolder } from '../storage/directory-db.ts'
import type { Directory } from './account-entries.ts'

/** Where the account is backed up by itself; null where it is not (G-1). */
export async function getBackupFolder(directory: Directory, id: AccountId): Promise<BackupFolder | null> {
  return (await directory.backupFolders.get(id)) ?? null
}
