import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type CalendarDate } from '../../src/core/date.ts'
import { minor } from '../../src/core/money.ts'
import type { CardAttemptState } from '../../src/core/payments/card-attempt.ts'
import { type CollectionFacts, type CollectionSnapshot, planCollection } from '../../src/core/plan-collection.ts'
import { collectionFacts, day, inv } from '../support/invoice-facts.ts'

function one(facts: CollectionFacts, asOf: string, retryAfterDays: readonly number[] = []) {
  const { intents, decisions, wakeOn } = planCollection({ retryAfterDays, invoices: [facts] }, day(asOf))
  expect(decisions).toHaveLength(1)
  return [intents.map(({ key }) => key), decisions[0]?.outcome, decisions[0]?.reason, wakeOn.get(facts.invoice.id)]
}

function tried(state: CardAttemptState, attempt = 1, on = '2026-03-15') {
  return { attempt, state, on: day(on) }
}

describe('planCollection (M-27)', () => {
  it('collects all that is due when the due date has come', () => {
    const { intents } = planCollection({ retryAfterDays: [], invoices: [collectionFacts()] }, day('2026-03-15'))
    expect(intents).toEqual([
      {
        kind: 'collect',
        key: 'inv_1/collection/1',
        attempt: 1,
        invoiceId: 'inv_1',
        version: 3,
        clientId: 'cli_1',
        billingGroupId: 'grp_1',
        amount: 10_000,
        currency: 'EUR',
      },
    ])
    expect(one(collectionFacts({ amountDue: minor(1) }), '2026-04-15')).toEqual([
      ['inv_1/collection/1'],
      'do',
      { code: 'collects', attempt: 1, amount: 1, currency: 'EUR' },
      '2026-04-15',
    ])
  })

  it.each<[string, CollectionFacts, string, object, string?]>([
    ['not wanted', collectionFacts({}, { wanted: false }), 'skip', { code: 'not-wanted' }],
    ['renewal of a plan', collectionFacts({}, { planRenewal: 1 }), 'skip', { code: 'plan-renewal' }],
    ['paid', collectionFacts({ state: 'paid' }), 'skip', { code: 'paid' }],
    ['void', collectionFacts({ state: 'void' }), 'skip', { code: 'void' }],
    ['written off', collectionFacts({ state: 'uncollectible' }), 'skip', { code: 'written-off' }],
    ['nothing due', collectionFacts({ amountDue: minor(0) }), 'skip', { code: 'nothing-due' }],
    ['a credit', collectionFacts({ amountDue: minor(-1) }), 'skip', { code: 'nothing-due' }],
    [
      'not due',
      collectionFacts({ dueOn: day('2026-03-17') }),
      'wait',
      { code: 'not-yet-due', on: '2026-03-17' },
      '2026-03-17',
    ],
    [
      'on hold',
      collectionFacts({}, { hold: { of: 'invoice', since: day('2026-03-02') } }),
      'blocked',
      { code: 'on-hold', of: 'invoice', since: '2026-03-02' },
      '2026-03-16',
    ],
    [
      'pending',
      collectionFacts({}, { attempts: [tried('pending')] }),
      'wait',
      { code: 'attempt-pending', attempt: 1, on: '2026-03-15' },
    ],
    [
      'unknown outcome, and refused later',
      collectionFacts({}, { attempts: [tried('unknown'), tried('failed', 2)] }),
      'blocked',
      { code: 'outcome-unknown', attempt: 1, on: '2026-03-15' },
    ],
    [
      'collected, not booked',
      collectionFacts({}, { attempts: [tried('collected')] }),
      'blocked',
      { code: 'already-collected', attempt: 1, on: '2026-03-15' },
    ],
    [
      'refused',
      collectionFacts({}, { attempts: [tried('failed')] }),
      'blocked',
      { code: 'attempts-failed', failed: 1, on: '2026-03-15' },
    ],
  ])('does not collect: %s', (_name, facts, outcome, reason, wakeOn) => {
    expect(one(facts, '2026-03-16')).toEqual([[], outcome, reason, wakeOn])
  })

  it('tries again after so many days, as often as there are numbers', () => {
    const once = collectionFacts({}, { attempts: [tried('failed')] })
    const retry = [3, 5]
    expect(one(once, '2026-03-17', retry)).toEqual([
      [],
      'wait',
      { code: 'retry-later', attempt: 1, until: '2026-03-18' },
      '2026-03-18',
    ])
    expect(one(once, '2026-03-18', retry)[0]).toEqual(['inv_1/collection/2'])
    const twice = collectionFacts({}, { attempts: [tried('failed', 2, '2026-03-18'), tried('failed')] })
    expect(one(twice, '2026-03-22', retry)[0]).toEqual([])
    expect(one(twice, '2026-03-23', retry)[0]).toEqual(['inv_1/collection/3'])
    const thrice = collectionFacts({}, { attempts: [...twice.attempts, tried('failed', 3, '2026-03-23')] })
    expect(one(thrice, '2026-06-01', retry)[2]).toEqual({ code: 'attempts-failed', failed: 3, on: '2026-03-23' })
  })

  it('an attempt that never left takes a number and counts for nothing (R-33)', () => {
    const cancelled = collectionFacts({}, { attempts: [tried('cancelled')] })
    expect(one(cancelled, '2026-03-16')[0]).toEqual(['inv_1/collection/2'])
    const both = collectionFacts({}, { attempts: [tried('cancelled'), tried('failed', 2)] })
    expect(one(both, '2026-03-18', [3])[0]).toEqual(['inv_1/collection/3'])
  })

  it('refuses to try again on the same day', () => {
    expect(() => one(collectionFacts(), '2026-03-16', [0])).toThrow(RangeError)
    expect(() => one(collectionFacts(), '2026-03-16', [1.5])).toThrow(RangeError)
  })
})

