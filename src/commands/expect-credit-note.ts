import type { DraftCreditNote } from '../core/credit/credit-note.ts'
import type { CreditNoteId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { expectRow } from './read-rows.ts'

/** A draft credit note at the version seen. Problems: `not-found`, `stale`, `wrong-state` for an issued one. */
export async function expectDraftNote(
  db: AccountDb,
  seen: { readonly id: CreditNoteId; readonly version?: number },
  act: 'change' | 'discard' | 'issue',
): Promise<Result<DraftCreditNote, Problem>> {
  const row = await db.creditNotes.get(seen.id)
  // An issued one has moved on: say so rather than "stale".
  if (row !== undefined && row.state !== 'draft') {
    return refused({ code: 'wrong-state', act, state: 'issued', number: row.number })
  }
  return expectRow<DraftCreditNote>('creditNote', row, seen)
}
