// What every part of a run shares: the books, the day, the log, and whether to go on.
import { type Command, execute } from '../commands/execute.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { RuleId, RunId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { type Result, refused } from '../core/result.ts'
import type { RunVerdict } from '../core/run-guard.ts'
import type { Books } from '../queries/account-entries.ts'
import { stopsTheRun, withoutFaults } from './bill-due-groups.ts'
import type { RunLog } from './run-log.ts'

export interface RunContext {
  readonly books: Books
  readonly runId: RunId
  readonly asOf: CalendarDate
  readonly verdict: RunVerdict
  readonly log: RunLog
  envelope(extra?: { readonly chain?: readonly RuleId[] }): Envelope
  pause(): Promise<void>
  /** Why the next unit is not begun; asked before each. */
  stopped(): 'aborted' | 'time' | Problem | undefined
  /** Nothing more of this run: the reason is true of every unit. */
  stop(problem: Problem): void
}

/** Units between two turns of the page. */
export const unitsPerTurn = 25

/**
 * Runs a command of the run. What is true of everything stops the run; a fault of the program is a problem of this unit.
 * @throws only when the database itself fails
 */
export async function act<Input, Value>(
  run: RunContext,
  command: Command<Input, Value>,
  input: Input,
): Promise<Result<Value, Problem>> {
  const result = await withoutFaults(() => execute(run.books, command, input, run.envelope()))
  if (!('ok' in result)) return refused(result)
  if (!result.ok && stopsTheRun.has(result.problem.code)) run.stop(result.problem)
  return result
}
