// Money in every form: notes over an invoice, goodwill used and gone, money given back, ways to pay, cards charged.

import { attemptCard } from '../../src/commands/attempt-card.ts'
import { claimDelivery } from '../../src/commands/claim-delivery.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { expireCredits } from '../../src/commands/expire-credits.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { addMethod, keepCardSetup, storeCard } from '../../src/commands/save-method.ts'
import { settleCardAttempt } from '../../src/commands/settle-card-attempt.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { calendarDate as day } from '../../src/core/date.ts'
import type { ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, issue } from '../support/practice.ts'

const currency = 'EUR' as CurrencyCode

/** A client of its own whose money has gone every way; the account's day is as before afterwards. */
export async function moneyOf(books: TestBooks): Promise<void> {
  const today = books.today
  const clientId = await addClient(books, 'Wernicke Praxis')
  await creditedOf(books, clientId)
  await givenBackOf(books, clientId)
  await chargedOf(books, clientId)
  books.today = '2026-03-05'
  await books.must(expireCredits, {})
  books.today = today
}

/** Two notes over one invoice, a draft over another, goodwill that lies on one and goodwill that is gone. */
async function creditedOf(books: TestBooks, clientId: ClientId): Promise<void> {
  const first = await issue(books, clientId, '300')
  const line = (pick: object) => [{ invoiceId: first.id, picks: [{ line: 0, ...pick }] }] as never
  await books.must(creditInvoice, { credits: line({ kind: 'amount', amount: 4000 }), reason: 'Agreed by phone' })
  await books.must(creditInvoice, { credits: line({ kind: 'amount', amount: 1000 }) })
  await books.must(draftCreditNote, { credits: line({ kind: 'rest' }), reason: 'Perhaps all of it' })
  const [group] = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
  if (group === undefined) throw new Error('no group')
  const goodwill = { clientId, billingGroupId: group.id, currency }
  await books.must(grantGoodwill, {
    ...goodwill,
    amount: 2500 as Minor,
    reason: 'Late twice',
    expiresOn: day('2026-12-31'),
    customFields: [{ name: 'Ticket', value: '#812' }],
  })
  await books.must(recordPayment, {
    clientId,
    currency,
    amount: first.payable,
    method: 'cheque',
    receivedOn: day(books.today),
    allocate: 'oldest-first',
  })
  await books.must(grantGoodwill, {
    ...goodwill,
    amount: 700 as Minor,
    reason: 'For spring',
    expiresOn: day('2026-03-05'),
  })
}

/** Money back out of a payment and its invoice, out of credit, and once by mistake. */
async function givenBackOf(books: TestBooks, clientId: ClientId): Promise<void> {
  const invoice = await issue(books, clientId, '800')
  const paid = await books.must(recordPayment, {
    clientId,
    currency,
    amount: 120000 as Minor,
    method: 'transfer',
    receivedOn: day(books.today),
    allocate: [{ invoiceId: invoice.id, amount: (await books.db.invoices.get(invoice.id))?.amountDue ?? (0 as Minor) }],
  })
  const live = await books.db.allocations.where('sourceId').equals(paid.id).toArray()
  const from = { method: 'transfer', refundedOn: day(books.today) } as const
  const source = { kind: 'payment', id: paid.id } as const
  const releases = live.map(({ id }) => ({ allocationId: id, amount: 300 as Minor }))
  const credit = await books.db.creditEntries.where('paymentId').equals(paid.id).first()
  const free = credit?.remaining ?? 0
  await books.must(refundMoney, { ...from, source, amount: (free + 300) as Minor, releases, reference: 'Back 1' })
  const deposit = await books.must(recordPayment, {
    clientId,
    currency,
    amount: 5000 as Minor,
    method: 'cash',
    receivedOn: day(books.today),
    allocate: [],
  })
  const entry = await books.db.creditEntries.where('paymentId').equals(deposit.id).first()
  if (entry === undefined) throw new Error('no credit')
  const wrong = await books.must(refundMoney, {
    ...from,
    source: { kind: 'credit', id: entry.id },
    amount: 1200 as Minor,
    releases: [],
  })
  await books.must(undoRefund, { id: wrong.id, version: 1, reason: 'Never left' })
}

/** Two ways to pay, one of them a card: charged once, and once waiting for the client. */
async function chargedOf(books: TestBooks, clientId: ClientId): Promise<void> {
  const processor = await books.must(saveEndpoint, {
    fields: { name: 'Cards', url: 'https://api.stripe.com', purpose: 'card', events: [] },
    secret: 'rk_test_0123456789abcdef',
  })
  await books.must(addMethod, { clientId, kind: 'transfer', label: 'House bank', termsDays: 10 })
  const card = await books.must(addMethod, { clientId, kind: 'card', makeDefault: true })
  const setup = { endpointId: processor.id, customer: 'cus_1', session: 'cs_1', url: 'https://checkout.stripe.com/c/1' }
  await books.must(keepCardSetup, { ...card, setup })
  await books.must(storeCard, {
    id: card.id,
    session: 'cs_1',
    card: {
      endpointId: processor.id,
      customer: 'cus_1',
      method: 'pm_1',
      brand: 'visa',
      last4: '4242',
      expires: '2029-11',
    },
  })
  for (const [price, report] of [
    ['60', { kind: 'collected', intent: 'pi_1', amount: 0 }],
    ['70', { kind: 'needs-action', url: 'https://hooks.stripe.com/3ds' }],
  ] as const) {
    const { id, version } = await issue(books, clientId, price)
    const attempt = await books.must(attemptCard, { invoiceId: id, version: (await versionOf(books, id)) ?? version })
    const claimed = await books.must(claimDelivery, { id: attempt.id as never })
    const row = await books.db.cardAttempts.get(attempt.id)
    const took = report.kind === 'collected' ? { ...report, amount: row?.amount ?? (0 as Minor) } : report
    await books.must(settleCardAttempt, { id: attempt.id as never, version: claimed.version, report: took })
  }
}

async function versionOf(books: TestBooks, id: InvoiceId): Promise<number | undefined> {
  return (await books.db.invoices.get(id))?.version
}
