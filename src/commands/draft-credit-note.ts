import type { CreditNoteId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { type CreditNoteFields, newNote, noteFacts, noteTables } from './credit-note-row.ts'
import type { Command } from './execute.ts'

/**
 * Begins a credit note over lines of one or several invoices (W-9): a draft, nobody's money, for review.
 * Problems: those of `planCredit` and of `creditFigures`, `correction-resolved`, `correction-drafted`.
 */
export const draftCreditNote: Command<CreditNoteFields, { readonly id: CreditNoteId }> = {
  name: 'draftCreditNote',
  tables: [...noteTables, 'clients'],
  async run(books, input, envelope): Promise<Result<{ id: CreditNoteId }, Problem>> {
    const made = await newNote(books, input, envelope)
    if (!made.ok) return made
    const { draft, plan } = made.value
    await books.creditNotes.add(draft)
    books.record('credit-note.drafted', [draft.id, draft.clientId, ...draft.invoiceIds], noteFacts(plan))
    return ok({ id: draft.id })
  },
}
