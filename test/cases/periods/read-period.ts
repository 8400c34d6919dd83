// Fields that the cases of periods.json share.
import { addDays, type CalendarDate, parseCalendarDate } from '../../../src/core/date.ts'
import type { Cadence, Period } from '../../../src/core/period.ts'
import { type Anchor, anchorOnDay, type BillingTiming, calendarAnchor } from '../../../src/core/period-chain.ts'
import { CaseProblem, countAt, hasValue, type JsonObject, objectAt, onlyFields, textAt } from '../case.ts'

const UNITS: readonly string[] = ['day', 'week', 'month', 'year'] satisfies readonly Cadence['unit'][]
const CONVENTION_FIELDS = ['toDate', 'proration', 'overflow', 'sameDay', 'changeDay']

export function dateAt(fields: JsonObject, name: string): CalendarDate {
  const date = parseCalendarDate(textAt(fields, name))
  if (date === undefined) throw new CaseProblem(`"${name}" is not a date: ${JSON.stringify(fields[name])}`)
  return date
}

/** The date, or undefined where the case has none. */
export function optionalDateAt(fields: JsonObject, name: string): CalendarDate | undefined {
  return hasValue(fields, name) ? dateAt(fields, name) : undefined
}

/** `interval` {unit, count} as a cadence; an absurd count is the core's to refuse. */
export function cadenceAt(fields: JsonObject): Cadence {
  const interval = objectAt(fields, 'interval')
  onlyFields(interval, ['unit', 'count'], 'interval.')
  const unit = textAt(interval, 'unit')
  if (!UNITS.includes(unit)) throw new CaseProblem(`unknown interval.unit "${unit}"`)
  return { unit: unit as Cadence['unit'], every: countAt(interval, 'count') }
}

export function timingAt(fields: JsonObject): BillingTiming {
  const timing = textAt(fields, 'timing')
  if (timing !== 'advance' && timing !== 'arrears') throw new CaseProblem(`unknown timing "${timing}"`)
  return timing
}

export function flagAt(fields: JsonObject, name: string): boolean {
  const value = fields[name] ?? false
  if (typeof value !== 'boolean') throw new CaseProblem(`"${name}" is not true or false`)
  return value
}

/** Whether the source's end dates are the last day of a period; ours are the day after it. */
export function isInclusive(fields: JsonObject): boolean {
  if (!hasValue(fields, 'convention')) return false
  const convention = objectAt(fields, 'convention')
  onlyFields(convention, CONVENTION_FIELDS, 'convention.')
  if (!hasValue(convention, 'toDate')) return false
  const toDate = textAt(convention, 'toDate')
  if (toDate.startsWith('inclusive')) return true
  if (toDate.startsWith('exclusive')) return false
  throw new CaseProblem(`unknown convention.toDate "${toDate}"`)
}

/** A source's end as our exclusive end. */
export function endFromSource(date: CalendarDate, inclusive: boolean): CalendarDate {
  return inclusive ? addDays(date, 1) : date
}

/** Our exclusive end as the source writes it. */
export function endForSource(end: CalendarDate, inclusive: boolean): CalendarDate {
  return inclusive ? addDays(end, -1) : end
}

/** The half-open period between two fields. */
export function periodAt(fields: JsonObject, from: string, to: string): Period {
  return { start: dateAt(fields, from), end: endFromSource(dateAt(fields, to), isInclusive(fields)) }
}

/** The anchor of `anchorMode`: calendar periods, or the anniversary of `origin`. */
export function anchorByMode(fields: JsonObject, cadence: Cadence, origin: CalendarDate): Anchor {
  const mode = hasValue(fields, 'anchorMode') ? textAt(fields, 'anchorMode') : 'anniversary'
  if (mode === 'calendar') return calendarAnchor(cadence, origin)
  if (mode === 'anniversary') return { origin }
  throw new CaseProblem(`unknown anchorMode "${mode}"`)
}

/** The anchor of a billing day where the case has one (it says nothing to weeks and days), else that of its mode. */
export function anchorAtStart(fields: JsonObject, cadence: Cadence, start: CalendarDate): Anchor {
  const hasDay = hasValue(fields, 'billingDay')
  const day = hasDay ? countAt(fields, 'billingDay') : 0
  if (hasDay && (cadence.unit === 'month' || cadence.unit === 'year')) return anchorOnDay(start, day)
  return anchorByMode(fields, cadence, start)
}
