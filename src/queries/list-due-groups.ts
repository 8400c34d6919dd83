import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId } from '../core/ids.ts'
import { readDueGroups } from '../storage/read-group.ts'
import type { Books } from './account-entries.ts'

/** The groups that may have something to do by the day, by index: those that sleep are not read. */
export async function listDueGroups(books: Books, asOf: CalendarDate): Promise<BillingGroupId[]> {
  return readDueGroups(books, asOf)
}
