import { addDays, type CalendarDate, endOfMonthExclusive, laterOf } from './date.ts'
import { nextDayOfMonth } from './period-chain.ts'

/** How the due date follows from an invoice's date (M-26, W-15). */
export type DueRule =
  | { readonly kind: 'net-days'; readonly days: number }
  | { readonly kind: 'first-of-next-month' }
  | { readonly kind: 'last-of-month' }
  | { readonly kind: 'day-of-month'; readonly day: number }

/**
 * The due date of an invoice of this date. A day of the month is the next one after the invoice's date, never that
 * date itself; a month without it gives its last day. Throws RangeError for a day that is not 1 to 31 and for a number
 * of days that is not whole or below 0.
 */
export function dueDate(rule: DueRule, invoiceDate: CalendarDate): CalendarDate {
  switch (rule.kind) {
    case 'net-days':
      if (!Number.isInteger(rule.days) || rule.days < 0) throw new RangeError(`not a number of days: ${rule.days}`)
      return addDays(invoiceDate, rule.days)
    case 'first-of-next-month':
      return endOfMonthExclusive(invoiceDate)
    case 'last-of-month':
      return nextDayOfMonth(invoiceDate, 31)
    case 'day-of-month':
      return nextDayOfMonth(invoiceDate, rule.day)
  }
}

/** The due date of an invoice whose charges bill on `billsOn`: terms run from the later of the two days. */
export function dueDateOfBilling(rule: DueRule, issuedOn: CalendarDate, billsOn: CalendarDate): CalendarDate {
  return dueDate(rule, laterOf(issuedOn, billsOn))
}
