// Random acts on prepaid units: given, used, undone, expired, taken back.
import fc from 'fast-check'
import { dismissLowUnits } from '../../src/commands/dismiss-low-units.ts'
import { expireUnits } from '../../src/commands/expire-units.ts'
import { giveUnits, takeBackUnits } from '../../src/commands/give-units.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { undoUse } from '../../src/commands/undo-use.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { PackSale } from '../../src/core/selling/product-sale.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = [
  'give',
  'give',
  'use',
  'use',
  'use',
  'use',
  'undo',
  'undo',
  'expire',
  'takeBack',
  'dismiss',
  'pack',
] as const

export interface UnitStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const unitStep: fc.Arbitrary<UnitStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const unitWarmUp: readonly UnitStep[] = (
  [
    ['pack', 0],
    ['give', 0],
    ['use', 0],
    ['dismiss', 0],
    ['undo', 0],
    ['takeBack', 0],
    ['give', 10],
    ['expire', 29],
  ] as const
).map(([act, pick]) => ({ act, pick }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performUnits(books: TestBooks, { act, pick }: UnitStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const today = calendarDate(books.today)
  const packs = (await db.products.orderBy('id').toArray()).filter(({ sale }) => sale?.kind === 'pack')
  const clientId = one(await db.clients.orderBy('id').primaryKeys()) as ClientId
  const productId = one(packs)?.id
  switch (act) {
    case 'pack':
      await books.must(saveProduct, { fields: packFields(pick) })
      return
    case 'give': {
      if (productId === undefined) return
      await books.run(giveUnits, {
        clientId,
        productId,
        units: decimal(String(1 + (pick % 7) / 2)),
        origin: pick % 2 === 0 ? 'gift' : 'import',
        ...(pick % 3 === 0 ? {} : { expiresOn: addDays(today, 1 + (pick % 60)) }),
        ...(pick % 5 === 0 ? { note: 'For the wait' } : {}),
      })
      return
    }
    case 'use': {
      if (productId === undefined) return
      await books.run(useUnits, {
        clientId,
        productId,
        units: decimal(String((1 + (pick % 9)) / 4)),
        usedOn: addDays(today, -(pick % 20)),
        ...(pick % 4 === 0 ? { sourceKey: `k${pick}`, note: 'By the file' } : {}),
      })
      return
    }
    case 'undo': {
      const use = one(await db.unitUses.orderBy('id').toArray())
      if (use !== undefined) await books.run(undoUse, { id: use.id })
      return
    }
    case 'takeBack': {
      const lot = one((await db.unitLots.orderBy('id').toArray()).filter(({ origin }) => origin !== 'purchase'))
      if (lot !== undefined) await books.run(takeBackUnits, { id: lot.id })
      return
    }
    case 'dismiss': {
      const lot = one((await db.unitLots.orderBy('id').toArray()).filter(({ lowSince }) => lowSince !== undefined))
      if (lot !== undefined) await books.must(dismissLowUnits, { clientId: lot.clientId, productId: lot.productId })
      return
    }
    case 'expire':
      books.today = addDays(today, pick % 30)
      await books.must(expireUnits, {})
      return
  }
}

function packFields(pick: number) {
  const sale: PackSale = {
    kind: 'pack',
    units: decimal('10'),
    priceOf: pick % 2 === 0 ? 'pack' : 'unit',
    usableOn: pick % 3 === 0 ? 'payment' : 'issue',
    ...(pick % 5 < 2 ? { expiresAfter: { unit: 'week', every: 1 + (pick % 6) } } : {}),
    ...(pick % 4 < 2 ? { lowAt: decimal('2') } : {}),
    ...(pick % 2 === 1 ? { overdraftPrice: decimal('12.5') } : {}),
  }
  return {
    name: `Pack ${pick}`,
    kind: 'service',
    unit: 'lesson',
    unitPrice: decimal('40'),
    currency: 'EUR' as CurrencyCode,
    taxIds: [],
    taxIncluded: false,
    sale,
  } as const
}
