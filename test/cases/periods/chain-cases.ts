// billed-cycles, billed-periods, billing-dates, invalid-dates: which periods bill by a date.
import { addDays, type CalendarDate, laterOf } from '../../../src/core/date.ts'
import { addDecimals, type Decimal } from '../../../src/core/decimal.ts'
import { boundary, daysIn, type Period } from '../../../src/core/period.ts'
import {
  anchorAt,
  type Chain,
  type ChainPeriod,
  chainPeriods,
  checkChain,
  duePeriods,
  fullPeriodAround,
  isFirstStub,
  nextBoundaryAfter,
} from '../../../src/core/period-chain.ts'
import { factorToDecimal, type ProrationFactor, prorationFactor } from '../../../src/core/proration.ts'
import {
  type CaseKind,
  compared,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  type Outcome,
  objectAt,
  objectsAt,
  onlyCaseFields,
  onlyFields,
  sameJson,
} from '../case.ts'
import {
  anchorAtStart,
  cadenceAt,
  dateAt,
  endForSource,
  endFromSource,
  flagAt,
  isInclusive,
  optionalDateAt,
  timingAt,
} from './read-period.ts'

const CHAIN_FIELDS = ['startDate', 'interval', 'billingDay', 'endDate', 'asOf', 'timing', 'anchorMode']
const FACTOR_PLACES = 9

function chainAt(fields: JsonObject): Chain {
  const start = dateAt(fields, 'startDate')
  const cadence = cadenceAt(fields)
  const end = optionalDateAt(fields, 'endDate')
  return {
    start,
    cadence,
    anchors: [{ from: start, anchor: anchorAtStart(fields, cadence, start) }],
    ...(end === undefined ? {} : { end: endFromSource(end, isInclusive(fields)) }),
  }
}

/** The periods that are due by `asOf`; without one, the source speaks of the current, first one. */
function dueAt(fields: JsonObject, chain: Chain): ChainPeriod[] {
  const timing = timingAt(fields)
  const asOf = optionalDateAt(fields, 'asOf')
  if (asOf !== undefined) return duePeriods(chain, timing, asOf)
  const first = chainPeriods(chain).next()
  return first.done === true ? [] : [first.value]
}

type FactorOf = (each: ChainPeriod) => ProrationFactor
const ourFactor: FactorOf = ({ period, full }) => prorationFactor(period, full)

function billedCycles(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...CHAIN_FIELDS, 'expectedCycles', 'expectedPeriods', 'periodsDerived'])
  const chain = chainAt(fields)
  const rows = objectsAt(fields, 'expectedPeriods')
  const due = dueAt(fields, chain)
  const inclusive = isInclusive(fields)
  const expected: Json = {
    cycles: decimalAt(fields, 'expectedCycles'),
    ...(hasValue(fields, 'expectedPeriods') ? { periods: rows.map(expectedRow) } : {}),
  }
  const figures = (factorOf: FactorOf): Json => ({
    cycles: due.reduce((sum, each) => addDecimals(sum, rounded(factorOf(each))), '0' as Decimal),
    ...(hasValue(fields, 'expectedPeriods')
      ? { periods: due.map((each, i) => periodRow(each, factorOf(each), rows[i], inclusive)) }
      : {}),
  })
  const outcome = compared(expected, figures(ourFactor))
  if (outcome.status === 'passed') return outcome
  // The convention explains the difference only where it divides by other days than ours.
  const differs = due.some((each) => daysIn(fullFromClampedDay(chain, each)) !== daysIn(each.full))
  const theirs = figures((each) => ({ part: daysIn(each.period), whole: daysIn(fullFromClampedDay(chain, each)) }))
  if (!differs || !sameJson(expected, theirs)) return outcome
  return { ...outcome, status: 'not-applicable', code: 'full-period-from-clamped-day' }
}

function rounded(factor: ProrationFactor): Decimal {
  return factorToDecimal(factor, FACTOR_PLACES)
}

function expectedRow(row: JsonObject): JsonObject {
  onlyFields(row, ['from', 'to', 'prorationFactor', 'fraction'], 'expectedPeriods.')
  const { from, to, fraction } = row
  return {
    from: from ?? null,
    to: to ?? null,
    ...(hasValue(row, 'prorationFactor') ? { prorationFactor: decimalAt(row, 'prorationFactor') } : {}),
    ...(fraction === undefined ? {} : { fraction }),
  }
}

