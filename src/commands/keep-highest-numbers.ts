import type { Sequence } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { AccountEntry, DirectoryDb, HighestNumber } from '../storage/directory-db.ts'

/** The business whose numbers an account counts. */
export function businessOf(account: Pick<AccountEntry, 'id' | 'businessId'>): AccountEntry['id'] {
  return account.businessId ?? account.id
}

/**
 * Notes beside the books how far each series has counted, so that no restored copy gives a number twice.
 * Called after every act that takes numbers and at every opening; never lowers anything.
 */
export async function keepHighestNumbers(
  directory: DirectoryDb,
  account: Pick<AccountEntry, 'id' | 'businessId' | 'state'>,
  books: AccountDb,
): Promise<void> {
  if (account.state === 'read-only') return
  await raiseHighestNumbers(directory, businessOf(account), await books.sequences.toArray())
}

/** Raises what the directory knows of a business's series. */
export async function raiseHighestNumbers(
  directory: DirectoryDb,
  business: AccountEntry['id'],
  sequences: readonly Sequence[],
): Promise<void> {
  if (sequences.length === 0) return
  await directory.transaction('rw', directory.highestNumbers, async () => {
    const rows = sequences.map(
      (sequence): HighestNumber => ({
        key: `${business} ${sequence.series}`,
        accountId: business,
        ...sequence,
      }),
    )
    const before = await directory.highestNumbers.bulkGet(rows.map(({ key }) => key))
    const raised = rows.filter((row, index) => row.last > (before[index]?.last ?? 0))
    if (raised.length > 0) await directory.highestNumbers.bulkPut(raised)
  })
}
