import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'

/** Before every day: whatever has it is planned at the next run. */
const always = '0001-01-01' as CalendarDate

interface Tables {
  table(name: string): {
    toCollection(): { primaryKeys(): PromiseLike<unknown> }
    where(index: string): {
      between(from: readonly unknown[], to: readonly unknown[]): { primaryKeys(): PromiseLike<unknown> }
    }
    bulkPut(rows: readonly object[]): PromiseLike<unknown>
  }
}

/**
 * Wakes every billing group and every open invoice: after rows came from elsewhere, nobody knows when anything of them
 * can change (design.md section 4).
 */
export async function wakeAll(db: Tables): Promise<void> {
  const groups = (await db.table('billingGroups').toCollection().primaryKeys()) as string[]
  const open = db.table('invoices').where('[state+dueOn+id]').between(['open', Dexie.minKey], ['open', Dexie.maxKey])
  const invoices = (await open.primaryKeys()) as string[]
  await db
    .table('wakeups')
    .bulkPut([
      ...groups.map((id) => ({ id, kind: 'group', wakeOn: always })),
      ...invoices.map((id) => ({ id, kind: 'invoice', wakeOn: always })),
    ])
}
