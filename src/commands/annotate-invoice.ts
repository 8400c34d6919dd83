import { checkRequired, checkText } from '../core/check-fields.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { CustomField, FinalizedInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Command } from './execute.ts'
import { fieldValues } from './field-values.ts'
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

/**
 * Changes what the owner keeps of an issued invoice in fields of their own (M-7): found and matched by them, printed only
 * as they stood when it was issued (T-14). Problems: `stale`, `wrong-state`, `field-required`, `field-value`,
 * `field-invalid`.
 */
export const changeInvoiceFields: Command<
  SeenInvoice & { readonly customFields: readonly CustomField[] },
  { readonly version: number }
> = {
  name: 'changeInvoiceFields',
  tables: ['invoices', 'documents'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = await expectFinalized(books.db, input, 'change')
    if (!found.ok) return found
    const invoice = found.value
    const own = await fieldValues(books.db, 'invoice', input.customFields, invoice)
    if (!own.ok) return own
    const { customFields: before = [], ...rest } = invoice
    const { customFields: after = [] } = own.value
    const next: FinalizedInvoice = {
      ...rest,
      ...own.value,
      words: await wordsAfter(books.db, invoice, before, after),
      version: invoice.version + 1,
      updatedAt: envelope.now,
    }
    await books.invoices.put(next, invoice)
    books.record('invoice.fields-changed', [invoice.id, invoice.clientId], { number: invoice.number })
    return ok({ version: next.version })
  },
}

/** Words of values that went go too, unless something else of the invoice says them. */
async function wordsAfter(
  db: AccountDb,
  { id, words, number, sequence, clientName, poNumber, poAddendum, tags = [] }: FinalizedInvoice,
  before: readonly CustomField[],
  after: readonly CustomField[],
): Promise<string[]> {
  const document = (await db.documents.get(id))?.document
  const said = searchWords(
    number,
    String(sequence),
    clientName,
    poNumber,
    poAddendum?.poNumber,
    ...tags,
    ...(document?.fields ?? []).map(({ value }) => value),
    ...(document?.lines ?? []).map(({ description }) => description),
  )
  const gone = new Set(searchWords(...before.map(({ value }) => value)).filter((word) => !said.includes(word)))
  return [...new Set([...words.filter((word) => !gone.has(word)), ...searchWords(...after.map(({ value }) => value))])]
}
