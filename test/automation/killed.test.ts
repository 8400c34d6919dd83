// Killed between any two transactions and resumed is the same as not killed; day by day is the same as at once.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { LateFeeRule } from '../../src/core/late-fee-rule.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { addHosting, openHostingBooks } from '../support/hosting-books.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, issue } from '../support/practice.ts'
import { killedRun, runBooks, setRule } from '../support/run-tick.ts'

const runs = Number(process.env.SOAK_RUNS ?? 10)

/** Everything that was made, by names that do not depend on who made it when. */
async function outcome(books: TestBooks) {
  const { db } = books
  const [invoices, charges, messages, parked] = await Promise.all([
    db.invoices.toArray(),
    db.charges.toArray(),
    db.messages.toArray(),
    db.billingGroups.filter((group) => group.parked !== undefined).count(),
  ])
  const numberOf = new Map(invoices.map((row) => [row.id as string, row.state === 'draft' ? 'draft' : row.number]))
  const named = (id: string) => {
    const [owner = '', ...rest] = id.split('/')
    return [numberOf.get(owner) ?? owner, ...rest].join('/')
  }
  return {
    parked,
    charges: charges
      .map(({ id, state, amount, billsOn, invoiceId }) =>
        [named(id), state, amount, billsOn, invoiceId && numberOf.get(invoiceId)].join(' '),
      )
      .sort(),
    invoices: invoices.map((row) => [numberOf.get(row.id), row.listedOn, row.gross, row.state].join(' ')).sort(),
    messages: messages.map(({ id, state, preparedOn }) => [named(id), state, preparedOn].join(' ')).sort(),
  }
}

async function automated(): Promise<TestBooks> {
  const books = await openHostingBooks({ today: '2026-01-01' })
  for (const startOn of ['2026-01-01', '2026-01-05', '2026-01-10']) await addHosting(books, { startOn })
  await setRule(books, 'finalization', { kind: 'after-days', days: 1 })
  await setRule(books, 'reminders', { steps: [2, 5, 9].map((days, i) => ({ step: i + 1, days })), ...prepared })
  await setRule(books, 'late-fees', { ...monthlyFee, afterDays: 3 })
  return books
}

const prepared = { way: { kind: 'prepare' }, attachPdf: 0 } as const
const monthlyFee: LateFeeRule & { readonly description: string } = {
  fee: { kind: 'percent', percent: decimal('2') },
  afterDays: 1,
  repeat: { unit: 'day', every: 6 },
  taxIds: [],
  description: 'Late: {number}',
}

const days = ['2026-01-01', '2026-01-06', '2026-01-12', '2026-01-19', '2026-01-30', '2026-02-02', '2026-02-11']

describe('a run that is killed', () => {
  it('leaves what the next one completes, wherever it was', async () => {
    const whole = await automated()
    for (const today of days) {
      whole.today = today
      await runBooks(whole)
    }
    const expected = await outcome(whole)
    whole.db.close()
    expect(expected.messages.length).toBeGreaterThan(3)
    expect(expected.charges.filter((each) => each.includes('/late-fee/')).length).toBeGreaterThan(3)
    let kills = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 20, maxLength: 40 }), async (places) => {
        const books = await automated()
        const left = [...places]
        for (const today of days) {
          books.today = today
          for (let n = left.shift(); n !== undefined && (await killedRun(books, n)); n = left.shift()) kills += 1
          await runBooks(books)
        }
        expect(await outcome(books)).toEqual(expected)
        books.db.close()
      }),
      { numRuns: runs },
    )
    expect(kills).toBeGreaterThan(runs)
  }, 300_000)

  it('is marked as stopped by a later one, which goes on', async () => {
    const books = await automated()
    expect(await killedRun(books, 5)).toBe(true)
    expect(await books.db.runs.toArray()).toMatchObject([{ state: 'running', told: 0 }])
    books.today = '2026-01-02'
    await runBooks(books)
    const [first, second] = await books.db.runs.toCollection().sortBy('startedAt')
    // It had billed a group, and its event says so.
    expect(first).toMatchObject({ state: 'stopped', told: 1 })
    expect(first?.tookMs).toBeUndefined()
    expect(second).toMatchObject({ state: 'done' })
    books.db.close()
  })
})

describe('late fees', () => {
  it('are the same day by day, now and then, and at once', async () => {
    const rule = fc.record({
      percent: fc.integer({ min: 1, max: 9 }),
      afterDays: fc.integer({ min: 1, max: 5 }),
      every: fc.integer({ min: 2, max: 15 }),
      unit: fc.constantFrom('day' as const, 'month' as const),
      maxTimes: fc.integer({ min: 1, max: 6 }),
    })
    const payments = fc.array(
      fc.record({ day: fc.integer({ min: 1, max: 70 }), cents: fc.integer({ min: 1, max: 9000 }) }),
      {
        maxLength: 4,
      },
    )
    let fees = 0
    await fc.assert(
      fc.asyncProperty(rule, payments, fc.integer({ min: 2, max: 9 }), async (given, paid, stride) => {
        const { percent, afterDays, every, unit, maxTimes } = given
        const kept: string[][] = []
        for (const step of [1, stride, 80]) {
          const books = await openHostingBooks({ today: '2026-01-01' })
          const clientId = await addClient(books, 'Late')
          await issue(books, clientId, '100')
          await setRule(books, 'late-fees', {
            ...monthlyFee,
            fee: { kind: 'percent', percent: decimal(String(percent)) },
            repeat: { unit, every },
            afterDays,
            maxTimes,
          })
          await runBooks(books)
          for (let day = 1; day <= 80; day += 1) {
            books.today = addDays(calendarDate('2026-01-01'), day)
            for (const each of paid.filter((payment) => payment.day === day)) {
              await books.run(recordPayment, {
                clientId,
                currency: 'EUR' as CurrencyCode,
                amount: each.cents as Minor,
                method: 'transfer',
                receivedOn: calendarDate(books.today),
                allocate: 'oldest-first',
              })
            }
            if (day % step === 0 || day === 80) await runBooks(books)
          }
          const rows = await books.db.charges.filter(({ source }) => source === 'late-fee').toArray()
          kept.push(rows.map(({ id, amount, billsOn }) => `${id.slice(id.indexOf('/'))} ${amount} ${billsOn}`).sort())
          books.db.close()
        }
        fees += kept[0]?.length ?? 0
        expect(kept[1]).toEqual(kept[0])
        expect(kept[2]).toEqual(kept[0])
      }),
      { numRuns: Math.max(2, Math.floor(runs / 3)) },
    )
    expect(fees).toBeGreaterThan(0)
  }, 300_000)
})
