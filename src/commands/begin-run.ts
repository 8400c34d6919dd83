import { Dexie } from 'dexie'
import { type AutomationState, noCounts, type Run, type RunTrigger, rulesVersion } from '../core/automation/run.ts'
import { addDays, type CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { RunId } from '../core/ids.ts'
import { addSeconds } from '../core/instant.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { guardRun, type RunVerdict } from '../core/run-guard.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'

export interface BeginRun {
  readonly trigger: RunTrigger
  readonly place: Run['place']
  readonly asOf: CalendarDate
  /** IANA name of the account's time zone, as `asOf` was taken. */
  readonly timeZone: string
}

export interface RunBegun {
  readonly runId: RunId
  readonly verdict: RunVerdict
  /** Automation is paused: nothing is to be done. */
  readonly stoppedBy?: Problem
}

/** A run that has not ended after so many seconds was killed; its worker's life is shorter. */
const killedAfter = 900
/** Runs that found nothing are kept for so many days, and so many go at a time. */
const idleDays = 30
const prunedAtOnce = 200

/**
 * Begins the envelope's run: asks the guard, writes the run mark and the run's row in one transaction,
 * marks runs that were killed, and lets go of old ones that found nothing. Writes no event: nothing has happened yet.
 */
export const beginRun: Command<BeginRun, RunBegun> = {
  name: 'beginRun',
  tables: ['runs', 'runEntries', 'rules'],
  unguarded: true,
  async run(books, input, envelope): Promise<Result<RunBegun, Problem>> {
    const runId = envelope.runId ?? (envelope.commandId.replace('cmd_', 'run_') as RunId)
    const before = (await books.db.automation.get('state')) ?? empty
    const { mark: lastRun, away, paused } = before
    const facts = { rulesVersion, timeZone: input.timeZone, ...(lastRun && { lastRun }), ...(away && { away }) }
    const verdict = guardRun(facts, input.asOf)
    const stoppedBy: Problem | undefined = paused === undefined ? undefined : { code: 'automation-paused' }
    const begun: RunBegun = { runId, verdict, ...(stoppedBy && { stoppedBy }) }
    books.nothingDone()
    // Sent again.
    if ((await books.db.runs.get(runId)) !== undefined) return ok(begun)
    if (verdict.acts !== 'none' && stoppedBy === undefined) {
      await mark(books, before, verdict, input)
      await markKilled(books, envelope)
    }
    await books.db.runs.put({
      id: runId,
      trigger: input.trigger,
      place: input.place,
      device: envelope.device,
      asOf: input.asOf,
      startedAt: envelope.now,
      state: 'running',
      verdict: { acts: verdict.acts, reason: verdict.reason },
      counts: noCounts,
      told: 0,
    })
    await pruneIdle(books, input.asOf)
    return ok(begun)
  },
}

const empty: AutomationState = { id: 'state', waiting: [], confirmed: [] }

async function mark(
  books: Books,
  before: AutomationState,
  { away }: RunVerdict,
  { asOf, timeZone }: BeginRun,
): Promise<void> {
  const last = before.mark
  // What newer rules think of it nobody knows before it is planned.
  if (last !== undefined && last.rulesVersion < rulesVersion) await books.wakeAll()
  const same = last?.asOf === asOf && last.timeZone === timeZone && last.rulesVersion === rulesVersion
  if (same && before.away?.since === away?.since) return
  await books.putAutomation({ ...before, mark: { asOf, rulesVersion, timeZone }, ...(away && { away }) })
}

/** Their effects are in the books with their events; what was left is planned by this run. */
async function markKilled({ db }: Books, { now, runId }: Envelope): Promise<void> {
  const running = await db.runs.where('state').equals('running').toArray()
  const limit = addSeconds(now, -killedAfter)
  for (const run of running) {
    if (run.id === runId || run.startedAt > limit) continue
    const did = await db.events.where('runId').equals(run.id).count()
    await db.runs.put({ ...run, state: 'stopped', told: did > 0 ? 1 : 0 })
  }
}

async function pruneIdle({ db }: Books, asOf: CalendarDate): Promise<void> {
  const before = addDays(asOf, -idleDays)
  const oldest = (count: number) =>
    db.runs.where('[told+id]').between([0, Dexie.minKey], [0, Dexie.maxKey]).limit(count).toArray()
  const isOld = (run: Run) => run.asOf < before && run.state !== 'running'
  // Mostly there is nothing to let go of, and one row says so.
  if (!(await oldest(1)).some(isOld)) return
  const gone = (await oldest(prunedAtOnce)).filter(isOld).map(({ id }) => id)
  await db.runEntries.where('runId').anyOf(gone).delete()
  await db.runs.bulkDelete(gone)
}
