import type { AutomationRule } from '../core/automation/rule.ts'
import type { Books } from './account-entries.ts'

/** The tags that rules ask for or put: what is worth proposing. */
export async function listRuleTags(books: Books): Promise<readonly string[]> {
  const rules: readonly AutomationRule[] = await books.rules.where('kind').equals('own').toArray()
  const tags = rules.flatMap((rule) => {
    if (rule.kind !== 'own') return []
    const { conditions, actions } = rule.parameters
    return [...conditions, ...actions].flatMap((part) => ('tag' in part ? [part.tag] : []))
  })
  return [...new Set(tags)].sort()
}
