import { describe, expect, it } from 'vitest'
import { addPoNumber } from '../../src/commands/annotate-invoice.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { duplicateInvoice } from '../../src/commands/duplicate-invoice.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { type RecordPayment, recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { change, charge, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'

function pay(clientId: ClientId, amount: number, allocate: RecordPayment['allocate'] = 'oldest-first'): RecordPayment {
  return {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: amount as Minor,
    method: 'transfer',
    receivedOn: calendarDate('2026-03-02'),
    allocate,
  }
}

const share = (invoiceId: InvoiceId, amount: number) => ({ invoiceId, amount: amount as Minor })

describe('payments (P-5..P-7, T-18, I-3, I-4, R-22)', () => {
  it('stays open until nothing is due', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    await books.must(recordPayment, pay(clientId, 4000, [share(id, 4000)]))
    expect(await finalized(books, id)).toMatchObject({ state: 'open', amountDue: 6000 })
    await books.must(recordPayment, pay(clientId, 6000, [share(id, 6000)]))
    expect(await finalized(books, id)).toMatchObject({ state: 'paid', amountDue: 0, paidOn: '2026-03-02' })
  })

  it('refuses a partial payment below the minimum, but never the last one', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    expect(await books.refusal(recordPayment, pay(clientId, 499, [share(id, 499)]))).toEqual({
      code: 'payment-below-minimum',
      minimum: 500,
      due: 10000,
      currency: 'EUR',
    })
    await books.must(recordPayment, pay(clientId, 9700, [share(id, 9700)]))
    await books.must(recordPayment, pay(clientId, 300, [share(id, 300)]))
    expect((await finalized(books, id)).state).toBe('paid')
  })

  it('takes full payments only where the owner says so (I-3)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books, { partialPayments: { allowed: false, minimum: 500 as Minor } })
    const { id } = await issue(books, clientId, '100')
    expect(await books.refusal(recordPayment, pay(clientId, 9999, [share(id, 9999)]))).toMatchObject({
      code: 'payment-partial-refused',
    })
    await books.must(recordPayment, pay(clientId, 10000, [share(id, 10000)]))
  })

  it('spreads over the oldest first, and keeps what is too much as credit for the next invoice (P-7)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const first = await issue(books, clientId, '100')
    books.today = '2026-03-03'
    const second = await issue(books, clientId, '50')
    const paid = await books.must(recordPayment, pay(clientId, 17000))
    expect(paid.credit).toBe(2000)
    expect(paid.paid.map(({ number, amount }) => [number, amount])).toEqual([
      [first.number, 10000],
      [second.number, 5000],
    ])
    expect((await books.db.sums.get(`client/${clientId}/EUR`))?.values).toMatchObject({ credit: 2000, received: 17000 })
    const third = await issue(books, clientId, '30')
    expect(await finalized(books, third.id)).toMatchObject({ state: 'open', amountDue: 1000 })
    await books.must(undoPayment, { id: paid.id, reason: 'bounced' })
    for (const { id, payable } of [first, second, third]) {
      expect(await finalized(books, id)).toMatchObject({ state: 'open', amountDue: payable })
    }
    expect((await books.db.sums.get(`client/${clientId}/EUR`))?.values.credit).toBeUndefined()
    expect(await books.refusal(undoPayment, { id: paid.id, reason: 'again' })).toMatchObject({
      code: 'wrong-state',
      state: 'undone',
    })
  })

  it('uses credit by hand where the owner is asked', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books, { creditBalance: 'ask' })
    await books.must(recordPayment, pay(clientId, 5000, []))
    const { id, amountDue } = await issue(books, clientId, '30')
    expect(amountDue).toBe(3000)
    expect(await books.must(applyCreditBalance, { id })).toEqual({ applied: 3000, amountDue: 0 })
    expect((await finalized(books, id)).state).toBe('paid')
    const second = await issue(books, clientId, '30')
    expect(await books.must(applyCreditBalance, { id: second.id })).toEqual({ applied: 2000, amountDue: 1000 })
    expect(await books.refusal(applyCreditBalance, { id: second.id })).toEqual({
      code: 'no-credit',
      clientName: 'Meyer Studio',
    })
  })

  it('leaves credit alone where the setting is off', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books, { creditBalance: 'off' })
    await books.must(recordPayment, pay(clientId, 5000, []))
    expect((await issue(books, clientId, '30')).amountDue).toBe(3000)
  })

  it('refuses more than is due, other clients, other currencies, the future, and twice the same money', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id, number } = await issue(books, clientId, '100')
    expect(await books.refusal(recordPayment, pay(clientId, 20000, [share(id, 10001)]))).toEqual({
      code: 'allocation-too-large',
      number,
      due: 10000,
      currency: 'EUR',
    })
    expect(await books.refusal(recordPayment, pay(clientId, 100, [share(id, 200)]))).toMatchObject({
      code: 'allocation-too-large',
      due: 100,
    })
    expect(
      await books.refusal(recordPayment, { ...pay(clientId, 100), receivedOn: calendarDate('2026-03-03') }),
    ).toMatchObject({ code: 'date-in-future' })
    expect(
      await books.refusal(recordPayment, { ...pay(clientId, 100, [share(id, 100)]), currency: 'USD' as CurrencyCode }),
    ).toMatchObject({ code: 'currencies-differ' })
    expect(await books.refusal(recordPayment, pay(clientId, 0))).toMatchObject({
      code: 'field-invalid',
      reason: 'not-positive',
    })
  })

  it('corrects the date of a payment and moves its month', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await books.must(recordPayment, pay(clientId, 5000, []))
    await books.must(changePayment, { id, version: 1, receivedOn: calendarDate('2026-02-28'), method: 'cash' })
    expect(await books.db.sums.get('month/2026-03/EUR')).toBeUndefined()
    expect((await books.db.sums.get('month/2026-02/EUR'))?.values.received).toBe(5000)
    await change(books, { booksLockedThrough: calendarDate('2026-02-28') })
    expect(await books.refusal(undoPayment, { id, reason: 'late' })).toMatchObject({ code: 'books-locked' })
  })
})

