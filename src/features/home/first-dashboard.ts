// The dashboard read while the app itself is still being drawn, so that its first frame has its figures.
import type { CalendarDate } from '../../core/date.ts'
import type { Books } from '../../queries/account-entries.ts'
import { type Dashboard, getDashboard } from '../../queries/get-dashboard.ts'

let first: { readonly books: Books; readonly day: CalendarDate; readonly dashboard: Dashboard } | undefined

/** Reads it ahead; the composition root calls this when the first screen is the dashboard. */
export async function readFirstDashboard(books: Books, day: CalendarDate): Promise<void> {
  first = { books, day, dashboard: await getDashboard(books, day) }
}

/** What was read ahead for these books and this day; the live rows replace it. */
export function firstDashboard(books: Books, day: CalendarDate): Dashboard | undefined {
  return first?.books === books && first.day === day ? first.dashboard : undefined
}

/** Lets it go once live rows are there: coming back to the dashboard must not show old figures. */
export function forgetFirstDashboard(): void {
  first = undefined
}
