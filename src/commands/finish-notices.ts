import type { Notice } from '../core/automation/run.ts'
import type { NoticeId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import type { Command } from './execute.ts'

/**
 * Lays notices of rules aside, as the owner has read them. Those that are done already, or gone, are passed over: two
 * windows may show the same.
 */
export const finishNotices: Command<{ readonly ids: readonly NoticeId[] }, { readonly done: number }> = {
  name: 'finishNotices',
  tables: ['notices'],
  async run(books, { ids }) {
    const rows = await books.db.notices.bulkGet([...new Set(ids)])
    const open = rows.filter((row): row is Notice => row?.state === 'new')
    if (open.length === 0) {
      books.nothingDone()
      return ok({ done: 0 })
    }
    await books.notices.putMany(
      open.map((previous) => ({ previous, next: { ...previous, state: 'done', version: previous.version + 1 } })),
    )
    books.record(
      'notice.done',
      open.flatMap(({ id, subjects }) => [id, ...subjects]),
      { count: open.length },
    )
    return ok({ done: open.length })
  },
}
