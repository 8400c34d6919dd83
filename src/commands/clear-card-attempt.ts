import type { OutboxRow } from '../core/automation/outbox.ts'
import { notChargeable } from '../core/automation/plan-delivery.ts'
import type { OutboxId } from '../core/ids.ts'
import type { Minor } from '../core/money.ts'
import { isOpenAttempt } from '../core/payments/attempt-states.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { changedAttempt, readChargeFacts } from './card-attempt-row.ts'
import { endpointName } from './endpoint-name.ts'
import type { Command } from './execute.ts'

export interface ClearCardAttempt {
  /** The delivery, as claimed. */
  readonly id: OutboxId
  readonly version: number
  /** The processor's name of the intent that is not confirmed yet, and what it would take. */
  readonly intent: string
  readonly amount: Minor
}

export type Clearance =
  | { readonly act: 'confirm' }
  /** It must not be charged (any more): the intent is cancelled at the processor. */
  | { readonly act: 'let-go'; readonly why: NonNullable<OutboxRow['why']> }
  /** Another deliverer has taken over, with an intent of its own perhaps; this one confirms nothing. */
  | { readonly act: 'leave' }

/**
 * The word that comes before a card is charged: the intent's name is stored in the same transaction that reads
 * the facts again. Without it nothing is confirmed; with it whoever comes later reads that intent and never makes
 * another. Problems: `not-found`, and those of automation (`automation-paused` ...).
 */
export const clearCardAttempt: Command<ClearCardAttempt, Clearance> = {
  name: 'clearCardAttempt',
  tables: ['outbox', 'endpoints', 'cardAttempts', 'paymentMethods', 'invoices', 'billingGroups'],
  async run(books, { id, version, intent, amount }, envelope): Promise<Result<Clearance, Problem>> {
    const row = await books.db.outbox.get(id)
    if (row === undefined || row.payload.kind !== 'card-charge') {
      return refused({ code: 'not-found', entity: 'outbox', id })
    }
    const { attempt, ...facts } = await readChargeFacts(books.db, row.payload.attemptId)
    const own = row.state === 'sending' && row.version === version
    const other = attempt?.intent !== undefined && attempt.intent !== intent
    if (!own || attempt === undefined || other || !isOpenAttempt(attempt)) {
      books.nothingDone()
      return ok({ act: 'leave' })
    }
    const why = attempt.givenUp === 1 ? 'by-hand' : (notChargeable(facts) ?? tooMuch(amount, facts))
    if (attempt.intent === undefined) {
      await books.cardAttempts.put(changedAttempt(attempt, { intent, amount }, envelope), attempt)
      const name = await endpointName(books.db, row.endpointId)
      books.record('delivery.begun', [id], { name, attempt: row.attempts, intent })
    } else books.nothingDone()
    return ok(why === undefined ? { act: 'confirm' } : { act: 'let-go', why })
  },
}

/** Something of it was paid since the intent was made: never more than what is due. */
function tooMuch(
  amount: Minor,
  { invoice }: Awaited<ReturnType<typeof readChargeFacts>>,
): NonNullable<OutboxRow['why']> | undefined {
  return invoice !== undefined && amount > invoice.amountDue ? 'settled' : undefined
}
