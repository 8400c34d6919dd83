// What automation remembers of itself: the run mark, the log of its runs, what waits for a word, what its rules did.
import type { CalendarDate, Instant } from '../date.ts'
import type { EventType } from '../event.ts'
import type { EventId, InvoiceId, NoticeId, RuleId, RunId } from '../ids.ts'
import type { Outcome } from '../invoice-plan.ts'
import type { Decision } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Away, RunMark, RunReason } from '../run-guard.ts'

/** Raised when the same rows would be billed, finalized, reminded or charged otherwise: older code then refuses (G-10). */
export const rulesVersion = 1

/** What a document waits for a word about. */
export interface WaitingDocument {
  readonly invoiceId: InvoiceId
  readonly act: 'finalize' | 'remind' | 'collect'
}

/** One row, id `state`; absent before the first run. */
export interface AutomationState {
  readonly id: 'state'
  readonly mark?: RunMark
  readonly away?: Away
  /** What the last run found and left for one confirmation; empty: nothing. */
  readonly waiting: readonly WaitingDocument[]
  readonly waitingFor?: RunReason
  /** What the owner has confirmed and has not gone yet. */
  readonly confirmed: readonly InvoiceId[]
  /** nothing runs and nothing leaves until the owner says so. */
  readonly paused?: {
    readonly since: Instant
    readonly why: 'restored' | 'rolled-back' | 'import-undone' | 'by-hand'
  }
}

/** What woke a run. */
export type RunTrigger = 'start' | 'visible' | 'hourly' | 'sync' | 'periodic-sync' | 'message' | 'by-hand' | 'confirmed'

export interface RunCounts {
  readonly groups: number
  /** Charges that contracts made. */
  readonly charges: number
  /** Drafts that were made or got lines. */
  readonly drafts: number
  readonly finalized: number
  readonly renewed: number
  readonly reminders: number
  readonly fees: number
  /** Firings of own rules. */
  readonly fired: number
  readonly parked: number
  /** Attempts to charge a stored card (M-27); absent: none. */
  readonly collections?: number
}

export const noCounts: RunCounts = {
  groups: 0,
  charges: 0,
  drafts: 0,
  finalized: 0,
  renewed: 0,
  reminders: 0,
  fees: 0,
  fired: 0,
  parked: 0,
}

export interface Run {
  /** `run_` and a ULID: ids sort as runs began. */
  readonly id: RunId
  readonly trigger: RunTrigger
  /** Where it ran. */
  readonly place: 'page' | 'worker' | 'node'
  readonly device: string
  readonly asOf: CalendarDate
  readonly startedAt: Instant
  /** Whole milliseconds; absent while it runs, and for ever if it was killed. */
  readonly tookMs?: number
  /** `running` that is old was killed: the next run went on with what was left. */
  readonly state: 'running' | 'done' | 'stopped'
  /** Why it did everything, only drafts, or nothing. */
  readonly verdict: { readonly acts: 'all' | 'prepare' | 'none'; readonly reason: RunReason }
  readonly stoppedBy?: 'aborted' | 'time' | Problem
  readonly counts: RunCounts
  /** 1 when it did something, found something that waits, or was stopped; 0: it looked and went. */
  readonly told: 0 | 1
}

/** Which planner or rule a decision came from. */
export type RunPlanner =
  | 'billing'
  | 'renewal'
  | 'finalization'
  | 'reminders'
  | 'late-fees'
  | 'collection'
  | 'own'
  | 'plans'
  | 'units'
  | 'backup'

/** One decision of a run. Reasons are the planner's own closed unions: `code` with its facts. */
export interface RunEntry {
  /** `<run id>/<nnnnnn>`: in the order in which they were found. */
  readonly id: string
  readonly runId: RunId
  readonly planner: RunPlanner
  readonly ruleId?: RuleId
  readonly subject: Decision<unknown>['subject']
  /** Everything else that the decision is about: group, client, contract, invoice. */
  readonly subjects: readonly string[]
  readonly outcome: Outcome
  readonly reason: { readonly code: string }
}

/** Derived, for the page of rules: what a rule did last. Never what decides. */
export interface RuleState {
  readonly id: RuleId
  readonly lastRunId?: RunId
  readonly lastOn?: CalendarDate
  readonly lastAt?: Instant
  /** How much it did then, and ever. */
  readonly lastCount: number
  readonly total: number
  /** Own rules by date: the account's day through which its days are done. */
  readonly through?: CalendarDate
  /** Switched off by the guard: its last run hit the limit or failed. */
  readonly problem?: Problem
}

/** An own rule has acted on a row: the key makes a second time impossible (design.md section 5). */
export interface Firing {
  /** `<rule id>/<subject id>/<event id or day>`. */
  readonly id: string
  readonly ruleId: RuleId
  readonly subjectId: string
  readonly runId?: RunId
  readonly on: CalendarDate
  readonly at: Instant
  /** What became of each action, in order; a refusal of one does not stop the others. */
  readonly outcomes: readonly ('done' | 'nothing-to-do' | Problem)[]
}

/** An event that an own rule waits for, written with it; taken away in the transaction that fires the rules. */
export interface QueuedEvent {
  readonly id: EventId
  readonly type: EventType
  readonly subjects: readonly string[]
  readonly on: CalendarDate
  /** The rules whose firing led to this event, outermost first: the guard against loops. */
  readonly chain: readonly RuleId[]
}

/** Something that a rule told the owner ("notify me"). */
export interface Notice {
  readonly id: NoticeId
  readonly version: number
  readonly ruleId: RuleId
  /** With fields in braces; `facts` holds what they stand for, amounts as minor units beside `currency`. */
  readonly text: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly subjects: readonly string[]
  readonly on: CalendarDate
  readonly state: 'new' | 'done'
  readonly createdAt: Instant
}
