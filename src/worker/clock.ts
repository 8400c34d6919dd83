// The clock of pages and of the service worker: instants, and the account's own calendar day (I-11), not the device's.
import { type CalendarDate, calendarDate, type Instant } from '../core/date.ts'

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** The instant now. */
export function currentInstant(): Instant {
  return new Date().toISOString() as Instant
}

/** The calendar day in an IANA time zone; the device's own day where the zone is unknown here. */
export function currentDay(timeZone: string): CalendarDate {
  let format = dayFormats.get(timeZone)
  if (format === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    try {
      format = new Intl.DateTimeFormat('en-CA', { timeZone, ...parts })
    } catch {
      format = new Intl.DateTimeFormat('en-CA', parts)
    }
    dayFormats.set(timeZone, format)
  }
  return calendarDate(format.format(new Date()))
}
