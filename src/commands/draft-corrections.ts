// Credit notes that the run drafts for corrections, and what becomes of them when a correction is taken back.
import type { Correction } from '../core/contract/contract.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CorrectionId, CreditNoteId } from '../core/ids.ts'
import { readDraftNotes } from '../storage/read-credit.ts'
import type { Books } from './books.ts'
import { newNote, noteFacts, noteTables } from './credit-note-row.ts'

/** What `draftCorrections` and `discardProposals` touch. */
export const proposalTables = [...noteTables, 'clients'] as const

/**
 * Drafts a credit note for the open corrections of a group, in the run's transaction, for the owner's review: each
 * correction is proposed once, whatever became of that draft. Those that do not fit on one document get one each; one
 * whose lines have nothing left to credit stays as it is. Answers the drafts.
 */
export async function draftCorrections(
  books: Books,
  corrections: readonly Correction[],
  envelope: Envelope,
): Promise<readonly CreditNoteId[]> {
  const [first] = corrections
  if (first === undefined) return []
  const drafted = new Set((await readDraftNotes(books.db, first.clientId)).flatMap((note) => note.correctionIds ?? []))
  const waiting = corrections.filter(
    (row) => row.state === 'open' && row.proposedIn === undefined && !drafted.has(row.id),
  )
  if (waiting.length === 0) return []
  const all = await propose(books, waiting, envelope)
  if (all !== undefined) return [all]
  const ids: CreditNoteId[] = []
  if (waiting.length === 1) return ids
  for (const correction of waiting) {
    const id = await propose(books, [correction], envelope)
    if (id !== undefined) ids.push(id)
  }
  return ids
}

async function propose(
  books: Books,
  corrections: readonly Correction[],
  envelope: Envelope,
): Promise<CreditNoteId | undefined> {
  const correctionIds = corrections.map(({ id }) => id)
  const made = await newNote(books, { credits: 'corrections', correctionIds }, envelope)
  if (!made.ok) return undefined
  const { draft, plan } = made.value
  await books.creditNotes.add(draft)
  await books.corrections.putMany(
    corrections.map((previous) => ({ next: touched({ ...previous, proposedIn: draft.id }, envelope), previous })),
  )
  books.record(
    'credit-note.drafted',
    [draft.id, draft.clientId, ...draft.invoiceIds, ...correctionIds],
    noteFacts(plan),
  )
  return draft.id
}

/**
 * Discards drafts that a run proposed and nobody edited, when a correction on them was taken back or resolved otherwise:
 * the others on them are proposed anew. A draft that a person wrote stays, and says on issue what is resolved.
 */
export async function discardProposals(
  books: Books,
  gone: readonly Pick<Correction, 'id' | 'clientId' | 'proposedIn'>[],
  envelope: Pick<Envelope, 'now'>,
): Promise<void> {
  const goneIds = new Set<CorrectionId>(gone.map(({ id }) => id))
  const noteIds = [...new Set(gone.flatMap(({ proposedIn }) => proposedIn ?? []))]
  const notes = await books.db.creditNotes.bulkGet(noteIds)
  for (const note of notes) {
    if (note?.state !== 'draft' || note.version > 1) continue
    await books.discardCreditNote(note)
    const rows = await books.db.corrections.bulkGet([...(note.correctionIds ?? [])])
    const others = rows.filter((row) => row !== undefined).filter(({ id }) => !goneIds.has(id))
    await books.corrections.putMany(
      others.map((previous) => {
        const { proposedIn: _proposedIn, ...rest } = previous
        return { next: touched(rest, envelope), previous }
      }),
    )
    const { clientId, clientName, gross, currency, invoiceIds } = note
    const invoices = await books.db.invoices.bulkGet([...invoiceIds])
    const numbers = invoices.flatMap((row) => (row === undefined || row.state === 'draft' ? [] : [row.number]))
    const subjects = [note.id, clientId, ...invoiceIds, ...others.map(({ id }) => id)]
    books.record('credit-note.discarded', subjects, { clientName, numbers, gross, currency })
  }
}

function touched(correction: Correction, { now }: Pick<Envelope, 'now'>): Correction {
  return { ...correction, version: correction.version + 1, updatedAt: now }
}
