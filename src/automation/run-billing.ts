// The groups of a run: billed and renewed one transaction each, parked when they fail, with every decision written down.
import type { GroupBilled } from '../commands/bill-group.ts'
import type { BillingReason } from '../core/billing/reason.ts'
import type { BillingGroupId, ClientId, RuleId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import type { FinalizationReason } from '../core/plan-finalization.ts'
import { billOneGroup, type GroupOutcome } from './bill-due-groups.ts'
import { type RunContext, unitsPerTurn } from './run-context.ts'

/** A draft that its rule makes an invoice today. */
export interface DueDraft {
  readonly intent: GroupBilled['finalization']['intents'][number]
  readonly decision: Decision<FinalizationReason>
  readonly clientId: ClientId
  readonly ruleId?: RuleId
}

/** Bills each group that is due; answers the drafts that may become invoices. */
export async function billGroups(
  run: RunContext,
  dueGroups: readonly BillingGroupId[],
  onProgress: (done: number, total: number) => void,
): Promise<{ readonly drafts: readonly DueDraft[] }> {
  const drafts: DueDraft[] = []
  let done = 0
  for (const groupId of dueGroups) {
    if (run.stopped() !== undefined) break
    const outcome = await billOneGroup(run.books, groupId, run.asOf, run.envelope)
    if (outcome.kind === 'stop') {
      run.stop(outcome.problem)
      break
    }
    noteGroup(run, groupId, outcome, drafts)
    done += 1
    if (done % unitsPerTurn === 0 || done === dueGroups.length) {
      onProgress(done, dueGroups.length)
      await run.log.flush(run.books, run.envelope)
      await run.pause()
    }
  }
  return { drafts }
}

function noteGroup(
  { log, asOf }: RunContext,
  groupId: BillingGroupId,
  outcome: GroupOutcome,
  drafts: DueDraft[],
): void {
  if (outcome.kind === 'gone' || outcome.kind === 'stop') return
  log.count('groups')
  if (outcome.kind === 'parked') {
    log.count('parked')
    const reason: BillingReason = { code: 'parked', problem: outcome.problem, on: asOf }
    log.note([{ subject: { kind: 'group', id: groupId }, outcome: 'blocked', reason }], {
      planner: 'billing',
      subjects: [],
    })
    return
  }
  log.count('renewed', outcome.renewed.length)
  log.count('drafts', outcome.invoices)
  outcome.passes.forEach((pass, index) => {
    log.count('charges', pass.charges)
    const subjects = [groupId, pass.clientId]
    // The last pass says where everything stands; those before it, what was done.
    const last = index === outcome.passes.length - 1
    const told = <Each extends Decision<unknown>>(decisions: readonly Each[]) =>
      last ? decisions : decisions.filter((each) => each.outcome === 'do')
    log.note(told(pass.decisions), { planner: 'billing', subjects })
    log.note(told(pass.renewalDecisions), { planner: 'renewal', subjects })
    if (last) noteDrafts(log, pass, drafts, subjects)
  })
}

/** What can go is written down when it has gone, or waits. */
function noteDrafts(
  log: RunContext['log'],
  { finalization, clientId }: GroupBilled,
  drafts: DueDraft[],
  subjects: readonly string[],
): void {
  const { intents, decisions, ruleId } = finalization
  log.note(
    decisions.filter(({ outcome }) => outcome !== 'do'),
    { planner: 'finalization', ruleId, subjects },
  )
  for (const intent of intents) {
    const decision = decisions.find(({ subject }) => subject.id === intent.invoiceId)
    if (decision !== undefined) drafts.push({ intent, decision, clientId, ...(ruleId && { ruleId }) })
  }
}
