import type { InvoiceId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** These invoices, in this order; those that are gone are left out. */
export async function listInvoicesById(db: AccountDb, ids: readonly InvoiceId[]): Promise<Invoice[]> {
  return (await db.invoices.bulkGet([...ids])).filter((row) => row !== undefined)
}
