import { type PresetName, presetDifferences } from '../core/automation/presets.ts'
import { type AutomationRule, builtInRuleId } from '../core/automation/rule.ts'
import type { RuleId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Command } from './execute.ts'
import { keptParameters, wakeScope } from './rule-row.ts'

/**
 * Sets the account's own rules as a preset says (`presetDifferences` shows them before); rules of clients and groups
 * stay. Answers the rules that it wrote; none when it is in force already.
 */
export const applyPreset: Command<{ readonly preset: PresetName }, { readonly ids: readonly RuleId[] }> = {
  name: 'applyPreset',
  tables: ['rules'],
  async run(books, { preset }, envelope): Promise<Result<{ ids: RuleId[] }, Problem>> {
    const rules: readonly AutomationRule[] = await books.db.rules.toArray()
    const { changes } = presetDifferences(preset, new Map(rules.map((rule) => [rule.id, rule])))
    if (changes.length === 0) {
      books.nothingDone()
      return ok({ ids: [] })
    }
    const ids: RuleId[] = []
    for (const { kind, before, after } of changes) {
      const scope = { kind: 'account' } as const
      const id = builtInRuleId(kind, scope)
      const next = {
        ...keptParameters({ kind, scope, parameters: after.parameters, state: after.state } as never, before, envelope),
        id,
        version: (before?.version ?? 0) + 1,
        state: after.state,
        createdAt: before?.createdAt ?? envelope.now,
        updatedAt: envelope.now,
      } as AutomationRule
      if (before === undefined) await books.rules.add(next)
      else await books.rules.put(next, before)
      await wakeScope(books, next, envelope)
      books.record(before === undefined ? 'rule.added' : 'rule.changed', [id], {
        name: kind,
        kind,
        state: after.state,
        preset,
      })
      ids.push(id)
    }
    return ok({ ids })
  },
}
