import { checkText } from '../core/check-fields.ts'
import type { InvoiceId } from '../core/ids.ts'
import { nextState } from '../core/invoice/states.ts'
import type { Minor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { expectFinalized, lockedToday } from './read-rows.ts'

interface SeenInvoice {
  readonly id: InvoiceId
  readonly version?: number
}

/** Gives up on what is due of an open invoice: uncollectible, with a ledger row for the rest. Problems: `stale`, `wrong-state`, `field-invalid`, `books-locked`. */
export const writeOffInvoice: Command<SeenInvoice & { readonly reason?: string }, { readonly amount: Minor }> = {
  name: 'writeOffInvoice',
  tables: [...ledgerTables, 'settings'],
  async run(books, input, envelope): Promise<Result<{ amount: Minor }, Problem>> {
    const found = await expectFinalized(books.db, input, 'writeOff')
    if (!found.ok) return found
    const invoice = found.value
    if (nextState(invoice.state, 'writeOff') !== 'uncollectible') {
      return refused({ code: 'wrong-state', act: 'writeOff', state: invoice.state, number: invoice.number })
    }
    const problem = checkText('reason', input.reason, 500) ?? (await lockedToday(books.db, envelope))
    if (problem !== undefined) return refused(problem)
    const money = await openLedger(books, {
      clientId: invoice.clientId,
      currency: invoice.currency,
      invoiceRows: [invoice],
    })
    const lost = money.ledger.writeOff(invoice.id)
    if (!lost.ok) return refused(moneyProblem(lost.problem, money, 'writeOff'))
    await money.write(envelope)
    books.record('invoice.written-off', [invoice.id, invoice.clientId], {
      number: invoice.number,
      clientName: invoice.clientName,
      amount: invoice.amountDue,
      currency: invoice.currency,
      ...(input.reason === undefined ? {} : { reason: input.reason }),
    })
    return ok({ amount: invoice.amountDue })
  },
}

/** Takes a write-off back: the invoice is open again for all that is unpaid. Problems: `stale`, `wrong-state`, `books-locked`. */
export const reopenInvoice: Command<SeenInvoice, { readonly amount: Minor }> = {
  name: 'reopenInvoice',
  tables: [...ledgerTables, 'settings'],
  async run(books, input, envelope): Promise<Result<{ amount: Minor }, Problem>> {
    const found = await expectFinalized(books.db, input, 'reopen')
    if (!found.ok) return found
    const invoice = found.value
    // A paid invoice reopens only through the payment that paid it.
    if (invoice.state !== 'uncollectible') {
      return refused({ code: 'wrong-state', act: 'reopen', state: invoice.state, number: invoice.number })
    }
    const locked = await lockedToday(books.db, envelope)
    if (locked !== undefined) return refused(locked)
    const money = await openLedger(books, {
      clientId: invoice.clientId,
      currency: invoice.currency,
      invoiceRows: [invoice],
    })
    const counted = money.ledger.reopen(invoice.id)
    if (!counted.ok) return refused(moneyProblem(counted.problem, money, 'reopen'))
    await money.write(envelope, { reason: 'write-off taken back' })
    return ok({ amount: invoice.amountDue })
  },
}
