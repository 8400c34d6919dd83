// Random acts of selling by invoice: products that are packs and plans, sales by the rules and against them, changes.
import fc from 'fast-check'
import { changePurchase } from '../../src/commands/change-purchase.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { TestBooks } from './open-test-books.ts'
import { addPack, addPlan } from './selling.ts'

const acts = ['pack', 'plan', 'sell', 'sell', 'sell', 'void', 'credit', 'again'] as const

export interface SellingStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const sellingStep: fc.Arbitrary<SellingStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const sellingWarmUp: readonly SellingStep[] = (
  ['pack', 'plan', 'sell', 'void', 'again', 'sell', 'credit', 'again'] as const
).map((act, index) => ({ act, pick: index }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performSelling(books: TestBooks, { act, pick }: SellingStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const clientId = one(await db.clients.orderBy('id').primaryKeys()) as ClientId
  const purchases = await db.purchases.orderBy('id').toArray()
  switch (act) {
    case 'pack':
      await addPack(books, pick % 3 === 0 ? '99.99' : '120', {
        ...(pick % 2 === 0 ? { usableOn: 'payment' } : {}),
        ...(pick % 5 === 0 ? { priceOf: 'unit' } : {}),
      })
      return
    case 'plan':
      await addPlan(books, '31', { renewOn: pick % 2 === 0 ? 'first' : 'anniversary' })
      return
    case 'sell': {
      const product = one((await db.products.orderBy('id').toArray()).filter(({ sale }) => sale !== undefined))
      if (product === undefined) return
      const what =
        product.sale?.kind === 'plan'
          ? { termMonths: [3, 5, 6, 12][pick % 4] ?? 3 }
          : { quantity: decimal(String(1 + (pick % 3))) }
      const address = { label: '', line1: `Weg ${pick}`, city: 'Kiel', country: 'DE' }
      await books.run(sellByInvoice, {
        clientId,
        productId: product.id,
        ...what,
        ...(pick % 4 === 1 ? { address } : {}),
      })
      return
    }
    case 'void':
    case 'credit': {
      const purchase = one(purchases.filter(({ state }) => state !== 'undone'))
      if (purchase !== undefined) await books.run(changePurchase, { id: purchase.id, way: act })
      return
    }
    case 'again': {
      const undone = one(purchases.filter(({ state, replacedBy }) => state === 'undone' && replacedBy === undefined))
      if (undone === undefined) return
      const what = undone.kind === 'plan' ? { termMonths: undone.termMonths } : { quantity: undone.quantity }
      const { clientId: buyer, productId } = undone
      await books.run(sellByInvoice, { clientId: buyer, productId, ...what, replaces: undone.id })
    }
  }
}
