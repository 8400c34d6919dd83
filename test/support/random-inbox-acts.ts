// Random acts on what rules told the owner.
import fc from 'fast-check'
import { finishNotices } from '../../src/commands/finish-notices.ts'
import type { NoticeId } from '../../src/core/ids.ts'
import type { TestBooks } from './open-test-books.ts'

export const inboxStep: fc.Arbitrary<number> = fc.nat(1000)

/** Lays a notice aside, or one that is gone already where there is none. */
export async function performInbox(books: TestBooks, pick: number): Promise<void> {
  const open = await books.db.notices.where('[state+id]').between(['new', ''], ['new', '\uffff']).primaryKeys()
  const id = open[pick % Math.max(open.length, 1)] ?? ('ntc_gone' as NoticeId)
  await books.run(finishNotices, { ids: [id] })
}
