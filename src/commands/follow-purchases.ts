// What becomes of purchases when something happens to their invoice: issued, paid, open again, void, credited whole, or
// its draft discarded. Called with the rows as they are afterwards, in the same transaction.
import type { Envelope } from '../core/envelope.ts'
import type { FinalizedInvoice, Invoice } from '../core/model.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { TableName } from '../storage/account-db.ts'
import type { Books } from './books.ts'
import { planPaid, planRedated, planReopened, planUndone } from './follow-plan.ts'
import { grantUnits, returnUnits, setUnitsUsable, unitTables } from './unit-lots.ts'

/** What following a purchase touches: in the tables of every command that moves money, issues or takes back. */
export const saleTables = ['purchases', 'settings', ...unitTables] as const satisfies readonly TableName[]

/**
 * Brings the purchases of these invoices to what the invoices are now. An invoice without `sale` costs nothing.
 * `undone`: the draft is discarded, or the invoice is credited whole; a void one is undone by its state.
 */
export async function followPurchases(
  books: Books,
  invoices: readonly Invoice[],
  envelope: Envelope,
  undone = false,
): Promise<void> {
  for (const invoice of invoices) {
    if (invoice.sale === undefined) continue
    const rows = await books.db.purchases.where('invoiceId').equals(invoice.id).toArray()
    for (const row of rows) await followOne(books, row, invoice, undone || invoice.state === 'void', envelope)
  }
}

/** The day on which an invoice was paid is corrected: a plan that it restored goes on from the right one. */
export async function redatePurchases(books: Books, { id, sale, paidOn }: FinalizedInvoice, envelope: Envelope) {
  if (sale === undefined || paidOn === undefined) return
  for (const row of await books.db.purchases.where('invoiceId').equals(id).toArray()) {
    if (row.kind === 'plan' && row.state !== 'undone') await planRedated(books, row, paidOn, envelope)
  }
}

async function followOne(
  books: Books,
  before: Purchase,
  invoice: Invoice,
  undone: boolean,
  envelope: Envelope,
): Promise<void> {
  const paid = invoice.state === 'paid' ? 1 : 0
  if (before.state === 'undone') {
    // What was given back stays given back, whatever becomes of the money.
    if (before.paid !== paid) await write(books, before, { paid }, envelope)
    return
  }
  if (undone) {
    const next = await write(books, before, { state: 'undone', paid, undoneOn: envelope.today }, envelope)
    const number = invoice.state === 'draft' ? undefined : invoice.number
    books.record('purchase.undone', [next.id, next.clientId, invoice.id], {
      clientName: next.clientName,
      description: next.description,
      ...(number === undefined ? {} : { number }),
    })
    if (next.kind === 'pack') {
      if (before.state === 'issued') await returnUnits(books, next, envelope)
    } else await planUndone(books, next, envelope)
    return
  }
  if (invoice.state === 'draft') return
  if (before.state === 'issued' && before.paid === paid) return
  const next = await write(books, before, { state: 'issued', paid }, envelope)
  if (next.kind === 'pack') {
    if (before.state === 'drafted') await grantUnits(books, next, envelope)
    else await setUnitsUsable(books, next, paid, envelope)
  } else if (paid === 1) await planPaid(books, next, invoice.paidOn ?? envelope.today, envelope)
  else if (before.paid === 1) await planReopened(books, next, envelope)
}

async function write(
  books: Books,
  before: Purchase,
  change: Partial<Pick<Purchase, 'state' | 'paid' | 'undoneOn'>>,
  { now }: Envelope,
): Promise<Purchase> {
  const next: Purchase = { ...before, ...change, version: before.version + 1, updatedAt: now }
  await books.purchases.put(next, before)
  return next
}
