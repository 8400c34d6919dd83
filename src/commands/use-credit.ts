import type { Envelope } from '../core/envelope.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Books } from './books.ts'
import { openLedger } from './ledger-books.ts'

/**
 * Puts the client's credit of the same group and currency on an open invoice, oldest first (P-7, W-12).
 * Tables: `ledgerTables`.
 */
export async function applyCredit(
  books: Books,
  invoice: FinalizedInvoice,
  envelope: Envelope,
): Promise<FinalizedInvoice> {
  const { clientId, currency, billingGroupId } = invoice
  const creditOf = { group: billingGroupId, on: envelope.today }
  const money = await openLedger(books, { clientId, currency, invoiceRows: [invoice], creditOf })
  if (money.ledger.applyOldest(invoice.id, envelope.today) === 0) return invoice
  const [settled] = await money.write(envelope)
  return settled ?? invoice
}
