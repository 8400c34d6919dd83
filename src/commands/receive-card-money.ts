// Money that a card gave becomes a payment like any other (P-6): on its invoice as far as that is due, the rest is credit.
import type { Envelope } from '../core/envelope.ts'
import type { FinalizedInvoice, Payment } from '../core/model.ts'
import { type Minor, minor } from '../core/money.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { Books } from './books.ts'
import { openLedger } from './ledger-books.ts'

/**
 * Records what an attempt took, today, with the processor's name of it as reference. It is never refused: the money is
 * there, whatever has become of the invoice or of the day's books. Tables: `ledgerTables`.
 */
export async function receiveCardMoney(
  books: Books,
  { invoiceId, clientId, currency, billingGroupId }: CardAttempt,
  { amount, intent }: { readonly amount: Minor; readonly intent: string },
  envelope: Envelope,
): Promise<Payment> {
  const row = await books.db.invoices.get(invoiceId)
  const invoice = row === undefined || row.state === 'draft' ? undefined : row
  const money = await openLedger(books, { clientId, currency, invoiceRows: invoice === undefined ? [] : [invoice] })
  const share =
    invoice === undefined ? minor(0) : minor(Math.min(amount, payableOf(invoice, money.ledger.due(invoice.id))))
  const payment: Payment = {
    id: envelope.newId('pay'),
    version: 1,
    clientId,
    clientName: invoice?.clientName ?? (await books.db.clients.get(clientId))?.name ?? '',
    currency,
    amount,
    method: 'card',
    receivedOn: envelope.today,
    reference: intent,
    refunded: minor(0),
    state: 'received',
    createdAt: envelope.now,
    updatedAt: envelope.now,
  }
  const received = money.ledger.receive(payment, share > 0 ? [{ invoiceId, amount: share }] : [], {
    id: envelope.newId('cre'),
    billingGroupId: invoice?.billingGroupId ?? billingGroupId,
    receivedOn: envelope.today,
  })
  if (!received.ok) throw new Error(`Money of a card found no place: ${received.problem.code}`)
  await books.payments.add(payment)
  books.record('payment.recorded', [payment.id, clientId, ...(share > 0 ? [invoiceId] : [])], {
    clientName: payment.clientName,
    amount,
    currency,
    method: payment.method,
    receivedOn: payment.receivedOn,
    numbers: share > 0 ? [invoice?.number] : [],
  })
  await money.write(envelope, { allocatedOn: payment.receivedOn })
  return payment
}

function payableOf({ state }: FinalizedInvoice, due: Minor): Minor {
  return state === 'open' || state === 'uncollectible' ? due : minor(0)
}
