import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import type { CreditEntry } from '../core/model.ts'
import type { AccountDb } from './account-db.ts'

/** Goodwill that is over and not used up (M-17), by index: what has no last day is not read. */
export async function expiredCredits(db: AccountDb, today: CalendarDate): Promise<CreditEntry[]> {
  const over = await db.creditEntries
    .where('[state+expiresOn]')
    .between(['live', Dexie.minKey], ['live', today], true, true)
    .toArray()
  return over.filter(({ remaining }) => remaining > 0)
}
