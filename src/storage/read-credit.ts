// What a credit note is judged by: the invoices with their documents and what was credited of them before.
import type { CreditedInvoice } from '../core/credit/credit-figures.ts'
import type { CreditNote, DraftCreditNote } from '../core/credit/credit-note.ts'
import type { CreditSource } from '../core/credit/plan-credit.ts'
import type { ChargeId, ClientId, InvoiceId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
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

/** Of charges those of which issued credit notes took something back. */
export async function readCreditedCharges(db: AccountDb, charges: readonly Charge[]): Promise<ReadonlySet<ChargeId>> {
  const credited = new Set<ChargeId>()
  for (const id of new Set(charges.flatMap(({ invoiceId }) => invoiceId ?? []))) {
    const lines = (await readCredited(db, id)).flatMap((note) => note.lines.filter(({ amount }) => amount !== 0))
    const issued = lines.length === 0 ? undefined : await db.documents.get(id)
    for (const { line } of lines) {
      const chargeId = issued?.document.lines[line]?.chargeId
      if (chargeId !== undefined) credited.add(chargeId)
    }
  }
  return new Set(charges.flatMap(({ id }) => (credited.has(id) ? [id] : [])))
}

/** The charge that one bills anew, the first of all (M-15); the charge itself where it bills nothing anew. */
export async function readOriginal(db: AccountDb, charge: Charge): Promise<Charge> {
  const before = charge.rebills === undefined ? undefined : await db.charges.get(charge.rebills)
  return before === undefined ? charge : readOriginal(db, before)
}

/** The credit notes of a client that are being written. */
export async function readDraftNotes(db: AccountDb, clientId: ClientId): Promise<DraftCreditNote[]> {
  const notes = await db.creditNotes.where('[clientId+listedOn+id]').between([clientId], [clientId, []]).toArray()
  return notes.filter((note) => note.state === 'draft')
}
