import type { InvoiceId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import { chargesInOrder, droppedCharge, releasedCharge } from './draft-row.ts'
import type { Command } from './execute.ts'
import { followPurchases, saleTables } from './follow-purchases.ts'
import { expectDraft } from './read-rows.ts'

/**
 * Deletes a draft: its charges are open again, unchanged, and no number is used up (P-3). Those of a purchase go with it.
 * Problems: `not-found`, `stale`, `wrong-state`.
 */
export const discardDraft: Command<
  { readonly id: InvoiceId; readonly version?: number },
  { readonly released: number }
> = {
  name: 'discardDraft',
  tables: ['invoices', 'charges', ...saleTables],
  async run(books, input, envelope) {
    const found = await expectDraft(books.db, input, 'discard')
    if (!found.ok) return found
    const draft = found.value
    const charges = await chargesInOrder(books, draft)
    const giveBack = draft.sale === undefined ? releasedCharge : droppedCharge
    await books.charges.putMany(charges.map((previous) => ({ next: giveBack(previous, envelope), previous })))
    await books.discardDraft(draft)
    books.record('draft.discarded', [draft.id, draft.clientId, ...draft.chargeIds], {
      clientName: draft.clientName,
      charges: draft.sale === undefined ? charges.length : 0,
      gross: draft.gross,
      currency: draft.currency,
    })
    await followPurchases(books, [draft], envelope, true)
    return ok({ released: draft.sale === undefined ? charges.length : 0 })
  },
}
