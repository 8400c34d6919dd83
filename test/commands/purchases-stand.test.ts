// Property: after any sequence of sales, payments, bounces, credits, voids and discards a purchase stands as its invoice
// does, its charges are never free to be billed again, and the books would be taken back from a backup.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSold } from '../../src/core/selling/purchase.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { type Cast, perform, setUpCast, step } from '../support/random-acts.ts'
import { moneyStep, performMoney } from '../support/random-money-acts.ts'
import { noteStep, performNote } from '../support/random-note-acts.ts'
import { performSelling, sellingStep, sellingWarmUp } from '../support/random-selling-acts.ts'
import { performUnits, unitStep } from '../support/random-unit-acts.ts'
import { expectSound } from '../support/sound-books.ts'

const selling = sellingStep.map((one) => (books: TestBooks) => performSelling(books, one))
const acts = fc.oneof(
  { arbitrary: selling, weight: 4 },
  step.map((one) => (books: TestBooks, cast: Cast) => perform(books, one, cast)),
  moneyStep.map((one) => (books: TestBooks) => performMoney(books, one)),
  noteStep.map((one) => (books: TestBooks) => performNote(books, one)),
  unitStep.map((one) => (books: TestBooks) => performUnits(books, one)),
)

describe('purchases', () => {
  it('stand with their invoices, whatever happens to them', async () => {
    let undone = 0
    let paid = 0
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 10, maxLength: 40 }), async (sequence) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        for (const one of sellingWarmUp) await performSelling(books, one)
        for (const act of sequence) await act(books, cast)
        await expectSound(books)
        const purchases = await books.db.purchases.toArray()
        undone += purchases.filter(({ state }) => state === 'undone').length
        paid += purchases.filter((row) => row.paid === 1).length
        const charges = (await books.db.charges.toArray()).filter(isSold)
        const owner = new Map(purchases.flatMap((row) => row.chargeIds.map((id) => [id, row] as const)))
        for (const { id, state, invoiceId } of charges) {
          const purchase = owner.get(id)
          const expected = purchase?.state === 'issued' ? ['invoiced'] : ['invoiced', 'waived']
          expect(expected, `${id} ${purchase?.state}`).toContain(state)
          expect(state === 'waived' || invoiceId === purchase?.invoiceId).toBe(true)
        }
        books.db.close()
      }),
      { numRuns: Number(process.env.SOAK_RUNS ?? 8) },
    )
    expect(undone).toBeGreaterThan(0)
    expect(paid).toBeGreaterThan(0)
  }, 120_000)
})
