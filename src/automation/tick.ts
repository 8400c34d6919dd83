// One tick: each account in turn does what is due by itself. The same code in the window, the service worker and Node;
// everything that is not deterministic arrives in `deps` (design.md sections 5 and 7).
import type { RunCounts, RunTrigger } from '../core/automation/run.ts'
import type { CalendarDate, Instant } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountId, RuleId, RunId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import type { RunVerdict } from '../core/run-guard.ts'
import type { Books } from '../queries/account-entries.ts'
import { tickAccount } from './tick-account.ts'

/** An account's books, open for one run. */
export interface OpenAccount {
  readonly books: Books
  /** A fresh envelope of automation for each command. */
  envelope(extra: { readonly runId?: RunId; readonly chain?: readonly RuleId[] }): Envelope
  /** The account's own day. */
  today(): CalendarDate
  /** IANA name. */
  readonly timeZone: string
  close(): void | Promise<void>
}

export interface AccountPort {
  readonly id: AccountId
  readonly name: string
  /** Undefined: it cannot be opened now (newer, gone, in the middle of a restore); the others go on. */
  open(): Promise<OpenAccount | undefined>
}

export interface TickProgress {
  readonly accountId: AccountId
  readonly done: number
  readonly total: number
  readonly counts: RunCounts
}

export interface TickDeps {
  accounts(): Promise<readonly AccountPort[]>
  readonly place: 'page' | 'worker' | 'node'
  now(): Instant
  /** One holder of the name at a time; undefined: another one has it. Only saves work. */
  lock<Value>(name: string, act: () => Promise<Value>): Promise<Value | undefined>
  /** Gives the page a turn between units; absent: the next macrotask. */
  pause?(): Promise<void>
  /** Stops before the next unit; what is done stays done. */
  readonly signal?: AbortSignal
  /** Stops before the next unit when so many milliseconds are over; the next tick goes on. */
  readonly budgetMs?: number
  /** Milliseconds that only grow; absent: by `now`. */
  elapsed?(): number
  onProgress?(progress: TickProgress): void
  /** After each account that was run: whoever tells the owner looks at the books. */
  tell?(account: AccountPort, open: OpenAccount, run: AccountRun): Promise<void>
}

/** What a run of one account did. */
export interface AccountRun {
  readonly runId: RunId
  readonly verdict: RunVerdict
  readonly counts: RunCounts
  readonly stoppedBy?: 'aborted' | 'time' | Problem
  readonly told: 0 | 1
}

export interface AccountTick {
  readonly accountId: AccountId
  /** Absent: it was not opened, another place is running it, or the database failed (`failed`). */
  readonly run?: AccountRun
  readonly failed?: unknown
}

export interface TickResult {
  readonly accounts: readonly AccountTick[]
  /** There is more to do: the time was over. */
  readonly more: boolean
}

/** The name of an account's lock. */
export function runLock(accountId: AccountId): string {
  return `billfold-${accountId}/run`
}

/** Runs every account in turn. An account that fails does not stop the others. Never throws. */
export async function tick(deps: TickDeps, trigger: RunTrigger): Promise<TickResult> {
  const elapsed = deps.elapsed ?? (() => Date.parse(deps.now()))
  const begun = elapsed()
  const accounts: AccountTick[] = []
  let more = false
  for (const account of await deps.accounts()) {
    const spent = elapsed() - begun
    if (deps.signal?.aborted === true || (deps.budgetMs !== undefined && spent >= deps.budgetMs)) {
      more = true
      break
    }
    const budget = deps.budgetMs === undefined ? {} : { budgetMs: deps.budgetMs - spent }
    const ticked = await tickOne(account, { ...deps, ...budget, elapsed }, trigger)
    accounts.push(ticked)
    if (ticked.run?.stoppedBy === 'time' || ticked.run?.stoppedBy === 'aborted') more = true
  }
  return { accounts, more }
}

async function tickOne(account: AccountPort, deps: TickDeps, trigger: RunTrigger): Promise<AccountTick> {
  const accountId = account.id
  try {
    const run = await deps.lock(runLock(accountId), async () => {
      const open = await account.open()
      if (open === undefined) return undefined
      try {
        const onProgress = deps.onProgress
        const done = await tickAccount(
          open,
          {
            place: deps.place,
            elapsed: deps.elapsed ?? (() => Date.parse(deps.now())),
            ...(deps.pause && { pause: () => deps.pause?.() ?? Promise.resolve() }),
            ...(deps.signal && { signal: deps.signal }),
            ...(deps.budgetMs !== undefined && { budgetMs: deps.budgetMs }),
            ...(onProgress && { onProgress: (progress) => onProgress({ accountId, ...progress }) }),
          },
          trigger,
        )
        await deps.tell?.(account, open, done)
        return done
      } finally {
        await open.close()
      }
    })
    return run === undefined ? { accountId } : { accountId, run }
  } catch (failed) {
    return { accountId, failed }
  }
}
