import type { CreditEntryId, InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Minor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { expectFinalized, lockedToday } from './read-rows.ts'

export interface ApplyCredit {
  readonly creditId: CreditEntryId
  readonly invoiceId: InvoiceId
  /** At least one minor unit, at most what is due and what is left. */
  readonly amount: Minor
}

export interface AppliedCredit {
  readonly amountDue: Minor
  readonly state: FinalizedInvoice['state']
  /** What is left of the credit. */
  readonly left: Minor
}

/**
 * Puts a credit on an invoice by hand (W-13): of the same client, currency and billing group, as credit is kept by them
 * (P-7, R-28). Problems: `not-found`, `wrong-state`, `clients-differ`, `currencies-differ`, `groups-differ`,
 * `credit-expired` (M-17), `field-invalid`, `allocation-too-large`, `credit-too-small`, `books-locked`.
 */
export const applyCreditByHand: Command<ApplyCredit, AppliedCredit> = {
  name: 'applyCreditByHand',
  tables: [...ledgerTables, 'settings'],
  async run(books, { creditId, invoiceId, amount }, envelope): Promise<Result<AppliedCredit, Problem>> {
    const credit = await books.db.creditEntries.get(creditId)
    if (credit === undefined) return refused({ code: 'not-found', entity: 'creditEntry', id: creditId })
    const found = await expectFinalized(books.db, { id: invoiceId }, 'pay')
    if (!found.ok) return found
    const invoice = found.value
    const { clientId, currency } = invoice
    if (credit.clientId !== clientId) return refused({ code: 'clients-differ' })
    if (credit.currency !== currency) {
      return refused({ code: 'currencies-differ', currencies: [credit.currency, currency] })
    }
    if (credit.billingGroupId !== invoice.billingGroupId) return refused({ code: 'groups-differ' })
    if (credit.expiresOn !== undefined && credit.expiresOn <= envelope.today) {
      return refused({ code: 'credit-expired', on: credit.expiresOn })
    }
    // M-18; what corrects an invoice may lie on one that was given up, and so may money.
    if (credit.origin === 'goodwill' && invoice.state === 'uncollectible') {
      return refused({ code: 'wrong-state', act: 'pay', state: invoice.state, number: invoice.number })
    }
    if (!Number.isInteger(amount) || amount <= 0) {
      return refused({ code: 'field-invalid', field: 'amount', reason: 'not-positive' })
    }
    const locked = await lockedToday(books.db, envelope)
    if (locked !== undefined) return refused(locked)
    const money = await openLedger(books, { clientId, currency, invoiceRows: [invoice], credits: [creditId] })
    const applied = money.ledger.apply(creditId, { invoiceId, amount })
    if (!applied.ok) return refused(moneyProblem(applied.problem, money))
    await money.write(envelope)
    const { state } = money.ledger.invoice(invoiceId)
    return ok({ amountDue: money.ledger.due(invoiceId), state, left: money.ledger.left(creditId) })
  },
}
