import { addDays, addMonths, type CalendarDate, daysBetween } from './date.ts'

/** From `start` up to but not including `end`. */
export interface Period {
  readonly start: CalendarDate
  readonly end: CalendarDate
}

/** How long one billing period is. */
export interface Cadence {
  readonly unit: 'day' | 'week' | 'month' | 'year'
  /** A whole number of 1 or more. */
  readonly every: number
}

/**
 * Boundary k of a chain of periods: origin + k x cadence, always counted from the origin, so that a month's end is
 * clamped and never lost: 31 Jan, 28 Feb, 31 Mar. k may be negative.
 */
export function boundary(origin: CalendarDate, cadence: Cadence, k: number): CalendarDate {
  const steps = cadence.every * k
  switch (cadence.unit) {
    case 'day':
      return addDays(origin, steps)
    case 'week':
      return addDays(origin, steps * 7)
    case 'month':
      return addMonths(origin, steps)
    case 'year':
      return addMonths(origin, steps * 12)
  }
}

/** How many days the period has. */
export function daysIn(period: Period): number {
  return daysBetween(period.start, period.end)
}

/** Whether the day lies in the period. */
export function includes(period: Period, date: CalendarDate): boolean {
  return period.start <= date && date < period.end
}

/** What two periods have in common, or undefined when no day. */
export function overlapOf(left: Period, right: Period): Period | undefined {
  const start = left.start < right.start ? right.start : left.start
  const end = left.end < right.end ? left.end : right.end
  return start < end ? { start, end } : undefined
}
