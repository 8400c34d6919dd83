import type { ClientId, CorrectionId, CreditNoteId } from '../core/ids.ts'
import { readDraftNotes } from '../storage/read-credit.ts'
import type { Books } from './account-entries.ts'

/** Corrections of a client that a draft credit note resolves once it is issued, with that draft. */
export async function listDraftedCorrections(
  books: Books,
  clientId: ClientId,
): Promise<ReadonlyMap<CorrectionId, CreditNoteId>> {
  const drafts = await readDraftNotes(books, clientId)
  return new Map(
    drafts.flatMap(({ id, correctionIds = [] }) => correctionIds.map((correctionId) => [correctionId, id] as const)),
  )
}
