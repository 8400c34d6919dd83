// One credit note with all that its page shows: what it takes back, of which invoices, and where it lies.
import type { Correction } from '../core/contract/contract.ts'
import { composeCreditNote } from '../core/credit/credit-document.ts'
import type { DraftCreditNote, IssuedCreditNote } from '../core/credit/credit-note.ts'
import { type CreditSource, type PlannedCredit, planCredit } from '../core/credit/plan-credit.ts'
import type { CreditNoteId } from '../core/ids.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Invoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import type { Result } from '../core/result.ts'
import { readCreditSources } from '../storage/read-credit.ts'
import type { Books } from './account-entries.ts'
import { getDocument } from './get-document.ts'

export interface DraftNoteView {
  readonly kind: 'draft'
  readonly note: DraftCreditNote
  /** Its invoices with what issued notes took back of them, in the order in which they print. */
  readonly sources: readonly CreditSource[]
  /** The figures as they are now, or why it cannot be issued so. */
  readonly plan: Result<PlannedCredit, Problem>
  /** As it would print; absent where `plan` is a problem. */
  readonly document?: FrozenDocument
  /** What it resolves when it is issued; those that somebody resolved meanwhile among them. */
  readonly corrections: readonly Correction[]
}

/** Where the credit of a note lies. */
export interface CreditUse {
  readonly allocation: Allocation
  readonly invoice: FinalizedInvoice
}

export interface IssuedNoteView {
  readonly kind: 'issued'
  readonly note: IssuedCreditNote
  readonly document: FrozenDocument
  /** Its own invoices as they stand now, in the order in which they print. */
  readonly invoices: readonly FinalizedInvoice[]
  /** Live ones first. */
  readonly uses: readonly CreditUse[]
  /** What is left of it, what was paid out. */
  readonly entry?: CreditEntry
  readonly corrections: readonly Correction[]
  /** The draft or invoice that bills the lines again (M-15), while it is there. */
  readonly rebilled?: Invoice
}

export type CreditNoteView = DraftNoteView | IssuedNoteView

/** What stands under the id; null when there is no credit note, or it is a cancellation. */
export async function getCreditNote(books: Books, id: CreditNoteId): Promise<CreditNoteView | null> {
  const note = await books.creditNotes.get(id)
  if (note === undefined || note.kind === 'cancellation') return null
  return note.state === 'draft' ? draftView(books, note) : issuedView(books, note)
}

async function draftView(books: Books, note: DraftCreditNote): Promise<DraftNoteView | null> {
  const [sources, client, settings, corrections] = await Promise.all([
    readCreditSources(books, note.invoiceIds),
    books.clients.get(note.clientId),
    books.settings.get('account'),
    correctionsOf(books, note),
  ])
  if (!sources.ok || client === undefined || settings === undefined) return null
  const plan = planCredit(sources.value, note.credits)
  const { reason } = note
  const said = reason === undefined ? {} : { reason }
  return {
    kind: 'draft',
    note,
    sources: sources.value,
    plan,
    ...(plan.ok && { document: composeCreditNote({ plan: plan.value, client, settings, ...said }) }),
    corrections,
  }
}

async function issuedView(books: Books, note: IssuedCreditNote): Promise<IssuedNoteView | null> {
  const [document, invoices, entry, corrections, rebilled] = await Promise.all([
    getDocument(books, note.id),
    books.invoices.bulkGet([...note.invoiceIds]),
    books.creditEntries.where('creditNoteId').equals(note.id).first(),
    correctionsOf(books, note),
    note.rebilledAs === undefined ? undefined : books.invoices.get(note.rebilledAs),
  ])
  if (document === undefined) return null
  return {
    kind: 'issued',
    note,
    document,
    invoices: invoices.filter((row) => row !== undefined).filter((row) => row.state !== 'draft'),
    uses: entry === undefined ? [] : await usesOf(books, entry),
    ...(entry !== undefined && { entry }),
    corrections,
    ...(rebilled !== undefined && { rebilled }),
  }
}

async function correctionsOf(
  books: Books,
  { correctionIds = [] }: Pick<DraftCreditNote, 'correctionIds'>,
): Promise<Correction[]> {
  return (await books.corrections.bulkGet([...correctionIds])).filter((row) => row !== undefined)
}

async function usesOf(books: Books, { id }: CreditEntry): Promise<CreditUse[]> {
  const allocations = await books.allocations.where('sourceId').equals(id).toArray()
  const invoices = await books.invoices.bulkGet(allocations.map(({ invoiceId }) => invoiceId))
  const keyOf = ({ state, allocatedOn, id: own }: Allocation) => `${state === 'live' ? 0 : 1} ${allocatedOn} ${own}`
  return allocations
    .flatMap((allocation, index) => {
      const invoice = invoices[index]
      return invoice === undefined || invoice.state === 'draft' ? [] : [{ allocation, invoice }]
    })
    .sort((left, right) => (keyOf(left.allocation) < keyOf(right.allocation) ? -1 : 1))
}
