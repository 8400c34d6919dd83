import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  type CalendarDate,
  calendarDate,
  daysInMonth,
  endOfMonthExclusive,
  fromDayNumber,
  lastDayOf,
  startOfMonth,
  toDayNumber,
} from '../../src/core/date.ts'
import { type DueRule, dueDate, dueDateOfBilling } from '../../src/core/due-date.ts'
import { type Cadence, daysIn } from '../../src/core/period.ts'
import {
  type Anchor,
  type AnchorChange,
  afterTrial,
  anchorAt,
  anchorOnDay,
  type BillingTiming,
  billingDateOf,
  boundaryAt,
  boundaryIndex,
  type Chain,
  type ChainPeriod,
  calendarAnchor,
  chainPeriods,
  checkChain,
  duePeriods,
  type FirstStub,
  fullPeriodAround,
  isCadence,
  isFirstStub,
  nextBoundaryAfter,
  nextDayOfMonth,
} from '../../src/core/period-chain.ts'

const RUNS = { numRuns: 1_000 }
const day = (text: string) => calendarDate(text)
const monthly: Cadence = { unit: 'month', every: 1 }
const quarterly: Cadence = { unit: 'month', every: 3 }
const yearly: Cadence = { unit: 'year', every: 1 }
const weekly: Cadence = { unit: 'week', every: 1 }

const FIRST = toDayNumber(day('1900-01-01'))
const LAST = toDayNumber(day('2100-12-31'))
const anyDate = fc.integer({ min: FIRST, max: LAST }).map(fromDayNumber)
const leapDay = fc.constantFrom('1904-02-29', '1996-02-29', '2000-02-29', '2024-02-29', '2096-02-29').map(day)
const someDate = fc.oneof({ weight: 4, arbitrary: anyDate }, { weight: 1, arbitrary: leapDay })
const monthEnd = fc.integer({ min: 28, max: 31 })
const anyAnchor: fc.Arbitrary<Anchor> = fc.oneof(
  fc.tuple(someDate, monthEnd).map(([date, of]) => anchorOnDay(date, of)),
  fc.tuple(someDate, fc.integer({ min: 1, max: 31 })).map(([date, of]) => anchorOnDay(date, of)),
  someDate.map((origin) => ({ origin })),
)
const anyCadence: fc.Arbitrary<Cadence> = fc.oneof(
  fc.record({ unit: fc.constant('month' as const), every: fc.constantFrom(1, 1, 2, 3, 5, 6, 12, 18) }),
  fc.record({ unit: fc.constant('year' as const), every: fc.constantFrom(1, 2, 4) }),
  fc.record({ unit: fc.constantFrom('day' as const, 'week' as const), every: fc.integer({ min: 1, max: 90 }) }),
)
const shortCadence: fc.Arbitrary<Cadence> = fc.constantFrom(
  monthly,
  quarterly,
  weekly,
  { unit: 'week', every: 2 },
  { unit: 'day', every: 1 },
  { unit: 'day', every: 30 },
)

/** Anchors that move on random days after the start, in order. */
function movingAnchors(start: CalendarDate, within: number): fc.Arbitrary<AnchorChange[]> {
  const moves = fc.uniqueArray(fc.integer({ min: 1, max: within }), { maxLength: 5 })
  return fc
    .tuple(anyAnchor, moves, fc.array(anyAnchor, { minLength: 5, maxLength: 5 }))
    .map(([first, days, anchors]) => [
      { from: start, anchor: first },
      ...days
        .toSorted((a, b) => a - b)
        .map((after, i) => ({ from: addDays(start, after), anchor: anchors[i] as Anchor })),
    ])
}

function chainWith(cadence: fc.Arbitrary<Cadence>, within: number): fc.Arbitrary<Chain> {
  return fc
    .record({ start: someDate, cadence, length: fc.option(fc.integer({ min: 0, max: within }), { nil: undefined }) })
    .chain(({ start, cadence: every, length }) =>
      movingAnchors(start, within).map((anchors) => ({
        start,
        cadence: every,
        anchors,
        ...(length === undefined ? {} : { end: addDays(start, length) }),
      })),
    )
}

