import type { AutomationRule } from '../core/automation/rule.ts'
import type { RuleState } from '../core/automation/run.ts'
import type { RuleId } from '../core/ids.ts'
import type { Books } from './account-entries.ts'

/** All rules, the oldest first, and what each did last. */
export async function listRules(
  books: Books,
): Promise<{ readonly rules: readonly AutomationRule[]; readonly states: ReadonlyMap<RuleId, RuleState> }> {
  const [rules, states] = await Promise.all([books.rules.orderBy('id').toArray(), books.ruleStates.toArray()])
  return {
    rules: rules.sort((left, right) => (left.createdAt < right.createdAt ? -1 : 1)),
    states: new Map(states.map((state) => [state.id, state])),
  }
}

/** A rule as it is now; undefined when there is none. */
export async function getRule(books: Books, id: RuleId): Promise<AutomationRule | undefined> {
  return await books.rules.get(id)
}
