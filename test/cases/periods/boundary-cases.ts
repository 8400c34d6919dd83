// period-boundary: what a subscription's billing covers on a day, asked query by query. The source writes instants in
// UTC of days in the customer's time zone, and a period's last second; both become our half-open days here.
import { addDays, type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import { type Cadence, daysIn, type Period } from '../../../src/core/period.ts'
import {
  type Anchor,
  type BillingTiming,
  type Chain,
  chainPeriods,
  duePeriods,
  fullPeriodAround,
} from '../../../src/core/period-chain.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  type Outcome,
  objectAt,
  onlyCaseFields,
  textAt,
} from '../case.ts'
import { anchorByMode, cadenceAt, endForSource, flagAt, isInclusive, timingAt } from './read-period.ts'
import { edgeOf, type Moment, momentAt } from './zoned-day.ts'

const EXPECTED = [
  'expected',
  'expectedUtc',
  'expectedLocalDate',
  'expectedEdge',
  'expectedIs',
  'expectedDailyPriceDivisor',
  'expectedValue',
]
const FIELDS = [
  'query',
  'startDate',
  'anchor',
  'anchorMode',
  'interval',
  'asOf',
  'timing',
  'timezone',
  'terminatedAt',
  'currentPeriod',
  'currentUsage',
  'usageBilledMonthly',
]
const MONTHLY: Cadence = { unit: 'month', every: 1 }

/** The subscription, its fee, its fixed charges or its usage: four items of a contract, each with its own cadence. */
interface Item {
  readonly anchor: Anchor
  readonly cadence: Cadence
  /** Undefined: not started. */
  readonly start: CalendarDate | undefined
  /** The end date, where it has ended by the day of the question; a running day is billed to its end. */
  readonly end: { readonly on: CalendarDate; readonly atMidnight: boolean } | undefined
  readonly timing: BillingTiming
  /** The question is about the period that runs, not about the one that bills. */
  readonly running: boolean
  readonly asOf: CalendarDate
}

type Answer =
  | { readonly edge: 'start' | 'last-day'; readonly day: CalendarDate }
  | { readonly edge: 'end-date'; readonly day: CalendarDate }
  | { readonly days: number }
  | null

function periodBoundary(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...FIELDS, ...EXPECTED])
  if (!isInclusive(fields)) throw new CaseProblem('"convention.toDate" is not inclusive')
  const zone = textAt(fields, 'timezone')
  return compareAnswer(fields, zone, answer(fields, textAt(fields, 'query'), zone))
}

function answer(fields: JsonObject, query: string, zone: string): Answer {
  const fee = itemAt(fields, zone)
  switch (query) {
    case 'from_datetime':
      return fromOf(fee)
    case 'to_datetime':
      return toOf(fee)
    case 'charges_from_datetime':
      return billsInThisRun(fields, fee, 'usage') ? fromOf(usageAt(fields, fee)) : null
    case 'charges_to_datetime':
      return billsInThisRun(fields, fee, 'usage') ? toOf(usageAt(fields, fee)) : null
    case 'fixed_charges_from_datetime':
      return billsInThisRun(fields, fee, 'fixed') ? fromOf(fixedAt(fields, fee)) : null
    case 'fixed_charges_to_datetime':
      return billsInThisRun(fields, fee, 'fixed') ? toOf(fixedAt(fields, fee)) : null
    case 'fixed_charges_period_to_datetime':
      return toOf(fixedAt(fields, fee))
    case 'next_end_of_period':
      return { edge: 'last-day', day: endForSource(around(fee).end, true) }
    case 'previous_beginning_of_period':
      return { edge: 'start', day: (flagAt(fields, 'currentPeriod') ? around(fee) : before(fee)).start }
    case 'single_day_price':
      return { days: daysIn(billedOf(fee)?.full ?? firstFullOf(fee)) }
    case 'charges_duration_in_days':
      return { days: daysIn(coveredBy(usageAt(fields, fee))) }
    case 'fixed_charges_duration_in_days':
      return { days: daysIn(coveredBy(fixedAt(fields, fee))) }
    default:
      throw new CaseProblem(`unknown query "${query}"`)
  }
}

function itemAt(fields: JsonObject, zone: string): Item {
  const cadence = cadenceAt(fields)
  const asOf = momentAt(fields, 'asOf', zone)
  const origin = momentAt(fields, 'anchor', zone)
  if (asOf === undefined || origin === undefined) throw new CaseProblem('"asOf" or "anchor" is missing')
  const terminated = momentAt(fields, 'terminatedAt', zone)
  return {
    anchor: anchorByMode(fields, cadence, origin.day),
    cadence,
    start: momentAt(fields, 'startDate', zone)?.day,
    end: terminated !== undefined && terminated.instant <= asOf.instant ? endDateOf(terminated) : undefined,
    timing: timingAt(fields),
    running: flagAt(fields, 'currentUsage'),
    asOf: asOf.day,
  }
}

/** The end date is not billed (M-19): an end at midnight is that day, a later one the day after. */
function endDateOf({ day, atMidnight }: Moment): Item['end'] {
  return { on: atMidnight ? day : addDays(day, 1), atMidnight }
}

/** Which items have a monthly cadence of their own; where the field is missing, the name of the source's test says it. */
function monthlyItems(fields: JsonObject): { readonly usage: boolean; readonly fixed: boolean } {
  const test = hasValue(fields, 'source') ? String(objectAt(fields, 'source').test ?? '') : ''
  return {
    usage: flagAt(fields, 'usageBilledMonthly') || /plan has charges monthly/.test(test),
    fixed: /plan has fixed[_ ]charges monthly/.test(test),
  }
}

