import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/core/billing/apply-plan.ts'
import { chainOf, chainStartOf, chargeForPeriod, endOfItem } from '../../src/core/billing/charge-period.ts'
import { skipGap } from '../../src/core/billing/skip-gap.ts'
import type { GroupPlan, GroupSnapshot, PlannedCharge } from '../../src/core/billing/snapshot.ts'
import { addDays, type CalendarDate, daysBetween } from '../../src/core/date.ts'
import { decimal, decimalParts } from '../../src/core/decimal.ts'
import type { ContractItemId } from '../../src/core/ids.ts'
import type { Period } from '../../src/core/period.ts'
import { chainPeriods } from '../../src/core/period-chain.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import { anyStart, item, type RandomGroup, randomGroup } from '../support/billing-arbitraries.ts'
import { contract, EUR } from '../support/billing-snapshot.ts'

const RUNS = { numRuns: 1_000 }
const RUN = { by: 'run' } as const

function plannedCharges(plan: GroupPlan): PlannedCharge[] {
  return plan.intents.flatMap((intent) => (intent.kind === 'charge' ? [intent.charge] : []))
}

/** What R-10 compares: chain charges by id, period and amount. */
function chainFacts(charges: readonly PlannedCharge[]): string[] {
  return charges
    .filter(({ cause }) => cause === undefined)
    .map(({ id, period, amount, waivedFor = '' }) => `${id} ${period?.start} ${period?.end} ${amount} ${waivedFor}`)
    .sort()
}

/** The periods of an item's chain charges in their order. */
function periodsOf(charges: readonly PlannedCharge[], id: ContractItemId): Period[] {
  return charges
    .filter(({ contractItemId, cause }) => contractItemId === id && cause === undefined)
    .map(({ period }) => period as Period)
    .sort((a, b) => (a.start < b.start ? -1 : 1))
}

interface Ahead {
  readonly charges: readonly PlannedCharge[]
  readonly group: GroupSnapshot
  readonly plans: readonly (readonly [CalendarDate, GroupPlan])[]
}

/** Plans and applies on the first day, and then on each that `next` gives, through the last. */
function run(
  { account, group }: RandomGroup,
  first: CalendarDate,
  last: CalendarDate,
  next: (asOf: CalendarDate, plan: GroupPlan) => CalendarDate | undefined,
): Ahead {
  const charges: PlannedCharge[] = []
  const plans: (readonly [CalendarDate, GroupPlan])[] = []
  let snapshot = group
  let asOf: CalendarDate | undefined = first
  while (asOf !== undefined && asOf <= last) {
    const plan: GroupPlan = planGroup(account, snapshot, asOf, RUN)
    charges.push(...plannedCharges(plan))
    plans.push([asOf, plan])
    snapshot = applyPlan(snapshot, plan)
    asOf = next(asOf, plan)
  }
  return { charges, group: snapshot, plans }
}

const daily = (asOf: CalendarDate) => addDays(asOf, 1)
const days = fc.integer({ min: 0, max: 90 })

