// An issued invoice that is let be for a while: no reminder, no late fee, no collection.
import { checkText } from '../core/check-fields.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectFinalized } from './read-rows.ts'
import { hurryCharges } from './stop-charges.ts'

interface SeenInvoice {
  readonly id: InvoiceId
  readonly version: number
}

/**
 * Puts an open invoice on hold from today on; again: changes the note. What is prepared and has not left stays where it
 * is and is not delivered while the hold lasts; the page on which the client was to confirm a card is taken back.
 * Problems: `not-found`, `stale`, `wrong-state`, `field-invalid`.
 */
export const holdInvoice: Command<SeenInvoice & { readonly note?: string }, { readonly version: number }> = {
  name: 'holdInvoice',
  tables: ['invoices', 'cardAttempts', 'outbox'],
  async run(books, { note, ...seen }, envelope): Promise<Result<{ version: number }, Problem>> {
    const { today, now } = envelope
    const problem = checkText('note', note, 1000)
    if (problem !== undefined) return refused(problem)
    const found = await expectFinalized(books.db, seen, 'change')
    if (!found.ok) return found
    const before = found.value
    const { state, number } = before
    if (state !== 'open') return refused({ code: 'wrong-state', act: 'change', state, number })
    const hold = { since: before.hold?.since ?? today, ...(note === undefined || note.trim() === '' ? {} : { note }) }
    const next: FinalizedInvoice = { ...before, hold, version: before.version + 1, updatedAt: now }
    await books.invoices.put(next, before)
    await hurryCharges(books, await books.db.cardAttempts.where('invoiceId').equals(next.id).toArray(), envelope)
    books.record('invoice.held', [next.id, next.clientId], { number, clientName: next.clientName })
    return ok({ version: next.version })
  },
}

/**
 * Lets an invoice go on: reminders follow from today, fees never accrue on the days of the hold. Nothing to lift is no
 * mistake of anybody's and changes nothing. Problems: `not-found`, `stale`, `wrong-state`.
 */
export const resumeInvoice: Command<SeenInvoice, { readonly version: number }> = {
  name: 'resumeInvoice',
  tables: ['invoices'],
  async run(books, seen, { today, now }): Promise<Result<{ version: number }, Problem>> {
    const found = await expectFinalized(books.db, seen, 'change')
    if (!found.ok) return found
    const { hold, ...before } = found.value
    if (hold === undefined) {
      books.nothingDone()
      return ok({ version: before.version })
    }
    const past =
      hold.since < today ? [...(before.pastHolds ?? []), { start: hold.since, end: today }] : before.pastHolds
    const next: FinalizedInvoice = {
      ...before,
      ...(past !== undefined && { pastHolds: past }),
      version: before.version + 1,
      updatedAt: now,
    }
    await books.invoices.put(next, found.value)
    books.record('invoice.resumed', [next.id, next.clientId], { number: next.number, clientName: next.clientName })
    return ok({ version: next.version })
  },
}
