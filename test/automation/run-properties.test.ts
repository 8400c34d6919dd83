// Runs between any acts of an owner: the books stay true, a second run finds nothing, and every day gives what one day does.

import { IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { activateGroup, holdGroup } from '../../src/commands/change-group-state.ts'
import { holdInvoice, resumeInvoice } from '../../src/commands/hold-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, issue, setUpPractice } from '../support/practice.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { billingStep, billingWarmUp, performBilling } from '../support/random-billing-acts.ts'
import { contractStep, performContract } from '../support/random-contract-acts.ts'
import { deliveryStep, performDelivery } from '../support/random-delivery-acts.ts'
import { performRule, ruleStep } from '../support/random-rule-acts.ts'
import { performRun, runStep, runWarmUp } from '../support/random-run-acts.ts'
import { runBooks, setRule } from '../support/run-tick.ts'

const runs = Number(process.env.SOAK_RUNS ?? 12)

const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('billing' as const), step: billingStep }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('contract' as const), step: contractStep }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('run' as const), step: runStep }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('plain' as const), step }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rule' as const), step: ruleStep }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delivery' as const), step: deliveryStep }) },
)

/** Every number of every series is there once, from the first to the last. */
async function expectGapless({ db }: TestBooks): Promise<number> {
  const bySeries = new Map<string, number[]>()
  for (const row of [...(await db.invoices.toArray()), ...(await db.creditNotes.toArray())]) {
    if (row.state === 'draft') continue
    const key = `${row.id.slice(0, 3)} ${row.series}`
    bySeries.set(key, [...(bySeries.get(key) ?? []), row.sequence])
  }
  let issued = 0
  for (const [series, found] of bySeries) {
    const expected = found.map((_number, index) => index + 1)
    expect(
      found.sort((left, right) => left - right),
      series,
    ).toEqual(expected)
    issued += found.length
  }
  return issued
}

/** Every row is named by an event; a message was prepared once. */
async function expectTold({ db }: TestBooks): Promise<void> {
  const events = await db.events.toArray()
  const told = new Set(events.flatMap(({ subjects }) => subjects))
  for (const table of ['charges', 'invoices', 'payments', 'creditNotes', 'messages', 'rules'] as const) {
    for (const id of (await db.table(table).toCollection().primaryKeys()) as string[]) {
      expect(told.has(id), `${table} ${id}`).toBe(true)
    }
  }
  const prepared = events.filter(({ type }) => type === 'message.prepared').map(({ subjects }) => subjects[0])
  expect(prepared.length).toBe(new Set(prepared).size)
}

/** Never two reminders by rule that could leave together, nor one for what is not owed. */
async function expectOneReminder({ db }: TestBooks): Promise<void> {
  const waiting = (await db.messages.toArray()).filter(({ state, kind }) => state === 'prepared' && kind === 'reminder')
  const byRule = waiting.filter(({ step }) => step !== undefined).map(({ invoiceId }) => invoiceId)
  expect(byRule.length).toBe(new Set(byRule).size)
  for (const { invoiceId } of waiting) expect((await db.invoices.get(invoiceId))?.state, invoiceId).toBe('open')
}

const derived = ['runs', 'runEntries', 'wakeups'] as const

