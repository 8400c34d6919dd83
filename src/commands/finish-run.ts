import type { AutomationState, Run, RunCounts, RunEntry, WaitingDocument } from '../core/automation/run.ts'
import type { RunId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { RunReason } from '../core/run-guard.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'

export interface LogDecisions {
  readonly runId: RunId
  readonly entries: readonly RunEntry[]
}

/** Writes decisions of a run that goes on, so that what is killed has left them. Their keys make each one row. */
export const logDecisions: Command<LogDecisions, null> = {
  name: 'logDecisions',
  tables: ['runEntries'],
  unguarded: true,
  async run(books, { entries }): Promise<Result<null, Problem>> {
    await books.db.runEntries.bulkPut(entries)
    books.nothingDone()
    return ok(null)
  },
}

export interface FinishRun extends LogDecisions {
  readonly counts: RunCounts
  /** Whole milliseconds. */
  readonly tookMs: number
  readonly stoppedBy?: NonNullable<Run['stoppedBy']>
  /** What was found to wait for a word; absent when the run did not come so far. */
  readonly waiting?: { readonly documents: readonly WaitingDocument[]; readonly reason?: RunReason }
  /** Nothing of the absence is left to be confirmed. */
  readonly backFromAway?: true
}

/**
 * Ends a run: its row with counts and decisions, and what waits for one confirmation. A run whose row is gone has nothing
 * to end.
 */
export const finishRun: Command<FinishRun, { readonly told: 0 | 1 }> = {
  name: 'finishRun',
  tables: ['runs', 'runEntries'],
  unguarded: true,
  async run(books, input): Promise<Result<{ told: 0 | 1 }, Problem>> {
    const { db } = books
    const run = await db.runs.get(input.runId)
    books.nothingDone()
    // Gone, or sent again.
    if (run === undefined || run.tookMs !== undefined) return ok({ told: run?.told ?? 0 })
    const state = await db.automation.get('state')
    const found = state !== undefined && (await writeWaiting(books, state, input))
    const told = found || didSomething(input.counts) || (await isNews(books, run, input)) ? 1 : 0
    await db.runEntries.bulkPut(input.entries)
    await db.runs.put({
      ...run,
      state: input.stoppedBy === undefined ? 'done' : 'stopped',
      tookMs: input.tookMs,
      counts: input.counts,
      told,
      ...(input.stoppedBy !== undefined && { stoppedBy: input.stoppedBy }),
    })
    return ok({ told })
  },
}

/** Groups that were only looked at are nothing done. */
export function didSomething({ groups: _groups, ...counts }: RunCounts): boolean {
  return Object.values(counts).some((count) => count > 0)
}

/** Answers whether there is something new that waits. What was confirmed meanwhile is left as it is. */
async function writeWaiting(books: Books, state: AutomationState, input: FinishRun): Promise<boolean> {
  const { waiting, backFromAway } = input
  if (waiting === undefined) return false
  const { waitingFor: _reason, away, ...rest } = state
  const confirmed = new Set(state.confirmed)
  const documents = waiting.documents.filter(({ invoiceId }) => !confirmed.has(invoiceId))
  const ends = backFromAway === true && documents.length === 0
  const same = JSON.stringify(state.waiting) === JSON.stringify(documents)
  if (same && !(ends && away !== undefined)) return false
  await books.putAutomation({
    ...rest,
    waiting: documents,
    ...(documents.length > 0 && waiting.reason !== undefined && { waitingFor: waiting.reason }),
    ...(away !== undefined && !ends && { away }),
  })
  const known = new Set(state.waiting.map(({ invoiceId }) => invoiceId))
  return documents.some(({ invoiceId }) => !known.has(invoiceId))
}

/** Being stopped is told once, not every hour: when the run before it was not stopped by the same. */
async function isNews({ db }: Books, run: Run, { stoppedBy }: FinishRun): Promise<boolean> {
  const why = whyOf(run.verdict, stoppedBy)
  if (why === undefined) return false
  const before = await db.runs.where('id').below(run.id).reverse().first()
  return before === undefined || whyOf(before.verdict, before.stoppedBy) !== why
}

function whyOf({ acts, reason }: Run['verdict'], stoppedBy: Run['stoppedBy']): string | undefined {
  if (acts === 'none') return reason.code === 'time-zone-changed' ? undefined : reason.code
  // Out of time or closed: the next one goes on, and nobody has to know.
  return typeof stoppedBy === 'object' ? stoppedBy.code : undefined
}
