import { checkText } from '../core/check-fields.ts'
import type { PaymentId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { expectRow, readSettings } from './read-rows.ts'
import { stopCardRefund } from './stop-card-refund.ts'

export interface UndoPayment {
  readonly id: PaymentId
  readonly version?: number
  /** Entered by mistake, bounced...; kept with the row. */
  readonly reason: string
}

/**
 * Takes a payment back: what it paid is due again, credit that it left is reversed wherever it was used, refunds of it
 * are undone. The rows stay, marked undone.
 * Problems: `not-found`, `stale`, `wrong-state`, `field-invalid`, `books-locked`, `attempt-under-way`.
 */
export const undoPayment: Command<UndoPayment, { readonly reopened: readonly string[] }> = {
  name: 'undoPayment',
  tables: [...ledgerTables, 'settings'],
  async run(books, input, envelope): Promise<Result<{ reopened: string[] }, Problem>> {
    const found = expectRow('payment', await books.db.payments.get(input.id), input)
    if (!found.ok) return found
    const payment = found.value
    if (payment.state === 'undone') return refused({ code: 'wrong-state', act: 'undo', state: 'undone' })
    const settings = await readSettings(books.db)
    const problem = checkText('reason', input.reason, 500) ?? lockedProblem(settings, payment.receivedOn)
    if (problem !== undefined) return refused(problem)
    const { clientId, currency } = payment
    const money = await openLedger(books, { clientId, currency, payments: [payment.id] })
    // What was given back of it is undone with it, and counted in the month of that day.
    const refunds = [...money.rows.refunds.values()].filter(({ state }) => state === 'paid')
    const locked = refunds
      .map(({ refundedOn }) => lockedProblem(settings, refundedOn))
      .find((each) => each !== undefined)
    if (locked !== undefined) return refused(locked)
    for (const refund of refunds) {
      const underWay = await stopCardRefund(books, refund, envelope)
      if (underWay !== undefined) return refused(underWay)
    }
    const undone = money.ledger.undoPayment(payment.id)
    if (!undone.ok) return refused(moneyProblem(undone.problem, money, 'undo'))
    const touched = await money.write(envelope, { reason: input.reason })
    const reopened = touched.filter(({ state }) => state !== 'paid').map(({ number }) => number)
    books.record('payment.undone', [payment.id, payment.clientId, ...touched.map(({ id }) => id)], {
      clientName: payment.clientName,
      amount: payment.amount,
      currency: payment.currency,
      reason: input.reason,
      numbers: reopened,
    })
    return ok({ reopened })
  },
}
