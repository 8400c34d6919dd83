import type { ClientId, InvoiceId } from '../core/ids.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { Books } from './account-entries.ts'

/** What a client bought, the latest first. */
export async function listPurchases(books: Books, clientId: ClientId): Promise<Purchase[]> {
  const rows = await books.purchases.where('[clientId+id]').between([clientId], [clientId, []]).toArray()
  return rows.sort((left, right) =>
    left.soldOn + left.createdAt + left.id < right.soldOn + right.createdAt + right.id ? 1 : -1,
  )
}

/** The purchase that an invoice is over; undefined for an ordinary one. */
export function getPurchaseOf(books: Books, invoiceId: InvoiceId): Promise<Purchase | undefined> {
  return books.purchases.where('invoiceId').equals(invoiceId).first()
}
