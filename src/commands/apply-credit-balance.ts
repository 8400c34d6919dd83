import type { InvoiceId } from '../core/ids.ts'
import { type Minor, subtractMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { ledgerTables } from './ledger-books.ts'
import { expectFinalized, lockedToday } from './read-rows.ts'
import { applyCredit } from './use-credit.ts'

/**
 * Puts the client's credit on one open invoice, oldest first: for accounts that ask instead of applying it when an
 * invoice becomes final (P-7). Problems: `stale`, `wrong-state`, `no-credit`, `books-locked`.
 */
export const applyCreditBalance: Command<
  { readonly id: InvoiceId; readonly version?: number },
  { readonly applied: Minor; readonly amountDue: Minor }
> = {
  name: 'applyCreditBalance',
  tables: [...ledgerTables, 'settings'],
  async run(books, input, envelope): Promise<Result<{ applied: Minor; amountDue: Minor }, Problem>> {
    const found = await expectFinalized(books.db, input, 'pay')
    if (!found.ok) return found
    const { state, number, amountDue } = found.value
    if (state !== 'open') return refused({ code: 'wrong-state', act: 'pay', state, number })
    const locked = await lockedToday(books.db, envelope)
    if (locked !== undefined) return refused(locked)
    const settled = await applyCredit(books, found.value, envelope)
    const applied = subtractMinor(amountDue, settled.amountDue)
    if (applied === 0) return refused({ code: 'no-credit', clientName: found.value.clientName })
    return ok({ applied, amountDue: settled.amountDue })
  },
}
