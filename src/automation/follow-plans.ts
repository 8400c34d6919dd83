// The plans of a run: renewals drafted, unpaid ones found expired, before the groups are billed, so that a rule that issues
// drafts finds theirs (T-8, R-29).
import { followPlan } from '../commands/renew-plan.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { RunContext } from './run-context.ts'
import { act, unitsPerTurn } from './run-context.ts'

/**
 * Looks at each term whose day has come; nothing else is read. After a long absence a renewal may be late already on the day
 * on which it is made: it is looked at in the same run, so that one run leaves what a run on each day would have left.
 */
export async function followPlans(run: RunContext): Promise<void> {
  const seen = new Set<string>()
  for (;;) {
    const awake = await run.books.purchases.where('wakeOn').belowOrEqual(run.asOf).toArray()
    const due = awake.filter(({ id }) => !seen.has(id))
    if (due.length === 0) return
    for (const { id } of due) seen.add(id)
    await followAll(run, due)
    if (run.stopped() !== undefined) return
  }
}

async function followAll(run: RunContext, due: readonly Purchase[]): Promise<void> {
  let done = 0
  for (const { id, clientId, invoiceId } of due) {
    if (run.stopped() !== undefined) return
    const followed = await act(run, followPlan, { id })
    const subject = { kind: 'purchase', id } as const
    const about = { planner: 'plans', subjects: [clientId, invoiceId] } as const
    if (!followed.ok) {
      run.log.note([{ subject, outcome: 'blocked', reason: followed.problem }], about)
      continue
    }
    const { did, reason, invoiceId: renewal } = followed.value
    if (did === 'renewed') {
      run.log.count('renewed')
      run.log.count('drafts')
    }
    if (reason !== undefined) {
      const outcome = did === 'nothing' ? 'blocked' : 'do'
      const subjects = renewal === undefined ? about.subjects : [...about.subjects, renewal]
      run.log.note([{ subject, outcome, reason }], { ...about, subjects })
    }
    done += 1
    if (done % unitsPerTurn === 0) await run.pause()
  }
}
