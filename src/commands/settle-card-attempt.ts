import type { DeliveryProblem, OutboxRow } from '../core/automation/outbox.ts'
import { movedRow, settledRow } from '../core/automation/settled-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventType } from '../core/event.ts'
import type { OutboxId } from '../core/ids.ts'
import { addSeconds, secondsBetween } from '../core/instant.ts'
import type { Minor } from '../core/money.ts'
import { type AttemptNews, attemptAfter, mayHaveLeft } from '../core/payments/attempt-states.ts'
import type { CardAttempt, CardAttemptState } from '../core/payments/card-attempt.ts'
import { pollSeconds } from '../core/payments/poll-seconds.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { changedAttempt } from './card-attempt-row.ts'
import type { Command } from './execute.ts'
import { ledgerTables } from './ledger-books.ts'
import { receiveCardMoney } from './receive-card-money.ts'

/** What a deliverer found out about a charge. */
export type ChargeReport =
  | { readonly kind: 'collected'; readonly intent: string; readonly amount: Minor }
  /** Refused, and its intent can take no money any more. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** Not charged, and it never will be; `elsewhere`: found so, a person cancelled it at the processor. */
  | { readonly kind: 'cancelled'; readonly why: NonNullable<OutboxRow['why']>; readonly elsewhere?: 1 }
  | { readonly kind: 'needs-action'; readonly url?: string }
  | { readonly kind: 'processing' }
  /** No answer, or one that says nothing; `retryAfter` in whole seconds. */
  | { readonly kind: 'again'; readonly status?: number; readonly retryAfter?: number }
  | { readonly kind: 'ask'; readonly problem: DeliveryProblem; readonly status?: number }

export interface SettleCardAttempt {
  readonly id: OutboxId
  /** Of the delivery as claimed. */
  readonly version: number
  readonly report: ChargeReport
}

export interface SettledAttempt {
  readonly row: OutboxRow['state']
  readonly attempt: CardAttemptState
}

/**
 * Writes what came of an attempt: its row, its delivery and, once it was collected, the payment: all in one transaction,
 * once. It is written even while automation is paused: it has happened. Whoever lost its lease to another changes
 * nothing any more, but money that was taken is recorded whoever says so. Problem: `not-found`.
 */
export const settleCardAttempt: Command<SettleCardAttempt, SettledAttempt> = {
  name: 'settleCardAttempt',
  tables: [...ledgerTables, 'cardAttempts', 'clients', 'billingGroups'],
  unguarded: true,
  async run(books, { id, version, report }, envelope): Promise<Result<SettledAttempt, Problem>> {
    const row = await books.db.outbox.get(id)
    const attempt =
      row?.payload.kind === 'card-charge' ? await books.db.cardAttempts.get(row.payload.attemptId) : undefined
    if (row === undefined || attempt === undefined) return refused({ code: 'not-found', entity: 'outbox', id })
    const own = row.state === 'sending' && row.version === version
    const took = report.kind === 'collected' && attempt.state !== 'collected'
    if (!own && !took) {
      books.nothingDone()
      return ok({ row: row.state, attempt: attempt.state })
    }
    const next = rowAfter(row, attempt, report, envelope)
    await books.outbox.put(next, row)
    const changed = await changeAttempt(books, attempt, report, envelope)
    // Where nothing is new about the attempt, its delivery still says that it was asked for.
    if (changed === undefined || next.state === 'needs-you') {
      const type = next.state === 'needs-you' ? 'delivery.failed' : 'delivery.queued'
      books.record(type, [id, row.endpointId, row.invoiceId, row.clientId], {
        attempt: row.attempts,
        ...(next.problem === undefined ? {} : { problem: next.problem }),
      })
    }
    return ok({ row: next.state, attempt: changed?.state ?? attempt.state })
  },
}

function rowAfter(row: OutboxRow, attempt: CardAttempt, report: ChargeReport, { now }: Envelope): OutboxRow {
  switch (report.kind) {
    case 'collected':
    case 'failed':
      return movedRow(row, { state: 'delivered', nextAt: now }, now)
    case 'cancelled':
      return movedRow(row, { state: 'cancelled', nextAt: now, why: report.why }, now)
    case 'needs-action':
    case 'processing': {
      const wait = pollSeconds(secondsBetween(attempt.createdAt, now))
      return wait === undefined
        ? settledRow(row, { kind: 'ask', problem: { code: 'outcome-unknown', attempt: row.attempts } }, now)
        : movedRow(row, { state: 'waiting', nextAt: addSeconds(now, wait), attempts: 0 }, now)
    }
    case 'ask':
      return settledRow(row, report, now)
    case 'again': {
      const next = settledRow(row, report, now)
      return next.state === 'needs-you' && mayHaveLeft(attempt)
        ? { ...next, problem: { code: 'outcome-unknown', attempt: row.attempts } }
        : next
    }
  }
}

/** Undefined when nothing is new about it. */
async function changeAttempt(
  books: Books,
  attempt: CardAttempt,
  report: ChargeReport,
  envelope: Envelope,
): Promise<CardAttempt | undefined> {
  const [news, type, change, facts] = newsOf(attempt, report)
  const state = news === undefined ? undefined : attemptAfter(attempt.state, news)
  if (state === undefined) return undefined
  const { actionUrl: _old, ...kept } = attempt
  const payment = report.kind === 'collected' ? await receiveCardMoney(books, attempt, report, envelope) : undefined
  const next = changedAttempt(
    kept,
    { ...change, state, ...(payment === undefined ? {} : { paymentId: payment.id }) },
    envelope,
  )
  await books.cardAttempts.put(next, attempt)
  books.record(type, [attempt.id, payment?.id, attempt.invoiceId, attempt.clientId], {
    number: attempt.invoiceNumber,
    amount: next.amount,
    currency: attempt.currency,
    ...facts,
  })
  return next
}

type Told = readonly [AttemptNews | undefined, EventType, Partial<CardAttempt>, Readonly<Record<string, unknown>>]

function newsOf(attempt: CardAttempt, report: ChargeReport): Told {
  switch (report.kind) {
    case 'collected':
      return ['took', 'card.collected', { intent: report.intent, amount: report.amount }, {}]
    case 'failed': {
      const { code, message } = report
      return ['declined', 'card.failed', { decline: { code, message } }, { code, message }]
    }
    case 'cancelled':
      // Given up there is given up here: no rule begins another at once.
      return ['let-go', 'card.cancelled', report.elsewhere === 1 ? { givenUp: 1 } : {}, { why: report.why }]
    case 'needs-action':
      return ['asks', 'card.needs-action', report.url === undefined ? {} : { actionUrl: report.url }, {}]
    case 'processing':
    case 'again':
    case 'ask':
      // Before an intent was stored nothing can have been taken: it is on its way still.
      return [attempt.intent === undefined ? undefined : 'unanswered', 'card.unknown', {}, {}]
  }
}
