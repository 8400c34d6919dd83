// Calendar arithmetic on civil days of the proleptic Gregorian calendar. No time zone, no clock: which day it is
// comes from outside core.
import type { Brand } from './brand.ts'

/** A day, `YYYY-MM-DD`, from 1600 to 9999. Sorts as text. */
export type CalendarDate = Brand<string, 'CalendarDate'>

/** A moment in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. Made outside core. */
export type Instant = Brand<string, 'Instant'>

/** 1 = Monday ... 7 = Sunday (ISO 8601). */
export type DayOfWeek = 1 | 2 | 3 | 4 | 5 | 6 | 7

const FORM = /^(\d{4})-(\d{2})-(\d{2})$/
const FIRST_YEAR = 1600
const LAST_YEAR = 9999
const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const

interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The day that the text names, or undefined: another form, or a day that does not exist such as 2026-02-31. */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  const match = FORM.exec(text)
  if (match === null) return undefined
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1 || day > daysInMonthOf(year, month)) return undefined
  return text as CalendarDate
}

/** The day of a text that the program itself wrote; throws RangeError where `parseCalendarDate` answers undefined. */
export function calendarDate(text: string): CalendarDate {
  const date = parseCalendarDate(text)
  if (date === undefined) throw new RangeError(`not a calendar date: ${text.slice(0, 40)}`)
  return date
}

/** The day of year, month (1-12) and day, or undefined when it does not exist. */
export function calendarDateOf(year: number, month: number, day: number): CalendarDate | undefined {
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) return undefined
  if (!Number.isInteger(month) || month < 1 || month > 12) return undefined
  if (!Number.isInteger(day) || day < 1 || day > daysInMonthOf(year, month)) return undefined
  return write({ year, month, day })
}

function civil(date: CalendarDate): Civil {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) }
}

function write({ year, month, day }: Civil): CalendarDate {
  if (year < FIRST_YEAR || year > LAST_YEAR) throw new RangeError(`year out of range: ${year}`)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as CalendarDate
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function daysInMonthOf(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** How many days the month of this day has. */
export function daysInMonth(date: CalendarDate): number {
  const { year, month } = civil(date)
  return daysInMonthOf(year, month)
}

/** Whole days since 1970-01-01, negative before it. */
export function toDayNumber(date: CalendarDate): number {
  const { year, month, day } = civil(date)
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const dayOfYear = (DAYS_BEFORE_MONTH[month] ?? 0) + day + (month > 2 && isLeapYear(year) ? 1 : 0)
  return before * 365 + leapDays + dayOfYear - 719_163
}

/** The day that is so many days after 1970-01-01. */
export function fromDayNumber(dayNumber: number): CalendarDate {
  if (!Number.isInteger(dayNumber)) throw new RangeError(`not a whole number of days: ${dayNumber}`)
  // Years are counted from 1 March, so that the leap day is the last of its year (days_from_civil, H. Hinnant).
  const shifted = dayNumber + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return write({ year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 })
}

/** The day so many days later, or earlier for a negative number. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return fromDayNumber(toDayNumber(date) + days)
}

/** The same day of the month so many months later; the month's last day where it does not exist (31 -> 28). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  if (!Number.isInteger(months)) throw new RangeError(`not a whole number of months: ${months}`)
  const { year, month, day } = civil(date)
  const count = year * 12 + (month - 1) + months
  const targetYear = Math.floor(count / 12)
  const targetMonth = count - targetYear * 12 + 1
  return write({ year: targetYear, month: targetMonth, day: Math.min(day, daysInMonthOf(targetYear, targetMonth)) })
}

/** The same day so many years later; 29 February becomes the 28th where the year has none. */
export function addYears(date: CalendarDate, years: number): CalendarDate {
  return addMonths(date, years * 12)
}

/** Days from start to end, the end not counted; negative when end is earlier. */
export function daysBetween(start: CalendarDate, end: CalendarDate): number {
  return toDayNumber(end) - toDayNumber(start)
}

/** Order in time: negative, 0 or positive, for `sort`. */
export function compareDates(left: CalendarDate, right: CalendarDate): -1 | 0 | 1 {
  return left < right ? -1 : left > right ? 1 : 0
}

export function isBefore(left: CalendarDate, right: CalendarDate): boolean {
  return left < right
}

/** The later of two days. */
export function laterOf(left: CalendarDate, right: CalendarDate): CalendarDate {
  return left < right ? right : left
}

/** The earlier of two days. */
export function earlierOf(left: CalendarDate, right: CalendarDate): CalendarDate {
  return right < left ? right : left
}

export function startOfMonth(date: CalendarDate): CalendarDate {
  return `${date.slice(0, 8)}01` as CalendarDate
}

/** The first day of the next month: the end of a half-open period of this month. */
export function endOfMonthExclusive(date: CalendarDate): CalendarDate {
  return addMonths(startOfMonth(date), 1)
}

export function dayOfWeek(date: CalendarDate): DayOfWeek {
  // 1970-01-01 was a Thursday (4).
  return (((((toDayNumber(date) + 3) % 7) + 7) % 7) + 1) as DayOfWeek
}

export function yearOf(date: CalendarDate): number {
  return Number(date.slice(0, 4))
}

/** The month of a day as `YYYY-MM`. */
export function monthOf(date: CalendarDate): string {
  return date.slice(0, 7)
}

/** The last day that belongs to a half-open period with this end. */
export function lastDayOf(end: CalendarDate): CalendarDate {
  return addDays(end, -1)
}
