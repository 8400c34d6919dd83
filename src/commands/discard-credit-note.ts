import type { CreditNoteId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectDraftNote } from './expect-credit-note.ts'

/**
 * Throws a draft credit note away; its corrections stay open. No number is used up. Problems: `not-found`, `stale`,
 * `wrong-state` for an issued one, which only a new invoice undoes.
 */
export const discardCreditNote: Command<
  { readonly id: CreditNoteId; readonly version?: number },
  { readonly id: CreditNoteId }
> = {
  name: 'discardCreditNote',
  tables: ['creditNotes', 'invoices'],
  async run(books, seen): Promise<Result<{ id: CreditNoteId }, Problem>> {
    const found = await expectDraftNote(books.db, seen, 'discard')
    if (!found.ok) return found
    const { id, clientId, clientName, invoiceIds, gross, currency } = found.value
    const invoices = await books.db.invoices.bulkGet([...invoiceIds])
    const numbers = invoices.flatMap((row) => (row === undefined || row.state === 'draft' ? [] : [row.number]))
    await books.discardCreditNote(found.value)
    books.record('credit-note.discarded', [id, clientId, ...invoiceIds], { clientName, numbers, gross, currency })
    return ok({ id })
  },
}
