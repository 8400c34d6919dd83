// What a query of period-boundary answers, and how it is compared with the source's instants and figures.
import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import {
  CaseProblem,
  compared,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  type Outcome,
  textAt,
} from '../case.ts'
import { edgeOf, momentAt } from './zoned-day.ts'

export const EXPECTED_FIELDS = [
  'expected',
  'expectedUtc',
  'expectedLocalDate',
  'expectedEdge',
  'expectedIs',
  'expectedDailyPriceDivisor',
  'expectedValue',
]

/** An edge of a period, a number of days, or nothing to bill. */
export type Answer =
  | { readonly edge: 'start' | 'last-day'; readonly day: CalendarDate }
  | { readonly edge: 'end-date'; readonly day: CalendarDate }
  | { readonly days: number }
  | null

/** Passed when the answer is the source's: edges of days as instants in UTC too, other instants by their day. */
export function compareAnswer(fields: JsonObject, zone: string, given: Answer): Outcome {
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
