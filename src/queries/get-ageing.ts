import { Dexie } from 'dexie'
import { type Ageing, ageReceivables } from '../core/ageing.ts'
import type { CalendarDate } from '../core/date.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Books } from './account-entries.ts'

/** What all clients owe by how long it is late today. Reads open invoices by index and nothing else. */
export async function getAgeing(books: Books, today: CalendarDate): Promise<Ageing> {
  const open = await books.invoices
    .where('[state+dueOn+id]')
    .between(['open', Dexie.minKey], ['open', Dexie.maxKey])
    .toArray()
  return ageReceivables(
    open.filter((row): row is FinalizedInvoice => row.state === 'open'),
    today,
  )
}
