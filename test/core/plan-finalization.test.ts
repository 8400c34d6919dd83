import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type CalendarDate } from '../../src/core/date.ts'
import {
  type DraftFacts,
  type FinalizationPolicy,
  type FinalizationSnapshot,
  planFinalization,
} from '../../src/core/plan-finalization.ts'
import { day, draftFacts, instant, inv } from '../support/invoice-facts.ts'

const grace: FinalizationPolicy = { kind: 'after-days', days: 3 }
const atOnce: FinalizationPolicy = { kind: 'at-once' }

function snapshot(drafts: readonly DraftFacts[], given: Partial<FinalizationSnapshot> = {}): FinalizationSnapshot {
  return { policy: grace, mode: 'automatic', drafts, ...given }
}

/** What the plan says about one draft: outcome, reason and the day on which it wakes. */
function one(facts: DraftFacts, asOf: string, given: Partial<FinalizationSnapshot> = {}) {
  const plan = planFinalization(snapshot([facts], given), day(asOf))
  expect(plan.decisions).toHaveLength(1)
  const [decision] = plan.decisions
  expect(plan.intents).toHaveLength(decision?.outcome === 'do' ? 1 : 0)
  return [decision?.outcome, decision?.reason, plan.wakeOn.get(facts.draft.id)]
}

