import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  type CalendarDate,
  calendarDate,
  daysInMonth,
  fromDayNumber,
  toDayNumber,
} from '../../src/core/date.ts'
import { type Decimal, decimal, decimalFromParts, decimalParts, divideRounded } from '../../src/core/decimal.ts'
import { type Minor, minor, sumMinor } from '../../src/core/money.ts'
import { type Cadence, daysIn, type Period } from '../../src/core/period.ts'
import { anchorOnDay, fullPeriodAround } from '../../src/core/period-chain.ts'
import {
  cutPeriod,
  factorToDecimal,
  type PeriodSegment,
  type ProrationMode,
  prorate,
  prorateMinor,
  proratePrice,
  prorationFactor,
  splitByAgreement,
} from '../../src/core/proration.ts'

const RUNS = { numRuns: 1_000 }
const day = (text: string) => calendarDate(text)
const period = (start: string, end: string): Period => ({ start: day(start), end: day(end) })
const anyDate = fc
  .integer({ min: toDayNumber(day('1900-01-01')), max: toDayNumber(day('2100-12-31')) })
  .map(fromDayNumber)
const cadence = fc.constantFrom<Cadence>(
  { unit: 'month', every: 1 },
  { unit: 'month', every: 3 },
  { unit: 'month', every: 6 },
  { unit: 'year', every: 1 },
  { unit: 'week', every: 1 },
  { unit: 'day', every: 45 },
)
const fullPeriod = fc
  .tuple(anyDate, fc.integer({ min: 1, max: 31 }), cadence)
  .map(([date, of, every]) => fullPeriodAround(anchorOnDay(date, of), every, date))
const dividing = fc.constantFrom<ProrationMode>('actual-days', 'calendar-months')
const price = fc.bigInt({ min: 0n, max: 100_000_000n }).map((coefficient) => decimalFromParts(coefficient, 4))

/** A full period, a part of it, and days on which the part is cut. */
const cutPart = fullPeriod.chain((full) => {
  const dayIn = fc.integer({ min: 0, max: daysIn(full) }).map((n) => addDays(full.start, n))
  return fc.record({
    full: fc.constant(full),
    part: fc.tuple(dayIn, dayIn).map(([a, b]): Period => (a < b ? { start: a, end: b } : { start: b, end: a })),
    cuts: fc.array(dayIn, { maxLength: 6 }),
  })
})

describe('proration', () => {
  it('divides by the actual days of the full period (M-19)', () => {
    const full = period('2024-02-15', '2024-03-15')
    expect(prorationFactor(period('2024-02-15', '2024-03-01'), full)).toEqual({ part: 15, whole: 29 })
    expect(prorate(minor(10_000), period('2024-02-15', '2024-03-01'), full)).toBe(5172)
    expect(prorate(minor(10_000), full, full)).toBe(10_000)
  })

  it('takes the whole price when nothing is prorated', () => {
    const full = period('2024-02-15', '2024-03-15')
    expect(prorate(minor(10_000), period('2024-02-15', '2024-02-16'), full, 'none')).toBe(10_000)
    expect(prorate(minor(10_000), period('2024-02-15', '2024-02-15'), full, 'none')).toBe(0)
  })

  it('weighs every calendar month the same', () => {
    const year = period('2023-01-01', '2024-01-01')
    expect(prorate(minor(12_000), period('2023-02-01', '2023-03-01'), year, 'calendar-months')).toBe(1_000)
    expect(prorate(minor(12_000), period('2023-03-01', '2023-04-01'), year, 'calendar-months')).toBe(1_000)
    expect(prorate(minor(12_000), period('2023-04-16', '2023-07-01'), year, 'calendar-months')).toBe(2_500)
    expect(prorate(minor(12_000), period('2023-02-01', '2023-03-01'), year)).toBe(921)
  })

  it('counts calendar months by the days of each month', () => {
    fc.assert(
      fc.property(cutPart, ({ full, part }) => {
        const { part: ours, whole } = prorationFactor(part, full, 'calendar-months')
        // Day by day in units that every length of month divides.
        const unit = 28 * 29 * 30 * 31
        const measure = ({ start, end }: Period) => {
          let sum = 0n
          for (let date: CalendarDate = start; date < end; date = addDays(date, 1))
            sum += BigInt(unit / daysInMonth(date))
          return sum
        }
        expect(BigInt(ours) * measure(full)).toBe(measure(part) * BigInt(whole))
      }),
      RUNS,
    )
  })

  it('of all parts of a period sums to the whole', () => {
    fc.assert(
      fc.property(cutPart, dividing, ({ full, cuts }, mode) => {
        const parts = cutPeriod(full, cuts).map((each) => prorationFactor(each, full, mode))
        expect(parts.reduce((sum, each) => sum + each.part, 0)).toBe(parts[0]?.whole)
        expect(new Set(parts.map((each) => each.whole)).size).toBe(1)
      }),
      RUNS,
    )
  })

  it('never exceeds the whole, and a credit mirrors its charge', () => {
    const amount = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((n) => n as Minor)
    fc.assert(
      fc.property(cutPart, dividing, amount, ({ full, part }, mode, whole) => {
        const share = prorate(whole, part, full, mode)
        expect(Math.abs(share)).toBeLessThanOrEqual(Math.abs(whole))
        expect(prorate(minor(-whole), part, full, mode)).toBe(minor(-share))
      }),
      RUNS,
    )
  })

  it('rounds an exact price once', () => {
    // Rounded to cents before, 0.334 would be 0.33 and its half 0.165, 0.329 the same.
    expect(proratePrice(decimal('0.334'), { part: 1, whole: 2 }, 2)).toBe(17)
    expect(proratePrice(decimal('0.329'), { part: 1, whole: 2 }, 2)).toBe(16)
    expect(proratePrice(decimal('100'), { part: 1, whole: 3 }, 0)).toBe(33)
    expect(proratePrice(decimal('-0.05'), { part: 1, whole: 10 }, 2)).toBe(-1)
    expect(prorateMinor(minor(5), { part: 1, whole: 2 })).toBe(3)
    expect(factorToDecimal({ part: 14, whole: 365 }, 9)).toBe('0.038356164')
  })

  it('refuses an empty full period and a part that ends before it starts', () => {
    const full = period('2024-01-01', '2024-02-01')
    expect(() => prorationFactor(full, period('2024-01-01', '2024-01-01'))).toThrow(RangeError)
    expect(() => prorationFactor(period('2024-01-02', '2024-01-01'), full)).toThrow(RangeError)
  })
})

