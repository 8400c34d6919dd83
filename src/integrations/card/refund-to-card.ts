// One refund to a card, once: what the processor knows of it is read before it is asked for.
import type { RefundReport } from '../../commands/settle-card-refund.ts'
import type { OutboxRow } from '../../core/automation/outbox.ts'
import type { RefundId } from '../../core/ids.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import type { CardAttempt } from '../../core/payments/card-attempt.ts'
import { reportOf } from './charge-card.ts'
import type { CardProcessor, ProcessorRefund } from './processor.ts'

export interface RefundWork {
  readonly processor: CardProcessor
  /** As claimed: its id is the idempotency key. */
  readonly row: OutboxRow
  readonly intent: string
  readonly refundId: RefundId
  /** Every refund of the payment in these books, this one too. */
  readonly known: NonNullable<CardAttempt['refunds']>
  readonly amount: Minor
  readonly currency: CurrencyCode
}

/** Never throws for anything that the processor does. */
export async function refundToCard(work: RefundWork): Promise<RefundReport> {
  const { processor, intent, refundId, amount, currency, row } = work
  const known = await processor.readRefunds(intent)
  if (known.kind !== 'done') return reportOf(known)
  const found = known.value.find((each) => each.refundId === refundId) ?? known.value.find((each) => isLost(each, work))
  if (found !== undefined) return stateOf(found)
  const key = (row.lastStatus ?? 0) >= 500 ? `${row.id}/${row.attempts}` : row.id
  const made = await processor.refund({ intent, refundId, amount, currency, key })
  if (made.kind === 'done') return stateOf(made.value)
  return made.kind === 'refused' ? { kind: 'failed', reason: made.message || made.code } : reportOf(made)
}

/** One of this app that these books do not know: they went back in time, and what is asked for was paid. */
function isLost({ id, refundId, amount, state }: ProcessorRefund, work: RefundWork): boolean {
  const own = work.known.find((each) => each.refundId === work.refundId)
  if (own?.processorId !== undefined) return id === own.processorId
  const ours = work.known.some((each) => each.refundId === refundId || each.processorId === id)
  return refundId !== undefined && !ours && amount === work.amount && state !== 'failed'
}

function stateOf({ id, state, reason }: ProcessorRefund): RefundReport {
  if (state === 'failed') return { kind: 'failed', processorId: id, reason: reason ?? '' }
  return { kind: state, processorId: id }
}