describe('runs between any acts', () => {
  it('leave true books: sums, references, numbers without a gap, an event for every row, one reminder at a time', async () => {
    const seen = { issued: 0, byRun: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 15, maxLength: 40 }), fc.nat(1000), async (acts, pick) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        for (const each of runWarmUp.slice(0, 4)) await performRun(books, { ...each, pick: pick * 4 })
        for (const one of [0, 1]) {
          for (const each of ['charge', 'charge', 'draft', 'finalize'] as const) {
            await perform(books, { act: each, pick: one, size: 9000 }, cast)
          }
        }
        for (const each of billingWarmUp.slice(0, 4)) await performBilling(books, each, cast)
        for (const each of acts) {
          if (each.kind === 'billing') await performBilling(books, each.step, cast)
          else if (each.kind === 'contract') await performContract(books, each.step)
          else if (each.kind === 'run') await performRun(books, each.step)
          else if (each.kind === 'rule') await performRule(books, each.step)
          else if (each.kind === 'delivery') await performDelivery(books, each.step)
          else await perform(books, each.step, cast)
          await expectOneReminder(books)
        }
        // Own rules do so many rows at a time, and what one does may set off another: the day is over when nothing happens.
        let first = await runBooks(books)
        for (let more = 0; first.counts.fired > 0; more += 1) {
          expect(more).toBeLessThan(20)
          first = await runBooks(books)
        }
        const after = await dumpBooks(books, ...derived)
        // Once more on the same day: nothing is left to do.
        const second = await runBooks(books)
        expect(await dumpBooks(books, ...derived)).toEqual(after)
        expect({ ...second.counts, groups: 0 }).toEqual({ ...first.counts, ...noneOf(first.counts) })
        await checkBooks(books.db)
        expect(await differingSums(books.db)).toEqual([])
        seen.issued += await expectGapless(books)
        await expectTold(books)
        seen.byRun += await books.db.events.where('runId').above('').count()
        books.db.close()
      }),
      { numRuns: runs },
    )
    // There was something to be wrong about.
    expect(seen.issued).toBeGreaterThan(0)
    expect(seen.byRun).toBeGreaterThan(0)
  }, 900_000)
})

function noneOf(counts: object): Record<string, 0> {
  return Object.fromEntries(Object.keys(counts).map((key) => [key, 0]))
}

// A void invoice is not among them: what is no claim any more costs nothing, whatever a run of an earlier day made of it.
const lateAct = fc.record({
  /** Days after the first. */
  day: fc.integer({ min: 1, max: 38 }),
  kind: fc.constantFrom('pay', 'part', 'undo', 'hold', 'resume', 'holdGroup', 'activate'),
  pick: fc.nat(3),
})

const lateFees = fc.record({
  percent: fc.boolean(),
  afterDays: fc.integer({ min: 1, max: 9 }),
  every: fc.option(fc.constantFrom('month' as const, 'day' as const), { nil: undefined }),
  cap: fc.option(fc.integer({ min: 100, max: 3000 }), { nil: undefined }),
})

type LateAct = { readonly day: number; readonly kind: string; readonly pick: number }

/** Contracts and four open invoices, made before anything runs, so that two copies have the same ids. */
async function owed(fees: typeof lateFees extends fc.Arbitrary<infer Value> ? Value : never): Promise<TestBooks> {
  const books = await openTestBooks({ today: '2026-01-31', factory: new IDBFactory() })
  const { clientId } = await setUpPractice(books, { termsDays: 5 })
  const other = await addClient(books, 'Okafor', { email: 'okafor@example.com' })
  for (const amount of ['100', '33.33']) for (const id of [clientId, other]) await issue(books, id, amount)
  const item = { kind: 'recurring', quantity: decimal('1'), taxIds: [], taxIncluded: false } as const
  for (const [id, unit, every, timing] of [
    [clientId, 'month', 1, 'advance'],
    [other, 'week', 1, 'arrears'],
    [other, 'day', 10, 'advance'],
  ] as const) {
    await books.must(addContract, {
      fields: {
        clientId: id,
        name: `Every ${every} ${unit}`,
        currency: 'EUR' as CurrencyCode,
        startOn: calendarDate('2026-01-31'),
        items: [
          {
            ...item,
            description: 'Care',
            timing,
            cadence: { unit, every },
            pricing: { kind: 'per-unit', unitPrice: decimal('70') },
          },
        ],
      },
    })
  }
  await setRule(books, 'reminders', {
    steps: [3, 9, 20].map((days, at) => ({ step: at + 1, days })),
    way: { kind: 'prepare' },
    attachPdf: 0,
  })
  await setRule(books, 'late-fees', {
    fee: fees.percent
      ? { kind: 'percent', percent: decimal('2.5') }
      : { kind: 'amount', amount: 450 as Minor, currency: 'EUR' as CurrencyCode },
    afterDays: fees.afterDays,
    ...(fees.every === undefined ? {} : { repeat: { unit: fees.every, every: fees.every === 'day' ? 6 : 1 } }),
    ...(fees.cap === undefined ? {} : { maxAmount: { amount: fees.cap as Minor, currency: 'EUR' as CurrencyCode } }),
    taxIds: [],
    description: 'Late: {number}',
  })
  return books
}

