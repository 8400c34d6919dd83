// Moments in UTC: the little arithmetic that leases and delays need, without a clock.
import { addDays, calendarDate, daysBetween, type Instant } from './date.ts'

const SECONDS_OF_DAY = 86_400

function secondsIntoDay(at: Instant): number {
  return Number(at.slice(11, 13)) * 3600 + Number(at.slice(14, 16)) * 60 + Number(at.slice(17, 19))
}

/** The moment so many whole seconds later, or earlier for a negative number; parts of a second stay. */
export function addSeconds(at: Instant, seconds: number): Instant {
  if (!Number.isInteger(seconds)) throw new RangeError(`not a whole number of seconds: ${seconds}`)
  const total = secondsIntoDay(at) + seconds
  const days = Math.floor(total / SECONDS_OF_DAY)
  const rest = total - days * SECONDS_OF_DAY
  const part = (value: number) => String(value).padStart(2, '0')
  const day = addDays(calendarDate(at.slice(0, 10)), days)
  const time = `${part(Math.floor(rest / 3600))}:${part(Math.floor(rest / 60) % 60)}:${part(rest % 60)}`
  return `${day}T${time}${at.slice(19)}` as Instant
}

/** Whole seconds from one moment to another, parts of a second not counted; negative when `end` is earlier. */
export function secondsBetween(start: Instant, end: Instant): number {
  const days = daysBetween(calendarDate(start.slice(0, 10)), calendarDate(end.slice(0, 10)))
  return days * SECONDS_OF_DAY + secondsIntoDay(end) - secondsIntoDay(start)
}

/** The later of two moments. */
export function laterInstant(left: Instant, right: Instant): Instant {
  return left < right ? right : left
}
