// After any sequence of selling, paying, bouncing, using, undoing, expiring, giving and taking back: each lot has
// granted = used + left + expired + returned, each use is its parts and its overdraft, and no lot is below zero.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ProductId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { drawUnits, givenBack } from '../../src/core/selling/draw-units.ts'
import { defaultSelling } from '../../src/core/settings.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, setUpPractice } from '../support/practice.ts'
import { addPack } from '../support/prepaid-units.ts'
import { performUnits, unitStep } from '../support/random-unit-acts.ts'

const saleStep = fc.record({
  act: fc.constantFrom('sell', 'sell', 'pay', 'pay', 'bounce', 'void', 'credit', 'tomorrow'),
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
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const clientId = one(await db.clients.orderBy('id').primaryKeys())
  if (clientId === undefined) return
  const sold = one((await db.invoices.orderBy('id').toArray()).filter(({ sale }) => sale === 'pack'))
  switch (act) {
    case 'tomorrow':
      books.today = addDays(calendarDate(books.today), 1 + (pick % 10))
      return
    case 'sell': {
      const product = one((await db.products.orderBy('id').toArray()).filter(({ sale }) => sale?.kind === 'pack'))
      if (product === undefined) return
      await books.run(sellByInvoice, { clientId, productId: product.id, quantity: decimal(String(1 + (pick % 4))) })
      return
    }
    case 'pay': {
      const today = calendarDate(books.today)
      const receipt = { clientId, currency: 'EUR' as CurrencyCode, method: 'transfer', receivedOn: today } as const
      await books.run(recordPayment, { ...receipt, amount: (1000 * (1 + pick)) as Minor, allocate: 'oldest-first' })
      return
    }
    case 'bounce': {
      const payment = one((await db.payments.orderBy('id').toArray()).filter(({ state }) => state === 'received'))
      if (payment !== undefined) await books.run(undoPayment, { id: payment.id, reason: 'bounced' })
      return
    }
    case 'void':
      if (sold !== undefined) await books.run(voidInvoice, { id: sold.id, charges: 'drop' })
      return
    case 'credit':
      if (sold !== undefined) await books.run(creditInvoice, { credits: [{ invoiceId: sold.id, picks: 'rest' }] })
      return
  }
}

it('adds up after any sequence', async () => {
  const seen = { sold: 0, used: 0, overdrawn: 0, expired: 0, returned: 0, waiting: 0, low: 0, undone: 0 }
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const books = await openTestBooks()
      await setUpPractice(books)
      await change(books, { selling: { ...defaultSelling(0 as Minor), outstandingCap: 0 } })
      for (const sale of [{}, { lowAt: decimal('3'), usableOn: 'payment' }] as const) await addPack(books, sale)
      await addPack(books, { overdraftPrice: decimal('45'), expiresAfter: { unit: 'week', every: 2 } })
      for (const step of sequence) {
        await ('units' in step ? performUnits(books, step.units) : performSale(books, step.sale))
      }
      const { db } = books
      // Each lot adds up with its uses, and everything else with its invoices and money.
      await checkBooks(db)
      expect(await differingSums(db)).toEqual([])
      for (const lot of await db.unitLots.toArray()) {
        expect(rowProblem('unitLots', lot)).toBeUndefined()
        if (lot.origin === 'purchase') seen.sold += 1
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