describe('void (P-5, R-9, R-21)', () => {
  it('keeps the number and gives the charges back, held', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id, number } = await issue(books, clientId, '100')
    expect(await books.must(voidInvoice, { id, charges: 'bill-again' })).toEqual({ charges: 1 })
    expect(await finalized(books, id)).toMatchObject({ state: 'void', number, amountDue: 0, voidedOn: '2026-03-02' })
    const [released] = await books.db.charges.toArray()
    expect(released).toMatchObject({ state: 'open', held: 'held-after-void' })
    expect((await books.db.sums.get('month/2026-03/EUR'))?.values).toBeUndefined()
    const again = await draftAll(books, clientId)
    expect((await books.must(finalizeInvoice, { id: again })).number).toBe('2026-0002')
  })

  it('drops the charges where asked', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    await books.must(voidInvoice, { id, charges: 'drop' })
    expect((await books.db.charges.toArray())[0]).toMatchObject({ state: 'waived' })
  })

  it('cancels what has left the app by a document of its own', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id, number } = await issue(books, clientId, '100')
    const pdf = new TextEncoder().encode('%PDF-1.7')
    const first = await books.must(releaseDocument, { id, how: 'download', pdf })
    const second = await books.must(releaseDocument, { id, how: 'print', pdf: new Uint8Array([1]) })
    expect([first.first, second.first, second.sha256]).toEqual([true, false, first.sha256])
    books.today = '2026-04-01'
    const voided = await books.must(voidInvoice, { id, charges: 'drop' })
    expect(voided.cancellationNumber).toBe('CN-2026-0001')
    const document =
      voided.cancellationId === undefined ? undefined : await books.db.documents.get(voided.cancellationId)
    expect(document?.document).toMatchObject({
      kind: 'cancellation',
      typeCode: '381',
      number: 'CN-2026-0001',
      corrects: { number },
      issuedOn: '2026-04-01',
      totals: { gross: 10000 },
    })
    expect((await books.db.sums.get('month/2026-03/EUR'))?.values).toMatchObject({ invoiced: 10000, invoiceCount: 1 })
    expect((await books.db.sums.get('month/2026-04/EUR'))?.values).toMatchObject({ invoiced: -10000, invoiceCount: -1 })
    expect((await books.db.sums.get(`client/${clientId}/EUR`))?.values.invoiced).toBeUndefined()
  })

  it('is refused while a payment stands, and returns credit', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const credit = await books.must(recordPayment, pay(clientId, 2000, []))
    const { id, number } = await issue(books, clientId, '100')
    expect((await finalized(books, id)).amountDue).toBe(8000)
    const { id: paymentId } = await books.must(recordPayment, pay(clientId, 1000, [share(id, 1000)]))
    expect(await books.refusal(voidInvoice, { id, charges: 'drop' })).toEqual({
      code: 'payment-allocated',
      number,
      amount: 1000,
      currency: 'EUR',
    })
    await books.must(undoPayment, { id: paymentId, reason: 'mistake' })
    await books.must(voidInvoice, { id, charges: 'drop' })
    expect((await books.db.sums.get(`client/${clientId}/EUR`))?.values.credit).toBe(2000)
    expect(await books.refusal(voidInvoice, { id, charges: 'drop' })).toMatchObject({
      code: 'wrong-state',
      state: 'void',
    })
    await books.must(undoPayment, { id: credit.id, reason: 'mistake' })
  })
})