describe('planFinalization', () => {
  it('finalizes after the days of grace, not a day before', () => {
    const running = { code: 'grace-running', until: '2026-03-04', days: 3 }
    expect(one(draftFacts(), '2026-03-01')).toEqual(['wait', running, '2026-03-04'])
    expect(one(draftFacts(), '2026-03-03')).toEqual(['wait', running, '2026-03-04'])
    expect(one(draftFacts(), '2026-03-04')).toEqual(['do', { code: 'finalizes', on: '2026-03-04' }, '2026-03-04'])
    expect(one(draftFacts(), '2026-05-01')).toEqual(['do', { code: 'finalizes', on: '2026-03-04' }, '2026-05-01'])
  })

  it('counts the days of grace anew when lines come (R-8)', () => {
    const more = draftFacts({}, { linesChangedOn: day('2026-03-03') })
    expect(one(more, '2026-03-04')[0]).toBe('wait')
    expect(one(more, '2026-03-06')[0]).toBe('do')
  })

  it('says which draft and which version, of which group', () => {
    const { intents } = planFinalization(snapshot([draftFacts()], { policy: atOnce }), day('2026-03-01'))
    expect(intents).toEqual([{ kind: 'finalize', invoiceId: 'inv_1', version: 3, billingGroupId: 'grp_1' }])
  })

  it('takes the policy of the group before that of the account', () => {
    expect(one(draftFacts({}, { policy: atOnce }), '2026-03-01')[0]).toBe('do')
    expect(one(draftFacts({}, { policy: { kind: 'review' } }), '2026-04-01')).toEqual([
      'blocked',
      { code: 'for-review' },
      undefined,
    ])
  })

  it('waits for the billing date of a draft made ahead, unless the policy issues it ahead (R-6)', () => {
    const ahead = draftFacts({ billsOn: day('2026-04-01') })
    expect(one(ahead, '2026-03-05')).toEqual([
      'wait',
      { code: 'billing-date-to-come', until: '2026-04-01' },
      '2026-04-01',
    ])
    // While grace runs the day that counts is still the later of the two.
    expect(one(ahead, '2026-03-02')).toEqual([
      'wait',
      { code: 'grace-running', until: '2026-03-04', days: 3 },
      '2026-04-01',
    ])
    expect(one(ahead, '2026-04-01')).toEqual(['do', { code: 'finalizes', on: '2026-04-01' }, '2026-04-01'])
    expect(one(ahead, '2026-03-01', { policy: { kind: 'at-once', ahead: 'issue' } })[0]).toBe('do')
    expect(one(ahead, '2026-03-03', { policy: { ...grace, ahead: 'issue' } })[0]).toBe('wait')
    expect(one(ahead, '2026-03-04', { policy: { ...grace, ahead: 'issue' } })[0]).toBe('do')
  })

  it.each<[string, DraftFacts, Partial<FinalizationSnapshot>, object, string | undefined]>([
    ['edited', draftFacts({ editedByUser: 1 }), {}, { code: 'edited-by-user' }, undefined],
    ['manual account', draftFacts(), { mode: 'manual' }, { code: 'account-manual' }, undefined],
    ['manual group', group({ mode: 'manual' }), {}, { code: 'group-manual' }, undefined],
    ['deactivated', group({ state: 'inactive' }), {}, { code: 'group-deactivated' }, undefined],
    ['cancelled', group({ state: 'cancelled' }), {}, { code: 'group-cancelled' }, undefined],
    [
      'on hold',
      group({ hold: { since: day('2026-03-02'), note: 'asked' } }),
      {},
      { code: 'on-hold', since: '2026-03-02', note: 'asked' },
      undefined,
    ],
    [
      'parked',
      group({ parked: { problem: { code: 'draft-empty' }, on: day('2026-03-02'), at: instant } }),
      {},
      { code: 'parked', problem: { code: 'draft-empty' }, on: '2026-03-02' },
      undefined,
    ],
    ['archived', draftFacts({}, { client: { status: 'archived' } }), {}, { code: 'client-archived' }, '2026-05-01'],
    [
      'missing fields',
      draftFacts({}, { problem: { code: 'finalize-missing', fields: ['buyer-address'] } }),
      {},
      { code: 'cannot-finalize', problem: { code: 'finalize-missing', fields: ['buyer-address'] }, on: '2026-03-04' },
      '2026-05-01',
    ],
  ])('is stopped: %s', (_name, facts, given, reason, wakeOn) => {
    expect(one(facts, '2026-05-01', given)).toEqual(['blocked', reason, wakeOn])
  })

  it('finalizes for clients on trial', () => {
    expect(one(draftFacts({}, { client: { status: 'trial' } }), '2026-05-01')[0]).toBe('do')
  })

  it('says what is missing before it is due', () => {
    const facts = draftFacts({}, { problem: { code: 'total-negative', total: -5 as never, currency: 'EUR' as never } })
    expect(one(facts, '2026-03-01')[1]).toMatchObject({ code: 'cannot-finalize', on: '2026-03-04' })
  })

  it('waits until locked books are over (R-5)', () => {
    const books = { booksLockedThrough: day('2026-03-31') }
    expect(one(draftFacts(), '2026-03-31', books)).toEqual([
      'wait',
      { code: 'books-locked', through: '2026-03-31' },
      '2026-04-01',
    ])
    expect(one(draftFacts(), '2026-04-01', books)[0]).toBe('do')
  })

  it('never dates a document before the last of its series (R-17)', () => {
    const given = { lastIssuedOn: day('2026-03-10') }
    expect(one(draftFacts(), '2026-03-09', given)).toEqual([
      'wait',
      { code: 'date-before-last', last: '2026-03-10' },
      '2026-03-10',
    ])
    expect(one(draftFacts(), '2026-03-10', given)[0]).toBe('do')
  })

  it('numbers follow billing dates', () => {
    const drafts = [
      draftFacts({ id: inv('b'), billsOn: day('2026-02-01') }),
      draftFacts({ id: inv('a'), billsOn: day('2026-03-01') }),
      draftFacts({ id: inv('d') }, { linesChangedOn: day('2026-01-01') }),
      draftFacts({ id: inv('c'), billsOn: day('2026-02-01') }),
    ]
    const { intents } = planFinalization(snapshot(drafts), day('2026-05-01'))
    expect(intents.map(({ invoiceId }) => invoiceId)).toEqual(['inv_d', 'inv_b', 'inv_c', 'inv_a'])
  })

  it('refuses days of grace that are none', () => {
    for (const days of [-1, 1.5, Number.NaN]) {
      const plan = () => one(draftFacts(), '2026-03-01', { policy: { kind: 'after-days', days } })
      expect(plan).toThrow(RangeError)
    }
  })
})

