import type { Books } from './account-entries.ts'
import { newestEventId } from './list-pending.ts'

/** Changes whenever what needs the owner may have changed: one key and one row, to be watched while screens stand. */
export async function getAttentionMark(books: Books): Promise<string> {
  const [newest, state] = await Promise.all([newestEventId(books), books.automation.get('state')])
  return JSON.stringify([newest, state?.mark, state?.paused, state?.waiting])
}
