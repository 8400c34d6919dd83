// Whether a run may go, and how far: the clock, the rules version, and away mode (design.md sections 4 and 7, R-32, G-10).
import { type CalendarDate, daysBetween } from './date.ts'
import type { InvoiceId } from './ids.ts'
import type { Decision } from './plan.ts'
import type { Problem } from './problem.ts'

/** More whole days than these since the last run: away. */
export const awayDays = 40
/** More documents than these in one run wait for a word. */
const awayDocuments = 25

/** The run mark: written in the first transaction of a run that may go, never by one that may not. */
export interface RunMark {
  readonly asOf: CalendarDate
  /** Of the code that ran. */
  readonly rulesVersion: number
  /** IANA name of the account's time zone on that run. */
  readonly timeZone: string
}

/** The owner was away, and has not said yet what shall happen; kept until confirmed, however many runs follow. */
export interface Away {
  readonly lastRunOn: CalendarDate
  /** The first run after it. */
  readonly since: CalendarDate
}

export interface RunFacts {
  /** Of the code that asks. */
  readonly rulesVersion: number
  readonly timeZone: string
  /** Absent: nothing has run in this account yet, or the owner said "my clock was wrong". */
  readonly lastRun?: RunMark
  readonly away?: Away
}

export type RunReason =
  | { readonly code: 'runs' }
  /** `asOf` lies before the last run: nothing is done until that day, or until the mark is reset. */
  | { readonly code: 'clock-went-back'; readonly lastRunOn: CalendarDate; readonly days: number }
  /** one day back after a change of time zone; waits without telling anybody. */
  | { readonly code: 'time-zone-changed'; readonly lastRunOn: CalendarDate; readonly from: string; readonly to: string }
  /** G-10: newer code has run here; this one must be reloaded first. */
  | { readonly code: 'newer-rules'; readonly found: number; readonly own: number }
  | { readonly code: 'away-too-long'; readonly away: Away; readonly days: number }
  | { readonly code: 'too-many-documents'; readonly documents: number; readonly limit: number }

export interface RunVerdict {
  /** `prepare`: charges and drafts are made, nothing is finalized and nothing leaves the device. */
  readonly acts: 'all' | 'prepare' | 'none'
  readonly outcome: Decision<RunReason>['outcome']
  readonly reason: RunReason
  /** To be kept with the mark, in the same transaction. */
  readonly away?: Away
  /** Stopped by the day alone: when it goes on by itself. */
  readonly wakeOn?: CalendarDate
}

/**
 * Asked before anything is planned, and again in each transaction of the run. Newer rules stop it first: what an older
 * code thinks of the clock does not matter.
 */
export function guardRun({ rulesVersion, timeZone, lastRun, away }: RunFacts, asOf: CalendarDate): RunVerdict {
  if (lastRun !== undefined && lastRun.rulesVersion > rulesVersion) {
    return {
      acts: 'none',
      outcome: 'blocked',
      reason: { code: 'newer-rules', found: lastRun.rulesVersion, own: rulesVersion },
    }
  }
  const days = lastRun === undefined ? 0 : daysBetween(lastRun.asOf, asOf)
  if (lastRun !== undefined && days < 0) {
    const { asOf: lastRunOn, timeZone: from } = lastRun
    if (days === -1 && from !== timeZone) {
      const reason: RunReason = { code: 'time-zone-changed', lastRunOn, from, to: timeZone }
      return { acts: 'none', outcome: 'wait', reason, wakeOn: lastRunOn }
    }
    const reason: RunReason = { code: 'clock-went-back', lastRunOn, days: -days }
    return { acts: 'none', outcome: 'blocked', reason, wakeOn: lastRunOn }
  }
  const gone = away ?? (lastRun !== undefined && days > awayDays ? { lastRunOn: lastRun.asOf, since: asOf } : undefined)
  if (gone === undefined) return { acts: 'all', outcome: 'do', reason: { code: 'runs' } }
  const absent = daysBetween(gone.lastRunOn, gone.since)
  return {
    acts: 'prepare',
    outcome: 'blocked',
    reason: { code: 'away-too-long', away: gone, days: absent },
    away: gone,
  }
}

/** Why nothing may be written on `today` because of the mark; undefined where the verdict lets a run begin (R-32, G-10). */
export function refusalOf({ reason }: Pick<RunVerdict, 'reason'>, today: CalendarDate): Problem | undefined {
  if (reason.code === 'newer-rules') return reason
  if (reason.code !== 'clock-went-back' && reason.code !== 'time-zone-changed') return undefined
  return { code: 'clock-went-back', lastRunOn: reason.lastRunOn, today }
}

export interface IssueFacts {
  readonly run: RunVerdict
  /** Every document that the run would finalize, send, remind of or collect; counted once each, before the first. */
  readonly documents: readonly InvoiceId[]
  /** What the owner has confirmed and has not gone yet. */
  readonly confirmed: ReadonlySet<InvoiceId>
  /** What the owner has been asked about and has not confirmed: it goes on waiting, however few are left. */
  readonly asked?: ReadonlySet<InvoiceId>
}

export interface IssueVerdict {
  /** What may go, confirmed or not in need of it, in the order given. */
  readonly go: readonly InvoiceId[]
  /** What one confirmation is to list. */
  readonly waiting: readonly InvoiceId[]
  readonly outcome: Decision<RunReason>['outcome']
  readonly reason: RunReason
}

/**
 * Away mode: after a long absence every document, else the whole run's when they are more than `awayDocuments`, waits
 * for one confirmation that lists them. What is confirmed goes and is not counted again.
 */
export function guardDocuments({ run, documents, confirmed, asked = new Set() }: IssueFacts): IssueVerdict {
  const all = [...new Set(documents)]
  if (run.acts === 'none') return { go: [], waiting: [], outcome: run.outcome, reason: run.reason }
  const unconfirmed = all.filter((id) => !confirmed.has(id))
  const go = all.filter((id) => confirmed.has(id))
  if (run.acts === 'prepare') return { go, waiting: unconfirmed, outcome: run.outcome, reason: run.reason }
  if (unconfirmed.length > awayDocuments) {
    const reason: RunReason = { code: 'too-many-documents', documents: unconfirmed.length, limit: awayDocuments }
    return { go, waiting: unconfirmed, outcome: 'blocked', reason }
  }
  const waiting = unconfirmed.filter((id) => asked.has(id))
  const rest = all.filter((id) => confirmed.has(id) || !asked.has(id))
  return { go: rest, waiting, outcome: waiting.length > 0 ? 'blocked' : 'do', reason: { code: 'runs' } }
}