/** Boundary k by another library, with the anchor's day restored in every month that has it. */
function referenceBoundary({ origin, day: meant }: Anchor, { unit, every }: Cadence, k: number): string {
  const date = Temporal.PlainDate.from(origin)
  if (unit === 'day' || unit === 'week') return date.add({ [`${unit}s`]: every * k }).toString()
  const { year, month } = date.toPlainYearMonth().add({ [`${unit}s`]: every * k })
  return Temporal.PlainDate.from({ year, month, day: meant ?? date.day }, { overflow: 'constrain' }).toString()
}

function take(chain: Chain, count: number): ChainPeriod[] {
  const taken: ChainPeriod[] = []
  for (const each of chainPeriods(chain)) {
    if (taken.length === count) break
    taken.push(each)
  }
  return taken
}

const starts = (chain: Chain, count: number) => take(chain, count).map(({ period }) => period.start)
const chainFrom = (start: string, anchor: Anchor, cadence = monthly): Chain => ({
  start: day(start),
  cadence,
  anchors: [{ from: day(start), anchor }],
})

describe('boundaries', () => {
  it('return to the 31st after a shorter month (R-1)', () => {
    expect(starts(chainFrom('2026-01-31', { origin: day('2026-01-31') }), 5)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ])
  })

  it('keep billing day 31 of a yearly cadence that begins in February', () => {
    const anchor = anchorOnDay(day('2023-02-10'), 31)
    expect(anchor).toEqual({ origin: '2023-02-28', day: 31 })
    expect(starts(chainFrom('2023-02-28', anchor, yearly), 3)).toEqual(['2023-02-28', '2024-02-29', '2025-02-28'])
    expect(starts(chainFrom('2023-02-28', anchor, { unit: 'month', every: 6 }), 3)).toEqual([
      '2023-02-28',
      '2023-08-31',
      '2024-02-29',
    ])
  })

  it('are those of another library, and every date lies between two of them', () => {
    fc.assert(
      fc.property(anyAnchor, anyCadence, fc.integer({ min: -20, max: 20 }), someDate, (anchor, cadence, k, date) => {
        expect(boundaryAt(anchor, cadence, k)).toBe(referenceBoundary(anchor, cadence, k))
        const index = boundaryIndex(anchor, cadence, date)
        const full = fullPeriodAround(anchor, cadence, date)
        expect(full).toEqual({
          start: referenceBoundary(anchor, cadence, index),
          end: referenceBoundary(anchor, cadence, index + 1),
        })
        expect(full.start <= date && date < full.end).toBe(true)
        expect(nextBoundaryAfter(anchor, cadence, date)).toBe(full.end)
        expect(nextBoundaryAfter(anchor, cadence, lastDayOf(full.start))).toBe(full.start)
      }),
      RUNS,
    )
  })

  it('of day 31 are the last day of every month', () => {
    fc.assert(
      fc.property(someDate, fc.integer({ min: -600, max: 600 }), monthEnd, (date, k, of) => {
        const found = boundaryAt(anchorOnDay(date, of), monthly, k)
        expect(Number(found.slice(8))).toBe(Math.min(of, daysInMonth(found)))
      }),
      RUNS,
    )
  })

  it('of the calendar are Mondays and firsts of the year', () => {
    const around = (cadence: Cadence, date: string) =>
      Object.values(fullPeriodAround(calendarAnchor(cadence, day(date)), cadence, day(date)))
    expect(around(weekly, '2022-06-22')).toEqual(['2022-06-20', '2022-06-27'])
    expect(around(weekly, '1999-12-26')).toEqual(['1999-12-20', '1999-12-27'])
    expect(around(monthly, '2024-02-29')).toEqual(['2024-02-01', '2024-03-01'])
    expect(around(quarterly, '2018-01-15')).toEqual(['2018-01-01', '2018-04-01'])
    expect(around(yearly, '2024-12-31')).toEqual(['2024-01-01', '2025-01-01'])
    expect(around({ unit: 'day', every: 10 }, '2024-12-31')).toEqual(['2024-12-31', '2025-01-10'])
  })

  it.each([
    { unit: 'month', every: 0 },
    { unit: 'month', every: -1 },
    { unit: 'week', every: 1.5 },
    { unit: 'day', every: Number.NaN },
    { unit: 'year', every: 101 },
    { unit: 'fortnight', every: 1 },
  ])('refuse the cadence %j', (given) => {
    const cadence = given as Cadence
    expect(isCadence(cadence)).toBe(false)
    expect(() => boundaryIndex({ origin: day('2026-01-01') }, cadence, day('2026-01-01'))).toThrow(RangeError)
    expect(checkChain({ ...chainFrom('2026-01-01', { origin: day('2026-01-01') }), cadence })).toBe('cadence-invalid')
  })

  it('refuse a day of the month that no month has', () => {
    for (const of of [0, 32, 1.5, Number.NaN]) expect(() => anchorOnDay(day('2026-01-01'), of)).toThrow(RangeError)
  })
})