describe('a period that amendments split', () => {
  const full = period('2026-01-01', '2026-02-01')
  const thirds = (...prices: string[]): PeriodSegment[] =>
    cutPeriod(full, [day('2026-01-11'), day('2026-01-21')]).map((each, i) => ({
      period: each,
      price: decimal(prices[i] ?? '0'),
    }))

  it('gives the remainder to the last segment (R-14)', () => {
    // 100.00 over 10, 10 and 11 of 31 days: 32.26 + 32.26 + 35.48 and not 35.48387.
    expect(splitByAgreement(thirds('100', '100', '100'), full, 'actual-days', 2)).toEqual([3226, 3226, 3548])
    expect(splitByAgreement(thirds('0.05', '0.05', '0.05'), full, 'actual-days', 2)).toEqual([2, 2, 1])
  })

  it('is not divided when nothing is prorated: the price of the first day holds', () => {
    expect(splitByAgreement(thirds('100', '50', '70'), full, 'none', 2)).toEqual([10_000, 0, 0])
  })

  it('conserves: the segments are the exact sum, rounded once', () => {
    const prices = fc.array(price, { minLength: 7, maxLength: 7 })
    const exponent = fc.constantFrom(0, 2, 3)
    fc.assert(
      fc.property(cutPart, dividing, prices, exponent, ({ full: whole, part, cuts }, mode, list, places) => {
        const segments = cutPeriod(part, cuts).map((each, i) => ({ period: each, price: list[i] as Decimal }))
        const amounts = splitByAgreement(segments, whole, mode, places)
        let numerator = 0n
        segments.forEach((each) => {
          numerator +=
            decimalParts(each.price).coefficient *
            10n ** BigInt(4 - decimalParts(each.price).scale) *
            BigInt(prorationFactor(each.period, whole, mode).part)
        })
        const denominator = BigInt(prorationFactor(part, whole, mode).whole) * 10_000n
        const exact = divideRounded(numerator * 10n ** BigInt(places), denominator, 'half-away-from-zero')
        expect(sumMinor(amounts)).toBe(minor(Number(exact)))
        amounts.slice(0, -1).forEach((amount, i) => {
          const { period: each, price: own } = segments[i] as PeriodSegment
          expect(amount).toBe(proratePrice(own, prorationFactor(each, whole, mode), places))
        })
      }),
      RUNS,
    )
  })

  it('of one price costs what the undivided period costs', () => {
    fc.assert(
      fc.property(cutPart, dividing, price, ({ full: whole, part, cuts }, mode, own) => {
        const segments = cutPeriod(part, cuts).map((each) => ({ period: each, price: own }))
        const undivided = proratePrice(own, prorationFactor(part, whole, mode), 2)
        expect(sumMinor(splitByAgreement(segments, whole, mode, 2))).toBe(undivided)
      }),
      RUNS,
    )
  })

  it('is cut only inside, once for each day, and without a gap', () => {
    expect(cutPeriod(full, [day('2026-01-01'), day('2026-02-01'), day('2025-12-01')])).toEqual([full])
    expect(cutPeriod(full, [day('2026-01-20'), day('2026-01-05'), day('2026-01-20')])).toEqual([
      period('2026-01-01', '2026-01-05'),
      period('2026-01-05', '2026-01-20'),
      period('2026-01-20', '2026-02-01'),
    ])
    const [first, , third] = thirds('1', '1', '1') as [PeriodSegment, PeriodSegment, PeriodSegment]
    expect(() => splitByAgreement([first, third], full, 'actual-days', 2)).toThrow(RangeError)
    expect(splitByAgreement([], full, 'actual-days', 2)).toEqual([])
  })
})
