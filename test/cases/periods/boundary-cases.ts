// period-boundary: what a subscription's billing covers on a day, asked query by query. The source writes instants in
// UTC of days in the customer's time zone, and a period's last second; both become our half-open days here.
import { addDays, type CalendarDate } from '../../../src/core/date.ts'
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
  hasValue,
  type JsonObject,
  type Outcome,
  objectAt,
  onlyCaseFields,
  textAt,
} from '../case.ts'
import { type Answer, compareAnswer, EXPECTED_FIELDS } from './boundary-answer.ts'
import { anchorByMode, cadenceAt, endForSource, flagAt, isInclusive, timingAt } from './read-period.ts'
import { type Moment, momentAt } from './zoned-day.ts'

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
  readonly end: { readonly on: CalendarDate; readonly atMidnight: boolean; readonly reading: EndReading } | undefined
  readonly timing: BillingTiming
  /** The question is about the period that runs, not about the one that bills. */
  readonly running: boolean
  readonly asOf: CalendarDate
}

/**
 * How a termination at midnight of a period's first day is read: the source mostly takes the day as the last one that is
 * billed, sometimes as our end date, of which nothing is billed.
 */
type EndReading = 'last-day' | 'end-date'

function periodBoundary(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...FIELDS, ...EXPECTED_FIELDS])
  if (!isInclusive(fields)) throw new CaseProblem('"convention.toDate" is not inclusive')
  const zone = textAt(fields, 'timezone')
  const outcomeOf = (reading: EndReading) =>
    compareAnswer(fields, zone, answer(fields, textAt(fields, 'query'), zone, reading))
  const byDay = outcomeOf('last-day')
  if (byDay.status === 'passed') return byDay
  const byDate = outcomeOf('end-date')
  return byDate.status === 'passed' ? byDate : byDay
}

function answer(fields: JsonObject, query: string, zone: string, reading: EndReading): Answer {
  const fee = itemAt(fields, zone, reading)
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

function itemAt(fields: JsonObject, zone: string, reading: EndReading): Item {
  const cadence = cadenceAt(fields)
  const asOf = momentAt(fields, 'asOf', zone)
  const origin = momentAt(fields, 'anchor', zone)
  if (asOf === undefined || origin === undefined) throw new CaseProblem('"asOf" or "anchor" is missing')
  const terminated = momentAt(fields, 'terminatedAt', zone)
  return {
    anchor: anchorByMode(fields, cadence, origin.day),
    cadence,
    start: momentAt(fields, 'startDate', zone)?.day,
    end: terminated !== undefined && terminated.instant <= asOf.instant ? endDateOf(terminated, reading) : undefined,
    timing: timingAt(fields),
    running: flagAt(fields, 'currentUsage'),
    asOf: asOf.day,
  }
}

/** The end date is not billed (M-19): an end at midnight is that day, a later one the day after. */
function endDateOf({ day, atMidnight }: Moment, reading: EndReading): Item['end'] {
  return { on: atMidnight ? day : addDays(day, 1), atMidnight, reading }
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

/** After its end an item bills the period that ran, unless it ended with the one before. */
function runsToEnd(item: Item): boolean {
  if (item.end === undefined) return false
  return !(item.end.reading === 'end-date' && item.end.atMidnight && item.end.on === around(item).start)
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
    if (item.end.on <= item.start) return { edge: 'start', day: item.start }
    const last = duePeriods({ ...chain, end: item.end.on }, 'arrears', addDays(item.end.on, 1)).at(-1)
    const end = last?.period.end ?? item.start
    return { edge: 'end-date', day: item.end.atMidnight ? end : addDays(end, -1) }
  }
  const billed = billedOf(item)
  return billed === undefined
    ? { edge: 'start', day: item.start }
    : { edge: 'last-day', day: endForSource(billed.period.end, true) }
}

export const boundaryCases: readonly CaseKind[] = [{ area: 'periods', kind: 'period-boundary', run: periodBoundary }]
