// Random groups for the billing planner: any cadence and timing, anchors on the 28th to 31st that move, years 1900-2100.
import fc from 'fast-check'
import type { AccountFacts, GroupSnapshot } from '../../src/core/billing/snapshot.ts'
import type { BillingCycle } from '../../src/core/contract/billing-group.ts'
import type { Agreement, ContractItem, UsageRecord } from '../../src/core/contract/contract.ts'
import { addDays, type CalendarDate, calendarDate, fromDayNumber, toDayNumber } from '../../src/core/date.ts'
import { decimalFromParts } from '../../src/core/decimal.ts'
import type { ContractId, ContractItemId } from '../../src/core/ids.ts'
import type { Minor } from '../../src/core/money.ts'
import type { Cadence } from '../../src/core/period.ts'
import { type AnchorChange, anchorOnDay } from '../../src/core/period-chain.ts'
import type { Pricing } from '../../src/core/rating/pricing.ts'
import {
  accountFacts,
  billingGroup,
  contract,
  contractItem,
  groupSnapshot,
  handCharge,
  itemSnapshot,
  usageRecord,
} from './billing-snapshot.ts'

export const anyDate = fc
  .integer({ min: toDayNumber(calendarDate('1900-01-01')), max: toDayNumber(calendarDate('2100-12-31')) })
  .map(fromDayNumber)

/** More often than by chance around the ends of February. */
export const anyStart = fc.oneof(
  { weight: 3, arbitrary: anyDate },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: -3, max: 2 }))
      .map(([year, days]) => addDays(calendarDate(`${year}-03-01`), days)),
  },
)

export const cadence: fc.Arbitrary<Cadence> = fc.oneof(
  fc.record({ unit: fc.constant('day' as const), every: fc.integer({ min: 1, max: 45 }) }),
  fc.record({ unit: fc.constant('week' as const), every: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ unit: fc.constant('month' as const), every: fc.constantFrom(1, 1, 1, 2, 3, 6) }),
  fc.constant<Cadence>({ unit: 'year', every: 1 }),
)

const billingDay = fc.oneof(fc.integer({ min: 28, max: 31 }), fc.integer({ min: 1, max: 31 }))
const price = fc.integer({ min: 0, max: 100_000 }).map((cents) => decimalFromParts(BigInt(cents), 2))
const quantity = fc.integer({ min: 0, max: 4_000 }).map((n) => decimalFromParts(BigInt(n), 2))

export const pricing: fc.Arbitrary<Pricing> = fc.oneof(
  price.map((each): Pricing => ({ kind: 'flat', price: each })),
  price.map((unitPrice): Pricing => ({ kind: 'per-unit', unitPrice })),
  fc.tuple(fc.constantFrom('graduated' as const, 'volume' as const), price, price, fc.integer({ min: 1, max: 30 })).map(
    ([kind, unitPrice, above, upTo]): Pricing => ({
      kind,
      tiers: [{ upTo: decimalFromParts(BigInt(upTo), 0), unitPrice }, { unitPrice: above }],
    }),
  ),
)

/** Days from the start on, in order and different, the first one the start itself. */
function daysFrom(start: CalendarDate, most: number) {
  return fc
    .uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: most })
    .map((days) => [start, ...days.sort((a, b) => a - b).map((n) => addDays(start, n))])
}

function agreements(start: CalendarDate): fc.Arbitrary<Agreement[]> {
  return daysFrom(start, 2).chain((days) =>
    fc
      .array(fc.record({ quantity, pricing }), { minLength: days.length, maxLength: days.length })
      .map((terms) => days.map((from, i) => ({ from, ...(terms[i] as (typeof terms)[number]) }))),
  )
}

function anchors(start: CalendarDate): fc.Arbitrary<AnchorChange[]> {
  return daysFrom(start, 2).chain((days) =>
    fc
      .array(fc.option(billingDay), { minLength: days.length, maxLength: days.length })
      .map((wanted) =>
        days.map((from, i) => ({ from, anchor: wanted[i] ? anchorOnDay(from, wanted[i]) : { origin: from } })),
      ),
  )
}