function group(given: Partial<DraftFacts['group']>): DraftFacts {
  const facts = draftFacts()
  return { ...facts, group: { ...facts.group, ...given } }
}

const first = day('2026-02-20')
const date = fc.integer({ min: 0, max: 40 }).map((n) => addDays(first, n))
const policy: fc.Arbitrary<FinalizationPolicy> = fc.oneof(
  fc.constantFrom<FinalizationPolicy>({ kind: 'review' }, atOnce, { kind: 'at-once', ahead: 'issue' }),
  fc.record({ kind: fc.constant('after-days' as const), days: fc.integer({ min: 0, max: 20 }) }),
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const draft = fc
  .record({
    billsOn: maybe(date),
    edited: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
    linesChangedOn: date,
    policy: maybe(policy),
    held: fc.constantFrom(false, false, true),
  })
  .map(({ billsOn, edited, linesChangedOn, policy: own, held }) => (id: string) => {
    const facts = draftFacts({ id: inv(id), editedByUser: edited, ...(billsOn && { billsOn }) }, { linesChangedOn })
    const hold = held ? { hold: { since: linesChangedOn } } : {}
    return { ...facts, group: { ...facts.group, ...hold }, ...(own && { policy: own }) }
  })
const random = fc
  .record({ policy, locked: maybe(date), drafts: fc.array(draft, { maxLength: 6 }) })
  .map(({ policy: account, locked, drafts }) =>
    snapshot(
      drafts.map((make, i) => make(String(i))),
      { policy: account, ...(locked && { booksLockedThrough: locked }) },
    ),
  )

/** In memory, what the commands do: what is final is no draft. */
function apply(before: FinalizationSnapshot, asOf: CalendarDate): FinalizationSnapshot {
  const gone = new Set(planFinalization(before, asOf).intents.map(({ invoiceId }) => invoiceId))
  return { ...before, drafts: before.drafts.filter(({ draft: { id } }) => !gone.has(id)) }
}

describe('the finalization planner, for any drafts', { timeout: 60_000 }, () => {
  it('decides every draft, plans each once, and ignores the order of rows', () => {
    fc.assert(
      fc.property(random, date, (before, asOf) => {
        const plan = planFinalization(before, asOf)
        expect(plan.decisions.map(({ subject }) => subject.id).sort()).toEqual(
          before.drafts.map((d) => d.draft.id).sort(),
        )
        expect(planFinalization({ ...before, drafts: [...before.drafts].reverse() }, asOf)).toEqual(plan)
        expect(planFinalization(apply(before, asOf), asOf).intents).toEqual([])
        for (const { invoiceId } of plan.intents) {
          const facts = before.drafts.find((each) => each.draft.id === invoiceId)
          expect(facts?.draft.editedByUser).toBe(0)
          expect((facts?.policy ?? before.policy).kind).not.toBe('review')
          expect(before.booksLockedThrough === undefined || asOf > before.booksLockedThrough).toBe(true)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('day by day = at once, and no draft sleeps through its day', () => {
    fc.assert(
      fc.property(random, (start) => {
        let state = start
        const asleepUntil = new Map<string, CalendarDate | undefined>()
        for (let n = 0; n <= 70; n += 1) {
          const asOf = addDays(first, n)
          const plan = planFinalization(state, asOf)
          for (const { invoiceId } of plan.intents) {
            if (asleepUntil.has(invoiceId)) {
              const wakeOn = asleepUntil.get(invoiceId)
              expect(wakeOn !== undefined && wakeOn <= asOf).toBe(true)
            }
          }
          state = apply(state, asOf)
          for (const each of state.drafts) asleepUntil.set(each.draft.id, plan.wakeOn.get(each.draft.id))
        }
        expect(apply(start, addDays(first, 70)).drafts).toEqual(state.drafts)
      }),
      { numRuns: 300 },
    )
  })
})
