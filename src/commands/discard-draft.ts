import type { InvoiceId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import { chargesInOrder, releasedCharge } from './draft-row.ts'
import type { Command } from './execute.ts'
import { expectDraft } from './read-rows.ts'

/** Deletes a draft: its charges are open again, unchanged, and no number is used up (P-3). Problems: `not-found`, `stale`, `wrong-state`. */
export const discardDraft: Command<
  { readonly id: InvoiceId; readonly version?: number },
  { readonly released: number }
> = {
  name: 'discardDraft',
  tables: ['invoices', 'charges'],
  async run(books, input, envelope) {
    const found = await expectDraft(books.db, input, 'discard')
    if (!found.ok) return found
    const draft = found.value
    const charges = await chargesInOrder(books, draft)
    await books.charges.putMany(charges.map((previous) => ({ next: releasedCharge(previous, envelope), previous })))
    await books.discardDraft(draft)
    books.record('draft.discarded', [draft.id, draft.clientId, ...draft.chargeIds], {
      clientName: draft.clientName,
      charges: charges.length,
      gross: draft.gross,
      currency: draft.currency,
    })
    return ok({ released: charges.length })
  },
}