async function performLate(books: TestBooks, { kind, pick }: LateAct): Promise<void> {
  const { db } = books
  const row = (await db.invoices.orderBy('id').toArray()).filter((each) => each.state !== 'draft')[pick]
  if (row === undefined) throw new Error('no invoice')
  const group = await db.billingGroups.get(row.billingGroupId)
  switch (kind) {
    case 'pay':
    case 'part': {
      const amount = (kind === 'pay' ? row.amountDue : Math.min(row.amountDue, 1000)) as Minor
      if (row.state !== 'open') return
      await books.must(recordPayment, {
        clientId: row.clientId,
        currency: row.currency,
        amount,
        method: 'transfer',
        receivedOn: calendarDate(books.today),
        allocate: [{ invoiceId: row.id, amount }],
      })
      return
    }
    case 'undo': {
      const payment = (await db.payments.toArray()).find(({ state }) => state === 'received')
      // One that is undone before anybody looked was never there: only what was seen can be told apart by day.
      if (payment !== undefined && payment.receivedOn === books.today) {
        await books.must(undoPayment, { id: payment.id, reason: 'slip' })
      }
      return
    }
    case 'hold':
      await books.run(holdInvoice, { id: row.id, version: row.version })
      return
    case 'resume':
      await books.run(resumeInvoice, { id: row.id, version: row.version })
      return
    case 'holdGroup':
      if (group?.hold === undefined)
        await books.run(holdGroup, { id: row.billingGroupId, version: group?.version ?? 0 })
      return
    case 'activate':
      if (group?.hold !== undefined)
        await books.run(activateGroup, { id: group.id, version: group.version, gap: 'bill' })
  }
}

/** Lives through the days; with `daily` automation runs on each, else on the last one only. */
async function live(books: TestBooks, acts: readonly LateAct[], daily: boolean): Promise<void> {
  const first: CalendarDate = calendarDate(books.today)
  for (let day = 0; day <= 39; day += 1) {
    books.today = addDays(first, day)
    for (const each of acts) if (each.day === day) await performLate(books, each)
    // What stands still bills nothing on that day: the time between is billed when it goes on.
    if (day === 39) for (const pick of [0, 1]) await performLate(books, { day, kind: 'activate', pick })
    if (daily || day === 39) await runBooks(books)
  }
}

async function chargesOf({ db }: TestBooks) {
  return (await db.charges.orderBy('id').toArray())
    .filter(({ contractItemId, source }) => contractItemId !== undefined || source === 'late-fee')
    .map(({ id, period, amount, servedOn, billsOn, state, source }) => ({
      id,
      period,
      amount,
      servedOn,
      billsOn,
      ...(source === 'late-fee' ? { waived: state === 'waived' } : {}),
    }))
}

describe('day by day', () => {
  it('gives the same charges of contracts and the same late fees as at once, and its last reminders (R-10)', async () => {
    let fees = 0
    let reminded = 0
    await fc.assert(
      fc.asyncProperty(fc.array(lateAct, { maxLength: 8 }), lateFees, async (acts, rule) => {
        const [daily, once] = [await owed(rule), await owed(rule)]
        await live(daily, acts, true)
        await live(once, acts, false)
        expect(await chargesOf(once)).toEqual(await chargesOf(daily))
        fees += (await chargesOf(once)).filter(({ id }) => id.includes('/late-fee/')).length
        for (const row of await once.db.messages.toArray()) {
          if (row.state !== 'prepared') continue
          reminded += 1
          // At once only the latest step is written, and it is one that was written on its day too.
          const same = await daily.db.messages.get(row.id)
          expect(same, row.id).toBeDefined()
          expect(same?.state === 'prepared' || same?.state === 'cancelled', `${row.id} ${same?.state}`).toBe(true)
        }
        daily.db.close()
        once.db.close()
      }),
      { numRuns: Math.max(4, Math.round(runs / 2)) },
    )
    expect(fees).toBeGreaterThan(0)
    expect(reminded).toBeGreaterThan(0)
  }, 900_000)
})
