import type { PaymentId } from '../core/ids.ts'
import type { Client, FinalizedInvoice } from '../core/model.ts'
import { type Receipt, receiptOf } from '../core/payments/receipt.ts'
import type { Books } from './account-entries.ts'

export interface ReceiptView {
  readonly receipt: Receipt
  readonly client?: Client
}

/** What a receipt of a payment says today; null when there is no such payment or it was undone. Read by keys only. */
export async function getReceipt(books: Books, id: PaymentId): Promise<ReceiptView | null> {
  const payment = await books.payments.get(id)
  if (payment === undefined) return null
  const credits = await books.creditEntries.where('paymentId').equals(id).toArray()
  const sources = [id, ...credits.map((credit) => credit.id)]
  const [client, allocations] = await Promise.all([
    books.clients.get(payment.clientId),
    books.allocations.where('sourceId').anyOf(sources).toArray(),
  ])
  const rows = await books.invoices.bulkGet([...new Set(allocations.map(({ invoiceId }) => invoiceId))])
  const invoices = rows.filter((row): row is FinalizedInvoice => row !== undefined && row.state !== 'draft')
  const receipt = receiptOf(payment, credits, allocations, invoices)
  return receipt === undefined ? null : { receipt, ...(client !== undefined && { client }) }
}
