import type { CreditNoteId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { type CreditNoteFields, noteFacts, noteTables, planNote, withPlan } from './credit-note-row.ts'
import type { Command } from './execute.ts'
import { expectDraftNote } from './expect-credit-note.ts'

export interface SaveCreditNote {
  readonly id: CreditNoteId
  readonly version: number
  readonly credits: CreditNoteFields['credits']
  /** Absent: none is printed. */
  readonly reason?: string
}

/**
 * Changes a draft credit note: a line leaves it only while it is one, and at least one stays (W-14). Corrections that
 * somebody resolved meanwhile leave it. Problems: `stale`, `wrong-state`, those of `draftCreditNote`.
 */
export const saveCreditNote: Command<SaveCreditNote, { readonly version: number }> = {
  name: 'saveCreditNote',
  tables: noteTables,
  async run(books, { credits, reason, ...seen }, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = await expectDraftNote(books.db, seen, 'change')
    if (!found.ok) return found
    const before = found.value
    const rows = await books.db.corrections.bulkGet([...(before.correctionIds ?? [])])
    const correctionIds = rows.flatMap((row) => (row?.state === 'open' ? [row.id] : []))
    const planned = await planNote(books, { credits, correctionIds }, before.id)
    if (!planned.ok) return planned
    const version = before.version + 1
    const { clientId, billingGroupId, currency, ...invoice } = planned.value.plan.invoices[0].source.invoice
    const clientName = clientId === before.clientId ? before.clientName : invoice.clientName
    const head = { ...before, version, clientId, billingGroupId, currency, clientName }
    const next = withPlan(head, planned.value, reason, envelope)
    if (!next.ok) return next
    await books.creditNotes.put(next.value, before)
    const subjects = [before.id, clientId, ...next.value.invoiceIds]
    books.record('credit-note.changed', subjects, noteFacts(planned.value.plan))
    return ok({ version })
  },
}
