// Card payments that wait for the owner, in the inbox and under "Needs you".
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { attemptCard } from '../../src/commands/attempt-card.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { InvoiceId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { listCardsNeedYou } from '../../src/queries/cards-need-you.ts'
import { getAttention } from '../../src/queries/get-attention.ts'
import { type CardBooks, openCardBooks } from '../support/card-books.ts'
import { chargeFields } from '../support/practice.ts'
import { type StandInProcessor, startProcessor } from '../support/stand-in-processor.ts'

let processor: StandInProcessor
beforeEach(async () => {
  processor = await startProcessor()
})
afterEach(() => processor.stop())

async function issue({ books, clientId }: CardBooks): Promise<FinalizedInvoice> {
  await books.must(addCharge, { clientId, fields: chargeFields('Session', decimal('100')) })
  const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: 'all' })
  const id = invoiceIds[0] as InvoiceId
  await books.must(finalizeInvoice, { id })
  return (await books.db.invoices.get(id)) as FinalizedInvoice
}

async function attempt(cards: CardBooks, { id }: FinalizedInvoice): Promise<void> {
  const { version } = (await cards.books.db.invoices.get(id)) as FinalizedInvoice
  await cards.books.must(attemptCard, { invoiceId: id, version })
  await cards.deliver()
}

const kinds = async ({ books }: CardBooks) =>
  (await getAttention(books.db, calendarDate(books.today))).items.filter(({ kind }) => kind === 'cards')

describe('card payments that need the owner', () => {
  it('are refused ones until they are tried again or the invoice is paid', async () => {
    const cards = await openCardBooks(processor, { kind: { decline: 'insufficient_funds' } })
    const invoice = await issue(cards)
    expect(await kinds(cards)).toEqual([])
    await attempt(cards, invoice)
    expect(await kinds(cards)).toMatchObject([{ count: 1, facts: { invoiceId: invoice.id, number: invoice.number } }])
    // The second refusal stands for the first.
    await attempt(cards, invoice)
    expect((await listCardsNeedYou(cards.books.db)).map((each) => each.attempt.attempt)).toEqual([2])
    await cards.books.must(recordPayment, {
      clientId: cards.clientId,
      currency: invoice.currency,
      amount: invoice.amountDue,
      method: 'transfer',
      receivedOn: calendarDate(cards.books.today),
      allocate: 'oldest-first',
    })
    expect(await kinds(cards)).toEqual([])
  })

  it('are those that the client has to confirm, and those whose outcome nobody knows', async () => {
    const cards = await openCardBooks(processor, { kind: 'action' })
    const asking = await issue(cards)
    await attempt(cards, asking)
    processor.cardsAre('processing')
    const unknown = await issue(cards)
    await attempt(cards, unknown)
    const rows = await listCardsNeedYou(cards.books.db)
    expect(rows.map((each) => [each.attempt.invoiceId, each.attempt.state, each.clientName])).toEqual([
      [unknown.id, 'unknown', 'Okafor'],
      [asking.id, 'needs-action', 'Okafor'],
    ])
    expect(await kinds(cards)).toMatchObject([{ count: 2 }])
  })
})
