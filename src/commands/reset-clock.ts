import { rulesVersion } from '../core/automation/run.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'

/**
 * "My clock was wrong": runs count from today again, and everything is planned anew. What was made under the wrong
 * day stays; `listMadeMeanwhile` names it. Problem: `newer-rules`, which no clock explains.
 */
export const resetClock: Command<Readonly<Record<string, never>>, null> = {
  name: 'resetClock',
  tables: [],
  async run(books): Promise<Result<null, Problem>> {
    const state = await books.db.automation.get('state')
    const mark = state?.mark
    if (state === undefined || mark === undefined) {
      books.nothingDone()
      return ok(null)
    }
    if (mark.rulesVersion > rulesVersion) {
      return refused({ code: 'newer-rules', found: mark.rulesVersion, own: rulesVersion })
    }
    const { mark: _mark, ...rest } = state
    await books.putAutomation(rest)
    books.record('automation.clock-reset', [], { lastRunOn: mark.asOf })
    // Everything sleeps until days that were counted from a wrong one.
    await books.wakeAll()
    return ok(null)
  },
}
