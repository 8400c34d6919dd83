import { checkOwnRule } from '../core/automation/check-own-rule.ts'
import {
  firingKey,
  type Occurrence,
  type OwnRuleReason,
  type OwnRuleRow,
  planOwnRule,
} from '../core/automation/plan-own-rules.ts'
import type { AutomationRule } from '../core/automation/rule.ts'
import type { Firing, RuleState } from '../core/automation/run.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventId, RuleId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { planTables } from '../storage/read-group.ts'
import { readRuleFacts, ruleFactTables } from '../storage/read-rule-facts.ts'
import type { Books } from './books.ts'
import { tagTables } from './change-tags.ts'
import type { Command } from './execute.ts'
import { issueTables } from './finalize-invoice.ts'
import { startFiring } from './rule-acts.ts'

export interface FireRule {
  readonly ruleId: RuleId
  /** The client, invoice or contract. */
  readonly subjectId: string
  readonly occurrence: Occurrence
  /** An event that all its rules had with this one: it leaves the queue. */
  readonly lastOf?: EventId
}

export interface RuleFired {
  /** Absent: the rule or the row is gone. */
  readonly decision?: Decision<OwnRuleReason>
  /** What became of each act, in order; empty when it did not fire. */
  readonly outcomes: Firing['outcomes']
}

/**
 * One rule acts on one row, in one transaction: planned again from rows as they stand, then act by act, each through the
 * path that a person's hand takes. What one act cannot do is written down and the others go on: each looks before it
 * writes. The firing's key makes a second time impossible, in any window. Where nothing is to do, nothing is written.
 * The envelope carries the chain of rules, this one last, so that what follows is known as its doing.
 */
export const fireRule: Command<FireRule, RuleFired> = {
  name: 'fireRule',
  tables: [
    ...new Set([
      ...planTables,
      ...issueTables,
      ...ruleFactTables,
      ...tagTables,
      'rules',
      'ruleStates',
      'firings',
      'messages',
      'notices',
      'allocations',
      'creditEntries',
    ] as const),
  ],
  async run(books, { ruleId, subjectId, occurrence, lastOf }, envelope): Promise<Result<RuleFired, Problem>> {
    if (lastOf !== undefined) await books.db.ruleQueue.delete(lastOf)
    const nothing = (decision?: Decision<OwnRuleReason>): Result<RuleFired, Problem> => {
      books.nothingDone()
      return ok({ outcomes: [], ...(decision === undefined ? {} : { decision }) })
    }
    const [rule, facts] = await Promise.all([readOwnRule(books, ruleId), readRuleFacts(books.db, [subjectId])])
    const found = facts.get(subjectId)
    if (rule === undefined || found === undefined) return nothing()
    const key = firingKey(ruleId, subjectId, occurrence.id)
    const fired = (await books.db.firings.get(key)) !== undefined
    const plan = planOwnRule(rule, [{ facts: found, occurrence, fired }], envelope.today)
    const planned = plan.decisions[0]
    if (plan.intents.length === 0 || planned === undefined) return nothing(planned)
    const act = startFiring(books, rule, found, key, envelope)
    const outcomes: Firing['outcomes'][number][] = []
    for (const [index, action] of rule.parameters.actions.entries()) outcomes.push(await act(action, index))
    const done = outcomes.filter((outcome) => outcome === 'done').length
    const problem = outcomes.find((outcome): outcome is Problem => typeof outcome === 'object')
    if (done === 0 && problem === undefined) {
      return nothing({ ...planned, outcome: 'skip', reason: { code: 'nothing-to-do' } })
    }
    await books.firings.add({
      id: key,
      ruleId,
      subjectId,
      ...(envelope.runId === undefined ? {} : { runId: envelope.runId }),
      on: envelope.today,
      at: envelope.now,
      outcomes,
    })
    await countFiring(books, ruleId, envelope)
    books.record('rule.fired', [key, ruleId, subjectId, found.client.id], {
      name: rule.parameters.name,
      clientName: found.client.name,
      outcomes: outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : outcome.code)),
    })
    if (problem === undefined) return ok({ decision: planned, outcomes })
    const reason: OwnRuleReason = { code: 'refused', problem, done }
    return ok({ decision: { ...planned, outcome: done > 0 ? 'do' : 'blocked', reason }, outcomes })
  },
}

/** The rule as it stands, if it is on and still makes sense: a file may have brought another one. */
async function readOwnRule({ db }: Books, id: RuleId): Promise<OwnRuleRow | undefined> {
  const row: AutomationRule | undefined = await db.rules.get(id)
  if (row === undefined || row.kind !== 'own' || row.state === 'off') return undefined
  return checkOwnRule(row.parameters) === undefined ? row : undefined
}

async function countFiring(books: Books, id: RuleId, { runId, today, now }: Envelope): Promise<void> {
  const before = await books.db.ruleStates.get(id)
  const sameRun = before?.lastRunId !== undefined && before.lastRunId === runId
  const next: RuleState = {
    ...before,
    id,
    ...(runId === undefined ? {} : { lastRunId: runId }),
    lastOn: today,
    lastAt: now,
    lastCount: (sameRun ? before.lastCount : 0) + 1,
    total: (before?.total ?? 0) + 1,
  }
  await books.putRuleState(next)
}
