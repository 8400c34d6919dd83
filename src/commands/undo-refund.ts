import { checkText } from '../core/check-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, CreditEntryId, PaymentId, RefundId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { Minor } from '../core/money.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { defaultGroupId } from './charge-row.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { expectRow, readSettings } from './read-rows.ts'
import { stopCardRefund } from './stop-card-refund.ts'

export interface UndoRefund {
  readonly id: RefundId
  readonly version: number
  /** Sent back by the bank, entered by mistake...; kept with the row. */
  readonly reason: string
}

/**
 * Takes a refund back: the money is the client's credit again. What was taken off invoices for it stays due, until that
 * credit is put there. The row stays, marked undone. What waits to go back to a card does not go any more.
 * Problems: `not-found`, `stale`, `wrong-state`, `field-invalid`, `books-locked`, `attempt-under-way`.
 */
export const undoRefund: Command<UndoRefund, { readonly credit: Minor }> = {
  name: 'undoRefund',
  tables: [...ledgerTables, 'settings', 'billingGroups'],
  async run(books, input, envelope): Promise<Result<{ credit: Minor }, Problem>> {
    const undone = await takeRefundBack(books, input, envelope)
    if (!undone.ok) return undone
    const problem = await stopCardRefund(books, undone.value, envelope)
    return problem === undefined ? ok({ credit: undone.value.amount }) : refused(problem)
  },
}

/** In the books only: the processor itself says that it was not paid. Answers the row as it was. Problems: as above. */
export async function takeRefundBack(
  books: Books,
  input: UndoRefund,
  envelope: Envelope,
): Promise<Result<Refund, Problem>> {
  const found = expectRow('refund', await books.db.refunds.get(input.id), input)
  if (!found.ok) return found
  const refund = found.value
  if (refund.state === 'undone') return refused({ code: 'wrong-state', act: 'undo', state: 'undone' })
  const problem =
    checkText('reason', input.reason, 500) ?? lockedProblem(await readSettings(books.db), refund.refundedOn)
  if (problem !== undefined) return refused(problem)
  const { clientId, currency, sourceKind, sourceId } = refund
  const of = sourceKind === 'payment' ? { payments: [sourceId as PaymentId] } : { credits: [sourceId as CreditEntryId] }
  const money = await openLedger(books, { clientId, currency, ...of })
  const undone = money.ledger.undoRefund(refund.id, {
    id: envelope.newId('cre'),
    billingGroupId: await groupOf(books, refund),
    receivedOn: envelope.today,
  })
  if (!undone.ok) return refused(moneyProblem(undone.problem, money, 'undo'))
  await money.write(envelope, { reason: input.reason })
  return ok(refund)
}

/** The group off whose invoice the refund took it, else one whose invoice the payment paid: it waits for the next of them. */
async function groupOf({ db }: Books, { clientId, sourceId, createdAt }: Refund): Promise<BillingGroupId> {
  const all = await db.allocations.where('sourceId').equals(sourceId).toArray()
  const taken = all.find(({ releasedAt, releasedReason }) => releasedAt === createdAt && releasedReason === 'refunded')
  const allocation = taken ?? all[0]
  const invoice = allocation && (await db.invoices.get(allocation.invoiceId))
  return invoice?.billingGroupId ?? (await defaultGroupId(db, clientId))
}
