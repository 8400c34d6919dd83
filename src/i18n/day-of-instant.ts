import { type CalendarDate, calendarDate, type Instant } from '../core/date.ts'

/** The calendar day of a moment in an IANA time zone; in UTC where the zone is unknown here. */
export function dayOfInstant(instant: Instant, timeZone: string): CalendarDate {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  try {
    return calendarDate(new Intl.DateTimeFormat('en-CA', { timeZone, ...parts }).format(Date.parse(instant)))
  } catch {
    return calendarDate(instant.slice(0, 10))
  }
}