const first = day('2026-03-01')
const attempts = fc
  .array(
    fc.record({
      state: fc.constantFrom<CardAttemptState>(
        'failed',
        'failed',
        'cancelled',
        'pending',
        'unknown',
        'needs-action',
        'collected',
      ),
      on: fc.integer({ min: 0, max: 10 }).map((n) => addDays(first, n)),
    }),
    { maxLength: 3 },
  )
  .map((rows) => rows.map((each, i) => ({ ...each, attempt: i + 1 })))
const random: fc.Arbitrary<CollectionSnapshot> = fc.record({
  retryAfterDays: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
  invoices: fc
    .array(
      fc.record({
        state: fc.constantFrom('open' as const, 'open' as const, 'open' as const, 'paid' as const, 'void' as const),
        dueIn: fc.integer({ min: 0, max: 30 }),
        due: fc.constantFrom(minor(0), minor(1), minor(5_000)),
        wanted: fc.constantFrom(true, true, true, false),
        attempts,
      }),
      { maxLength: 5 },
    )
    .map((rows) =>
      rows.map(({ state, dueIn, due, ...rest }, i) =>
        collectionFacts({ id: inv(String(i)), state, dueOn: addDays(first, dueIn), amountDue: due }, rest),
      ),
    ),
})

/** In memory, what the command does, and an answer of the bank some days later where `answer` says so. */
function apply(
  before: CollectionSnapshot,
  asOf: CalendarDate,
  answer: CardAttemptState = 'pending',
): CollectionSnapshot {
  const { intents } = planCollection(before, asOf)
  return {
    ...before,
    invoices: before.invoices.map((facts) => {
      const rows = intents
        .filter(({ invoiceId }) => invoiceId === facts.invoice.id)
        .map(({ attempt }) => ({ attempt, state: answer, on: asOf }))
      return { ...facts, attempts: [...facts.attempts, ...rows] }
    }),
  }
}

describe('the collection planner, for any invoices', { timeout: 60_000 }, () => {
  it('asks once, only for what M-27 lets through, whatever the order of rows', () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 0, max: 60 }), (before, n) => {
        const asOf = addDays(first, n)
        const plan = planCollection(before, asOf)
        expect(plan.decisions.map(({ subject }) => subject.id).sort()).toEqual(
          before.invoices.map(({ invoice }) => invoice.id).sort(),
        )
        for (const { invoiceId, attempt } of plan.intents) {
          const facts = before.invoices.find(({ invoice }) => invoice.id === invoiceId) as CollectionFacts
          const { invoice } = facts
          expect(invoice.state === 'open' && facts.wanted && invoice.dueOn <= asOf && invoice.amountDue > 0).toBe(true)
          expect(facts.attempts.every(({ state }) => state === 'failed' || state === 'cancelled')).toBe(true)
          expect(facts.attempts.map((each) => each.attempt)).not.toContain(attempt)
        }
        expect(planCollection(apply(before, asOf), asOf).intents).toEqual([])
        const turned = [...before.invoices]
          .reverse()
          .map((each) => ({ ...each, attempts: [...each.attempts].reverse() }))
        expect(planCollection({ ...before, invoices: turned }, asOf)).toEqual(plan)
      }),
      { numRuns: 1_000 },
    )
  })

  it('day by day = at once for the first attempt, refusals end by themselves, and nothing sleeps too long', () => {
    fc.assert(
      fc.property(random, fc.constantFrom<CardAttemptState>('pending', 'failed'), (start, answer) => {
        let state = start
        const asked = new Set<string>()
        const asleepUntil = new Map<string, CalendarDate | undefined>()
        const last = 90
        for (let n = 0; n <= last; n += 1) {
          const asOf = addDays(first, n)
          for (const { invoiceId } of planCollection(state, asOf).intents) {
            const wakeOn = asleepUntil.get(invoiceId)
            if (n > 0) expect(wakeOn !== undefined && wakeOn <= asOf).toBe(true)
            asked.add(invoiceId)
          }
          state = apply(state, asOf, answer)
          const { wakeOn } = planCollection(state, asOf)
          for (const { invoice } of state.invoices) asleepUntil.set(invoice.id, wakeOn.get(invoice.id))
        }
        const atOnce = planCollection(start, addDays(first, last)).intents.map(({ invoiceId }) => invoiceId)
        expect(atOnce.sort()).toEqual([...asked].sort())
        const refusals = (each: CollectionFacts | undefined) =>
          each?.attempts.filter((row) => row.state === 'failed').length ?? 0
        state.invoices.forEach((each, i) => {
          const most = Math.max(refusals(start.invoices[i]), start.retryAfterDays.length + 1)
          expect(refusals(each)).toBeLessThanOrEqual(most)
        })
      }),
      { numRuns: 300 },
    )
  })
})
