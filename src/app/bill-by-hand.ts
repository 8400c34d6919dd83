import type { BillingRun, BillingRunOptions } from '../automation/bill-due-groups.ts'
import { refusalOf } from '../core/run-guard.ts'
import { currentDay } from '../worker/clock.ts'
import type { OpenedAccount } from './open-runtime.ts'
import { runByHand } from './run-by-hand.ts'

/**
 * What a person asks for on the page of billing: the whole run of the shown account, said in the words of billing.
 * @throws as `runByHand`
 */
export async function billByHand(
  opened: OpenedAccount,
  { onProgress, signal }: BillingRunOptions = {},
): Promise<BillingRun> {
  if (opened.entry.state !== 'active') return { groups: 0, invoices: 0, parked: 0, stopped: { code: 'read-only' } }
  const run = await runByHand(opened, {
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: ({ done, total, counts }) => onProgress({ done, total, invoices: counts.drafts }),
    }),
  })
  if (run === undefined) throw new Error('The account could not be run')
  const { groups, drafts: invoices, parked } = run.counts
  const today = currentDay(opened.settings.timeZone)
  const stopped = run.stoppedBy === 'time' ? 'aborted' : (run.stoppedBy ?? refusalOf(run.verdict, today))
  return { groups, invoices, parked, ...(stopped === undefined ? {} : { stopped }) }
}
