// What may still happen to an issued invoice, and to the payments on it (T-12, T-14, R-5, R-20, R-21).
import { describe, expect, it } from 'vitest'
import { addPoNumber, changeInternalNotes } from '../../src/commands/annotate-invoice.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { duplicateInvoice } from '../../src/commands/duplicate-invoice.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { restoreCharges, waiveCharges } from '../../src/commands/waive-charges.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId, PaymentId } from '../../src/core/ids.ts'
import type { PriceAdjustment } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, charge, chargeFields, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'

const pdf = new Uint8Array([37, 80, 68, 70])

function pay(books: TestBooks, clientId: ClientId, amount: number, receivedOn = books.today) {
  return books.must(recordPayment, {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: amount as Minor,
    method: 'transfer',
    receivedOn: calendarDate(receivedOn),
    allocate: 'oldest-first',
  })
}

describe('notes and PO numbers', () => {
  it('change nothing that was issued, are logged, found again, and refuse a stale edit', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id, version } = await issue(books, clientId, '100')
    const document = await books.db.documents.get(id)
    await books.must(changeInternalNotes, { id, version, internalNotes: 'Call before Friday' })
    expect(await finalized(books, id)).toMatchObject({ internalNotes: 'Call before Friday', version: version + 1 })
    const stale = { id, version, internalNotes: 'From another tab' }
    expect(await books.refusal(changeInternalNotes, stale)).toMatchObject({ code: 'stale', current: { id } })
    expect(await books.refusal(addPoNumber, { id, version, poNumber: 'PO 1' })).toMatchObject({ code: 'stale' })
    await books.must(addPoNumber, { id, version: version + 1, poNumber: ' Order-4711 ' })
    expect(await finalized(books, id)).toMatchObject({
      poAddendum: { poNumber: 'Order-4711' },
      internalNotes: 'Call before Friday',
    })
    expect(await books.db.invoices.where('words').startsWith('4711').primaryKeys()).toEqual([id])
    await books.must(changeInternalNotes, { id, version: version + 2, internalNotes: '  ' })
    expect('internalNotes' in (await finalized(books, id))).toBe(false)
    expect(await books.db.documents.get(id)).toEqual(document)
    const events = await books.db.events.where('subjects').equals(id).toArray()
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['invoice.notes-changed', 'invoice.po-added']),
    )
    const long = { id, version: version + 3, internalNotes: 'x'.repeat(10_001) }
    expect(await books.refusal(changeInternalNotes, long)).toMatchObject({ reason: 'too-long', limit: 10_000 })
    const blank = { id, version: version + 3, poNumber: '  ' }
    expect(await books.refusal(addPoNumber, blank)).toMatchObject({ reason: 'empty' })
  })

  it('are not for drafts', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '1')
    const id = await draftAll(books, clientId)
    const problem = { code: 'wrong-state', state: 'draft' }
    expect(await books.refusal(addPoNumber, { id, version: 1, poNumber: 'X' })).toMatchObject(problem)
    expect(await books.refusal(changeInternalNotes, { id, version: 1, internalNotes: 'X' })).toMatchObject(problem)
    expect(await books.refusal(releaseDocument, { id, how: 'print', pdf })).toMatchObject(problem)
    expect(await books.refusal(voidInvoice, { id, charges: 'drop' })).toMatchObject(problem)
  })
})

describe('a release (R-20, R-21)', () => {
  it('keeps the bytes that left first, with their hash, and the first time only', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    const first = await books.must(releaseDocument, { id, how: 'download', pdf })
    // printf '%%PDF' | sha256sum
    expect(first).toEqual({
      first: true,
      sha256: '315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027',
    })
    const releasedAt = (await finalized(books, id)).releasedAt
    books.today = '2026-03-09'
    const again = await books.must(releaseDocument, { id, how: 'share', pdf: new Uint8Array([1]) })
    expect(again).toEqual({ first: false, sha256: first.sha256 })
    expect(await books.db.releases.get(id)).toMatchObject({ pdf, how: 'download' })
    expect((await finalized(books, id)).releasedAt).toBe(releasedAt)
    const unknown = { id: 'inv_none' as InvoiceId, how: 'print', pdf } as const
    expect(await books.refusal(releaseDocument, unknown)).toMatchObject({ code: 'not-found' })
  })

  it('of a cancellation is kept too; a plain void stays possible where the country allows it', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const one = await issue(books, clientId, '100')
    await books.must(releaseDocument, { id: one.id, how: 'print', pdf })
    const { cancellationId } = await books.must(voidInvoice, { id: one.id, charges: 'drop' })
    if (cancellationId === undefined) throw new Error('not cancelled')
    expect(await books.must(releaseDocument, { id: cancellationId, how: 'print', pdf })).toMatchObject({ first: true })
    await change(books, { plainVoid: true })
    const two = await issue(books, clientId, '50')
    await books.must(releaseDocument, { id: two.id, how: 'print', pdf })
    expect(await books.must(voidInvoice, { id: two.id, charges: 'drop' })).toEqual({ charges: 1 })
  })
})

