// The days around the end of a term: when its renewal is invoiced, and where one that was paid late goes on (T-8, R-29).
import { addDays, addMonths, type CalendarDate, laterOf, startOfMonth } from '../date.ts'
import { boundary, type Cadence, type Period } from '../period.ts'
import type { RenewOn } from './product-sale.ts'

/** The day on which the renewal of a term is invoiced: `lead` before its end, and at the earliest its second day (T-8, R-29). */
export function renewalDay({ start, end }: Period, lead: Cadence): CalendarDate {
  return laterOf(boundary(end, lead, -1), addDays(start, 1))
}

/**
 * The term of a renewal that was paid late, where it goes on from the day of the payment: as long as it would have
 * been; one whose months begin on the 1st runs on to the next 1st, so that no paid day is lost.
 */
export function restoredTerm(paidOn: CalendarDate, months: number, renewOn: RenewOn): Period {
  const end = addMonths(paidOn, months)
  if (renewOn === 'anniversary' || end === startOfMonth(end)) return { start: paidOn, end }
  return { start: paidOn, end: addMonths(startOfMonth(end), 1) }
}