/** Usage bills in arrears, whatever the fee does. */
function usageAt(fields: JsonObject, fee: Item): Item {
  return { ...fee, timing: 'arrears', ...(monthlyItems(fields).usage ? { cadence: MONTHLY } : {}) }
}

function fixedAt(fields: JsonObject, fee: Item): Item {
  return { ...fee, timing: 'arrears', ...(monthlyItems(fields).fixed ? { cadence: MONTHLY } : {}) }
}

/** Where another item makes the runs monthly, an item with long periods bills only in the month that begins one. */
function billsInThisRun(fields: JsonObject, fee: Item, item: 'usage' | 'fixed'): boolean {
  const monthly = monthlyItems(fields)
  const other = item === 'usage' ? monthly.fixed : monthly.usage
  if (!other || monthly[item] || (item === 'usage' && fee.running)) return true
  return fullPeriodAround(fee.anchor, MONTHLY, fee.asOf).start === around(fee).start
}

function around({ anchor, cadence, asOf }: Item): Period {
  return fullPeriodAround(anchor, cadence, asOf)
}

function before(item: Item): Period {
  return fullPeriodAround(item.anchor, item.cadence, addDays(around(item).start, -1))
}

/** The full period that the answer is about, apart from where the item starts. */
function coveredBy(item: Item): Period {
  return item.running || runsToEnd(item) || item.timing === 'advance' ? around(item) : before(item)
}

/** After its end an item bills the period that ran, unless it ended with the one before (at midnight of its start). */
function runsToEnd(item: Item): boolean {
  return item.end !== undefined && !(item.end.atMidnight && item.end.on === around(item).start)
}

function chainOf(item: Item): Chain | undefined {
  if (item.start === undefined) return undefined
  return { start: item.start, cadence: item.cadence, anchors: [{ from: item.start, anchor: item.anchor }] }
}

/** The period of the item's chain that bills last by the day of the question. */
function billedOf(item: Item) {
  const chain = chainOf(item)
  const timing = item.running || runsToEnd(item) ? 'advance' : item.timing
  return chain === undefined ? undefined : duePeriods(chain, timing, item.asOf).at(-1)
}

function firstFullOf(item: Item): Period {
  const chain = chainOf(item)
  const first = chain === undefined ? undefined : chainPeriods(chain).next().value
  return first ? first.full : around(item)
}

/** Before anything bills the source answers with the start. */
function fromOf(item: Item): Answer {
  if (item.start === undefined) return null
  return { edge: 'start', day: billedOf(item)?.period.start ?? item.start }
}

function toOf(item: Item): Answer {
  const chain = chainOf(item)
  if (item.start === undefined || chain === undefined) return null
  if (item.end !== undefined) {
    const last = duePeriods({ ...chain, end: item.end.on }, 'arrears', addDays(item.end.on, 1)).at(-1)
    const end = last?.period.end ?? item.start
    return { edge: 'end-date', day: item.end.atMidnight ? end : addDays(end, -1) }
  }
  const billed = billedOf(item)
  return billed === undefined
    ? { edge: 'start', day: item.start }
    : { edge: 'last-day', day: endForSource(billed.period.end, true) }
}

function compareAnswer(fields: JsonObject, zone: string, given: Answer): Outcome {
  if (hasValue(fields, 'expectedDailyPriceDivisor')) return compareDays(fields, 'expectedDailyPriceDivisor', given)
  if (hasValue(fields, 'expectedValue')) return compareDays(fields, 'expectedValue', given)
  if (!hasValue(fields, 'expectedUtc')) {
    if (fields.expected !== null) throw new CaseProblem('no expected figure')
    return compared(null, given === null ? null : shown(given))
  }
  if (given === null || 'days' in given)
    return compared(textAt(fields, 'expectedUtc'), given === null ? null : shown(given))
  const edge = textAt(fields, 'expectedEdge')
  const expectedDay = momentAt(fields, 'expectedUtc', zone)?.day ?? null
  if (edge === 'instant') return compared(expectedDay, given.day)
  if (edge !== 'start-of-day' && edge !== 'end-of-day') throw new CaseProblem(`unknown expectedEdge "${edge}"`)
  const localDay = hasValue(fields, 'expectedLocalDate') ? calendarDate(textAt(fields, 'expectedLocalDate')) : null
  return compared(
    { localDay, utc: textAt(fields, 'expectedUtc'), edge },
    {
      localDay: given.day,
      utc: edgeOf(given.day, zone, given.edge === 'start' ? 'start' : 'end'),
      edge: edgeName(given),
    },
  )
}

function edgeName(given: { readonly edge: 'start' | 'last-day' | 'end-date' }): Json {
  return given.edge === 'start' ? 'start-of-day' : 'end-of-day'
}

function compareDays(fields: JsonObject, name: string, given: Answer): Outcome {
  const actual: Json = given !== null && 'days' in given ? String(given.days) : shown(given)
  return compared(decimalAt(fields, name), actual)
}

function shown(given: Answer): Json {
  return given === null ? null : { ...given }
}

export const boundaryCases: readonly CaseKind[] = [{ area: 'periods', kind: 'period-boundary', run: periodBoundary }]
