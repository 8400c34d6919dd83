import type { AutomationState, Run, RunCounts, RunEntry, WaitingDocument } from '../core/automation/run.ts'
import type { Envelope } from '../core/envelope.ts'
import type { RuleId, RunId } from '../core/ids.ts'
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

/** How often a built-in rule had its way in the run. */
export interface RuleShare {
  readonly ruleId: RuleId
  readonly count: number
}

export interface FinishRun extends LogDecisions {
  readonly counts: RunCounts
  readonly byRule?: readonly RuleShare[]
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
  tables: ['runs', 'runEntries', 'ruleStates'],
  unguarded: true,
  async run(books, input, envelope): Promise<Result<{ told: 0 | 1 }, Problem>> {
    const { db } = books
    const run = await db.runs.get(input.runId)
    books.nothingDone()
    // Gone, or sent again.
    if (run === undefined || run.tookMs !== undefined) return ok({ told: run?.told ?? 0 })
    const state = await db.automation.get('state')
    const found = state !== undefined && (await writeWaiting(books, state, input))
    const told = found || didSomething(input.counts) || (await isNews(books, run, input)) ? 1 : 0
    await db.runEntries.bulkPut(input.entries)
    await writeRuleStates(books, run, input, envelope)
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

/** For the page of rules: when each did something last, and how much. */
async function writeRuleStates(books: Books, run: Run, { byRule = [] }: FinishRun, { now }: Envelope): Promise<void> {
  for (const { ruleId, count } of byRule) {
    const before = await books.db.ruleStates.get(ruleId)
    const total = (before?.total ?? 0) + count
    await books.putRuleState({
      ...before,
      id: ruleId,
      lastRunId: run.id,
      lastOn: run.asOf,
      lastAt: now,
      lastCount: count,
      total,
    })
  }
}

/** Groups that were only looked at are nothing done. */
export function didSomething({ groups: _groups, ...counts }: RunCounts): boolean {
  return Object.values(counts).some((count) => count > 0)
}

/** Answers whether there is something new that waits. What was confirmed meanwhile is left as it is. */
async function writeWaiting(books: Books, state: AutomationState, input: FinishRun): Promise<boolean> {
  const { waiting, backFromAway, stoppedBy } = input
  if (waiting === undefined) return false
  const { waitingFor: _reason, away, ...rest } = state
  const given = new Set(state.confirmed)
  const documents = waiting.documents.filter(({ invoiceId }) => !given.has(invoiceId))
  // A word for something that no rule wants to do any more is not kept for something else.
  const wanted = new Set(waiting.documents.map(({ invoiceId }) => invoiceId))
  const confirmed = stoppedBy === undefined ? state.confirmed.filter((id) => wanted.has(id)) : state.confirmed
  const ends = backFromAway === true && documents.length === 0
  const next: AutomationState = {
    ...rest,
    waiting: documents,
    confirmed,
    ...(documents.length > 0 && waiting.reason !== undefined && { waitingFor: waiting.reason }),
    ...(away !== undefined && !ends && { away }),
  }
  const listed = (each: AutomationState) => JSON.stringify([each.waiting, each.confirmed, each.away])
  if (listed(next) !== listed(state)) await books.putAutomation(next)
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
