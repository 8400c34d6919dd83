import { rulesVersion } from '../core/automation/run.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { CalendarDate, Instant } from '../core/date.ts'
import { addSeconds } from '../core/instant.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'

/**
 * "My clock was wrong": runs count from today again, and everything is planned anew. What was made under the wrong
 * day stays; `listMadeMeanwhile` names it. What waits in the outbox for a day counted from a wrong one may leave now, and own
 * rules by date have their turns again. Problem: `newer-rules`, which no clock explains.
 */
export const resetClock: Command<Readonly<Record<string, never>>, null> = {
  name: 'resetClock',
  tables: ['outbox', 'rules', 'ruleStates', 'runs'],
  async run(books, _input, { now, today }): Promise<Result<null, Problem>> {
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
    await deliverFromNow(books, now)
    await rulesFromToday(books, today)
    return ok(null)
  },
}

/** No back-off and no lease is longer than two days: what is to leave after that was counted from a wrong day. */
const longestWaitSeconds = 2 * 86_400

async function deliverFromNow({ db, outbox }: Books, now: Instant): Promise<void> {
  const after = addSeconds(now, longestWaitSeconds)
  for (const state of ['waiting', 'sending'] as const) {
    const late = await db.outbox.where('[state+nextAt]').between([state, after], [state, '\uffff'], false).toArray()
    await outbox.putMany(late.map((previous) => ({ next: movedRow(previous, { state, nextAt: now }, now), previous })))
  }
}

/**
 * An own rule by date is done through the last true day on which anything ran, not through a wrong one: its firings keep
 * it from acting twice.
 */
async function rulesFromToday(books: Books, today: CalendarDate): Promise<void> {
  const ahead = (await books.db.ruleStates.toArray()).filter(({ through }) => through !== undefined && through > today)
  if (ahead.length === 0) return
  const before = await books.db.runs
    .orderBy('id')
    .reverse()
    .filter(({ asOf }) => asOf <= today)
    .first()
  for (const { through: _wrong, ...state } of ahead) {
    await books.putRuleState(before === undefined ? state : { ...state, through: before.asOf })
  }
}