describe('the date of a payment', () => {
  it('moves with all that it paid: allocation, credit, the day the invoice was paid, its month', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    books.today = '2026-04-20'
    const { id: paymentId } = await pay(books, clientId, 12_000)
    expect(await finalized(books, id)).toMatchObject({ state: 'paid', paidOn: '2026-04-20' })
    const corrected = { id: paymentId, version: 1, receivedOn: calendarDate('2026-03-30'), method: 'cheque' } as const
    await books.must(changePayment, { ...corrected, reference: 'No. 12' })
    expect(await books.db.payments.get(paymentId)).toMatchObject({ method: 'cheque', reference: 'No. 12', version: 2 })
    expect(await finalized(books, id)).toMatchObject({ state: 'paid', paidOn: '2026-03-30', amountDue: 0 })
    const [allocation] = await books.db.allocations.where('sourceId').equals(paymentId).toArray()
    expect(allocation?.allocatedOn).toBe('2026-03-30')
    const [credit] = await books.db.creditEntries.where('paymentId').equals(paymentId).toArray()
    expect(credit).toMatchObject({ receivedOn: '2026-03-30', remaining: 2000 })
    expect((await books.db.sums.get('month/2026-03/EUR'))?.values.received).toBe(12_000)
    expect((await books.db.sums.get('month/2026-04/EUR'))?.values.received).toBeUndefined()
  })

  it('paid is the day of the last money, in whatever order it was entered', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    books.today = '2026-03-20'
    const late = await pay(books, clientId, 4000, '2026-03-18')
    await pay(books, clientId, 6000, '2026-03-05')
    expect((await finalized(books, id)).paidOn).toBe('2026-03-18')
    const early = { id: late.id, version: 1, receivedOn: calendarDate('2026-02-01'), method: 'cash' } as const
    await books.must(changePayment, early)
    expect((await finalized(books, id)).paidOn).toBe('2026-03-05')
  })

  it('is refused stale, undone, tomorrow, and into or out of locked books (G-2, R-5)', async () => {
    const books = await openTestBooks({ today: '2026-03-20' })
    const { clientId } = await setUpPractice(books)
    const { id } = await pay(books, clientId, 5000, '2026-03-10')
    const to = (day: string, version = 1) => ({ id, version, receivedOn: calendarDate(day), method: 'cash' as const })
    expect(await books.refusal(changePayment, to('2026-03-11', 0))).toMatchObject({ code: 'stale' })
    expect(await books.refusal(changePayment, to('2026-03-21'))).toMatchObject({ code: 'date-in-future' })
    expect(await books.refusal(changePayment, { ...to('2026-03-11'), id: 'pay_none' as PaymentId })).toMatchObject({
      code: 'not-found',
    })
    await change(books, { booksLockedThrough: calendarDate('2026-02-28') })
    expect(await books.refusal(changePayment, to('2026-02-28'))).toMatchObject({ code: 'books-locked' })
    await change(books, { booksLockedThrough: calendarDate('2026-03-10') })
    expect(await books.refusal(changePayment, to('2026-03-11'))).toMatchObject({ code: 'books-locked' })
    // What does not touch the date may still be corrected.
    await books.must(changePayment, { ...to('2026-03-10'), reference: 'Invoice 7' })
    expect(await books.refusal(undoPayment, { id, reason: 'bounced' })).toMatchObject({ code: 'books-locked' })
    await change(books, { booksLockedThrough: calendarDate('2026-03-09') })
    const wordy = { id, reason: 'x'.repeat(501) }
    expect(await books.refusal(undoPayment, wordy)).toMatchObject({ field: 'reason', reason: 'too-long' })
    await books.must(undoPayment, { id, reason: 'bounced' })
    expect(await books.refusal(changePayment, to('2026-03-11', 3))).toMatchObject({ state: 'undone' })
  })
})

