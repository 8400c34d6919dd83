import { type CalendarDate, type Instant, lastDayOf } from '../core/date.ts'
import type { Period } from '../core/period.ts'

/** `short` 22/11/2026, `medium` 22 Nov 2026 (what screens and documents print), `long` 22 November 2026. */
export type DateStyle = 'short' | 'medium' | 'long'

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', numberingSystem: 'latn' })
    formats.set(key, format)
  }
  return format
}

// Four digits of the year in every style: a document must never leave the century open.
const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  short: { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' },
  medium: { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' },
  long: { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' },
}

// A calendar day has no time zone: it is printed from its own midnight in UTC, in UTC.
function midnight(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** A calendar day in the words of the locale. */
export function formatDate(date: CalendarDate, locale: string, style: DateStyle = 'medium'): string {
  return dateFormat(locale, styles[style]).format(midnight(date))
}

/** A half-open period from its first to its last day, both printed: "1 – 31 Jan 2026". One day prints once. */
export function formatPeriod(period: Period, locale: string, style: DateStyle = 'medium'): string {
  return dateFormat(locale, styles[style]).formatRange(midnight(period.start), midnight(lastDayOf(period.end)))
}

/** A month given as `YYYY-MM`: "November 2026", or "Nov 2026" in `short`. */
export function formatMonth(month: string, locale: string, style: 'short' | 'long' = 'long'): string {
  return dateFormat(locale, { year: 'numeric', month: style, timeZone: 'UTC' }).format(
    midnight(`${month}-01` as CalendarDate),
  )
}

/** The name of a weekday, 1 Monday to 7 Sunday. */
export function formatWeekday(day: number, locale: string): string {
  // 1 January 2001 was a Monday.
  return dateFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2001, 0, day))
}

/** A moment in the device's time zone, or in the one given: "22 Nov 2026, 14:05". */
export function formatInstant(instant: Instant, locale: string, timeZone?: string): string {
  return dateFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(Date.parse(instant))
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>()

/**
 * So many days from today in words: "tomorrow", "in 14 days", "3 months ago". Months from 60 days on, years from 730.
 * Shown beside an exact date, never instead of one.
 */
export function formatRelativeDays(days: number, locale: string): string {
  let format = relativeFormats.get(locale)
  if (format === undefined) {
    format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    relativeFormats.set(locale, format)
  }
  const size = Math.abs(days)
  if (size < 60) return format.format(days, 'day')
  return size < 730
    ? format.format(Math.round(days / 30.44), 'month')
    : format.format(Math.round(days / 365.25), 'year')
}
