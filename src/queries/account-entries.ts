// What screens may know of storage: the type of the open books and the accounts of the device.
import type { AccountDb } from '../storage/account-db.ts'
import type { AccountEntry, DirectoryDb } from '../storage/directory-db.ts'

/** The open account's database as queries take it; features pass it on and never look inside. */
export type Books = AccountDb
/** The directory of this device's accounts. */
export type Directory = DirectoryDb
export type AccountEntryView = AccountEntry
export type { BackupFolder } from '../storage/directory-db.ts'

/** The accounts of this device, last used first. */
export async function listAccounts(directory: Directory): Promise<AccountEntryView[]> {
  return await directory.accounts.orderBy('openedAt').reverse().toArray()
}
