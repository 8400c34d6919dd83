import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type RecordPayment, recordPayment } from '../../src/commands/record-payment.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, PaymentId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { printReceipt } from '../../src/documents/print-receipt.ts'
import { getReceipt } from '../../src/queries/get-receipt.ts'
import { renderPaperInNode } from '../support/open-fonts.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { issue, setUpPractice } from '../support/practice.ts'
import { readPdf } from '../support/read-pdf.ts'

async function pay(books: TestBooks, clientId: ClientId, amount: number, more: Partial<RecordPayment> = {}) {
  const input: RecordPayment = {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: amount as Minor,
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: 'oldest-first',
    ...more,
  }
  return (await books.must(recordPayment, input)).id
}

async function paperOf(books: TestBooks, id: PaymentId) {
  const view = await getReceipt(books.db, id)
  const settings = await books.db.settings.get('account')
  if (view === null || settings === undefined) throw new Error('no receipt')
  const { receipt, client } = view
  return printReceipt(receipt, { settings, today: calendarDate(books.today), ...(client && { client }) })
}

describe('the receipt of a payment', () => {
  it('says what came, what it paid with what is left there, and what waits as credit', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const first = await issue(books, clientId, '100')
    const second = await issue(books, clientId, '50')
    const id = await pay(books, clientId, 12_000, { reference: 'SEPA 4711' })
    const paper = await paperOf(books, id)
    expect(paper.tables[0]?.rows.map(({ cells }) => cells)).toEqual([
      [first.number, '2 Mar 2026', '100.00', '100.00', '0.00'],
      [second.number, '2 Mar 2026', '50.00', '20.00', '30.00'],
    ])
    expect(paper.totals.map(({ label, value }) => [label, value])).toEqual([
      ['Put on invoices', '120.00'],
      ['Amount received', '€120.00'],
    ])
    expect(paper.head.facts.map(({ value }) => value)).toEqual(['2 Mar 2026', 'Bank transfer', 'SEPA 4711'])
    const more = await pay(books, clientId, 4_000)
    expect((await paperOf(books, more)).totals.map(({ label, value }) => [label, value])).toEqual([
      ['Put on invoices', '30.00'],
      ['Credit for the next invoice', '10.00'],
      ['Amount received', '€40.00'],
    ])
    const bytes = renderPaperInNode(await paperOf(books, id))
    const pdf = readPdf(bytes)
    for (const text of ['Receipt', 'Ada Practice', 'Meyer Studio', 'SEPA 4711', second.number, '€120.00']) {
      expect(pdf.text).toContain(text)
    }
    expect(pdf.pages.map(({ unmarked }) => unmarked)).toEqual([0])
    if (process.env.KEEP_PDF) writeFileSync(`${process.env.KEEP_PDF}/receipt.pdf`, bytes)
  })

  it('counts what the credit of a payment paid later', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id = await pay(books, clientId, 5_000)
    expect((await getReceipt(books.db, id))?.receipt).toMatchObject({ lines: [], paid: 0, credit: 5_000 })
    const { number } = await issue(books, clientId, '80')
    expect((await getReceipt(books.db, id))?.receipt).toMatchObject({
      lines: [{ number, payable: 8_000, paid: 5_000, left: 3_000 }],
      paid: 5_000,
      credit: 0,
      refunded: 0,
    })
  })

  it('is there for received payments only', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id = await pay(books, clientId, 5_000)
    await books.must(undoPayment, { id, reason: 'Bounced' })
    expect(await getReceipt(books.db, id)).toBeNull()
    expect(await getReceipt(books.db, 'pay_NONE' as PaymentId)).toBeNull()
  })
})
