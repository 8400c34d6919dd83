import type { AccountId } from '../core/ids.ts'
import { DirectoryDb } from '../storage/directory-db.ts'

/** The account that the next window of this device opens with. */
export async function showNext(accountId: AccountId): Promise<void> {
  const directory = new DirectoryDb()
  try {
    if ((await directory.accounts.get(accountId)) === undefined) return
    await directory.facts.put({ key: 'currentAccount', value: accountId })
  } finally {
    directory.close()
  }
}
