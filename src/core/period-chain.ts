// Periods as a chain (design.md section 4): each starts where the last one ended and ends at the next boundary, so
// that no gap and no overlap are possible. Boundaries are counted from an anchor.
import { addDays, type CalendarDate, calendarDateOf, daysBetween, daysInMonth, startOfMonth, yearOf } from './date.ts'
import { boundary, type Cadence, type Period } from './period.ts'

/** Where boundaries are counted from. */
export interface Anchor {
  readonly origin: CalendarDate
  /**
   * The day of the month that is meant, 1 to 31, where the origin's month has no such day: billing day 31 of a yearly
   * cadence that begins in February has the origin 28 February and the day 31. Absent: the origin's own day.
   */
  readonly day?: number
}

/** An anchor that holds for every period that starts on or after `from`. */
export interface AnchorChange {
  readonly from: CalendarDate
  readonly anchor: Anchor
}

export interface Chain {
  /** Where the next period starts: the first day of all, or charged through. */
  readonly start: CalendarDate
  /** The end date: this day itself is not billed (M-19). Absent: the chain has no end. */
  readonly end?: CalendarDate
  readonly cadence: Cadence
  /** In order of `from`; the first one also rules whatever lies before it. */
  readonly anchors: readonly AnchorChange[]
}

export interface ChainPeriod {
  readonly period: Period
  /** The full period that it lies in, between two boundaries of its anchor: what proration divides by. */
  readonly full: Period
}

/** When the charge of a period bills: at its start, or at its end (usage too). */
export type BillingTiming = 'advance' | 'arrears'

/** W-4: the partial first period bills on the day of the order, or together with the first full one. */
export type FirstStub = 'at-once' | 'with-next'

export type ChainProblem = 'cadence-invalid' | 'end-before-start' | 'anchor-missing' | 'anchors-not-sorted'

const MAX_EVERY: Readonly<Record<Cadence['unit'], number>> = { day: 36_525, week: 5_200, month: 1_200, year: 100 }
const MONTHLY: Cadence = { unit: 'month', every: 1 }

/** Whether the cadence is a whole number of units, at least 1, and at most about a hundred years. */
export function isCadence(cadence: Cadence): boolean {
  return Number.isInteger(cadence.every) && cadence.every >= 1 && cadence.every <= (MAX_EVERY[cadence.unit] ?? 0)
}

/** Counts boundaries from a day of the month, 1 to 31, of the month that `date` lies in; never loses the 29th to 31st. */
export function anchorOnDay(date: CalendarDate, day: number): Anchor {
  if (!Number.isInteger(day) || day < 1 || day > 31) throw new RangeError(`not a day of the month: ${day}`)
  const first = startOfMonth(date)
  const last = daysInMonth(first)
  return day <= last ? { origin: addDays(first, day - 1) } : { origin: addDays(first, last - 1), day }
}

/** The anchor of calendar periods: weeks from Monday, months and years from 1 January of the date's year. */
export function calendarAnchor(cadence: Cadence, date: CalendarDate): Anchor {
  // 1 January 2001 was a Monday; so is every seventh day from it.
  if (cadence.unit === 'week') return { origin: '2001-01-01' as CalendarDate }
  if (cadence.unit === 'day') return { origin: date }
  return { origin: calendarDateOf(yearOf(date), 1, 1) as CalendarDate }
}

/** Boundary k of an anchor, counted from its origin and clamped to the month's end; k may be negative. */
export function boundaryAt(anchor: Anchor, cadence: Cadence, k: number): CalendarDate {
  const { origin, day } = anchor
  if (day === undefined || cadence.unit === 'day' || cadence.unit === 'week') return boundary(origin, cadence, k)
  const month = boundary(startOfMonth(origin), cadence, k)
  return addDays(month, Math.min(day, daysInMonth(month)) - 1)
}

/** The largest k whose boundary is on or before the date. Throws RangeError for a cadence that `isCadence` refuses. */
export function boundaryIndex(anchor: Anchor, cadence: Cadence, date: CalendarDate): number {
  if (!isCadence(cadence)) throw new RangeError(`not a cadence: ${cadence.every} ${cadence.unit}`)
  if (cadence.unit === 'day' || cadence.unit === 'week') {
    return Math.floor(daysBetween(anchor.origin, date) / (cadence.every * (cadence.unit === 'week' ? 7 : 1)))
  }
  const months = (cadence.unit === 'year' ? 12 : 1) * cadence.every
  // This boundary lies in the date's month or in an earlier one, the next one in a later month.
  const k = Math.floor((monthCount(date) - monthCount(anchor.origin)) / months)
  return boundaryAt(anchor, cadence, k) <= date ? k : k - 1
}

