import type { AccountId } from '../core/ids.ts'
import type { Sequence } from '../core/model.ts'
import type { InspectedBackup } from '../storage/build-books.ts'
import type { DirectoryDb, RestorePoint } from '../storage/directory-db.ts'

export type RestorePointView = RestorePoint

/** The restore points of an account, newest first. */
export async function listRestorePoints(directory: DirectoryDb, accountId: AccountId): Promise<RestorePoint[]> {
  return await directory.restorePoints
    .where('[accountId+madeAt]')
    .between([accountId, ''], [accountId, '\uffff'])
    .reverse()
    .toArray()
}

/**
 * How far each series of a backup's business has counted, by the file and by all that this device ever saw: a restored
 * copy continues above.
 */
export async function listHighestNumbers(
  directory: DirectoryDb,
  backup: InspectedBackup,
  business: AccountId = backup.header.account.id,
): Promise<Sequence[]> {
  const known = await directory.highestNumbers.where('accountId').equals(business).toArray()
  const bySeries = new Map<string, Sequence>()
  for (const { series, kind, last, lastIssuedOn } of [...backup.sequences, ...known]) {
    const before = bySeries.get(series)
    if (before !== undefined && before.last >= last) continue
    bySeries.set(series, { series, kind, last, ...(lastIssuedOn === undefined ? {} : { lastIssuedOn }) })
  }
  return [...bySeries.values()].sort((left, right) => (left.series < right.series ? -1 : 1))
}
