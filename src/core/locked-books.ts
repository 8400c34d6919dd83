// what is dated in closed books is refused.
import type { CalendarDate } from './date.ts'
import type { Problem } from './problem.ts'
import type { AccountSettings } from './settings.ts'

/** documents, payments and changes of agreements are not dated within locked books; service periods may lie there. */
export function lockedProblem(
  settings: Pick<AccountSettings, 'booksLockedThrough'>,
  date: CalendarDate,
): Problem | undefined {
  const through = settings.booksLockedThrough
  return through !== undefined && date <= through ? { code: 'books-locked', through, date } : undefined
}