describe('a chain', () => {
  it('begins with a stub up to the billing day and ends at the end date (M-19)', () => {
    const chain = { ...chainFrom('2026-01-10', anchorOnDay(day('2026-01-10'), 15)), end: day('2026-03-20') }
    expect(take(chain, 9)).toEqual([
      { period: { start: '2026-01-10', end: '2026-01-15' }, full: { start: '2025-12-15', end: '2026-01-15' } },
      { period: { start: '2026-01-15', end: '2026-02-15' }, full: { start: '2026-01-15', end: '2026-02-15' } },
      { period: { start: '2026-02-15', end: '2026-03-15' }, full: { start: '2026-02-15', end: '2026-03-15' } },
      { period: { start: '2026-03-15', end: '2026-03-20' }, full: { start: '2026-03-15', end: '2026-04-15' } },
    ])
    expect(take(chain, 9).map(isFirstStub)).toEqual([true, false, false, false])
  })

  it('lets an anchor that moves act from the end of the running period', () => {
    const moved: Chain = {
      ...chainFrom('2026-01-01', { origin: day('2026-01-01') }),
      anchors: [
        { from: day('2026-01-01'), anchor: { origin: day('2026-01-01') } },
        { from: day('2026-02-10'), anchor: anchorOnDay(day('2026-02-10'), 15) },
      ],
    }
    expect(starts(moved, 5)).toEqual(['2026-01-01', '2026-02-01', '2026-03-01', '2026-03-15', '2026-04-15'])
    const onBoundary = {
      ...moved,
      anchors: moved.anchors.map((each, i) => (i === 1 ? { ...each, from: day('2026-02-01') } : each)),
    }
    expect(starts(onBoundary, 4)).toEqual(['2026-01-01', '2026-02-01', '2026-02-15', '2026-03-15'])
  })

  it('has no gap and no overlap while anchors move, and every period lies in its full one', () => {
    fc.assert(
      fc.property(chainWith(anyCadence, 1_000), (chain) => {
        const periods = take(chain, 12)
        let next = chain.start
        for (const { period, full } of periods) {
          expect(period.start).toBe(next)
          expect(period.end > period.start).toBe(true)
          const { anchor } = chain.anchors.filter((each) => each.from <= period.start).at(-1) as AnchorChange
          const k = boundaryIndex(anchor, chain.cadence, full.start)
          expect(full).toEqual({
            start: referenceBoundary(anchor, chain.cadence, k),
            end: referenceBoundary(anchor, chain.cadence, k + 1),
          })
          expect(full.start <= period.start && period.end <= full.end).toBe(true)
          if (period.end !== full.end) expect(period.end).toBe(chain.end)
          next = period.end
        }
        if (chain.end === undefined) expect(periods).toHaveLength(12)
        else if (periods.length < 12) expect(next).toBe(chain.end)
        else expect(next <= chain.end).toBe(true)
      }),
      RUNS,
    )
  })

  it('billed day by day gives the same periods as billed at once (R-10)', () => {
    const timing = fc.constantFrom<BillingTiming>('advance', 'arrears')
    const stub = fc.constantFrom<FirstStub>('at-once', 'with-next')
    const chain = chainWith(shortCadence, 90)
    fc.assert(
      fc.property(chain, timing, stub, fc.integer({ min: 0, max: 100 }), (given, when, first, days) => {
        const last = addDays(given.start, days)
        expect(billedOnDays(given, when, first, daily(given.start, days))).toEqual(duePeriods(given, when, last, first))
      }),
      RUNS,
    )
  })

  it('billed on any days gives the same periods as billed at once (R-10)', () => {
    const timing = fc.constantFrom<BillingTiming>('advance', 'arrears')
    const gaps = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(chainWith(anyCadence, 3_000), timing, gaps, (given, when, steps) => {
        const days: CalendarDate[] = []
        for (const step of steps) days.push(addDays(days.at(-1) ?? given.start, step))
        expect(billedOnDays(given, when, 'at-once', days)).toEqual(duePeriods(given, when, days.at(-1) as CalendarDate))
      }),
      RUNS,
    )
  })

  it('bills in advance what begins and in arrears what ends by the day', () => {
    fc.assert(
      fc.property(chainWith(shortCadence, 400), fc.integer({ min: -5, max: 400 }), (chain, days) => {
        const asOf = addDays(chain.start, days)
        const all = take(chain, 500)
        const periods = (timing: BillingTiming) => duePeriods(chain, timing, asOf)
        expect(periods('advance')).toEqual(all.filter(({ period }) => period.start <= asOf))
        expect(periods('arrears')).toEqual(all.filter(({ period }) => period.end <= asOf))
      }),
      RUNS,
    )
  })

  it('can bill the partial first period with the next one (W-4)', () => {
    const chain = chainFrom('2026-01-10', anchorOnDay(day('2026-01-10'), 15))
    const due = (asOf: string, stub: FirstStub) => duePeriods(chain, 'advance', day(asOf), stub).length
    expect([due('2026-01-10', 'at-once'), due('2026-01-14', 'at-once'), due('2026-01-15', 'at-once')]).toEqual([
      1, 1, 2,
    ])
    expect([due('2026-01-10', 'with-next'), due('2026-01-14', 'with-next'), due('2026-01-15', 'with-next')]).toEqual([
      0, 0, 2,
    ])
    const [stub, full] = take(chain, 2) as [ChainPeriod, ChainPeriod]
    expect(billingDateOf(stub, 'advance', 'with-next')).toBe('2026-01-15')
    expect(billingDateOf(full, 'advance', 'with-next')).toBe('2026-01-15')
    expect(billingDateOf(full, 'arrears', 'with-next')).toBe('2026-02-15')
  })

  it('of no length has no periods, and a wrong one is refused by name', () => {
    const chain = chainFrom('2026-01-10', { origin: day('2026-01-10') })
    expect(take({ ...chain, end: chain.start }, 3)).toEqual([])
    expect(checkChain(chain)).toBeUndefined()
    const moves = (...from: string[]) => from.map((each) => ({ from: day(each), anchor: { origin: day(each) } }))
    const wrong: [Chain, string][] = [
      [{ ...chain, end: day('2026-01-09') }, 'end-before-start'],
      [{ ...chain, anchors: [] }, 'anchor-missing'],
      [{ ...chain, anchors: moves('2026-03-01', '2026-02-01') }, 'anchors-not-sorted'],
      [{ ...chain, anchors: moves('2026-03-01', '2026-03-01') }, 'anchors-not-sorted'],
    ]
    for (const [each, problem] of wrong) {
      expect(checkChain(each)).toBe(problem)
      expect(() => take(each, 1)).toThrow(RangeError)
    }
    expect(() => anchorAt([], chain.start)).toThrow(RangeError)
  })

  it('starts after the trial', () => {
    expect(afterTrial(day('2024-02-28'), 2)).toBe('2024-03-01')
    expect(afterTrial(day('2024-02-28'), 0)).toBe('2024-02-28')
    for (const days of [-1, 1.5]) expect(() => afterTrial(day('2024-02-28'), days)).toThrow(RangeError)
  })
})