export function item(start: CalendarDate, id = 'itm_1', kinds = ['advance', 'arrears', 'usage', 'one-off']) {
  return fc
    .record({
      as: fc.constantFrom(...kinds),
      cadence,
      anchors: anchors(start),
      agreements: agreements(start),
      trialDays: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
      firstStub: fc.constantFrom('at-once' as const, 'with-next' as const),
      proration: fc.constantFrom('actual-days' as const, 'none' as const, 'calendar-months' as const),
      length: fc.option(fc.integer({ min: 0, max: 200 })),
    })
    .map(({ as, length, ...given }): ContractItem => {
      const kind = as === 'usage' ? 'usage' : as === 'one-off' ? 'one-off' : 'recurring'
      return contractItem(start, {
        ...given,
        id: id as ContractItemId,
        kind,
        timing: as === 'advance' || as === 'one-off' ? 'advance' : 'arrears',
        ...(length === null ? {} : { endOn: addDays(start, length) }),
      })
    })
}

function usageOf(each: ContractItem): fc.Arbitrary<UsageRecord[]> {
  if (each.kind !== 'usage') return fc.constant([])
  const one = fc.record({ day: fc.integer({ min: 0, max: 200 }), quantity, own: fc.option(price, { freq: 4 }) })
  return fc
    .array(one, { maxLength: 8 })
    .map((records) =>
      records.map(({ day, quantity: used, own }, i) =>
        usageRecord(
          `usg_${each.id}_${i}`,
          addDays(each.startOn, day),
          used,
          each,
          own === null ? {} : { unitPrice: own },
        ),
      ),
    )
}

export const cycle: fc.Arbitrary<BillingCycle> = fc.oneof(
  fc.constant<BillingCycle>({ kind: 'manual' }),
  fc
    .tuple(
      fc.constantFrom<Cadence>(
        { unit: 'week', every: 1 },
        { unit: 'week', every: 2 },
        { unit: 'month', every: 1 },
        { unit: 'month', every: 3 },
      ),
      anyDate,
      billingDay,
    )
    .map(([every, date, day]): BillingCycle => ({ kind: 'every', cadence: every, anchor: anchorOnDay(date, day) })),
)

export interface RandomGroup {
  readonly account: AccountFacts
  readonly group: GroupSnapshot
  readonly start: CalendarDate
  /** The same account with a least total for every invoice. */
  readonly withMinimum: AccountFacts
}

/** One to three contracts of one or two items each, charges by hand, and any way of gathering. */
export const randomGroup: fc.Arbitrary<RandomGroup> = anyStart.chain((start) =>
  fc
    .record({
      contracts: fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 2 })), {
        minLength: 1,
        maxLength: 3,
      }),
      cycle,
      offsetDays: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 30 })),
      endedMonthsOnly: fc.constantFrom(0 as const, 1 as const),
      missedPeriods: fc.constantFrom('combined' as const, 'per-period' as const),
      hand: fc.array(fc.tuple(fc.integer({ min: -20, max: 100 }), fc.integer({ min: -5_000, max: 20_000 })), {
        maxLength: 4,
      }),
      elsewhere: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 3 }),
      minimum: fc.integer({ min: 0, max: 60_000 }),
    })
    .chain(({ contracts, hand, elsewhere, ...rest }) => {
      const items = contracts.flatMap(([later, count], c) =>
        Array.from({ length: count }, (_, i) =>
          item(addDays(start, later), `itm_${c}${i}`).chain((each) => {
            const own = { ...each, contractId: `con_${c}` as ContractId }
            return usageOf(own).map((usage) => itemSnapshot(own, { usage }))
          }),
        ),
      )
      const before = elsewhere === null ? {} : { sentElsewhereBefore: addDays(start, elsewhere) }
      const { endedMonthsOnly, missedPeriods, minimum } = rest
      const billing = { endedMonthsOnly, missedPeriods }
      return fc.tuple(...items).map(
        (snapshots): RandomGroup => ({
          start,
          account: accountFacts(billing),
          withMinimum: accountFacts({ ...billing, judgeAll: { minimum: minimum as Minor } }),
          group: groupSnapshot(snapshots, {
            group: billingGroup({ offsetDays: rest.offsetDays, cycle: rest.cycle }),
            contracts: contracts.map(([later], c) =>
              contract(addDays(start, later), { id: `con_${c}` as ContractId, ...before }),
            ),
            openCharges: hand.map(([day, amount], i) => handCharge(`chg_${i}`, addDays(start, day), amount)),
          }),
        }),
      )
    }),
)
