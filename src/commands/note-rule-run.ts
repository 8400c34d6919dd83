// What a run keeps of own rules beside their firings: how far they are, and which events are done with.
import type { RuleState } from '../core/automation/run.ts'
import { type CalendarDate, laterOf } from '../core/date.ts'
import type { EventId, RuleId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import type { Command } from './execute.ts'

/**
 * Notes that a rule by date has had all its rows of the days through this one. No event: the firings are the facts, and
 * without the note the same days are looked at again.
 */
export const noteRuleRun: Command<{ readonly ruleId: RuleId; readonly through: CalendarDate }, null> = {
  name: 'noteRuleRun',
  tables: ['rules', 'ruleStates'],
  async run(books, { ruleId, through }) {
    books.nothingDone()
    const [rule, before] = await Promise.all([books.db.rules.get(ruleId), books.db.ruleStates.get(ruleId)])
    if (rule === undefined) return ok(null)
    const next: RuleState = {
      lastCount: 0,
      total: 0,
      ...before,
      id: ruleId,
      through: before?.through === undefined ? through : laterOf(before.through, through),
    }
    await books.putRuleState(next)
    return ok(null)
  },
}

/** Takes events out of the queue that every rule which waits for them has had. */
export const dropQueuedEvents: Command<{ readonly ids: readonly EventId[] }, null> = {
  name: 'dropQueuedEvents',
  tables: ['ruleQueue'],
  async run(books, { ids }) {
    books.nothingDone()
    await books.db.ruleQueue.bulkDelete([...ids])
    return ok(null)
  },
}
