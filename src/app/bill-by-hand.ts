import type { BillingRun, BillingRunOptions } from '../automation/bill-due-groups.ts'
import type { Problem } from '../core/problem.ts'
import type { RunReason } from '../core/run-guard.ts'
import { currentDay } from '../worker/clock.ts'
import type { OpenedAccount } from './open-runtime.ts'
import { runAutomation } from './run-automation.ts'

/**
 * What a person asks for on the page of billing: the whole run of the shown account, after one that is going on.
 * @throws when the database fails, or when it was stopped while it waited
 */
export async function billByHand(
  opened: OpenedAccount,
  { onProgress, signal }: BillingRunOptions = {},
): Promise<BillingRun> {
  if (opened.entry.state !== 'active') return { groups: 0, invoices: 0, parked: 0, stopped: { code: 'read-only' } }
  const [account] = await runAutomation(opened, 'by-hand', {
    byHand: true,
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: ({ done, total, counts }) => onProgress({ done, total, invoices: counts.drafts }),
    }),
  })
  if (account !== undefined && 'failed' in account) throw account.failed
  const run = account?.run
  if (run === undefined) throw new Error('The account could not be run')
  const { groups, drafts: invoices, parked } = run.counts
  const stopped = run.stoppedBy === 'time' ? 'aborted' : (run.stoppedBy ?? refusal(run.verdict.reason, opened))
  return { groups, invoices, parked, ...(stopped === undefined ? {} : { stopped }) }
}

/** Why the run could not begin; undefined when it did. */
function refusal(reason: RunReason, { settings }: OpenedAccount): Problem | undefined {
  if (reason.code === 'newer-rules') return reason
  if (reason.code !== 'clock-went-back' && reason.code !== 'time-zone-changed') return undefined
  return { code: 'clock-went-back', lastRunOn: reason.lastRunOn, today: currentDay(settings.timeZone) }
}
