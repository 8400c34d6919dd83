import { checkRule } from '../core/automation/check-rule.ts'
import type { Occurrence, OwnRuleReason, OwnRuleRow } from '../core/automation/plan-own-rules.ts'
import type { Envelope } from '../core/envelope.ts'
import type { Decision } from '../core/plan.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type Command, rehearse } from './execute.ts'
import { fireRule } from './fire-rule.ts'

export interface RehearsedRow {
  readonly subjectId: string
  readonly occurrence: Occurrence
}

export interface Rehearsal extends RehearsedRow {
  /** Absent: the row is gone. */
  readonly decision?: Decision<OwnRuleReason>
  /** What would become of each act, in order. */
  readonly outcomes: readonly ('done' | 'nothing-to-do' | Problem)[]
}

/**
 * What a rule would do to some rows now: it does it, in one transaction that is taken back as a whole. The rule need not
 * be saved, nor switched on. Problems: those of `checkRule`.
 */
export function rehearseRule(
  db: AccountDb,
  rule: OwnRuleRow,
  rows: readonly RehearsedRow[],
  envelope: Envelope,
): Promise<Result<readonly Rehearsal[], Problem>> {
  const problem = checkRule(rule)
  if (problem !== undefined) return Promise.resolve({ ok: false, problem })
  const command: Command<null, readonly Rehearsal[]> = {
    name: 'rehearseRule',
    tables: fireRule.tables,
    async run(books, _input, automatic) {
      await books.db.rules.put({ ...rule, state: 'on' })
      const rehearsals: Rehearsal[] = []
      for (const row of rows) {
        const fired = await fireRule.run(books, { ruleId: rule.id, ...row }, automatic)
        if (fired.ok) rehearsals.push({ ...row, ...fired.value })
        else rehearsals.push({ ...row, outcomes: [fired.problem] })
      }
      return ok(rehearsals)
    },
  }
  return rehearse(db, command, null, { ...envelope, actor: 'automation', chain: [rule.id] })
}
