// A practice that sells by invoice: a pack of ten lessons and a plan by the month, both without tax unless said.
import { saveProduct } from '../../src/commands/save-product.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ProductId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { PackSale, PlanSale, ProductSale } from '../../src/core/selling/product-sale.ts'
import type { Purchase } from '../../src/core/selling/purchase.ts'
import type { TestBooks } from './open-test-books.ts'

export async function addSold(
  books: TestBooks,
  name: string,
  price: string,
  sale: ProductSale | undefined,
  more: { readonly currency?: string; readonly taxIds?: readonly never[]; readonly unit?: string } = {},
): Promise<ProductId> {
  const { id } = await books.must(saveProduct, {
    fields: {
      name,
      kind: 'service',
      unit: more.unit ?? 'lesson',
      unitPrice: decimal(price),
      currency: (more.currency ?? 'EUR') as CurrencyCode,
      taxIds: [],
      taxIncluded: false,
      ...(sale === undefined ? {} : { sale }),
    },
  })
  return id
}

export const addPack = (books: TestBooks, price: string, more: Partial<PackSale> = {}, name = 'Ten lessons') =>
  addSold(books, name, price, { kind: 'pack', units: decimal('10'), priceOf: 'pack', ...more })

export const addPlan = (books: TestBooks, price: string, more: Partial<PlanSale> = {}, name = 'Studio plan') =>
  addSold(books, name, price, { kind: 'plan', renewOn: 'first', ...more })

/** Sells and answers the rows. */
export async function sold(
  books: TestBooks,
  order: Parameters<(typeof sellByInvoice)['run']>[1],
): Promise<{ readonly purchase: Purchase; readonly invoice: FinalizedInvoice }> {
  const { purchaseId, invoiceId } = await books.must(sellByInvoice, order)
  return rowsOf(books, purchaseId, invoiceId)
}

export async function rowsOf(books: TestBooks, purchaseId: Purchase['id'], invoiceId: FinalizedInvoice['id']) {
  const [purchase, invoice] = await Promise.all([books.db.purchases.get(purchaseId), books.db.invoices.get(invoiceId)])
  if (purchase === undefined || invoice === undefined || invoice.state === 'draft') throw new Error('not sold')
  return { purchase, invoice }
}
