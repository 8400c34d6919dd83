import { checkText } from '../core/check-fields.ts'
import type { PaymentId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { CreditEntry, Payment } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { liveAllocationsOf, releaseAllocations } from './allocate-money.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow, readSettings } from './read-rows.ts'

export interface UndoPayment {
  readonly id: PaymentId
  readonly version?: number
  /** Entered by mistake, bounced...; kept with the row. */
  readonly reason: string
}

/**
 * Takes a payment back: what it paid is due again, credit that it left is reversed wherever it was used. The row
 * stays, marked undone. Problems: `not-found`, `stale`, `wrong-state`, `field-invalid`, `books-locked`.
 */
export const undoPayment: Command<UndoPayment, { readonly reopened: readonly string[] }> = {
  name: 'undoPayment',
  tables: ['payments', 'invoices', 'allocations', 'creditEntries', 'settings'],
  async run(books, input, envelope): Promise<Result<{ reopened: string[] }, Problem>> {
    const found = expectRow('payment', await books.db.payments.get(input.id), input)
    if (!found.ok) return found
    const payment = found.value
    if (payment.state === 'undone') return refused({ code: 'wrong-state', act: 'undo', state: 'undone' })
    const problem =
      checkText('reason', input.reason, 500) ?? lockedProblem(await readSettings(books.db), payment.receivedOn)
    if (problem !== undefined) return refused(problem)
    const undone: Payment = {
      ...payment,
      state: 'undone',
      undoneReason: input.reason,
      version: payment.version + 1,
      updatedAt: envelope.now,
    }
    await books.payments.put(undone, payment)
    const sources = [payment.id, ...(await reverseCredit(books, payment))]
    const reopened: string[] = []
    const touched: string[] = []
    for (const source of sources) {
      for (const [invoiceId, allocations] of await liveAllocationsOf(books, source)) {
        const settled = await releaseAllocations(books, invoiceId, allocations, input.reason, envelope)
        touched.push(invoiceId)
        if (settled.state !== 'paid' && !reopened.includes(settled.number)) reopened.push(settled.number)
      }
    }
    books.record('payment.undone', [payment.id, payment.clientId, ...touched], {
      clientName: payment.clientName,
      amount: payment.amount,
      currency: payment.currency,
      reason: input.reason,
      numbers: reopened,
    })
    return ok({ reopened })
  },
}

/** Marks the payment's credit as reversed and answers its ids. */
async function reverseCredit(books: Books, payment: Payment): Promise<CreditEntry['id'][]> {
  const entries = await books.db.creditEntries.where('paymentId').equals(payment.id).toArray()
  for (const entry of entries) {
    await books.creditEntries.put(
      { ...entry, state: 'reversed', remaining: 0 as typeof entry.remaining, version: entry.version + 1 },
      entry,
    )
    books.record('credit.reversed', [entry.id, payment.id, payment.clientId], {
      amount: entry.amount,
      currency: entry.currency,
    })
  }
  return entries.map(({ id }) => id)
}
