// A run over one account: late fees, billing and renewals, then what goes out, as far as the guard lets it, then the rules
// of the owner's own (ADR 0010).
import { beginRun } from '../commands/begin-run.ts'
import { execute } from '../commands/execute.ts'
import { expireCredits } from '../commands/expire-credits.ts'
import { expireUnits } from '../commands/expire-units.ts'
import { type FinishRun, finishRun } from '../commands/finish-run.ts'
import { noCounts, type RunCounts, type RunTrigger } from '../core/automation/run.ts'
import type { RunId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import type { UnitsReason } from '../core/selling/prepaid-units.ts'
import { hasExpiredCredit } from '../queries/has-expired-credit.ts'
import { hasExpiredUnits } from '../queries/has-expired-units.ts'
import { hasAutomaticDrafts } from '../queries/read-awake.ts'
import { followPlans } from './follow-plans.ts'
import { billGroups } from './run-billing.ts'
import { act, type RunContext } from './run-context.ts'
import { issueDocuments } from './run-documents.ts'
import { planOpenInvoices, settleInvoices } from './run-invoices.ts'
import { RunLog } from './run-log.ts'
import { runOwnRules } from './run-own-rules.ts'
import type { AccountRun, OpenAccount, TickDeps } from './tick.ts'

export interface RunDeps extends Pick<TickDeps, 'place' | 'pause' | 'signal' | 'budgetMs'> {
  /** Milliseconds that only grow. */
  elapsed(): number
  onProgress?(progress: { readonly done: number; readonly total: number; readonly counts: RunCounts }): void
}

/**
 * Does what is due in one account. Every effect is a transaction of its own that plans again from the rows as they
 * stand; killed between any two of them, the next run goes on with what is left. Nothing due reads what is awake and
 * writes the run's row.
 * @throws only when the database itself fails, a closed one or a full disk; what is done stays done
 */
export async function tickAccount(open: OpenAccount, deps: RunDeps, trigger: RunTrigger): Promise<AccountRun> {
  const { books, timeZone } = open
  const asOf = open.today()
  const begunAt = deps.elapsed()
  const runId = open.envelope({}).newId('run')
  const begun = await execute(books, beginRun, { trigger, place: deps.place, asOf, timeZone }, open.envelope({ runId }))
  if (!begun.ok) return refusedRun(runId, begun.problem)
  const { verdict, stoppedBy: paused } = begun.value
  const log = new RunLog(runId)
  let stopped: Problem | undefined = paused
  const run: RunContext = {
    books,
    runId,
    asOf,
    verdict,
    log,
    envelope: (extra = {}) => open.envelope({ runId, ...extra }),
    pause: deps.pause ?? nextTask,
    stopped: () =>
      stopped ??
      (deps.signal?.aborted === true
        ? 'aborted'
        : deps.budgetMs !== undefined && deps.elapsed() - begunAt >= deps.budgetMs
          ? 'time'
          : undefined),
    stop(problem) {
      stopped ??= problem
    },
  }
  const goes = verdict.acts !== 'none' && paused === undefined
  const waiting = goes ? await carryOut(run, deps) : undefined
  const stoppedBy = goes ? run.stopped() : paused
  const whole = stoppedBy === undefined && waiting !== undefined
  const back = whole && verdict.acts === 'prepare' && !log.waitsForWord && !(await hasAutomaticDrafts(books))
  const ended: FinishRun = {
    runId,
    counts: log.counts,
    entries: log.rest(),
    byRule: log.byRule,
    tookMs: Math.round(deps.elapsed() - begunAt),
    ...(stoppedBy !== undefined && { stoppedBy }),
    ...(waiting !== undefined && { waiting }),
    ...(back && { backFromAway: true }),
  }
  const finished = await execute(books, finishRun, ended, run.envelope())
  return {
    runId,
    verdict,
    counts: log.counts,
    told: finished.ok ? finished.value.told : 0,
    ...(stoppedBy !== undefined && { stoppedBy }),
  }
}

/** Answers what waits for a word, once everything is planned; undefined when it was stopped before. */
async function carryOut(run: RunContext, deps: RunDeps): Promise<FinishRun['waiting']> {
  // What is over pays no invoice of this run any more.
  if (await hasExpiredCredit(run.books, run.asOf)) await act(run, expireCredits, {})
  if (await hasExpiredUnits(run.books, run.asOf)) await letUnitsGo(run)
  await followPlans(run)
  if (run.stopped() !== undefined) return undefined
  const found = await planOpenInvoices(run)
  if (run.stopped() !== undefined) return undefined
  const billed = await billGroups(run, found.dueGroups, (done, total) =>
    deps.onProgress?.({ done, total, counts: run.log.counts }),
  )
  if (run.stopped() !== undefined) return undefined
  const issued = await issueDocuments(run, billed.drafts, found)
  await settleInvoices(run, issued)
  if (run.stopped() === undefined) await runOwnRules(run)
  return issued.waiting
}

/** Prepaid units whose day has come (T-5), each lot with a decision of its own. */
async function letUnitsGo(run: RunContext): Promise<void> {
  const gone = await act(run, expireUnits, {})
  if (!gone.ok) return
  for (const { clientId, lotId, clientName, product, units } of gone.value.expired) {
    const reason: UnitsReason = { code: 'units-expired', clientName, product, units }
    const subject = { kind: 'client', id: clientId } as const
    run.log.note([{ subject, outcome: 'do', reason }], { planner: 'units', subjects: [lotId] })
  }
}

function refusedRun(runId: RunId, problem: Problem): AccountRun {
  const verdict = { acts: 'none', outcome: 'blocked', reason: { code: 'runs' } } as const
  return { runId, verdict, counts: noCounts, stoppedBy: problem, told: 0 }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
