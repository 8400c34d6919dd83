import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type CalendarDate } from '../../src/core/date.ts'
import { decimalFromParts } from '../../src/core/decimal.ts'
import type { LateFeeRule } from '../../src/core/late-fee-rule.ts'
import { minor } from '../../src/core/money.ts'
import { type LateFeeSnapshot, planLateFees } from '../../src/core/plan-late-fees.ts'
import { day, EUR, inv, lateFeeFacts } from '../support/invoice-facts.ts'

const first = day('2026-01-15')
const date = (max: number) => fc.integer({ min: 0, max }).map((n) => addDays(first, n))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const rules: fc.Arbitrary<LateFeeRule> = fc
  .record({
    fee: fc.oneof(
      fc.integer({ min: 1, max: 3_000 }).map((n) => ({ kind: 'amount' as const, amount: minor(n), currency: EUR })),
      fc
        .integer({ min: 0, max: 2_000 })
        .map((n) => ({ kind: 'percent' as const, percent: decimalFromParts(BigInt(n), 2) })),
    ),
    afterDays: fc.integer({ min: 1, max: 30 }),
    repeat: maybe(
      fc.record({ unit: fc.constantFrom('day' as const, 'month' as const), every: fc.integer({ min: 1, max: 12 }) }),
    ),
    maxTimes: maybe(fc.integer({ min: 1, max: 5 })),
    cap: maybe(fc.integer({ min: 0, max: 5_000 })),
    since: maybe(date(60)),
  })
  .map(({ fee, afterDays, repeat, maxTimes, cap, since }) => ({
    fee,
    afterDays,
    taxIds: [],
    ...(repeat && { repeat }),
    ...(maxTimes !== undefined && { maxTimes }),
    ...(cap !== undefined && { maxAmount: { amount: minor(cap), currency: EUR } }),
    ...(since && { since }),
  }))
const invoices = fc
  .array(
    fc.record({
      state: fc.constantFrom('open' as const, 'open' as const, 'open' as const, 'void' as const),
      dueOn: date(30),
      payable: fc.integer({ min: 0, max: 20_000 }),
      payments: fc.array(fc.record({ on: date(90), amount: fc.integer({ min: 1, max: 10_000 }).map(minor) }), {
        maxLength: 3,
      }),
      hold: maybe(fc.record({ start: date(60), length: maybe(fc.integer({ min: 1, max: 30 })) })),
      own: maybe(rules),
    }),
    { maxLength: 4 },
  )
  .map((rows) =>
    rows.map(({ state, dueOn, payable, payments, hold, own }, i) => {
      const holds = hold === undefined ? [] : [hold]
      return lateFeeFacts(
        { id: inv(String(i)), state, dueOn, payable: minor(payable) },
        {
          settled: payments,
          holds: holds.map(({ start, length }) => ({
            start,
            ...(length !== undefined && { end: addDays(start, length) }),
          })),
          ...(own && { rule: own }),
        },
      )
    }),
  )
const random: fc.Arbitrary<LateFeeSnapshot> = fc.record({ rule: rules, invoices })

/** In memory, what the command does: the charge with its key. */
function apply(before: LateFeeSnapshot, asOf: CalendarDate): LateFeeSnapshot {
  const { intents } = planLateFees(before, asOf)
  return {
    ...before,
    invoices: before.invoices.map((facts) => {
      const mine = intents.filter(({ invoiceId }) => invoiceId === facts.invoice.id)
      return { ...facts, done: [...facts.done, ...mine.map(({ n, charge }) => ({ n, amount: charge.amount }))] }
    }),
  }
}

describe('the planner of late fees, for any invoices', { timeout: 60_000 }, () => {
  it('decides every invoice, plans each fee once within its caps, whatever the order of rows', () => {
    fc.assert(
      fc.property(random, date(120), (before, asOf) => {
        const plan = planLateFees(before, asOf)
        const decided = plan.decisions.map(({ subject }) => subject.id).sort()
        expect(decided).toEqual(before.invoices.map(({ invoice }) => invoice.id).sort())
        expect(new Set(plan.intents.map(({ charge }) => charge.id)).size).toBe(plan.intents.length)
        const after = apply(before, asOf)
        expect(planLateFees(after, asOf).intents).toEqual([])
        for (const { done: rows, rule: own } of after.invoices) {
          const rule = own ?? before.rule
          const total = rows.reduce((sum, { amount }) => sum + amount, 0)
          expect(rows.length).toBeLessThanOrEqual(rule?.maxTimes ?? Number.POSITIVE_INFINITY)
          expect(total).toBeLessThanOrEqual(rule?.maxAmount?.amount ?? Number.POSITIVE_INFINITY)
          expect(rows.every(({ amount }) => amount > 0)).toBe(true)
        }
        const turned = [...before.invoices].reverse().map((each) => ({ ...each, settled: [...each.settled].reverse() }))
        expect(planLateFees({ ...before, invoices: turned }, asOf)).toEqual(plan)
      }),
      { numRuns: 1_000 },
    )
  })

  it('day by day = at once (R-10), and no invoice sleeps through a fee', () => {
    fc.assert(
      fc.property(random, (start) => {
        let state = start
        const asleepUntil = new Map<string, CalendarDate | undefined>()
        for (let n = 0; n <= 120; n += 1) {
          const asOf = addDays(first, n)
          for (const { invoiceId, accruedOn } of planLateFees(state, asOf).intents) {
            const wakeOn = asleepUntil.get(invoiceId)
            if (n > 0) expect(wakeOn !== undefined && wakeOn <= asOf).toBe(true)
            expect(accruedOn).toBe(asOf)
          }
          state = apply(state, asOf)
          const { wakeOn } = planLateFees(state, asOf)
          for (const { invoice } of state.invoices) asleepUntil.set(invoice.id, wakeOn.get(invoice.id))
        }
        expect(apply(start, addDays(first, 120))).toEqual(state)
      }),
      { numRuns: 300 },
    )
  })
})
