import { addYears, type CalendarDate, yearOf } from '../core/date.ts'
import { AccountDb } from '../storage/account-db.ts'
import { databaseOf } from '../storage/databases.ts'
import type { AccountEntry, DirectoryDb } from '../storage/directory-db.ts'

export interface Retention {
  /** Finalized documents in the account. */
  readonly documents: number
  readonly years: number
  /** The last day on which the law wants them: so many years after the end of the year of the last one. */
  readonly until: CalendarDate
}

/** How long an account's documents must be kept; undefined for books that were never opened. */
export async function getRetention(directory: DirectoryDb, entry: AccountEntry): Promise<Retention | undefined> {
  const books = new AccountDb(databaseOf(entry), directory.host)
  try {
    const settings = await books.settings.get('account')
    if (settings === undefined) return undefined
    const sequences = await books.sequences.toArray()
    const last = sequences
      .map(({ lastIssuedOn }) => lastIssuedOn)
      .filter((date) => date !== undefined)
      .sort()
      .at(-1)
    const documents = await books.documents.count()
    const end = `${last === undefined ? '2000' : yearOf(last)}-12-31` as CalendarDate
    return { documents, years: settings.retentionYears, until: addYears(end, settings.retentionYears) }
  } finally {
    books.close()
  }
}