describe('write-off (R-22)', () => {
  it('takes the invoice out of what is owed, and back', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    expect(await books.must(writeOffInvoice, { id })).toEqual({ amount: 10000 })
    expect(await finalized(books, id)).toMatchObject({ state: 'uncollectible' })
    expect((await books.db.sums.get('account/EUR'))?.values).toMatchObject({ writtenOff: 10000 })
    expect((await books.db.sums.get('account/EUR'))?.values.due).toBeUndefined()
    await books.must(reopenInvoice, { id })
    expect(await finalized(books, id)).toMatchObject({ state: 'open', amountDue: 10000 })
    expect((await books.db.sums.get('account/EUR'))?.values.writtenOff).toBeUndefined()
  })

  it('shrinks with every recovery, is paid at 0, and returns when the payment is undone', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    await books.must(writeOffInvoice, { id })
    const liveWriteOff = async () =>
      (await books.db.allocations.where('invoiceId').equals(id).toArray())
        .filter(({ sourceKind, state }) => sourceKind === 'writeOff' && state === 'live')
        .map(({ amount }) => amount)
    await books.must(recordPayment, pay(clientId, 3000, [share(id, 3000)]))
    expect(await finalized(books, id)).toMatchObject({ state: 'uncollectible', amountDue: 7000 })
    expect(await liveWriteOff()).toEqual([7000])
    const rest = await books.must(recordPayment, pay(clientId, 7000, [share(id, 7000)]))
    expect(await finalized(books, id)).toMatchObject({ state: 'paid', amountDue: 0 })
    expect(await liveWriteOff()).toEqual([])
    await books.must(undoPayment, { id: rest.id, reason: 'bounced' })
    expect(await finalized(books, id)).toMatchObject({ state: 'uncollectible', amountDue: 7000 })
    expect(await liveWriteOff()).toEqual([7000])
  })
})

describe('after issue (T-12, T-14)', () => {
  it('adds a PO as an addendum to unpaid invoices only; the document stays', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    const before = await books.db.documents.get(id)
    const { version } = await finalized(books, id)
    await books.must(addPoNumber, { id, version, poNumber: 'PO-77' })
    expect(await finalized(books, id)).toMatchObject({ poAddendum: { poNumber: 'PO-77', on: '2026-03-02' } })
    expect(await books.db.documents.get(id)).toEqual(before)
    await books.must(recordPayment, pay(clientId, 10000))
    expect(await books.refusal(addPoNumber, { id, version: version + 2, poNumber: 'X' })).toMatchObject({
      code: 'wrong-state',
      state: 'paid',
    })
  })

  it('duplicates an invoice into a draft of its own', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '100', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    const { invoiceId } = await books.must(duplicateInvoice, { id })
    const copy = await books.db.invoices.get(invoiceId)
    expect(copy).toMatchObject({ state: 'draft', gross: 11900 })
    expect(copy?.state === 'draft' && copy.chargeIds).not.toContain(
      (await books.db.documents.get(id))?.document.lines[0]?.chargeId,
    )
  })
})
