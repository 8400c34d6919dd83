// The periods that a statement is usually asked for.
import { addDays, addMonths, addYears, type CalendarDate, startOfMonth } from './date.ts'
import type { Period } from './period.ts'

export const statementSpans = ['this-month', 'last-month', 'quarter', 'year', 'all', 'own'] as const

export type StatementSpan = (typeof statementSpans)[number]

/**
 * A span around today as a half-open period: whole calendar months, quarters and years. `own` takes the first and last
 * day that are given; undefined while they make no period.
 */
export function spanPeriod(
  span: StatementSpan,
  today: CalendarDate,
  own: { readonly firstDay?: CalendarDate | undefined; readonly lastDay?: CalendarDate | undefined } = {},
): Period | 'all' | undefined {
  const month = startOfMonth(today)
  switch (span) {
    case 'this-month':
      return { start: month, end: addMonths(month, 1) }
    case 'last-month':
      return { start: addMonths(month, -1), end: month }
    case 'quarter': {
      const start = addMonths(month, -((Number(today.slice(5, 7)) - 1) % 3))
      return { start, end: addMonths(start, 3) }
    }
    case 'year': {
      const start = addMonths(month, 1 - Number(today.slice(5, 7)))
      return { start, end: addYears(start, 1) }
    }
    case 'all':
      return 'all'
    case 'own': {
      const { firstDay, lastDay } = own
      if (firstDay === undefined || lastDay === undefined || lastDay < firstDay) return undefined
      return { start: firstDay, end: addDays(lastDay, 1) }
    }
  }
}
