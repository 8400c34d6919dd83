import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId } from '../core/ids.ts'

/** Before every day: whatever has it is planned at the next run. */
const always = '0001-01-01' as CalendarDate

interface Tables {
  table(name: string): {
    toCollection(): { primaryKeys(): PromiseLike<unknown> }
    bulkPut(rows: readonly object[]): PromiseLike<unknown>
  }
}

/** Wakes every billing group: after rows came from elsewhere, nobody knows when each can bill (design.md section 4). */
export async function wakeGroups(db: Tables): Promise<void> {
  const ids = (await db.table('billingGroups').toCollection().primaryKeys()) as BillingGroupId[]
  await db.table('wakeups').bulkPut(ids.map((id) => ({ id, kind: 'group', wakeOn: always })))
}
