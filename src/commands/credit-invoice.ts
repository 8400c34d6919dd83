import type { Problem } from '../core/problem.ts'
import type { Result } from '../core/result.ts'
import { type CreditNoteFields, newNote } from './credit-note-row.ts'
import type { Command } from './execute.ts'
import { type IssuedNote, issueNote, issueNoteTables } from './issue-credit-note.ts'

/**
 * Credits lines of invoices, or all that is left of them, at once: drafts and issues in one transaction.
 * Problems: those of `draftCreditNote` and `issueCreditNote`.
 */
export const creditInvoice: Command<CreditNoteFields, IssuedNote> = {
  name: 'creditInvoice',
  tables: issueNoteTables,
  async run(books, input, envelope): Promise<Result<IssuedNote, Problem>> {
    const made = await newNote(books, input, envelope)
    return made.ok ? issueNote(books, made.value.draft, made.value, envelope) : made
  },
}
