import { checkRequired, checkText } from '../core/check-fields.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import type { Command } from './execute.ts'
import { expectFinalized } from './read-rows.ts'

interface SeenInvoice {
  readonly id: InvoiceId
  readonly version: number
}

/** Adds or changes the PO number of an issued, unpaid invoice: a dated addendum, the document stays as it was (T-12, R-20). Problems: `stale`, `wrong-state`, `field-invalid`. */
export const addPoNumber: Command<SeenInvoice & { readonly poNumber: string }, { readonly version: number }> = {
  name: 'addPoNumber',
  tables: ['invoices'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = await expectFinalized(books.db, input, 'add-po')
    if (!found.ok) return found
    const invoice = found.value
    const { state, number } = invoice
    if (state !== 'open' && state !== 'uncollectible')
      return refused({ code: 'wrong-state', act: 'add-po', state, number })
    const problem = checkRequired('poNumber', input.poNumber, 60)
    if (problem !== undefined) return refused(problem)
    const poNumber = input.poNumber.trim()
    const next: FinalizedInvoice = {
      ...invoice,
      poAddendum: { poNumber, on: envelope.today },
      words: [...new Set([...invoice.words, ...searchWords(poNumber)])],
      version: invoice.version + 1,
      updatedAt: envelope.now,
    }
    await books.invoices.put(next, invoice)
    const before = invoice.poAddendum?.poNumber ?? invoice.poNumber
    books.record('invoice.po-added', [invoice.id, invoice.clientId], {
      number,
      poNumber,
      ...(before === undefined ? {} : { before }),
    })
    return ok({ version: next.version })
  },
}

/** Changes the notes that only the owner sees; logged (section F). Problems: `stale`, `wrong-state`, `field-invalid`. */
export const changeInternalNotes: Command<
  SeenInvoice & { readonly internalNotes: string },
  { readonly version: number }
> = {
  name: 'changeInternalNotes',
  tables: ['invoices'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = await expectFinalized(books.db, input, 'change')
    if (!found.ok) return found
    const problem = checkText('internalNotes', input.internalNotes, 10_000)
    if (problem !== undefined) return refused(problem)
    const invoice = found.value
    const { internalNotes: _before, ...rest } = invoice
    const next: FinalizedInvoice = {
      ...rest,
      ...(input.internalNotes.trim() === '' ? {} : { internalNotes: input.internalNotes }),
      version: invoice.version + 1,
      updatedAt: envelope.now,
    }
    await books.invoices.put(next, invoice)
    books.record('invoice.notes-changed', [invoice.id, invoice.clientId], { number: invoice.number })
    return ok({ version: next.version })
  },
}
