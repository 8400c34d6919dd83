import { checkRule, type RuleFields } from '../core/automation/check-rule.ts'
import type { AutomationRule } from '../core/automation/rule.ts'
import { builtInRuleId } from '../core/automation/rule.ts'
import type { RuleId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import { keptParameters, ruleName, unknownReference, wakeScope } from './rule-row.ts'
import { writeWatched } from './write-watched.ts'

export interface SeenRule {
  readonly id: RuleId
  readonly version: number
}

export type SaveRule = RuleFields & {
  /** Absent for a new one. */
  readonly seen?: SeenRule
  readonly state: AutomationRule['state']
}

/**
 * Adds a rule or changes one. A built-in kind has at most one row for the account, each client and each group. From the
 * day on which a rule is switched on it counts; nothing is done after the fact. Kind and scope of a row stay.
 * Problems: `not-found`, `stale`, those of `checkRule`, `field-invalid` for an endpoint, client or tax that is not there.
 */
export const saveRule: Command<SaveRule, SeenRule> = {
  name: 'saveRule',
  tables: ['rules', 'taxRates'],
  async run(books, { seen, state, ...fields }, envelope): Promise<Result<SeenRule, Problem>> {
    const { kind, scope } = fields
    const id = kind === 'own' ? (seen?.id ?? envelope.newId('rul')) : builtInRuleId(kind, scope)
    const row = await books.db.rules.get(id)
    // Someone else made it first: their row is shown.
    if (seen === undefined && row !== undefined) {
      return refused({ code: 'stale', entity: 'rule', id, current: row })
    }
    const found = seen === undefined ? ok(undefined) : expectRow<AutomationRule>('rule', row, { ...seen, id })
    if (!found.ok) return found
    const before = found.value
    if (before !== undefined && (seen?.id !== id || before.kind !== kind)) {
      return refused({ code: 'not-found', entity: 'rule', id: String(seen?.id) })
    }
    const problem = checkRule(fields) ?? (await unknownReference(books, fields))
    if (problem !== undefined) return refused(problem)
    const next = {
      ...keptParameters({ ...fields, state }, before, envelope),
      id,
      version: (before?.version ?? 0) + 1,
      state,
      createdAt: before?.createdAt ?? envelope.now,
      updatedAt: envelope.now,
    } as AutomationRule
    if (before === undefined) await books.rules.add(next)
    else await books.rules.put(next, before)
    await writeWatched(books)
    await wakeScope(books, next, envelope)
    if (before !== undefined && scopeKey(before) !== scopeKey(next)) await wakeScope(books, before, envelope)
    const subjects = scope.kind === 'account' ? [] : [scope.clientId]
    books.record(before === undefined ? 'rule.added' : 'rule.changed', [id, ...subjects], {
      name: ruleName(next),
      kind,
      state,
    })
    return ok({ id, version: next.version })
  },
}

/**
 * Switches a rule on or off. On again, it counts from today. What it names must still be there to switch it on.
 * Problems: `not-found`, `stale`, `field-invalid`.
 */
export const setRuleState: Command<SeenRule & { readonly state: AutomationRule['state'] }, SeenRule> = {
  name: 'setRuleState',
  tables: ['rules', 'taxRates'],
  async run(books, { state, ...seen }, envelope): Promise<Result<SeenRule, Problem>> {
    const found = expectRow<AutomationRule>('rule', await books.db.rules.get(seen.id), seen)
    if (!found.ok) return found
    const before = found.value
    const problem = state === 'on' ? await unknownReference(books, before) : undefined
    if (problem !== undefined) return refused(problem)
    const next = {
      ...before,
      ...keptParameters({ ...(before as RuleFields), state }, before, envelope),
      version: before.version + 1,
      state,
      updatedAt: envelope.now,
    } as AutomationRule
    await books.rules.put(next, before)
    await writeWatched(books)
    await wakeScope(books, next, envelope)
    books.record('rule.changed', subjectsOf(next), { name: ruleName(next), kind: next.kind, state })
    return ok({ id: next.id, version: next.version })
  },
}

/** Takes a rule away; what it did stays in the log, and is not done again by another. Problems: `not-found`, `stale`. */
export const removeRule: Command<SeenRule, null> = {
  name: 'removeRule',
  tables: ['rules'],
  async run(books, seen, envelope): Promise<Result<null, Problem>> {
    const found = expectRow<AutomationRule>('rule', await books.db.rules.get(seen.id), seen)
    if (!found.ok) return found
    await books.rules.remove(found.value)
    await writeWatched(books)
    await wakeScope(books, found.value, envelope)
    books.record('rule.removed', subjectsOf(found.value), { name: ruleName(found.value), kind: found.value.kind })
    return ok(null)
  },
}

function scopeKey({ scope }: AutomationRule): string {
  return JSON.stringify(scope)
}

function subjectsOf({ id, scope }: AutomationRule): readonly string[] {
  return scope.kind === 'account' ? [id] : [id, scope.clientId]
}
