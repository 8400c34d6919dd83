// What a part of a period costs (M-19). The share is an exact fraction; the amount is rounded once.
import { type CalendarDate, daysBetween, daysInMonth, endOfMonthExclusive } from './date.ts'
import { type Decimal, decimalFromParts, decimalParts, divideRounded, powerOfTen } from './decimal.ts'
import { type Minor, minor, minorFromBigInt } from './money.ts'
import { daysIn, type Period } from './period.ts'

/**
 * `actual-days`: days of the part over actual days of its full period (the default). `none`: every period costs the
 * whole price. `calendar-months`: every calendar month weighs the same, a part of one by its days.
 */
export type ProrationMode = 'actual-days' | 'none' | 'calendar-months'

/** The share part / whole, both whole numbers; days over days in the mode `actual-days`. */
export interface ProrationFactor {
  readonly part: number
  readonly whole: number
}

/** A stretch of a period and what a whole period costs under the agreement in force in it, in major units. */
export interface PeriodSegment {
  readonly period: Period
  readonly price: Decimal
}

// A month of 28, 29, 30 or 31 days divides into so many equal pieces that each of its days has a whole number of them.
const PIECES_OF_MONTH = 28 * 29 * 15 * 31

/**
 * The share of `full` that `period` is. More than 1 only for a period that is longer than the full one, which a chain
 * never has. Throws RangeError for an empty full period.
 */
export function prorationFactor(period: Period, full: Period, mode: ProrationMode = 'actual-days'): ProrationFactor {
  if (daysIn(full) <= 0) throw new RangeError(`an empty period: ${full.start} to ${full.end}`)
  if (daysIn(period) < 0) throw new RangeError(`the end is before the start: ${period.start} to ${period.end}`)
  switch (mode) {
    case 'actual-days':
      return { part: daysIn(period), whole: daysIn(full) }
    case 'none':
      return { part: daysIn(period) === 0 ? 0 : 1, whole: 1 }
    case 'calendar-months':
      return { part: monthPieces(period), whole: monthPieces(full) }
  }
}

function monthPieces({ start, end }: Period): number {
  let pieces = 0
  let from = start
  while (from < end) {
    const next = endOfMonthExclusive(from)
    const to = next < end ? next : end
    pieces += daysBetween(from, to) * (PIECES_OF_MONTH / daysInMonth(from))
    from = to
  }
  return pieces
}

/** The share as a decimal, rounded half away from zero to so many places: for showing, never for calculating. */
export function factorToDecimal({ part, whole }: ProrationFactor, places: number): Decimal {
  return decimalFromParts(
    divideRounded(BigInt(part) * powerOfTen(places), BigInt(whole), 'half-away-from-zero'),
    places,
  )
}

/** amount x share in minor units, rounded once, half away from zero (M-19). */
export function prorateMinor(amount: Minor, { part, whole }: ProrationFactor): Minor {
  return minorFromBigInt(divideRounded(BigInt(amount) * BigInt(part), BigInt(whole), 'half-away-from-zero'))
}

/** An exact price in major units x share, in minor units of a currency with `exponent` decimals, rounded once. */
export function proratePrice(price: Decimal, { part, whole }: ProrationFactor, exponent: number): Minor {
  const { coefficient, scale } = decimalParts(price)
  return minorFromBigInt(
    divideRounded(
      coefficient * BigInt(part) * powerOfTen(exponent),
      BigInt(whole) * powerOfTen(scale),
      'half-away-from-zero',
    ),
  )
}

/** What the part of a full period costs when the whole costs `amount`: `prorateMinor` by the share of the mode. */
export function prorate(amount: Minor, period: Period, full: Period, mode: ProrationMode = 'actual-days'): Minor {
  return prorateMinor(amount, prorationFactor(period, full, mode))
}

/**
 * The amounts of a period that an amendment splits, in minor units. Their sum is the exact sum rounded once: the last
 * segment takes the remainder. In the mode `none` a period is not divided: the price of its first day holds for
 * all of it. Throws RangeError unless the segments follow each other without a gap.
 */
export function splitByAgreement(
  segments: readonly PeriodSegment[],
  full: Period,
  mode: ProrationMode,
  exponent: number,
): Minor[] {
  segments.forEach((segment, i) => {
    if (i > 0 && segments[i - 1]?.period.end !== segment.period.start) throw new RangeError('segments with a gap')
  })
  const shares = segments.map(({ period }, i) => {
    const factor = prorationFactor(period, full, mode)
    return mode === 'none' && i > 0 ? { part: 0, whole: 1 } : factor
  })
  const amounts = segments.map(({ price }, i) => proratePrice(price, shares[i] as ProrationFactor, exponent))
  const before = amounts.slice(0, -1).reduce((sum, amount) => sum + amount, 0)
  if (amounts.length > 0) amounts[amounts.length - 1] = minor(exactSum(segments, shares, exponent) - before)
  return amounts
}

/** Sum of price x share, rounded once. All shares have the same whole: it is that of the full period. */
function exactSum(segments: readonly PeriodSegment[], shares: readonly ProrationFactor[], exponent: number): number {
  const parts = segments.map(({ price }) => decimalParts(price))
  const scale = Math.max(0, ...parts.map((each) => each.scale))
  const sum = parts.reduce(
    (total, each, i) => total + each.coefficient * powerOfTen(scale - each.scale) * BigInt(shares[i]?.part ?? 0),
    0n,
  )
  const whole = BigInt(shares[0]?.whole ?? 1)
  return minorFromBigInt(divideRounded(sum * powerOfTen(exponent), whole * powerOfTen(scale), 'half-away-from-zero'))
}

/** The segments of a period between days on which the agreement changes; days outside the period cut nothing. */
export function cutPeriod(period: Period, cuts: readonly CalendarDate[]): Period[] {
  const inside = [...new Set(cuts)].filter((cut) => period.start < cut && cut < period.end).sort()
  const starts = [period.start, ...inside]
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? period.end }))
}
