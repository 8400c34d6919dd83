import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type CalendarDate } from '../../src/core/date.ts'
import {
  planReminders,
  type ReminderRule,
  type ReminderSnapshot,
  type ReminderStep,
} from '../../src/core/plan-reminders.ts'
import { day, inv, reminderFacts } from '../support/invoice-facts.ts'

const first = day('2026-03-01')
const steps = fc.uniqueArray(
  fc.record<ReminderStep>({ step: fc.integer({ min: 1, max: 9 }), days: fc.integer({ min: -12, max: 40 }) }),
  { selector: ({ step }) => step, maxLength: 6 },
)
const rules: fc.Arbitrary<ReminderRule> = fc
  .record({ steps, since: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }) })
  .map((each) => ({ steps: each.steps, ...(each.since !== undefined && { since: addDays(first, each.since) }) }))
const invoices = fc
  .array(
    fc.record({
      state: fc.constantFrom('open' as const, 'open' as const, 'open' as const, 'paid' as const, 'void' as const),
      dueIn: fc.integer({ min: 0, max: 30 }),
      own: fc.option(rules, { nil: undefined }),
      reachable: fc.constantFrom(true, true, true, false),
    }),
    { maxLength: 5 },
  )
  .map((rows) =>
    rows.map(({ state, dueIn, own, reachable }, i) =>
      reminderFacts(
        { id: inv(String(i)), state, dueOn: addDays(first, dueIn) },
        { reachable, ...(own && { rule: own }) },
      ),
    ),
  )
const random: fc.Arbitrary<ReminderSnapshot> = fc.record({ rule: rules, invoices })
const days = fc.integer({ min: 0, max: 80 })

/** In memory, what the commands do: a row for the step that is sent and for each that it overtakes. */
function apply(before: ReminderSnapshot, asOf: CalendarDate): ReminderSnapshot {
  const { intents } = planReminders(before, asOf)
  return {
    ...before,
    invoices: before.invoices.map((facts) => {
      const mine = intents.filter(({ invoiceId }) => invoiceId === facts.invoice.id)
      const rows = mine.flatMap(({ step, overtaken }) => [
        { step, outcome: 'sent' as const, on: asOf },
        ...overtaken.map((each) => ({ step: each.step, outcome: 'skipped' as const, on: asOf })),
      ])
      return { ...facts, done: [...facts.done, ...rows] }
    }),
  }
}

const sentSteps = ({ invoices: rows }: ReminderSnapshot) =>
  rows.map(({ done }) => done.filter(({ outcome }) => outcome === 'sent').map(({ step }) => step))

describe('the reminder planner, for any invoices', { timeout: 60_000 }, () => {
  it('one message for an invoice at most, nothing new after it, in whatever order the rows are', () => {
    fc.assert(
      fc.property(random, days, days, (start, n, more) => {
        const asOf = addDays(first, n)
        const before = apply(start, asOf)
        for (const [snapshot, on] of [
          [start, asOf],
          [before, addDays(asOf, more)],
        ] as const) {
          const plan = planReminders(snapshot, on)
          expect(new Set(plan.intents.map(({ invoiceId }) => invoiceId)).size).toBe(plan.intents.length)
          const decided = new Set(plan.decisions.map(({ subject }) => subject.id))
          expect([...decided].sort()).toEqual(snapshot.invoices.map(({ invoice }) => invoice.id).sort())
          const after = apply(snapshot, on)
          expect(planReminders(after, on).intents).toEqual([])
          const reversed = snapshot.invoices.map((each) => ({
            ...each,
            done: [...each.done].reverse(),
            ...(each.rule && { rule: { ...each.rule, steps: [...each.rule.steps].reverse() } }),
          }))
          const turned = {
            rule: { ...snapshot.rule, steps: [...snapshot.rule.steps].reverse() },
            invoices: reversed.reverse(),
          }
          expect(planReminders(turned, on)).toEqual(plan)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('day by day each step goes on its own day, an absence leaves out but never adds, and nothing sleeps too long', () => {
    fc.assert(
      fc.property(random, days, (start, away) => {
        let daily = start
        let seldom = start
        const asleepUntil = new Map<string, CalendarDate | undefined>()
        for (let n = 0; n <= 80; n += 1) {
          const asOf = addDays(first, n)
          const plan = planReminders(daily, asOf)
          for (const { invoiceId, overtaken, step } of plan.intents) {
            const wakeOn = asleepUntil.get(invoiceId)
            if (n > 0) expect(wakeOn !== undefined && wakeOn <= asOf).toBe(true)
            const facts = daily.invoices.find(({ invoice }) => invoice.id === invoiceId)
            const { steps: all } = facts?.rule ?? daily.rule
            const mine = all.find((each) => each.step === step)
            const dueOn = facts?.invoice.dueOn as CalendarDate
            expect(addDays(dueOn, mine?.days ?? 0)).toBe(asOf)
            for (const each of overtaken) expect(all.find((it) => it.step === each.step)?.days).toBe(mine?.days)
          }
          daily = apply(daily, asOf)
          const { wakeOn } = planReminders(daily, asOf)
          for (const { invoice } of daily.invoices) asleepUntil.set(invoice.id, wakeOn.get(invoice.id))
          if (n === away || n === 80) seldom = apply(seldom, asOf)
        }
        const every = sentSteps(daily)
        sentSteps(seldom).forEach((some, i) => {
          // What an absence may add is nothing: a step sent late was sent on its day by the daily run, or would have
          // been sent together with a later one of the same day.
          for (const step of some) expect(every[i]).toContain(step)
        })
      }),
      { numRuns: 300 },
    )
  })
})
