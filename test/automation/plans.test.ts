// Plans in the tick: once, in three windows, killed at every step, after a long absence; and after any sequence of acts.

import { IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, ProductId } from '../../src/core/ids.ts'
import { ZERO } from '../../src/core/money.ts'
import { liveTerms, planNext } from '../../src/core/selling/plan-chain.ts'
import { planWake } from '../../src/core/selling/plan-wake.ts'
import type { PlanPurchase } from '../../src/core/selling/purchase.ts'
import { defaultSelling } from '../../src/core/settings.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, setUpPractice } from '../support/practice.ts'
import { performPlan, planStep, planWarmUp } from '../support/random-plan-acts.ts'
import { runBooks } from '../support/run-tick.ts'
import { addPlan } from '../support/selling.ts'
import { expectSound } from '../support/sound-books.ts'

const opened: TestBooks[] = []
const selling = defaultSelling(ZERO)

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

async function open(options: Parameters<typeof openTestBooks>[0]): Promise<TestBooks> {
  const books = await openTestBooks(options)
  opened.push(books)
  return books
}

async function sellPaid(books: TestBooks, clientId: ClientId, productId: ProductId): Promise<void> {
  const { invoiceId } = await books.must(sellByInvoice, { clientId, productId, termMonths: 3 })
  const invoice = await books.db.invoices.get(invoiceId)
  if (invoice === undefined || invoice.state === 'draft') throw new Error('not issued')
  await books.must(recordPayment, {
    clientId,
    currency: invoice.currency,
    amount: invoice.amountDue,
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: [{ invoiceId, amount: invoice.amountDue }],
  })
}

const termsOf = async ({ db }: TestBooks): Promise<PlanPurchase[]> =>
  (await db.purchases.orderBy('id').toArray()).filter((row): row is PlanPurchase => row.kind === 'plan')

const told = async (books: TestBooks) =>
  (await termsOf(books)).map(({ term, start, end, state, expiredOn }) => [term, start, end, state, expiredOn])

describe('a run', () => {
  it('renews each plan once where three windows run at the same time', async () => {
    const factory = new IDBFactory()
    const books = await open({ today: '2026-02-01', factory, name: 'plans', tab: 'A' })
    const { clientId } = await setUpPractice(books)
    const productId = await addPlan(books, '120')
    await sellPaid(books, clientId, productId)
    await sellPaid(books, clientId, productId)
    const windows = [
      books,
      await open({ today: '2026-04-01', factory, name: 'plans', tab: 'B' }),
      await open({ today: '2026-04-01', factory, name: 'plans', tab: 'C' }),
    ]
    books.today = '2026-04-01'
    const runs = await Promise.all(windows.map((each) => runBooks(each)))
    expect(runs.map(({ counts }) => counts.renewed).reduce((sum, count) => sum + count, 0)).toBe(2)
    expect((await termsOf(books)).map(({ term }) => term).sort()).toEqual([1, 1, 2, 2])
    expect((await books.db.invoices.toArray()).filter(({ sale }) => sale === 'renewal')).toHaveLength(2)
    for (const each of windows) each.today = '2026-05-01'
    await Promise.all(windows.map((each) => runBooks(each)))
    const expired = (await books.db.events.toArray()).filter(({ type }) => type === 'plan.expired')
    expect(expired).toHaveLength(2)
    await expectSound(books)
  })

  it('killed before any of its transactions is finished by the next one', async () => {
    const calm = await lapse()
    expect(calm).toEqual([
      [1, '2026-02-01', '2026-05-01', 'issued', undefined],
      [2, '2026-05-01', '2026-08-01', 'drafted', '2026-05-01'],
    ])
    for (const step of [1, 2, 3, 4, 5]) expect(await lapse(step), `killed at ${step}`).toEqual(calm)
  })

  it('reads no purchase when nothing of a plan is due', async () => {
    const books = await open({ today: '2026-02-01' })
    const { clientId } = await setUpPractice(books)
    await sellPaid(books, clientId, await addPlan(books, '120'))
    books.today = '2026-03-31'
    const { counts } = await runBooks(books)
    expect(counts.renewed).toBe(0)
    expect(await told(books)).toEqual([[1, '2026-02-01', '2026-05-01', 'issued', undefined]])
  })
})

/** Twelve weeks away over the renewal and the end of a term: one run; killed at a step, and the next one. */
async function lapse(killedAt?: number) {
  const books = await open({ today: '2026-02-01' })
  const { clientId } = await setUpPractice(books)
  await sellPaid(books, clientId, await addPlan(books, '120'))
  await runBooks(books)
  books.today = '2026-05-25'
  let steps = 0
  const killed = runBooks(books, {
    beforeEach: () => {
      steps += 1
      if (steps === killedAt) throw new Error('killed')
    },
  })
  if (killedAt !== undefined) await killed.catch(() => undefined)
  else await killed
  await runBooks(books)
  await expectSound(books)
  return told(books)
}

describe('any sequence of acts', () => {
  it('leaves terms that follow each other, one invoice for each, and the day on which each is looked at', async () => {
    let renewed = 0
    let expired = 0
    await fc.assert(
      fc.asyncProperty(fc.array(planStep, { minLength: 15, maxLength: 40 }), async (steps) => {
        const books = await openTestBooks({ today: '2026-01-31' })
        await setUpPractice(books)
        await addClient(books, 'Lind')
        for (const step of [...planWarmUp, ...steps]) await performPlan(books, step)
        const terms = await termsOf(books)
        const charges = new Map((await books.db.charges.toArray()).map((row) => [row.id, row]))
        for (const planId of new Set(terms.map((each) => each.planId))) {
          const all = terms.filter((each) => each.planId === planId)
          const live = liveTerms(all)
          // One live term for each number, and no gap unless a late payment moved one.
          expect(new Set(live.map(({ term }) => term)).size).toBe(live.length)
          for (const [index, { start, restoredOn }] of live.entries()) {
            const before = live[index - 1]
            if (before === undefined || start === restoredOn) continue
            if (before.term === (live[index]?.term ?? 0) - 1) expect(start).toBe(before.end)
          }
          expect(planNext(all, selling)).toBeDefined()
        }
        for (const term of terms) {
          expect(term.wakeOn).toBe(planWake(term, selling))
          const invoice = await books.db.invoices.get(term.invoiceId)
          if (term.state !== 'undone') {
            expect(invoice?.state === 'draft').toBe(term.state === 'drafted')
            expect(invoice?.state === 'paid' ? 1 : 0).toBe(term.paid)
            const sum = term.chargeIds.reduce(
              (total, id) => total + (charges.get(id)?.amount ?? Number.NaN),
              ZERO as number,
            )
            expect(sum).toBe(term.amount)
          }
          if (term.term > 1) renewed += 1
          if (term.expiredOn !== undefined) expired += 1
        }
        expect(new Set(terms.map(({ invoiceId }) => invoiceId)).size).toBe(terms.length)
        await expectSound(books)
        books.db.close()
      }),
      { numRuns: Number(process.env.SOAK_RUNS ?? 12), endOnFailure: true },
    )
    expect(renewed).toBeGreaterThan(0)
    expect(expired).toBeGreaterThan(0)
  }, 120_000)
})
