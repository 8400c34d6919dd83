import type { CreditNoteId, InvoiceId } from '../core/ids.ts'
import type { Release } from '../core/invoice/issued.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { sha256Hex } from './issue-document.ts'

export interface ReleaseDocument {
  readonly id: InvoiceId | CreditNoteId
  readonly how: Release['how']
  readonly pdf: Uint8Array
}

/**
 * Notes that a document left the app and keeps the bytes that left first, with their hash.
 * Problems: `not-found`, `wrong-state` for a draft.
 */
export const releaseDocument: Command<ReleaseDocument, { readonly sha256: string; readonly first: boolean }> = {
  name: 'releaseDocument',
  tables: ['invoices', 'creditNotes', 'releases'],
  async run(books, { id, how, pdf }, envelope): Promise<Result<{ sha256: string; first: boolean }, Problem>> {
    const { db } = books
    const [invoice, note, before] = await Promise.all([
      db.invoices.get(id as InvoiceId),
      db.creditNotes.get(id as CreditNoteId),
      db.releases.get(id),
    ])
    const row = invoice ?? note
    if (row === undefined) return refused({ code: 'not-found', entity: 'invoice', id })
    if (row.state === 'draft') return refused({ code: 'wrong-state', act: 'release', state: 'draft' })
    const sha256 = before?.sha256 ?? sha256Hex(pdf)
    if (before === undefined) await books.releases.add({ id, pdf, sha256, how, releasedAt: envelope.now })
    if (invoice !== undefined && invoice.state !== 'draft' && invoice.releasedAt === undefined) {
      await books.invoices.put(
        { ...invoice, releasedAt: envelope.now, version: invoice.version + 1, updatedAt: envelope.now },
        invoice,
      )
    }
    if (note?.state === 'issued' && note.releasedAt === undefined) {
      await books.creditNotes.put(
        { ...note, releasedAt: envelope.now, version: note.version + 1, updatedAt: envelope.now },
        note,
      )
    }
    const type = note?.kind === 'correction' ? 'credit-note.released' : 'invoice.released'
    books.record(type, [id, row.clientId], { number: row.number, how, sha256 })
    return ok({ sha256, first: before === undefined })
  },
}
