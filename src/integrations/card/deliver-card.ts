// Delivers one claimed row of the outbox to the payment processor and writes down what came of it.
import { clearCardAttempt } from '../../commands/clear-card-attempt.ts'
import type { Command } from '../../commands/execute.ts'
import { settleCardAttempt } from '../../commands/settle-card-attempt.ts'
import { settleCardRefund } from '../../commands/settle-card-refund.ts'
import type { OutboxRow } from '../../core/automation/outbox.ts'
import type { Problem } from '../../core/problem.ts'
import { ok, type Result } from '../../core/result.ts'
import type { Books } from '../../queries/account-entries.ts'
import { readCardWork } from '../../queries/read-card-work.ts'
import type { Call } from '../../queries/read-outbox.ts'
import type { ProcessorDeps } from './call-processor.ts'
import { chargeCard } from './charge-card.ts'
import { refundToCard } from './refund-to-card.ts'
import { stripeProcessor } from './stripe-processor.ts'

export interface CardDelivery extends ProcessorDeps {
  readonly books: Books
  readonly call: Call
  /** Of the row as claimed. */
  readonly version: number
  readonly returnUrl: string
  run<Input, Value>(command: Command<Input, Value>, input: Input): Promise<Result<Value, Problem>>
}

export interface CardDelivered {
  readonly state: OutboxRow['state']
  /** The processor did not answer, or asked for time. */
  readonly failing: boolean
}

/** Problems: those of automation; nothing was charged then that was not before. @throws only on failures of the database */
export async function deliverCard({
  books,
  call,
  version,
  returnUrl,
  run,
  ...deps
}: CardDelivery): Promise<Result<CardDelivered, Problem>> {
  const { row, endpoint, secrets } = call
  const { payload } = row
  if (payload.kind !== 'card-charge' && payload.kind !== 'card-refund') throw new Error('Not a row of a card')
  const found = await readCardWork(books, payload.attemptId)
  const processor = stripeProcessor({ url: endpoint.url, key: secrets[0] ?? '' }, deps)
  if (payload.kind === 'card-refund') {
    const refund = await books.refunds.get(payload.refundId)
    const known = found?.attempt.refunds ?? []
    const intent = found?.attempt.intent
    const report =
      refund === undefined || intent === undefined
        ? ({ kind: 'ask', problem: { code: 'no-document' } } as const)
        : await refundToCard({ processor, row, intent, ...refund, refundId: refund.id, known })
    const settled = await run(settleCardRefund, { id: row.id, version, report })
    return settled.ok ? ok({ state: settled.value.row, failing: report.kind === 'again' }) : settled
  }
  let stopped: Problem | undefined
  const report =
    found === undefined
      ? ({ kind: 'ask', problem: { code: 'no-document' } } as const)
      : await chargeCard({
          ...found,
          processor,
          row,
          returnUrl,
          async clear(intent, amount) {
            const cleared = await run(clearCardAttempt, { id: row.id, version, intent, amount })
            if (cleared.ok) return cleared.value
            stopped = cleared.problem
            return undefined
          },
        })
  if (report === 'left')
    return stopped === undefined ? ok({ state: row.state, failing: false }) : { ok: false, problem: stopped }
  const settled = await run(settleCardAttempt, { id: row.id, version, report })
  return settled.ok ? ok({ state: settled.value.row, failing: report.kind === 'again' }) : settled
}
