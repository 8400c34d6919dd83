// What a credit note is judged by: the invoices with their documents and what was credited of them before.
import type { CreditedInvoice } from '../core/credit/credit-figures.ts'
import type { CreditNote, DraftCreditNote } from '../core/credit/credit-note.ts'
import type { CreditSource } from '../core/credit/plan-credit.ts'
import type { ClientId, InvoiceId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from './account-db.ts'

/** Invoices as they can be credited. Problems: `not-found`, `wrong-state` for a draft. */
export async function readCreditSources(
  db: AccountDb,
  ids: readonly InvoiceId[],
): Promise<Result<readonly CreditSource[], Problem>> {
  const [invoices, documents, priors] = await Promise.all([
    db.invoices.bulkGet([...ids]),
    db.documents.bulkGet([...ids]),
    Promise.all(ids.map((id) => readCredited(db, id))),
  ])
  const sources: CreditSource[] = []
  for (const [index, id] of ids.entries()) {
    const [invoice, issued, prior] = [invoices[index], documents[index], priors[index]]
    if (invoice === undefined) return refused({ code: 'not-found', entity: 'invoice', id })
    if (invoice.state === 'draft') return refused({ code: 'wrong-state', act: 'credit', state: 'draft' })
    if (issued === undefined || prior === undefined) throw new Error(`Invoice ${invoice.number} has no document`)
    sources.push({ invoice, document: issued.document, prior })
  }
  return ok(sources)
}

/** The notes that concern an invoice, drafts and its cancellation too, in the order of their making. */
export async function readNotesOf(db: AccountDb, id: InvoiceId): Promise<CreditNote[]> {
  const notes = await db.creditNotes.where('invoiceIds').equals(id).toArray()
  return notes.sort((left, right) => (left.createdAt + left.id < right.createdAt + right.id ? -1 : 1))
}

/** What issued credit notes took back of an invoice. */
export async function readCredited(db: AccountDb, id: InvoiceId): Promise<CreditedInvoice[]> {
  return (await readNotesOf(db, id)).flatMap((note) => {
    if (note.kind !== 'correction' || note.state !== 'issued') return []
    return note.credits.filter(({ invoiceId }) => invoiceId === id).map(({ figures }) => figures)
  })
}

/** The credit notes of a client that are being written. */
export async function readDraftNotes(db: AccountDb, clientId: ClientId): Promise<DraftCreditNote[]> {
  const notes = await db.creditNotes.where('[clientId+listedOn+id]').between([clientId], [clientId, []]).toArray()
  return notes.filter((note) => note.state === 'draft')
}
