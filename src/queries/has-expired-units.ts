import type { CalendarDate } from '../core/date.ts'
import { expiredUnits } from '../storage/expired-units.ts'
import type { Books } from './account-entries.ts'

/** Whether a run has prepaid units to let go: one read of an index (T-5). */
export async function hasExpiredUnits(books: Books, today: CalendarDate): Promise<boolean> {
  return (await expiredUnits(books, today)).length > 0
}
