// The billing run in this window. Loaded when the first screen stands, so that nothing of it slows the start.
import { type BillingRun, type BillingRunOptions, billDueGroups } from '../automation/bill-due-groups.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountDb } from '../storage/account-db.ts'

export interface RunPlace {
  readonly books: AccountDb
  readonly today: () => CalendarDate
  readonly envelope: () => Envelope
}

/**
 * Runs the billing of the account, as automation. One window at a time: the lock only saves work, each period is billed
 * once by its key. `whoWaits`: a person who asked waits for a run in another window; a wake-up leaves it to that one.
 */
export async function runBilling(
  { books, today, envelope }: RunPlace,
  whoWaits: 'person' | 'nobody',
  options: BillingRunOptions = {},
): Promise<BillingRun> {
  const automatic = (): Envelope => ({ ...envelope(), actor: 'automation' })
  const run = () => billDueGroups({ books, envelope: automatic }, today(), options)
  // Absent on insecure origins.
  const locks = (navigator as Partial<Pick<Navigator, 'locks'>>).locks
  if (locks === undefined) return run()
  const name = `${books.name}/billing`
  if (whoWaits === 'person') {
    return locks.request(name, options.signal === undefined ? {} : { signal: options.signal }, run)
  }
  return locks.request(name, { ifAvailable: true }, async (lock) =>
    lock === null ? { groups: 0, invoices: 0, parked: 0 } : run(),
  )
}
