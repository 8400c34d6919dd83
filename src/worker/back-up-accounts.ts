import type { AccountPort } from '../automation/tick.ts'
import { backUpByItself } from '../commands/back-up-by-itself.ts'
import type { DirectoryDb } from '../storage/directory-db.ts'

/** Backs up, after a run, every account that has a folder for it and changed since (G-1); most have nothing to do. */
export async function backUpAccounts(directory: DirectoryDb, accounts: readonly AccountPort[]): Promise<void> {
  const ids = new Set<string>(await directory.backupFolders.toCollection().primaryKeys())
  for (const port of accounts.filter(({ id }) => ids.has(id))) {
    const [account, open] = [await directory.accounts.get(port.id), await port.open()]
    if (account === undefined || open === undefined) continue
    const { books, envelope, today, close } = open
    try {
      await backUpByItself({ directory, account, books, today: today(), envelope: () => envelope({}) })
    } finally {
      await close()
    }
  }
}
