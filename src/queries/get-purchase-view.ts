import type { Decimal } from '../core/decimal.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import { sumUnits } from '../core/selling/draw-units.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { Books } from './account-entries.ts'
import { getPurchaseOf } from './list-purchases.ts'

export interface PurchaseView {
  readonly purchase: Purchase
  /** What one unit is called. */
  readonly unit?: string
  /** Of a pack: units of its lots as they are now. */
  readonly units?: { readonly left: Decimal; readonly used: Decimal }
  /** The invoice of what was sold instead of it, or what it was sold instead of. */
  readonly replacedBy?: Pick<Invoice, 'id'>
  readonly replaces?: Pick<Invoice, 'id'>
}

/** What an invoice is the sale of; `null` for an ordinary one. */
export async function getPurchaseView(books: Books, invoiceId: InvoiceId): Promise<PurchaseView | null> {
  const purchase = await getPurchaseOf(books, invoiceId)
  if (purchase === undefined) return null
  const { id, kind, productId, replaces, replacedBy } = purchase
  const [product, lots, before, after] = await Promise.all([
    books.products.get(productId),
    kind === 'pack' ? books.unitLots.where('purchaseId').equals(id).toArray() : [],
    replaces === undefined ? undefined : books.purchases.get(replaces),
    replacedBy === undefined ? undefined : books.purchases.get(replacedBy),
  ])
  return {
    purchase,
    ...(product?.unit === undefined ? {} : { unit: product.unit }),
    ...(kind === 'pack'
      ? { units: { left: sumUnits(lots.map(({ left }) => left)), used: sumUnits(lots.map(({ used }) => used)) } }
      : {}),
    ...(before === undefined ? {} : { replaces: { id: before.invoiceId } }),
    ...(after === undefined ? {} : { replacedBy: { id: after.invoiceId } }),
  }
}