/** Our period under the source's names, with the figures that the source states of it. */
function periodRow(
  { period }: ChainPeriod,
  factor: ProrationFactor,
  row: JsonObject | undefined,
  inclusive: boolean,
): JsonObject {
  const fraction = factor.part === factor.whole ? '1' : `${factor.part}/${factor.whole}`
  return {
    from: period.start,
    to: endForSource(period.end, inclusive),
    ...(row !== undefined && hasValue(row, 'prorationFactor') ? { prorationFactor: rounded(factor) } : {}),
    ...(row?.fraction === undefined ? {} : { fraction }),
  }
}

/**
 * The convention `full-period-from-clamped-day`: the full period around a stub is one cadence back, or on, from the
 * boundary that the stub touches, as if the clamped day of that boundary were the billing day.
 */
function fullFromClampedDay({ cadence }: Chain, each: ChainPeriod): Period {
  const { period, full } = each
  if (isFirstStub(each)) return { start: boundary(full.end, cadence, -1), end: full.end }
  if (period.end !== full.end) return { start: full.start, end: boundary(full.start, cadence, 1) }
  return full
}

function billedPeriods(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...CHAIN_FIELDS, 'expectedPeriods'])
  const rows = objectsAt(fields, 'expectedPeriods')
  const inclusive = isInclusive(fields)
  return compared(
    rows.map(expectedRow),
    dueAt(fields, chainAt(fields)).map((each, i) => periodRow(each, ourFactor(each), rows[i], inclusive)),
  )
}

const BILLING_DATES = [
  'firstBillingDate',
  'lastBillingDate',
  'wholePeriods',
  'somethingToBill',
  'billedThrough',
  'nextBillingDate',
]

function billingDates(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...CHAIN_FIELDS, 'greedyArrears', 'expected'])
  const expected = objectAt(fields, 'expected')
  onlyFields(expected, BILLING_DATES, 'expected.')
  const chain = chainAt(fields)
  const { cadence, start } = chain
  const anchor = anchorAt(chain.anchors, start)
  const due = flagAt(fields, 'greedyArrears') ? greedilyDue(fields, chain) : dueAt(fields, chain)
  const billedThrough = due.at(-1)?.period.end
  const aroundStart = fullPeriodAround(anchor, cadence, start)
  const first = aroundStart.start === start ? start : aroundStart.end
  const ours: Record<string, Json> = {
    firstBillingDate: first,
    lastBillingDate: laterOf(first, fullPeriodAround(anchor, cadence, billedThrough ?? start).start),
    wholePeriods: due.filter(({ period, full }) => daysIn(period) === daysIn(full)).length,
    somethingToBill: due.length > 0,
    billedThrough: billedThrough ?? null,
    nextBillingDate: nextBoundaryAfter(anchor, cadence, billedThrough ?? start),
  }
  return compared(expected, Object.fromEntries(Object.keys(expected).map((name) => [name, ours[name] ?? null])))
}

/** Arrears that take the running period with them: what has begun before `asOf`. */
function greedilyDue(fields: JsonObject, chain: Chain): ChainPeriod[] {
  const asOf: CalendarDate = dateAt(fields, 'asOf')
  return duePeriods(chain, 'advance', addDays(asOf, -1))
}

/** Refused: dates that make no chain, and a date before the chain begins, on which nothing can be due. */
function invalidDates(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...CHAIN_FIELDS, 'expectedError'])
  const wantsError = hasValue(fields, 'expectedError') && fields.expectedError !== false
  const chain = chainAt(fields)
  const asOf = optionalDateAt(fields, 'asOf')
  const problem = checkChain(chain)
  const refuses =
    problem !== undefined || (asOf !== undefined && asOf < chain.start && dueAt(fields, chain).length === 0)
  return compared(wantsError ? 'refused' : 'accepted', refuses ? 'refused' : 'accepted')
}

export const chainCases: readonly CaseKind[] = [
  { area: 'periods', kind: 'billed-cycles', run: billedCycles },
  { area: 'periods', kind: 'billed-periods', run: billedPeriods },
  { area: 'periods', kind: 'billing-dates', run: billingDates },
  { area: 'periods', kind: 'invalid-dates', run: invalidDates },
]
