import type { CalendarDate } from '../core/date.ts'
import { expiredCredits } from '../storage/expired-credits.ts'
import type { Books } from './account-entries.ts'

/** Whether a run has goodwill to let go: one read of an index (M-17). */
export async function hasExpiredCredit(books: Books, today: CalendarDate): Promise<boolean> {
  return (await expiredCredits(books, today)).length > 0
}
