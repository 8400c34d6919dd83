// Putting money on invoices and taking it off again, with the invoice settled in the same transaction.
import type { Envelope } from '../core/envelope.ts'
import type { InvoiceId, PaymentId } from '../core/ids.ts'
import type { Allocation, FinalizedInvoice } from '../core/model.ts'
import type { Minor } from '../core/money.ts'
import { settle } from '../core/settlement/settle.ts'
import type { Books } from './books.ts'
import { stopMessages } from './stop-messages.ts'

export interface NewAllocation {
  readonly sourceKind: 'payment' | 'creditBalance'
  readonly sourceId: string
  readonly amount: Minor
  readonly allocatedOn: Allocation['allocatedOn']
}

/**
 * Adds allocations to an open or uncollectible invoice and settles it. On an uncollectible one the write-off row
 * shrinks by as much (a recovery). What settles it stops its reminders. The amounts must not exceed what is due.
 * Tables: `allocations`, `invoices`, `messages`, `outbox`.
 */
export async function addAllocations(
  books: Books,
  invoice: FinalizedInvoice,
  additions: readonly NewAllocation[],
  envelope: Envelope,
): Promise<FinalizedInvoice> {
  const existing = await books.db.allocations.where('invoiceId').equals(invoice.id).toArray()
  const added = additions.map(
    (addition): Allocation => ({
      ...addition,
      id: envelope.newId('all'),
      clientId: invoice.clientId,
      invoiceId: invoice.id,
      currency: invoice.currency,
      state: 'live',
      createdAt: envelope.now,
    }),
  )
  await books.allocations.addMany(added)
  const settled = {
    ...settle(invoice, [...existing, ...added]),
    version: invoice.version + 1,
    updatedAt: envelope.now,
  }
  await books.invoices.put(settled, invoice)
  if (invoice.state === 'uncollectible') {
    await replaceWriteOff(books, settled, existing, settled.amountDue, 'recovered', envelope)
  }
  if (settled.state === 'paid') {
    books.record('invoice.paid', [settled.id, settled.clientId], {
      number: settled.number,
      gross: settled.gross,
      currency: settled.currency,
    })
    await stopMessages(books, settled, 'settled', envelope.now)
  }
  return settled
}

/**
 * Releases live allocations of one invoice and settles it again: paid goes back to open; an invoice that only these
 * allocations had recovered from its write-off is uncollectible again.
 */
export async function releaseAllocations(
  books: Books,
  invoiceId: InvoiceId,
  released: readonly Allocation[],
  reason: string,
  envelope: Envelope,
): Promise<FinalizedInvoice> {
  const row = await books.db.invoices.get(invoiceId)
  if (row === undefined || row.state === 'draft') throw new Error(`An allocation on no invoice: ${invoiceId}`)
  const all = await books.db.allocations.where('invoiceId').equals(invoiceId).toArray()
  const ids = new Set(released.map(({ id }) => id))
  const after: Allocation[] = []
  for (const allocation of all) {
    if (!ids.has(allocation.id) || allocation.state !== 'live') {
      after.push(allocation)
      continue
    }
    const next: Allocation = { ...allocation, state: 'released', releasedAt: envelope.now, releasedReason: reason }
    await books.allocations.put(next, allocation)
    after.push(next)
  }
  // What a recovery had settled is uncollectible again; what was reopened before is not.
  const lastWriteOff = all
    .filter(({ sourceKind }) => sourceKind === 'writeOff')
    .sort((left, right) => (left.createdAt + left.id < right.createdAt + right.id ? -1 : 1))
    .at(-1)
  const recovered = lastWriteOff?.releasedReason === 'recovered'
  const from: FinalizedInvoice = recovered && row.state === 'paid' ? { ...row, state: 'uncollectible' } : row
  const settled = { ...settle(from, after), version: row.version + 1, updatedAt: envelope.now }
  await books.invoices.put(settled, row)
  if (settled.state === 'uncollectible')
    await replaceWriteOff(books, settled, after, settled.amountDue, 'returned', envelope)
  if (row.state === 'paid' && settled.state !== 'paid') {
    books.record('invoice.reopened', [row.id, row.clientId], {
      number: row.number,
      reason,
      due: settled.amountDue,
      currency: row.currency,
    })
  }
  return settled
}

/** Sets the write-off row of an uncollectible invoice to an amount; 0 leaves none. */
export async function replaceWriteOff(
  books: Books,
  invoice: FinalizedInvoice,
  allocations: readonly Allocation[],
  amount: Minor,
  reason: string,
  envelope: Envelope,
): Promise<void> {
  for (const row of allocations) {
    if (row.sourceKind !== 'writeOff' || row.state !== 'live') continue
    await books.allocations.put({ ...row, state: 'released', releasedAt: envelope.now, releasedReason: reason }, row)
  }
  if (amount === 0) return
  await books.allocations.add({
    id: envelope.newId('all'),
    clientId: invoice.clientId,
    sourceKind: 'writeOff',
    sourceId: invoice.id,
    invoiceId: invoice.id,
    currency: invoice.currency,
    amount,
    allocatedOn: envelope.today,
    state: 'live',
    createdAt: envelope.now,
  })
}

/** The live allocations of a payment by invoice. */
export async function liveAllocationsOf(
  books: Books,
  sourceId: PaymentId | string,
): Promise<Map<InvoiceId, Allocation[]>> {
  const rows = await books.db.allocations.where('sourceId').equals(sourceId).toArray()
  const byInvoice = new Map<InvoiceId, Allocation[]>()
  for (const row of rows) {
    if (row.state !== 'live') continue
    byInvoice.set(row.invoiceId, [...(byInvoice.get(row.invoiceId) ?? []), row])
  }
  return byInvoice
}
