import { ruleEvents } from '../core/automation/own-rule.ts'
import type { AutomationRule } from '../core/automation/rule.ts'
import type { EventType } from '../core/event.ts'
import type { Books } from './books.ts'

/**
 * Keeps which events own rules wait for: only those are queued when they happen. To be called by every command that
 * writes a rule, after it; its transaction must have `rules`.
 */
export async function writeWatched({ db }: Books): Promise<void> {
  const rules: readonly AutomationRule[] = await db.rules.where('kind').equals('own').toArray()
  const watched = new Set<EventType>()
  for (const rule of rules) {
    if (rule.kind !== 'own' || rule.state === 'off') continue
    const { when } = rule.parameters
    if (when.kind === 'event' && when.event in ruleEvents) watched.add(when.event)
  }
  await db.meta.put({ key: 'watched', value: [...watched].sort() })
}
