// The one switch over everything that runs by itself.
import type { AutomationState } from '../core/automation/run.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Command } from './execute.ts'

type Nothing = Readonly<Record<string, never>>

/** Nothing runs and nothing leaves until it is lifted. Paused already: that reason stays. */
export const pauseAutomation: Command<Nothing, null> = {
  name: 'pauseAutomation',
  tables: [],
  async run(books, _input, { now }): Promise<Result<null, Problem>> {
    const state: AutomationState = (await books.db.automation.get('state')) ?? {
      id: 'state',
      waiting: [],
      confirmed: [],
    }
    if (state.paused !== undefined) books.nothingDone()
    else {
      await books.putAutomation({ ...state, paused: { since: now, why: 'by-hand' } })
      books.record('automation.paused', [], { why: 'by-hand' })
    }
    return ok(null)
  },
}

/** "Go on": the next run does what is due. What was given to the owner to deliver stays with the owner. */
export const resumeAutomation: Command<Nothing, null> = {
  name: 'resumeAutomation',
  tables: [],
  async run(books): Promise<Result<null, Problem>> {
    const state = await books.db.automation.get('state')
    if (state?.paused === undefined) books.nothingDone()
    else {
      const { paused, ...rest } = state
      await books.putAutomation(rest)
      books.record('automation.resumed', [], { why: paused.why })
    }
    return ok(null)
  },
}
