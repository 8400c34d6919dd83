import type { CardAttemptId, InvoiceId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { invoicePlanTables } from '../storage/read-automation.ts'
import { addAttempt, attemptTables, readAttempts, readCard, underWayProblem } from './card-attempt-row.ts'
import type { Command } from './execute.ts'
import { takeFromConfirmed } from './finalize-by-rule.ts'
import { readAndPlan, sleepAgain } from './plan-invoices.ts'

export interface Collected {
  /** Absent: nothing is to be collected any more. */
  readonly id?: CardAttemptId
}

/**
 * Begins the attempt that an invoice's rule asks for today, under the key of its number (M-27): its delivery charges the
 * client's default card once. Planned in the transaction.
 */
export const collectInvoice: Command<{ readonly id: InvoiceId }, Collected> = {
  name: 'collectInvoice',
  tables: [...invoicePlanTables, ...attemptTables],
  async run(books, { id }, envelope): Promise<Result<Collected, Problem>> {
    const { planned } = await readAndPlan(books, [id], envelope.today)
    const invoice = planned[0]?.invoice
    const intent = planned[0]?.collection?.intents[0]
    const card =
      invoice === undefined || intent === undefined
        ? undefined
        : await readCard(books.db, { id: invoice.clientId, name: invoice.clientName })
    const before = invoice === undefined ? [] : await readAttempts(books.db, id)
    const begins = invoice !== undefined && intent !== undefined && underWayProblem(before, invoice) === undefined
    if (!begins || card?.ok !== true || card.value.method.isDefault !== 1) {
      books.sleepUntil(id, planned[0]?.wakeOn)
      books.nothingDone()
      return ok({})
    }
    const row = await addAttempt(books, invoice, { card: card.value, amount: intent.amount, before }, envelope)
    await takeFromConfirmed(books, id, envelope)
    await sleepAgain(books, id, envelope.today)
    return ok({ id: row.id })
  },
}
