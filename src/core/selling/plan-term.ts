// The months of a plan that is sold for a term (T-7, R-29): all of them bill at its start, on one invoice.
import { type RatedLine, rateOne } from '../billing/rate-period.ts'
import { addMonths, type CalendarDate, startOfMonth } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type { Cadence, Period } from '../period.ts'
import { type Anchor, boundaryAt, boundaryIndex, chainPeriods } from '../period-chain.ts'
import type { RenewOn } from './product-sale.ts'

const MONTHLY: Cadence = { unit: 'month', every: 1 }

export interface TermFacts {
  /** First day of the term. */
  readonly start: CalendarDate
  /** Whole months, 1 or more. */
  readonly months: number
  readonly renewOn: RenewOn
  /** What its months are counted from: the first day of the plan, or of the restored term. `anniversary` only. */
  readonly origin?: CalendarDate
}

/** A month of a term, or the rest of one. */
export interface TermPeriod extends RatedLine {
  readonly period: Period
  /** The whole month that it is prorated by. */
  readonly full: Period
}

/** A term with what its months cost. */
export interface PricedTerm extends TermFacts {
  /** Major units for a whole month. */
  readonly unitPrice: Decimal
  /** Decimal places of the currency. */
  readonly currencyExponent: number
}

export interface PlanTerm {
  /** Exclusive: the first day of the next term. */
  readonly end: CalendarDate
  /** In order, without gap. */
  readonly periods: readonly TermPeriod[]
}

/**
 * The day on which a term ends, exclusive. `first`: the rest of its first month counts as month 1 (T-7), so it ends on a
 * 1st. `anniversary`: the months are counted from the origin and clamped, never lost.
 */
export function termEnd({ start, months, renewOn, origin = start }: TermFacts): CalendarDate {
  if (renewOn === 'first') return addMonths(startOfMonth(start), months)
  const anchor = { origin }
  return boundaryAt(anchor, MONTHLY, boundaryIndex(anchor, MONTHLY, start) + months)
}

/**
 * A term with its months and what each costs. 31.00, from 31 January for 3 months, on the 1st: 1.00 + 31.00 + 31.00, ends on 1 April.
 * Throws RangeError where an amount is not below 2^51 minor units.
 */
export function planTerm(priced: PricedTerm): PlanTerm {
  const { start, renewOn, unitPrice, currencyExponent, origin = start } = priced
  const end = termEnd(priced)
  const anchor: Anchor = { origin: renewOn === 'first' ? startOfMonth(start) : origin }
  const chain = { start, end, cadence: MONTHLY, anchors: [{ from: start, anchor }] }
  const periods = [...chainPeriods(chain)].map((each): TermPeriod => {
    return { ...each, ...rateOne(unitPrice, each, currencyExponent) }
  })
  return { end, periods }
}
