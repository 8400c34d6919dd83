// "Prove a backup by opening it" (G-1): reading a file as a restore would, and comparing it with the books.
import type { BackupProblem } from '../core/backup-problem.ts'
import type { InvoiceId } from '../core/ids.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import * as reading from '../storage/build-books.ts'
import type { AccountEntry } from '../storage/directory-db.ts'
import { rowsOf } from '../storage/rows-of.ts'

export type InspectedBackup = reading.InspectedBackup

/** Reads a backup to its end and proves it; writes nothing. Problems: everything that can be wrong with a file. */
export function inspectBackup(
  file: Blob,
  options: reading.ReadingOptions = {},
): Promise<Result<InspectedBackup, BackupProblem>> {
  return reading.inspectBackup(file, options)
}

/**
 * Whether a proven backup holds all that is in the books now; the notes of backups themselves do not count.
 * Problems: `backup-of-another-account`, `backup-outdated` with the number of events since.
 */
export async function provesBooks(
  books: AccountDb,
  account: Pick<AccountEntry, 'id' | 'businessId'>,
  backup: InspectedBackup,
): Promise<Result<true, BackupProblem>> {
  const of = backup.header.account
  if (of.id !== (account.businessId ?? account.id)) {
    return refused({ code: 'backup-of-another-account', accountName: of.name })
  }
  let since = 0
  for await (const batch of rowsOf<{ id: string; type: string }>(books, 'events')) {
    since += batch.filter(({ id, type }) => type !== 'backup.made' && !backup.eventIds.has(id)).length
  }
  return since === 0 ? ok(true) : refused({ code: 'backup-outdated', changesSince: since })
}

/** Finalized documents of the books that a backup does not hold: going back to it would lose them. */
export async function documentsMissingIn(
  backup: InspectedBackup,
  books: AccountDb,
): Promise<readonly { readonly number: string; readonly released: boolean }[]> {
  const ids = ((await books.documents.toCollection().primaryKeys()) as string[]).filter(
    (id) => !backup.documentIds.has(id),
  )
  const missing: { number: string; released: boolean }[] = []
  for (const id of ids) {
    const invoice = await books.invoices.get(id as InvoiceId)
    const document = await books.documents.get(id as InvoiceId)
    const released = invoice !== undefined && invoice.state !== 'draft' && invoice.releasedAt !== undefined
    missing.push({ number: document?.document.number ?? id, released })
  }
  return missing
}