function shuffled<Row>(rows: readonly Row[], seed: number): Row[] {
  return rows
    .map((row, i) => ({ row, key: ((i + 1) * (seed + 7919)) % 104_729 }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row)
}

describe('the billing planner, for any group', { timeout: 180_000 }, () => {
  it('plans nothing new after its plan was carried out', () => {
    fc.assert(
      fc.property(randomGroup, days, (random, n) => {
        const asOf = addDays(random.start, n)
        const { group } = run(random, asOf, asOf, daily)
        expect(planGroup(random.account, group, asOf, RUN).intents).toEqual([])
      }),
      RUNS,
    )
  })

  it('makes the same chain charges day by day, by waking days, and at once (R-10)', () => {
    fc.assert(
      fc.property(randomGroup, days, (random, n) => {
        const last = addDays(random.start, n)
        const first = addDays(random.start, -70)
        const byDay = run(random, first, last, daily)
        const byWaking = run(random, first, last, (asOf, { wakeOn }) => {
          expect(wakeOn === undefined || wakeOn > asOf).toBe(true)
          return wakeOn
        })
        const atOnce = run(random, last, last, daily)
        expect(chainFacts(byDay.charges)).toEqual(chainFacts(atOnce.charges))
        expect(chainFacts(byWaking.charges)).toEqual(chainFacts(byDay.charges))
        // Sleeping until the waking day loses no invoice either: the same charges are on drafts.
        const taken = ({ plans }: Ahead) =>
          plans.flatMap(([on, { intents }]) =>
            intents.flatMap((each) => (each.kind === 'draft' ? each.chargeIds.map((id) => `${on} ${id}`) : [])),
          )
        expect(taken(byWaking).sort()).toEqual(taken(byDay).sort())
      }),
      RUNS,
    )
  })

  it('sleeps through no invoice where each needs a least total either, and loses no period (R-12)', () => {
    fc.assert(
      fc.property(randomGroup, days, (given, n) => {
        const random = { ...given, account: given.withMinimum }
        const first = addDays(random.start, -70)
        const last = addDays(random.start, n)
        const byDay = run(random, first, last, daily)
        const byWaking = run(random, first, last, (asOf, { wakeOn }) => {
          expect(wakeOn === undefined || wakeOn > asOf).toBe(true)
          return wakeOn
        })
        expect(chainFacts(byWaking.charges)).toEqual(chainFacts(byDay.charges))
        expect(planGroup(random.account, byDay.group, last, RUN).intents).toEqual([])
        for (const { item: each } of random.group.items) {
          let start = chainStartOf(each)
          for (const period of periodsOf(byDay.charges, each.id)) {
            expect(period.start).toBe(start)
            start = period.end
          }
        }
      }),
      RUNS,
    )
  })

  it('gives every item one chain without gap or overlap, within its start and end (R-1, R-2)', () => {
    fc.assert(
      fc.property(randomGroup, days, fc.integer({ min: 1, max: 40 }), (random, n, step) => {
        const { charges } = run(random, random.start, addDays(random.start, n), (asOf) => addDays(asOf, step))
        for (const { item: each } of random.group.items) {
          const own = periodsOf(charges, each.id)
          let start = chainStartOf(each)
          for (const period of own) {
            expect(period.start).toBe(start)
            expect(period.end > period.start).toBe(true)
            expect(charges.some(({ id }) => id === `${each.id}/${period.start}`)).toBe(true)
            start = period.end
          }
          const end = endOfItem(each, {})
          if (end !== undefined && each.kind !== 'one-off' && own.length > 0) expect(start <= end).toBe(true)
          if (each.kind === 'one-off') expect(own.length).toBeLessThanOrEqual(1)
        }
      }),
      RUNS,
    )
  })

  it('puts each charge on one invoice at most, and none below 0', () => {
    fc.assert(
      fc.property(randomGroup, days, (random, n) => {
        const { plans, charges, group } = run(random, random.start, addDays(random.start, n), daily)
        const drafts = plans.flatMap(([, { intents }]) => intents.filter((each) => each.kind === 'draft'))
        const ids = drafts.flatMap(({ chargeIds }) => chargeIds)
        expect(new Set(ids).size).toBe(ids.length)
        const amounts = new Map([...charges, ...random.group.openCharges].map(({ id, amount }) => [id, amount]))
        for (const { chargeIds } of drafts) {
          expect(chargeIds.length).toBeGreaterThan(0)
          expect(chargeIds.reduce((sum, id) => sum + (amounts.get(id) ?? Number.NaN), 0)).toBeGreaterThanOrEqual(0)
        }
        // What was made is on an invoice, waived, or still open: nothing falls between.
        const open = new Set(group.openCharges.map(({ id }) => id))
        for (const { id, state } of charges)
          expect([ids.includes(id), open.has(id), state === 'waived']).toContain(true)
      }),
      RUNS,
    )
  })

  it('says the same whatever the order of the rows', () => {
    fc.assert(
      fc.property(randomGroup, days, fc.nat(10_000), (random, n, seed) => {
        const asOf = addDays(random.start, n)
        const { group } = random
        const other = {
          ...group,
          contracts: shuffled(group.contracts, seed),
          items: shuffled(group.items, seed + 1).map((each) => ({ ...each, usage: shuffled(each.usage, seed + 2) })),
          openCharges: shuffled(group.openCharges, seed + 3),
        }
        expect(planGroup(random.account, other, asOf, RUN)).toEqual(planGroup(random.account, group, asOf, RUN))
      }),
      RUNS,
    )
  })

  it('decides about every client, group, contract and item, once each', () => {
    fc.assert(
      fc.property(randomGroup, days, (random, n) => {
        const { group } = random
        const { decisions, intents } = planGroup(random.account, group, addDays(random.start, n), RUN)
        const subjects = decisions.map(({ subject }) => subject.id)
        expect([...subjects].sort()).toEqual(
          [
            group.client.id,
            group.group.id,
            ...group.contracts.map(({ id }) => id),
            ...group.items.map(({ item: each }) => each.id),
          ].sort(),
        )
        const drafted = intents.some(({ kind }) => kind === 'draft')
        if (drafted) expect(decisions.find(({ subject }) => subject.kind === 'group')?.outcome).toBe('do')
        for (const { outcome, reason } of decisions) expect(outcome === 'do').toBe(reason.code === 'due')
      }),
      RUNS,
    )
  })

  it('never wakes too late: until then every day gives nothing new', () => {
    fc.assert(
      fc.property(randomGroup, days, (random, n) => {
        const asOf = addDays(random.start, n)
        const { group, plans } = run(random, asOf, asOf, daily)
        const wakeOn = plans[0]?.[1].wakeOn ?? addDays(asOf, 400)
        const until = Math.min(daysBetween(asOf, wakeOn), 60)
        for (let i = 1; i < until; i++) {
          expect(planGroup(random.account, group, addDays(asOf, i), RUN).intents).toEqual([])
        }
        // With nothing to wait for, no day far away gives anything either.
        if (plans[0]?.[1].wakeOn === undefined) {
          expect(planGroup(random.account, group, addDays(asOf, 400), RUN).intents).toEqual([])
        }
      }),
      RUNS,
    )
  })

  it('never bills arrears and usage before their period has ended, whatever the offset (R-6)', () => {
    fc.assert(
      fc.property(randomGroup, days, fc.integer({ min: 1, max: 20 }), (random, n, step) => {
        const kinds = new Map(random.group.items.map(({ item: each }) => [each.id, each]))
        const { plans } = run(random, addDays(random.start, -70), addDays(random.start, n), (on) => addDays(on, step))
        for (const [on, plan] of plans) {
          for (const { contractItemId, period } of plannedCharges(plan)) {
            const each = contractItemId === undefined ? undefined : kinds.get(contractItemId)
            if (each?.timing === 'arrears') expect((period as Period).end <= on).toBe(true)
          }
        }
      }),
      RUNS,
    )
  })
})

describe('what a chain costs', () => {
  const recurring = anyStart.chain((start) => item(start, 'itm_1', ['advance', 'arrears']))

  /** Sum of price x days / days of the full period, rounded once, in exact numbers. */
  function exact(pieces: readonly { cents: bigint; days: number }[], whole: number): number {
    const sum = pieces.reduce((total, { cents, days: n }) => total + cents * BigInt(n), 0n)
    return Number((2n * sum + BigInt(whole)) / (2n * BigInt(whole)))
  }

  it('splits a period between agreements so that the parts make the exact sum, rounded once (R-14)', () => {
    fc.assert(
      fc.property(
        recurring,
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 3, maxLength: 3 }),
        (given, cents) => {
          const agreements = given.agreements.map(({ from }, i) => ({
            from,
            quantity: decimal('1'),
            pricing: { kind: 'flat' as const, price: decimal(((cents[i] ?? 0) / 100).toFixed(2)) },
          }))
          const each: typeof given = { ...given, agreements, proration: 'actual-days' }
          let n = 0
          for (const chained of chainPeriods(chainOf(each, contract(each.startOn)))) {
            if (++n > 6) break
            const { period, full } = chained
            const pieces: { cents: bigint; days: number }[] = []
            for (let day = period.start; day < period.end; day = addDays(day, 1)) {
              const found = agreements.findLast(({ from }) => from <= day) ?? agreements[0]
              const { coefficient, scale } = decimalParts(found?.pricing.price ?? decimal('0'))
              pieces.push({ cents: coefficient * 10n ** BigInt(2 - scale), days: 1 })
            }
            const charge = chargeForPeriod(each, chained, [], EUR)
            expect(charge.amount).toBe(exact(pieces, daysBetween(full.start, full.end)))
            const parts = charge.rating?.parts ?? []
            if (parts.length > 0) {
              expect(parts[0]?.period.start).toBe(period.start)
              expect(parts.at(-1)?.period.end).toBe(period.end)
            }
          }
        },
      ),
      RUNS,
    )
  })

  it('costs the whole price each time where nothing is prorated', () => {
    fc.assert(
      fc.property(recurring, fc.integer({ min: 1, max: 100_000 }), (given, cents) => {
        const price = decimal((cents / 100).toFixed(2))
        const each: typeof given = {
          ...given,
          proration: 'none',
          agreements: [{ from: given.startOn, quantity: decimal('1'), pricing: { kind: 'flat', price } }],
        }
        let sum = 0
        let n = 0
        for (const chained of chainPeriods(chainOf(each, contract(each.startOn)))) {
          if (n === 8) break
          n += 1
          sum += chargeForPeriod(each, chained, [], EUR).amount
        }
        expect(sum).toBe(n * cents)
      }),
      RUNS,
    )
  })

  it('skips exactly the gap: the chain goes on from today, and what came before it is charged (R-3)', () => {
    const day = fc.integer({ min: -40, max: 260 })
    fc.assert(
      fc.property(recurring, day, day, fc.nat(6), (each, since, today, charged) => {
        const own = contract(each.startOn)
        const [from, to] = [addDays(each.startOn, since), addDays(each.startOn, today)]
        let through: CalendarDate | undefined
        let n = 0
        for (const { period } of chainPeriods(chainOf(each, own))) {
          if (n++ === charged) break
          through = period.end
        }
        const charges = skipGap(each, own, through, from, to)
        let start = through ?? chainStartOf(each)
        for (const charge of charges) {
          const period = charge.period as Period
          expect(period.start).toBe(start)
          expect(charge.waivedFor === 'skipped').toBe(period.start >= from)
          if (period.start < from) expect(period.end <= from).toBe(true)
          start = period.end
        }
        if (charges.length > 0) {
          const end = endOfItem(each, own)
          expect(start).toBe(end !== undefined && end < to ? end : to)
        }
      }),
      RUNS,
    )
  })
})
