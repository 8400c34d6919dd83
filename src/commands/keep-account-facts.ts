import type { AccountDb } from '../storage/account-db.ts'
import type { AccountEntry, DirectoryDb } from '../storage/directory-db.ts'
import { keepHighestNumbers } from './keep-highest-numbers.ts'

/**
 * What the directory knows of an account from its books: how far its series have counted, and its name, which
 * follows the business profile until the owner gives it one of its own. Called at every opening and after acts that can change either.
 */
export async function keepAccountFacts(
  directory: DirectoryDb,
  account: Pick<AccountEntry, 'id' | 'businessId' | 'state'>,
  books: AccountDb,
): Promise<void> {
  await keepHighestNumbers(directory, account, books)
  const entry = await directory.accounts.get(account.id)
  if (entry === undefined || entry.ownName || entry.kind === 'sample' || entry.state !== 'active') return
  const name = (await books.settings.get('account'))?.profile.name.trim()
  if (name !== undefined && name !== '' && name !== entry.name) await directory.accounts.update(account.id, { name })
}
