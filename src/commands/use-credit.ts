// The client's credit balance: applied oldest first, given back on void (P-7).
import type { Envelope } from '../core/envelope.ts'
import type { Allocation, CreditEntry, FinalizedInvoice } from '../core/model.ts'
import { addMinor, type Minor, minor } from '../core/money.ts'
import { addAllocations, type NewAllocation } from './allocate-money.ts'
import type { Books } from './books.ts'

/** Puts the client's credit of the same group and currency on an open invoice, oldest first. */
export async function applyCredit(
  books: Books,
  invoice: FinalizedInvoice,
  envelope: Envelope,
): Promise<FinalizedInvoice> {
  const entries = (
    await books.db.creditEntries.where('[clientId+currency]').equals([invoice.clientId, invoice.currency]).toArray()
  )
    .filter((entry) => entry.state === 'live' && entry.remaining > 0 && entry.billingGroupId === invoice.billingGroupId)
    .sort((left, right) => (left.receivedOn + left.id < right.receivedOn + right.id ? -1 : 1))
  let due = invoice.amountDue
  const additions: NewAllocation[] = []
  for (const entry of entries) {
    const amount = minor(Math.min(due, entry.remaining))
    if (amount <= 0) break
    due = minor(due - amount)
    additions.push({ sourceKind: 'creditBalance', sourceId: entry.id, amount, allocatedOn: envelope.today })
    await moveRemaining(books, entry, minor(-amount))
    books.record('credit.applied', [entry.id, invoice.id, invoice.clientId, entry.paymentId], {
      number: invoice.number,
      amount,
      currency: invoice.currency,
    })
  }
  return additions.length === 0 ? invoice : addAllocations(books, invoice, additions, envelope)
}

/** Gives credit that was released from an invoice back to its entries. */
export async function returnCredit(books: Books, released: readonly Allocation[]): Promise<void> {
  for (const allocation of released) {
    if (allocation.sourceKind !== 'creditBalance') continue
    const entry = await books.db.creditEntries.get(allocation.sourceId as CreditEntry['id'])
    if (entry === undefined) throw new Error('Credit from nowhere')
    if (entry.state === 'reversed') continue
    await moveRemaining(books, entry, allocation.amount)
    books.record('credit.returned', [entry.id, allocation.invoiceId, allocation.clientId], {
      amount: allocation.amount,
      currency: allocation.currency,
    })
  }
}

async function moveRemaining(books: Books, entry: CreditEntry, by: Minor): Promise<void> {
  const remaining = addMinor(entry.remaining, by)
  if (remaining < 0 || remaining > entry.amount) throw new RangeError('A credit balance out of its bounds')
  await books.creditEntries.put({ ...entry, remaining, version: entry.version + 1 }, entry)
}
