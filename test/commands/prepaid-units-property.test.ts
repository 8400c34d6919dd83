// After any sequence of selling, paying, bouncing, using, undoing, expiring, giving and taking back: each lot has
// granted = used + left + expired + returned, each use is its parts and its overdraft, and no lot is below zero.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ProductId } from '../../src/core/ids.ts'
import { drawUnits, givenBack } from '../../src/core/selling/draw-units.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { checkUnits } from '../../src/storage/check-units.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { addPack, followPlanted, sellUnits } from '../support/prepaid-units.ts'
import { performUnits, unitStep } from '../support/random-unit-acts.ts'

const saleStep = fc.record({
  act: fc.constantFrom('sell', 'sell', 'paid', 'reopened', 'undone', 'tomorrow'),
  pick: fc.nat(1000),
} as const)

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: unitStep.map((units) => ({ units })) },
    { weight: 1, arbitrary: saleStep.map((sale) => ({ sale })) },
  ),
  { minLength: 15, maxLength: 40 },
)

type SaleStep = typeof saleStep extends fc.Arbitrary<infer Step> ? Step : never

async function performSale(books: TestBooks, { act, pick }: SaleStep): Promise<void> {
  const clients = await books.db.clients.orderBy('id').primaryKeys()
  const packs = (await books.db.products.orderBy('id').toArray()).filter(({ sale }) => sale?.kind === 'pack')
  const clientId = clients[pick % clients.length]
  const product = packs[pick % packs.length]
  if (act === 'tomorrow') {
    books.today = addDays(calendarDate(books.today), 1 + (pick % 10))
    return
  }
  if (act === 'sell') {
    if (clientId === undefined || product?.sale?.kind !== 'pack') return
    const usableOn = product.sale.usableOn ?? 'issue'
    await sellUnits(books, { clientId, productId: product.id, units: decimal(String(1 + (pick % 8))), usableOn })
    return
  }
  const live = (await books.db.purchases.toArray()).filter(({ state }) => state !== 'undone')
  const purchase = live[pick % Math.max(live.length, 1)]
  if (purchase !== undefined) await followPlanted(books, purchase.id, act)
}

it('adds up after any sequence', async () => {
  const seen = { used: 0, overdrawn: 0, expired: 0, returned: 0, waiting: 0, low: 0, undone: 0 }
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const books = await openTestBooks()
      await setUpPractice(books)
      for (const sale of [{}, { lowAt: decimal('3'), usableOn: 'payment' }] as const) await addPack(books, sale)
      await addPack(books, { overdraftPrice: decimal('45'), expiresAfter: { unit: 'week', every: 2 } })
      for (const step of sequence) {
        await ('units' in step ? performUnits(books, step.units) : performSale(books, step.sale))
      }
      const { db } = books
      const keys = async (table: 'clients' | 'charges') =>
        new Set((await db.table(table).toCollection().primaryKeys()) as string[])
      await checkUnits(db, { clients: await keys('clients'), charges: await keys('charges') })
      for (const lot of await db.unitLots.toArray()) {
        expect(rowProblem('unitLots', lot)).toBeUndefined()
        if (lot.expired !== '0') seen.expired += 1
        if (lot.returned !== '0') seen.returned += 1
        if (lot.usable === 0) seen.waiting += 1
        if (lot.lowSince !== undefined) seen.low += 1
      }
      for (const use of await db.unitUses.toArray()) {
        expect(rowProblem('unitUses', use)).toBeUndefined()
        seen.used += 1
        if (use.overdraft !== '0') seen.overdrawn += 1
        if (use.state === 'undone') seen.undone += 1
      }
      db.close()
    }),
    { numRuns: Number(process.env.SOAK_RUNS ?? 30) },
  )
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0)
}, 120_000)

it('a use that is undone on its day leaves every lot as it was, however the lots lie', () => {
  const lot = fc.record({
    left: fc.nat(40),
    days: fc.option(fc.integer({ min: -5, max: 20 }), { nil: undefined }),
    usable: fc.constantFrom(0, 1, 1),
  } as const)
  const today = calendarDate('2026-03-02')
  fc.assert(
    fc.property(fc.array(lot, { maxLength: 5 }), fc.integer({ min: 1, max: 120 }), (given, quarters) => {
      const quarter = (units: number) => decimal(String(units / 4))
      const lots = given.map(({ left, days, usable }, index) => {
        const gone = days !== undefined && days <= 0
        return {
          id: `lot_${index}` as never,
          version: 1,
          clientId: 'cli_1' as never,
          productId: 'prd_1' as ProductId,
          origin: 'gift',
          granted: quarter(left),
          used: decimal('0'),
          left: gone ? decimal('0') : quarter(left),
          expired: gone ? quarter(left) : decimal('0'),
          returned: decimal('0'),
          grantedOn: addDays(today, -30),
          usable,
          ...(days === undefined ? {} : { expiresOn: addDays(today, days) }),
          state: gone || left === 0 ? 'empty' : 'live',
          createdAt: '2026-02-01T10:00:00.000Z' as never,
          updatedAt: '2026-02-01T10:00:00.000Z' as never,
        } as const
      })
      const draw = drawUnits(lots, quarter(quarters), addDays(today, -3))
      const taken = draw.parts.reduce((sum, { units }) => sum + Number(units) * 4, 0)
      expect(taken + Number(draw.short) * 4).toBe(quarters)
      // All or as much as there was: with something short nothing usable is left.
      const before = new Map<string, unknown>(lots.map((one) => [one.id, one]))
      for (const [index, { lotId, units }] of draw.parts.entries()) {
        const drawn = draw.lots[index]
        if (drawn === undefined) throw new Error('a part without its lot')
        expect(givenBack(drawn, units, today, false)).toEqual(before.get(lotId))
      }
    }),
  )
})