function daily(start: CalendarDate, days: number): CalendarDate[] {
  return Array.from({ length: days + 1 }, (_, i) => addDays(start, i))
}

/** Each day bills what is due from charged through on, as separate runs would. */
function billedOnDays(
  chain: Chain,
  timing: BillingTiming,
  stub: FirstStub,
  days: readonly CalendarDate[],
): ChainPeriod[] {
  const billed: ChainPeriod[] = []
  for (const asOf of days) {
    const chargedThrough = billed.at(-1)?.period.end ?? chain.start
    billed.push(...duePeriods({ ...chain, start: chargedThrough }, timing, asOf, stub))
  }
  return billed
}

describe('a due date', () => {
  it.each<[DueRule, string, string]>([
    [{ kind: 'net-days', days: 0 }, '2024-02-29', '2024-02-29'],
    [{ kind: 'net-days', days: 14 }, '2024-02-20', '2024-03-05'],
    [{ kind: 'first-of-next-month' }, '2024-01-01', '2024-02-01'],
    [{ kind: 'first-of-next-month' }, '2024-12-31', '2025-01-01'],
    [{ kind: 'last-of-month' }, '2024-02-01', '2024-02-29'],
    [{ kind: 'last-of-month' }, '2024-02-29', '2024-03-31'],
    [{ kind: 'day-of-month', day: 15 }, '2024-02-14', '2024-02-15'],
    [{ kind: 'day-of-month', day: 15 }, '2024-02-15', '2024-03-15'],
    [{ kind: 'day-of-month', day: 30 }, '2024-01-30', '2024-02-29'],
    [{ kind: 'day-of-month', day: 31 }, '2024-12-31', '2025-01-31'],
  ])('by %j of an invoice of %s is %s', (rule, invoice, expected) => {
    expect(dueDate(rule, day(invoice))).toBe(expected)
  })

  it('runs from the later of issue and billing date (R-6)', () => {
    const rule: DueRule = { kind: 'net-days', days: 10 }
    expect(dueDateOfBilling(rule, day('2026-01-20'), day('2026-02-01'))).toBe('2026-02-11')
    expect(dueDateOfBilling(rule, day('2026-02-20'), day('2026-02-01'))).toBe('2026-03-02')
  })

  it('refuses absurd terms', () => {
    for (const days of [-1, 0.5])
      expect(() => dueDate({ kind: 'net-days', days }, day('2026-01-01'))).toThrow(RangeError)
    expect(() => dueDate({ kind: 'day-of-month', day: 32 }, day('2026-01-01'))).toThrow(RangeError)
  })

  it('on a day of the month is the first such day after the invoice', () => {
    fc.assert(
      fc.property(someDate, fc.integer({ min: 1, max: 31 }), (date, of) => {
        const due = nextDayOfMonth(date, of)
        let expected = addDays(date, 1)
        while (Number(expected.slice(8)) !== Math.min(of, daysInMonth(expected))) expected = addDays(expected, 1)
        expect(due).toBe(expected)
      }),
      RUNS,
    )
  })

  it('at the end of the month is the last day of it, or of the next on that day', () => {
    fc.assert(
      fc.property(someDate, (date) => {
        const due = dueDate({ kind: 'last-of-month' }, date)
        expect(addDays(due, 1)).toBe(endOfMonthExclusive(due))
        expect(daysIn({ start: date, end: due })).toBeLessThanOrEqual(31)
        expect(startOfMonth(due) === startOfMonth(date)).toBe(addDays(date, 1) !== endOfMonthExclusive(date))
      }),
      RUNS,
    )
  })
})
