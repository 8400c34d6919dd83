// A row of the outbox after an attempt, or after a person decided.
import type { Instant } from '../date.ts'
import { nextAttemptAt } from './back-off.ts'
import type { DeliveryProblem, OutboxRow } from './outbox.ts'

/** What came of an attempt, for the row. */
export type AttemptOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** Not accepted, or for what may arrive twice: unknown. `retryAfter` in whole seconds. */
  | { readonly kind: 'again'; readonly status?: number; readonly retryAfter?: number }
  | { readonly kind: 'ask'; readonly problem: DeliveryProblem; readonly status?: number }

/** The row with a new state; whatever spoke of the state before is gone. */
export function movedRow(
  row: OutboxRow,
  change: Pick<OutboxRow, 'state' | 'nextAt'> & Partial<Pick<OutboxRow, 'attempts' | 'problem' | 'why' | 'lastStatus'>>,
  now: Instant,
): OutboxRow {
  const { problem: _problem, why: _why, ...rest } = row
  return { ...rest, ...change, version: row.version + 1, updatedAt: now }
}

/** The row after an attempt: delivered, waiting for the next one, or a person's turn. */
export function settledRow(row: OutboxRow, outcome: AttemptOutcome, now: Instant): OutboxRow {
  const status = outcome.status === undefined ? {} : { lastStatus: outcome.status }
  if (outcome.kind === 'delivered') return movedRow(row, { state: 'delivered', nextAt: now, ...status }, now)
  if (outcome.kind === 'ask') {
    return movedRow(row, { state: 'needs-you', nextAt: now, problem: outcome.problem, ...status }, now)
  }
  const nextAt = nextAttemptAt(row.attempts, now, outcome.retryAfter)
  if (nextAt !== undefined) return movedRow(row, { state: 'waiting', nextAt, ...status }, now)
  const problem: DeliveryProblem = { code: 'unreachable', attempts: row.attempts }
  return movedRow(row, { state: 'needs-you', nextAt: now, problem, ...status }, now)
}
