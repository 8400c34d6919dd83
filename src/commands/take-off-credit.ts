import type { AllocationId } from '../core/ids.ts'
import type { Minor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { expectFinalized, lockedToday } from './read-rows.ts'

export interface TakeOffCredit {
  readonly allocationId: AllocationId
  /** All of it where absent. */
  readonly amount?: Minor
}

/**
 * Takes credit off an invoice again, or a part of it: it is the client's credit again, and as much is due (P-7).
 * What a payment paid is undone or refunded instead. Problems: `not-found`, `release-exceeds`, `field-invalid`,
 * `books-locked`.
 */
export const takeOffCredit: Command<TakeOffCredit, { readonly amountDue: Minor }> = {
  name: 'takeOffCredit',
  tables: [...ledgerTables, 'settings'],
  async run(books, { allocationId, amount }, envelope): Promise<Result<{ amountDue: Minor }, Problem>> {
    const allocation = await books.db.allocations.get(allocationId)
    if (allocation === undefined) return refused({ code: 'not-found', entity: 'creditEntry', id: allocationId })
    if (amount !== undefined && !Number.isInteger(amount)) {
      return refused({ code: 'field-invalid', field: 'amount', reason: 'not-a-number' })
    }
    const found = await expectFinalized(books.db, { id: allocation.invoiceId }, 'change')
    if (!found.ok) return found
    const locked = await lockedToday(books.db, envelope)
    if (locked !== undefined) return refused(locked)
    const { clientId, currency } = allocation
    const money = await openLedger(books, { clientId, currency, invoiceRows: [found.value] })
    const taken = money.ledger.takeOff({ allocationId, amount: amount ?? allocation.amount })
    if (!taken.ok) return refused(moneyProblem(taken.problem, money))
    await money.write(envelope, { reason: 'credit taken off', byHand: true })
    return ok({ amountDue: money.ledger.due(allocation.invoiceId) })
  },
}