describe('locked books (R-5)', () => {
  it('take no write-off, reopening or use of credit on a day in them', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books, { creditBalance: 'ask' })
    const { id } = await issue(books, clientId, '100')
    const other = await issue(books, clientId, '50')
    await books.must(writeOffInvoice, { id: other.id })
    await books.must(recordPayment, {
      clientId,
      currency: 'EUR' as CurrencyCode,
      amount: 2000 as Minor,
      method: 'cash',
      receivedOn: calendarDate(books.today),
      allocate: [],
    })
    await change(books, { booksLockedThrough: calendarDate(books.today) })
    const locked = { code: 'books-locked', through: books.today, date: books.today }
    expect(await books.refusal(writeOffInvoice, { id })).toEqual(locked)
    expect(await books.refusal(reopenInvoice, { id: other.id })).toEqual(locked)
    expect(await books.refusal(applyCreditBalance, { id })).toEqual(locked)
    books.today = '2026-03-03'
    await books.must(applyCreditBalance, { id })
    await books.must(writeOffInvoice, { id, reason: 'Gone away' })
    await books.must(reopenInvoice, { id: other.id })
  })
})

describe('a copy of an invoice', () => {
  it('has the lines and allowances that were issued, whatever became of the charges since', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const lineAllowance: PriceAdjustment[] = [{ kind: 'amount', value: decimal('10.5'), reason: 'Late start' }]
    const chargeId = await charge(books, clientId, '100', {
      taxIds: [taxId],
      quantity: decimal('1.5'),
      unit: 'hour',
      allowances: lineAllowance,
    })
    const id = await draftAll(books, clientId)
    const head = {
      allowances: [{ kind: 'percent', value: decimal('12.5'), reason: 'Loyal' }],
      surcharges: [{ kind: 'amount', value: decimal('4'), reason: 'Postage' }],
      intro: 'As agreed',
      notes: 'Thank you',
      poNumber: 'PO-1',
      termsDays: 14,
      prepaid: 1000 as Minor,
    } as const
    await books.must(saveDraft, { id, version: 1, head, lines: [{ kind: 'keep', chargeId }] })
    const ofDraft = await books.must(duplicateInvoice, { id })
    await books.must(finalizeInvoice, { id })
    const issued = await finalized(books, id)
    await books.must(voidInvoice, { id, charges: 'bill-again' })
    const { version } = (await books.db.charges.get(chargeId)) ?? { version: 0 }
    await books.must(changeCharge, { id: chargeId, version, fields: chargeFields('Something else', '1') })
    const ofInvoice = await books.must(duplicateInvoice, { id })
    for (const { invoiceId } of [ofDraft, ofInvoice]) {
      const copy = await books.db.invoices.get(invoiceId)
      if (copy?.state !== 'draft') throw new Error('no draft')
      const { allowances, surcharges, intro, notes } = head
      expect(copy).toMatchObject({ allowances, surcharges, intro, notes, prepaid: 0, taxIncluded: false })
      expect(copy.poNumber).toBeUndefined()
      const [line] = await books.db.charges.bulkGet([...copy.chargeIds])
      expect(line).toMatchObject({
        description: 'Session',
        quantity: '1.5',
        unit: 'hour',
        unitPrice: '100',
        allowances: lineAllowance,
        servedOn: books.today,
        amount: 13_950,
      })
    }
    expect((await books.db.invoices.get(ofDraft.invoiceId))?.gross).toBe(issued.gross)
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await books.refusal(duplicateInvoice, { id })).toMatchObject({ code: 'client-archived' })
    expect(await books.refusal(duplicateInvoice, { id: 'inv_none' as InvoiceId })).toMatchObject({ code: 'not-found' })
  })
})

describe('what can be undone', () => {
  it('leaves every sum as it was', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const chargeId = await charge(books, clientId, '10', { taxIds: [taxId] })
    const { id } = await issue(books, clientId, '100')
    const again = await charge(books, clientId, '30')
    const sums = async () => (await dumpBooks(books)).get('sums')
    const before = await sums()
    const restored = async (act: () => Promise<unknown>, undo: () => Promise<unknown>) => {
      await act()
      expect(await sums()).not.toEqual(before)
      await undo()
      expect(await sums()).toEqual(before)
    }
    await restored(
      () => books.must(waiveCharges, { chargeIds: [again] }),
      () => books.must(restoreCharges, { chargeIds: [again] }),
    )
    await restored(
      () => books.must(writeOffInvoice, { id }),
      () => books.must(reopenInvoice, { id }),
    )
    let payment: PaymentId | undefined
    for (const amount of [3000, 50_000]) {
      await restored(
        async () => {
          payment = (await pay(books, clientId, amount)).id
        },
        () => books.must(undoPayment, { id: payment as PaymentId, reason: 'mistake' }),
      )
    }
    expect((await books.db.charges.get(chargeId))?.state).toBe('invoiced')
    const client = await books.db.clients.get(clientId)
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    await books.must(changeClientStatus, { id: clientId, status: 'active' })
    expect(await books.db.clients.get(clientId)).toEqual({ ...client, version: (client?.version ?? 0) + 2 })
  })
})
