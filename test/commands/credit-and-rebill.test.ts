// Credit and rebill through commands: one act, the old invoice credited whole, the lines billed anew (M-13 to M-15).
import { describe, expect, it } from 'vitest'
import { addPoNumber } from '../../src/commands/annotate-invoice.ts'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { Minor } from '../../src/core/money.ts'
import { getCreditNote } from '../../src/queries/get-credit-note.ts'
import { pay, picks, some } from '../support/credit-wishes.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'
import { expectSound } from '../support/sound-books.ts'

async function allocations(books: TestBooks) {
  return (await books.db.allocations.toArray()).filter(({ state }) => state === 'live')
}

describe('credit and rebill (M-13, M-14, M-15)', () => {
  it('credits the whole invoice with tax and bills the same lines under a new number, with another PO', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '100', { taxIds: [taxId], quantity: decimal('2') })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    const old = await finalized(books, id)
    const done = await books.must(creditAndRebill, { id, version: old.version, poNumber: 'PO-9', finalize: true })
    expect(done).toMatchObject({ creditNote: { number: 'CN-2026-0001', rest: 0 }, invoiceNumber: '2026-0002' })
    const [before, after] = [await finalized(books, id), await finalized(books, done.invoiceId)]
    expect(before).toMatchObject({ state: 'paid', amountDue: 0, gross: 23800, number: '2026-0001' })
    expect(after).toMatchObject({ state: 'open', amountDue: 23800, gross: 23800, poNumber: 'PO-9' })
    const [fresh] = await books.db.charges.where('invoiceId').equals(done.invoiceId).toArray()
    const [original] = await books.db.charges.where('invoiceId').equals(id).toArray()
    expect(fresh).toMatchObject({
      state: 'invoiced',
      cause: done.creditNote.id,
      rebills: original?.id,
      quantity: '2',
      taxIds: [taxId],
    })
    expect(await getCreditNote(books.db, done.creditNote.id)).toMatchObject({
      kind: 'issued',
      note: { rebilledAs: done.invoiceId, tax: 3800 },
      rebilled: { number: '2026-0002' },
    })
    await expectSound(books)
  })

  it('wrong amount: billed 20, should be 10: the old one at 0, net owed 10 (M-13)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const old = await issue(books, clientId, '20')
    const done = await books.must(creditAndRebill, { id: old.id, lines: [{ line: 0, unitPrice: decimal('10') }] })
    expect(await books.db.invoices.get(done.invoiceId)).toMatchObject({ state: 'draft', gross: 1000, editedByUser: 1 })
    await books.must(finalizeInvoice, { id: done.invoiceId })
    expect(await finalized(books, old.id)).toMatchObject({ state: 'paid', amountDue: 0, gross: 2000 })
    expect(await books.db.sums.get(`client/${clientId}/EUR`)).toMatchObject({
      values: { due: 1000, invoiced: 1000, credited: 2000 },
    })
    await expectSound(books)
  })

  it('of a paid invoice: the credit pays the new one; what was credited before is not billed again', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '100', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    await books.must(creditInvoice, { credits: [picks(id, some(0, 4000))] })
    await books.must(addPoNumber, { id, version: (await finalized(books, id)).version, poNumber: 'PO-LATE' })
    await books.must(recordPayment, pay(clientId, 7140))
    expect(await finalized(books, id)).toMatchObject({ state: 'paid' })
    const done = await books.must(creditAndRebill, { id, finalize: true })
    expect(done.creditNote).toMatchObject({ applied: [{ invoiceId: done.invoiceId, amount: 7140 }], rest: 0 })
    expect(await finalized(books, done.invoiceId)).toMatchObject({
      state: 'paid',
      gross: 7140,
      amountDue: 0,
      poNumber: 'PO-LATE',
    })
    expect((await allocations(books)).filter(({ invoiceId }) => invoiceId === done.invoiceId)).toMatchObject([
      { sourceKind: 'creditNote', amount: 7140 },
    ])
    await expectSound(books)
  })
})

describe('the credit of a paid invoice that is billed again', () => {
  it('pays the new invoice before older ones, whose turn is next; whatever credit is used by itself', async () => {
    for (const creditBalance of ['apply', 'ask'] as const) {
      const books = await openTestBooks()
      const { clientId } = await setUpPractice(books, { creditBalance })
      const paid = await issue(books, clientId, '100')
      await books.must(recordPayment, pay(clientId, 10000))
      const older = await issue(books, clientId, '30')
      const lines = [{ line: 0, unitPrice: decimal('80') }]
      const done = await books.must(creditAndRebill, { id: paid.id, lines, finalize: true })
      expect(done.creditNote).toMatchObject({
        applied: [
          { invoiceId: done.invoiceId, amount: 8000 },
          { invoiceId: older.id, amount: 2000 },
        ],
        rest: 0,
      })
      expect(await finalized(books, done.invoiceId)).toMatchObject({ state: 'paid', amountDue: 0 })
      expect(await finalized(books, older.id)).toMatchObject({ state: 'open', amountDue: 1000 })
      await expectSound(books)
    }
  })
})

describe('credit and rebill to another address (M-14)', () => {
  it('prints the chosen address on the new invoice, the old one on the credit note', async () => {
    const books = await openTestBooks()
    await setUpPractice(books)
    const office = { label: 'Office', line1: 'Hauptstraße 1', city: 'Berlin', postalCode: '10115', country: 'DE' }
    const clientId = await addClient(books, 'Okafor', {
      addresses: [office, { ...office, label: 'Right', line1: 'Hafenstraße 9', recipient: 'Okafor GmbH' }],
    })
    const [first, second] = (await books.db.clients.get(clientId))?.addresses ?? []
    await charge(books, clientId, '100')
    const id = await draftAll(books, clientId)
    const draft = await books.db.invoices.get(id)
    if (draft?.state !== 'draft' || first === undefined || second === undefined) throw new Error('no draft')
    const head = { addressId: first.id, allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
    const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
    await books.must(saveDraft, { id, version: draft.version, head, lines })
    await books.must(finalizeInvoice, { id })
    const done = await books.must(creditAndRebill, { id, addressId: second.id, finalize: true })
    const [again, note] = await books.db.documents.bulkGet([done.invoiceId, done.creditNote.id])
    expect(again?.document.buyer).toMatchObject({ name: 'Okafor GmbH', address: { line1: 'Hafenstraße 9' } })
    expect(note?.document.buyer).toMatchObject({ name: 'Okafor', address: { line1: 'Hauptstraße 1' } })
  })

  it('is one act: refused, it leaves nothing behind', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    const refused = await books.refusal(creditAndRebill, {
      id: invoice.id,
      lines: [{ line: 0, unitPrice: decimal('-1') }],
    })
    expect(refused).toMatchObject({ code: 'field-invalid', field: 'unitPrice' })
    expect(await books.refusal(creditAndRebill, { id: invoice.id, version: 1 })).toMatchObject({ code: 'stale' })
    expect(await books.refusal(creditAndRebill, { id: invoice.id, lines: [] })).toEqual({ code: 'nothing-selected' })
    expect(await books.db.creditNotes.count()).toBe(0)
    expect(await books.db.charges.count()).toBe(1)
    await expectSound(books)
  })
})
