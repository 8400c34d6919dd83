import type { DeliveryProblem, OutboxRow } from '../core/automation/outbox.ts'
import { movedRow, settledRow } from '../core/automation/settled-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { OutboxId } from '../core/ids.ts'
import { addSeconds, secondsBetween } from '../core/instant.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import { pollSeconds } from '../core/payments/poll-seconds.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { changedAttempt } from './card-attempt-row.ts'
import type { Command } from './execute.ts'
import { takeRefundBack, undoRefund } from './undo-refund.ts'

/** What a deliverer found out about a refund. */
export type RefundReport =
  | { readonly kind: 'paid' | 'pending'; readonly processorId: string }
  /** The processor will not pay it back, or it did not arrive. */
  | { readonly kind: 'failed'; readonly processorId?: string; readonly reason: string }
  | { readonly kind: 'again'; readonly status?: number; readonly retryAfter?: number }
  | { readonly kind: 'ask'; readonly problem: DeliveryProblem; readonly status?: number }

export interface SettleCardRefund {
  readonly id: OutboxId
  /** Of the delivery as claimed. */
  readonly version: number
  readonly report: RefundReport
}

/**
 * Writes what came of a refund to a card. One that failed is undone in the books, so that the money is the client's
 * credit again; where its day is closed by now, a person has to look. Problem: `not-found`.
 */
export const settleCardRefund: Command<SettleCardRefund, { readonly row: OutboxRow['state'] }> = {
  name: 'settleCardRefund',
  tables: [...undoRefund.tables, 'cardAttempts', 'clients', 'endpoints'],
  unguarded: true,
  async run(books, { id, version, report }, envelope): Promise<Result<{ row: OutboxRow['state'] }, Problem>> {
    const row = await books.db.outbox.get(id)
    const payload = row?.payload
    const attempt = payload?.kind === 'card-refund' ? await books.db.cardAttempts.get(payload.attemptId) : undefined
    if (row === undefined || payload?.kind !== 'card-refund' || attempt === undefined) {
      return refused({ code: 'not-found', entity: 'outbox', id })
    }
    if (row.state !== 'sending' || row.version !== version) {
      books.nothingDone()
      return ok({ row: row.state })
    }
    const state = stateAfter(report)
    const refund = attempt.refunds?.find(({ refundId }) => refundId === payload.refundId)
    const problem =
      report.kind === 'failed' && refund?.state !== 'failed'
        ? await takeBack(books, payload.refundId, report.reason, envelope)
        : undefined
    const refunds = attempt.refunds?.map((each): NonNullable<CardAttempt['refunds']>[number] => {
      if (each.refundId !== payload.refundId || state === undefined) return each
      const processorId = 'processorId' in report ? report.processorId : undefined
      return { ...each, state, ...(processorId === undefined ? {} : { processorId }) }
    })
    if (state !== undefined && state !== refund?.state && refunds !== undefined) {
      await books.cardAttempts.put(changedAttempt(attempt, { refunds }, envelope), attempt)
    }
    const next = rowAfter(row, report, problem, envelope)
    await books.outbox.put(next, row)
    const type =
      next.state === 'delivered' ? 'delivery.done' : next.state === 'needs-you' ? 'delivery.failed' : 'delivery.queued'
    books.record(type, [id, attempt.id, row.endpointId, row.invoiceId, row.clientId], {
      attempt: row.attempts,
      ...(next.problem === undefined ? {} : { problem: next.problem }),
    })
    return ok({ row: next.state })
  },
}

/** Undefined where nothing new is known. */
function stateAfter(report: RefundReport): NonNullable<CardAttempt['refunds']>[number]['state'] | undefined {
  if (report.kind === 'again') return 'unknown'
  return report.kind === 'ask' ? undefined : report.kind
}

function rowAfter(
  row: OutboxRow,
  report: RefundReport,
  problem: DeliveryProblem | undefined,
  { now }: Envelope,
): OutboxRow {
  if (problem !== undefined) return settledRow(row, { kind: 'ask', problem }, now)
  switch (report.kind) {
    case 'paid':
    case 'failed':
      return movedRow(row, { state: 'delivered', nextAt: now }, now)
    case 'pending': {
      const wait = pollSeconds(secondsBetween(row.createdAt, now))
      return wait === undefined
        ? settledRow(row, { kind: 'ask', problem: { code: 'outcome-unknown', attempt: row.attempts } }, now)
        : movedRow(row, { state: 'waiting', nextAt: addSeconds(now, wait), attempts: 0 }, now)
    }
    case 'again':
    case 'ask':
      return settledRow(row, report, now)
  }
}

/** The refund never happened: undone in the books, unless somebody has done so. Answers what keeps it from that. */
async function takeBack(
  books: Books,
  refundId: NonNullable<CardAttempt['refunds']>[number]['refundId'],
  reason: string,
  envelope: Envelope,
): Promise<DeliveryProblem | undefined> {
  const row = await books.db.refunds.get(refundId)
  if (row === undefined || row.state === 'undone') return undefined
  const undone = await takeRefundBack(
    books,
    { id: refundId, version: row.version, reason: reason.slice(0, 500) },
    envelope,
  )
  return undone.ok ? undefined : { code: 'refused', status: 0, text: reason }
}