function monthCount(date: CalendarDate): number {
  return yearOf(date) * 12 + Number(date.slice(5, 7))
}

/** The first boundary after the date, never the date itself. */
export function nextBoundaryAfter(anchor: Anchor, cadence: Cadence, date: CalendarDate): CalendarDate {
  return boundaryAt(anchor, cadence, boundaryIndex(anchor, cadence, date) + 1)
}

/** The full period, from boundary to boundary, that the date lies in. */
export function fullPeriodAround(anchor: Anchor, cadence: Cadence, date: CalendarDate): Period {
  const k = boundaryIndex(anchor, cadence, date)
  return { start: boundaryAt(anchor, cadence, k), end: boundaryAt(anchor, cadence, k + 1) }
}

/** The next day of the month with this number after the date; a month without it gives its last day. */
export function nextDayOfMonth(date: CalendarDate, day: number): CalendarDate {
  return nextBoundaryAfter(anchorOnDay(date, day), MONTHLY, date)
}

/** The first day that is billed after a trial of so many days from `start`: the start of the chain. */
export function afterTrial(start: CalendarDate, trialDays: number): CalendarDate {
  if (!Number.isInteger(trialDays) || trialDays < 0) throw new RangeError(`not a number of trial days: ${trialDays}`)
  return addDays(start, trialDays)
}

/** Why the chain cannot be followed, or undefined. A chain whose end is its start is sound and has no periods. */
export function checkChain(chain: Chain): ChainProblem | undefined {
  if (!isCadence(chain.cadence)) return 'cadence-invalid'
  if (chain.end !== undefined && chain.end < chain.start) return 'end-before-start'
  if (chain.anchors.length === 0) return 'anchor-missing'
  const unsorted = chain.anchors.some((each, i) => i > 0 && each.from <= (chain.anchors[i - 1] as AnchorChange).from)
  return unsorted ? 'anchors-not-sorted' : undefined
}

/**
 * The anchor in force for a period that starts on the date. An anchor that changes within a running period acts from
 * that period's end on: what was charged in advance stays as it is, and advance and arrears have the same periods.
 */
export function anchorAt(anchors: readonly AnchorChange[], date: CalendarDate): Anchor {
  const last = anchors.findLast((each) => each.from <= date) ?? anchors[0]
  if (last === undefined) throw new RangeError('a chain without an anchor')
  return last.anchor
}

/**
 * The periods of a chain one after the other, without gap or overlap: a stub up to the first boundary where the start
 * is none, then full ones, the last one cut at the end date (R-1, M-19). Endless when the chain has no end: take what
 * is needed. Throws RangeError where `checkChain` has a problem.
 */
export function* chainPeriods(chain: Chain): Generator<ChainPeriod, void, undefined> {
  const problem = checkChain(chain)
  if (problem !== undefined) throw new RangeError(`not a chain: ${problem}`)
  const { cadence, anchors, end } = chain
  let start = chain.start
  while (end === undefined || start < end) {
    const full = fullPeriodAround(anchorAt(anchors, start), cadence, start)
    const stop = end !== undefined && end < full.end ? end : full.end
    yield { period: { start, end: stop }, full }
    start = stop
  }
}

/** Whether the period begins between two boundaries: the partial first period, or the one after an anchor moved. */
export function isFirstStub({ period, full }: ChainPeriod): boolean {
  return full.start < period.start
}

/** The day on which the period's charge bills (design.md section 4), before any offset of its group. */
export function billingDateOf(
  each: ChainPeriod,
  timing: BillingTiming,
  firstStub: FirstStub = 'at-once',
): CalendarDate {
  const waits = timing === 'arrears' || (firstStub === 'with-next' && isFirstStub(each))
  return waits ? each.period.end : each.period.start
}

/** The periods of the chain whose billing date is on or before `asOf`, the oldest first. */
export function duePeriods(
  chain: Chain,
  timing: BillingTiming,
  asOf: CalendarDate,
  firstStub: FirstStub = 'at-once',
): ChainPeriod[] {
  const due: ChainPeriod[] = []
  for (const each of chainPeriods(chain)) {
    if (billingDateOf(each, timing, firstStub) > asOf) break
    due.push(each)
  }
  return due
}
