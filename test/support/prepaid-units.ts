// A pack of lessons and a purchase of it, planted beside the invoice: what follows is about its units alone.
import type { Command } from '../../src/commands/execute.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { grantUnits, returnUnits, setUnitsUsable, unitTables } from '../../src/commands/unit-lots.ts'
import { type Decimal, decimal } from '../../src/core/decimal.ts'
import type { ClientId, ProductId, PurchaseId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { ok } from '../../src/core/result.ts'
import type { PackSale, UsableOn } from '../../src/core/selling/product-sale.ts'
import type { PackPurchase } from '../../src/core/selling/purchase.ts'
import type { TestBooks } from './open-test-books.ts'

/** A pack of ten lessons for 400.00. */
export async function addPack(books: TestBooks, sale: Partial<PackSale> = {}): Promise<ProductId> {
  const fields = {
    name: 'Lessons',
    kind: 'service',
    unit: 'lesson',
    unitPrice: decimal('400'),
    currency: 'EUR' as CurrencyCode,
    taxIds: [],
    taxIncluded: false,
    sale: { kind: 'pack', units: decimal('10'), priceOf: 'pack', ...sale },
  } as const
  return (await books.must(saveProduct, { fields })).id
}

interface Sold {
  readonly clientId: ClientId
  readonly productId: ProductId
  readonly units: Decimal
  readonly usableOn?: UsableOn
}

const plantPurchase: Command<Sold, PackPurchase> = {
  name: 'plantPurchase',
  tables: [...unitTables, 'purchases'],
  async run(books, { clientId, productId, units, usableOn = 'issue' }, envelope) {
    const purchase: PackPurchase = {
      id: envelope.newId('pur'),
      version: 1,
      kind: 'pack',
      clientId,
      clientName: 'Meyer Studio',
      billingGroupId: envelope.newId('grp'),
      currency: 'EUR' as CurrencyCode,
      productId,
      description: 'Lessons',
      unitPrice: decimal('400'),
      taxIds: [],
      taxIncluded: false,
      amount: 40_000 as Minor,
      invoiceId: envelope.newId('inv'),
      chargeIds: [],
      soldOn: envelope.today,
      state: 'issued',
      paid: 0,
      quantity: decimal('1'),
      units,
      usableOn,
      createdAt: envelope.now,
      updatedAt: envelope.now,
    }
    await books.purchases.add(purchase)
    books.record('purchase.made', [purchase.id], {})
    await grantUnits(books, purchase, envelope)
    return ok(purchase)
  },
}

type Follow = { readonly id: PurchaseId; readonly to: 'paid' | 'reopened' | 'undone' }

const follow: Command<Follow, { readonly returned: Decimal; readonly used: Decimal } | null> = {
  name: 'followPlanted',
  tables: [...unitTables, 'purchases'],
  async run(books, { id, to }, envelope) {
    const before = (await books.db.purchases.get(id)) as PackPurchase
    const next: PackPurchase = {
      ...before,
      version: before.version + 1,
      ...(to === 'undone' ? { state: 'undone' } : { paid: to === 'paid' ? 1 : 0 }),
    }
    await books.purchases.put(next, before)
    books.record('purchase.undone', [id], {})
    if (to === 'undone') return ok(await returnUnits(books, next, envelope))
    await setUnitsUsable(books, next, next.paid, envelope)
    return ok(null)
  },
}

/** Sells units, as if the invoice were issued. */
export function sellUnits(books: TestBooks, sold: Sold): Promise<PackPurchase> {
  return books.must(plantPurchase, sold)
}

/** What becomes of the invoice of a purchase. */
export function followPlanted(books: TestBooks, id: PurchaseId, to: Follow['to']) {
  return books.must(follow, { id, to })
}
