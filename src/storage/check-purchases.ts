// Whether the purchases of restored books stand with their invoices: what follows from the invoice is never a row's own.
import type { InvoiceId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { AccountDb } from './account-db.ts'
import { must } from './must-refer.ts'
import { rowsOf } from './rows-of.ts'

type PurchaseKeys = Readonly<Record<'clients' | 'billingGroups' | 'charges', ReadonlySet<string>>>

/**
 * Each purchase has its client, group, product, charges and invoice, and is drafted, issued, paid or undone as the invoice
 * says; only the draft of one that is undone may be gone. What replaces another is named by it.
 * @throws BackupRefusal `reference-missing`
 */
export async function checkPurchases(db: AccountDb, keys: PurchaseKeys): Promise<void> {
  const products = new Set<string>(await db.products.toCollection().primaryKeys())
  for await (const batch of rowsOf<Purchase>(db, 'purchases')) {
    const [invoices, replaced, replacing] = await Promise.all([
      db.invoices.bulkGet(batch.map(({ invoiceId }) => invoiceId)),
      db.purchases.bulkGet(batch.map(({ replaces = '' as Purchase['id'] }) => replaces)),
      db.purchases.bulkGet(batch.map(({ replacedBy = '' as Purchase['id'] }) => replacedBy)),
    ])
    for (const [index, row] of batch.entries()) {
      const of = (there: boolean, target: string) => must(there, 'purchases', row.id, target)
      of(keys.clients.has(row.clientId), 'client')
      of(keys.billingGroups.has(row.billingGroupId), 'billingGroup')
      of(products.has(row.productId), 'product')
      of(row.chargeIds.length > 0 && row.chargeIds.every((id) => keys.charges.has(id)), 'charge')
      of(standsWith(row, invoices[index]), 'invoice')
      of(row.replaces === undefined || replaced[index]?.replacedBy === row.id, 'purchase')
      of(row.replacedBy === undefined || replacing[index]?.replaces === row.id, 'purchase')
    }
  }
  await checkSales(db)
}

function standsWith(row: Purchase, invoice: Invoice | undefined): boolean {
  if (invoice === undefined) return row.state === 'undone' && row.paid === 0
  const mine = invoice.clientId === row.clientId && invoice.currency === row.currency && invoice.sale !== undefined
  if (!mine || row.paid !== (invoice.state === 'paid' ? 1 : 0)) return false
  if (invoice.state === 'draft') return row.state === 'drafted'
  return row.state === (invoice.state === 'void' ? 'undone' : row.state) && row.state !== 'drafted'
}

/** An invoice over a sale has its purchase. */
async function checkSales(db: AccountDb): Promise<void> {
  const sold = new Set<InvoiceId>()
  for await (const batch of rowsOf<Purchase>(db, 'purchases')) for (const { invoiceId } of batch) sold.add(invoiceId)
  for await (const batch of rowsOf<Invoice>(db, 'invoices')) {
    for (const { id, sale } of batch) must(sale === undefined || sold.has(id), 'invoices', id, 'purchase')
  }
}
