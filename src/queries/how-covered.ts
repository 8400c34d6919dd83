import type { InvoiceId } from '../core/ids.ts'
import type { Books } from './account-entries.ts'

/**
 * What made less due of an issued invoice: its own credit notes alone, or money, another invoice's credit included.
 * Undefined where nothing did.
 */
export async function howCovered(books: Books, invoiceId: InvoiceId): Promise<'credited' | 'paid' | undefined> {
  const allocations = await books.allocations.where('invoiceId').equals(invoiceId).toArray()
  const live = allocations.filter(({ state, sourceKind }) => state === 'live' && sourceKind !== 'writeOff')
  if (live.length === 0) return undefined
  if (live.some(({ sourceKind }) => sourceKind !== 'creditNote')) return 'paid'
  const entries = await books.creditEntries.bulkGet(live.map(({ sourceId }) => sourceId as never))
  const notes = await books.creditNotes.bulkGet(entries.flatMap((entry) => entry?.creditNoteId ?? []))
  const own = notes.length === live.length && notes.every((note) => note?.invoiceIds.includes(invoiceId) === true)
  return own ? 'credited' : 'paid'
}
