// Credit notes through commands: numbers, documents, where the money lies (R-24, R-25, W-9 to W-14, M-13 to M-16, G-8).
import { describe, expect, it } from 'vitest'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { discardCreditNote } from '../../src/commands/discard-credit-note.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { issueCreditNote } from '../../src/commands/issue-credit-note.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveCreditNote } from '../../src/commands/save-credit-note.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { Minor } from '../../src/core/money.ts'
import { getCreditNote } from '../../src/queries/get-credit-note.ts'
import { listCreditNotes } from '../../src/queries/list-credit-notes.ts'
import { pay, picks, rest, some } from '../support/credit-wishes.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'
import { expectSound } from '../support/sound-books.ts'

async function entries(books: TestBooks) {
  return books.db.creditEntries.toArray()
}

describe('a credit note', () => {
  it('has a number of its own series, is linked both ways and frozen with positive amounts (G-8, W-11)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    const { id } = await books.must(draftCreditNote, { credits: [rest(invoice.id)], reason: ' Twice billed ' })
    expect(await books.db.creditNotes.get(id)).toMatchObject({
      state: 'draft',
      total: 10000,
      invoiceIds: [invoice.id],
      credits: [{ invoiceId: invoice.id, picks: [{ line: 0, kind: 'rest' }] }],
      reason: 'Twice billed',
    })
    expect(await finalized(books, invoice.id)).toMatchObject({ state: 'open', amountDue: 10000 })
    const issued = await books.must(issueCreditNote, { id, version: 1 })
    expect(issued).toEqual({ id, number: 'CN-2026-0001', applied: [{ invoiceId: invoice.id, amount: 10000 }], rest: 0 })
    expect(await finalized(books, invoice.id)).toMatchObject({
      state: 'paid',
      amountDue: 0,
      gross: 10000,
      creditedOn: '2026-03-02',
    })
    const view = await getCreditNote(books.db, id)
    expect(view).toMatchObject({
      kind: 'issued',
      note: { number: 'CN-2026-0001', gross: 10000, credits: [{ number: invoice.number, figures: { total: 10000 } }] },
      document: {
        kind: 'credit-note',
        typeCode: '381',
        number: 'CN-2026-0001',
        corrects: { number: invoice.number, issuedOn: '2026-03-02' },
        reason: 'Twice billed',
        totals: { gross: 10000, due: 10000 },
      },
      entry: { origin: 'credit-note', amount: 10000, remaining: 0, creditNoteId: id },
      uses: [{ allocation: { sourceKind: 'creditNote', amount: 10000 }, invoice: { number: invoice.number } }],
    })
    expect(await books.db.sequences.where('kind').equals('creditNote').toArray()).toMatchObject([{ last: 1 }])
    const [event] = await books.db.events
      .where('subjects')
      .equals(id)
      .filter(({ type }) => type === 'credit-note.issued')
      .toArray()
    expect(event?.data).toMatchObject({
      number: 'CN-2026-0001',
      numbers: [invoice.number],
      gross: 10000,
      currency: 'EUR',
    })
    expect(event?.data['invoiceNumber']).toBeUndefined()
    for (const text of ['CN-2026-0001', invoice.number, 'meyer', 'session', 'twice']) {
      expect(
        (await listCreditNotes(books.db, { text }, undefined, 10)).rows.map((row) => row.id),
        text,
      ).toEqual([id])
    }
    await expectSound(books)
  })

  it('in part leaves the invoice open; its billed amount stays (M-16, W-11)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    await books.must(creditInvoice, { credits: [picks(invoice.id, some(0, 3000))] })
    expect(await finalized(books, invoice.id)).toMatchObject({
      state: 'open',
      gross: 10000,
      payable: 10000,
      amountDue: 7000,
    })
    expect(await books.refusal(creditInvoice, { credits: [picks(invoice.id, some(0, 7001))] })).toEqual({
      code: 'credit-exceeds',
      description: 'Session',
      left: 7000,
      currency: 'EUR',
    })
    const second = await books.must(creditInvoice, { credits: [rest(invoice.id)] })
    expect(second).toMatchObject({ number: 'CN-2026-0002', applied: [{ amount: 7000 }], rest: 0 })
    expect(await books.refusal(creditInvoice, { credits: [rest(invoice.id)] })).toEqual({
      code: 'nothing-left-to-credit',
      number: invoice.number,
    })
    await expectSound(books)
  })

  it('goes on its own invoice, then the oldest open one of the group, the rest waits (R-24, W-12)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const oldest = await issue(books, clientId, '30')
    books.today = '2026-03-03'
    const own = await issue(books, clientId, '100')
    await books.must(recordPayment, {
      ...pay(clientId, 8000),
      allocate: [{ invoiceId: own.id, amount: 8000 as Minor }],
    })
    const note = await books.must(creditInvoice, { credits: [rest(own.id)] })
    expect(note).toMatchObject({
      applied: [
        { invoiceId: own.id, amount: 2000 },
        { invoiceId: oldest.id, amount: 3000 },
      ],
      rest: 5000,
    })
    expect(await entries(books)).toMatchObject([{ origin: 'credit-note', amount: 10000, remaining: 5000 }])
    // W-12: what is left goes to the next one issued.
    const next = await issue(books, clientId, '70')
    expect(next).toMatchObject({ state: 'open', amountDue: 2000 })
    await expectSound(books)
  })

  it('may correct a paid and an uncollectible invoice (R-24)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const paid = await issue(books, clientId, '40')
    await books.must(recordPayment, pay(clientId, 4000))
    expect(await books.must(creditInvoice, { credits: [rest(paid.id)] })).toMatchObject({ applied: [], rest: 4000 })
    const lost = await issue(books, clientId, '60')
    expect(lost).toMatchObject({ amountDue: 2000 })
    await books.must(writeOffInvoice, { id: lost.id })
    const note = await books.must(creditInvoice, { credits: [picks(lost.id, some(0, 1500))] })
    expect(note).toMatchObject({ applied: [{ invoiceId: lost.id, amount: 1500 }], rest: 0 })
    expect(await finalized(books, lost.id)).toMatchObject({ state: 'uncollectible', amountDue: 500 })
    await expectSound(books)
  })

  it('over several invoices credits each its own part; one client, group and currency (R-25, W-9)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const other = await addClient(books, 'Okafor')
    const [first, second] = [await issue(books, clientId, '100'), await issue(books, clientId, '100')]
    const foreign = await issue(books, other, '50')
    expect(await books.refusal(draftCreditNote, { credits: [rest(first.id), rest(foreign.id)] })).toEqual({
      code: 'clients-differ',
    })
    const note = await books.must(creditInvoice, { credits: [picks(second.id, some(0, 5000)), rest(first.id)] })
    expect(note.applied).toEqual([
      { invoiceId: second.id, amount: 5000 },
      { invoiceId: first.id, amount: 10000 },
    ])
    expect(await finalized(books, first.id)).toMatchObject({ state: 'paid' })
    expect(await finalized(books, second.id)).toMatchObject({ state: 'open', amountDue: 5000 })
    expect((await getCreditNote(books.db, note.id))?.document).toMatchObject({
      corrects: { number: second.number },
      alsoCorrects: [{ number: first.number }],
      lines: [{ invoiceNumber: second.number }, { invoiceNumber: first.number }],
    })
    await expectSound(books)
  })
})

describe('an endpoint', () => {
  it('is told of a credit note that was issued, with its figures', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const fields = { name: 'Bookkeeping', url: 'https://hooks.example/x', purpose: 'webhook' } as const
    await books.must(saveEndpoint, {
      fields: { ...fields, events: ['credit-note.issued'] },
      secret: 'whs_00000000000000000007',
    })
    const invoice = await issue(books, clientId, '100')
    const { id } = await books.must(creditInvoice, { credits: [picks(invoice.id, some(0, 4000))], reason: 'Late' })
    const calls = await books.db.outbox.toArray()
    expect(calls.map(({ payload }) => payload.kind === 'webhook' && JSON.parse(payload.body))).toMatchObject([
      {
        type: 'credit-note.issued',
        client: { id: clientId },
        invoice: { id: invoice.id },
        creditNote: {
          id,
          kind: 'correction',
          state: 'issued',
          number: 'CN-2026-0001',
          gross: 4000,
          total: 4000,
          reason: 'Late',
          invoiceIds: [invoice.id],
        },
      },
    ])
  })
})

describe('a draft credit note', () => {
  it('loses and gains lines while it is one, but never the last (W-14)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '10')
    await charge(books, clientId, '20')
    const invoiceId = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id: invoiceId })
    const { id } = await books.must(draftCreditNote, { credits: [rest(invoiceId)] })
    const { version } = await books.must(saveCreditNote, {
      id,
      version: 1,
      credits: [picks(invoiceId, { line: 1, kind: 'rest' })],
    })
    expect(await books.db.creditNotes.get(id)).toMatchObject({ version: 2, total: 2000 })
    expect(await books.refusal(saveCreditNote, { id, version, credits: [picks(invoiceId)] })).toEqual({
      code: 'credit-empty',
    })
    expect(await books.refusal(saveCreditNote, { id, version, credits: [] })).toEqual({ code: 'credit-empty' })
    const other = await issue(books, await addClient(books, 'Okafor'), '7')
    const moved = await books.must(draftCreditNote, { credits: [rest(invoiceId)] })
    await books.must(saveCreditNote, { id: moved.id, version: 1, credits: [rest(other.id)] })
    expect(await books.db.creditNotes.get(moved.id)).toMatchObject({ clientId: other.clientId, clientName: 'Okafor' })
    expect(await books.refusal(saveCreditNote, { id, version: 1, credits: [rest(invoiceId)] })).toMatchObject({
      code: 'stale',
    })
    await books.must(issueCreditNote, { id, version })
    expect(await books.refusal(saveCreditNote, { id, version: 3, credits: [rest(invoiceId)] })).toMatchObject({
      code: 'wrong-state',
      state: 'issued',
    })
    expect(await books.refusal(discardCreditNote, { id })).toMatchObject({ code: 'wrong-state' })
    expect(await books.refusal(issueCreditNote, { id })).toMatchObject({ code: 'wrong-state' })
  })

  it('reserves nothing: issuing looks again (R-25); discarded it uses no number', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    const late = await books.must(draftCreditNote, { credits: [picks(invoice.id, some(0, 6000))] })
    const gone = await books.must(draftCreditNote, { credits: [rest(invoice.id)] })
    await books.must(discardCreditNote, { id: gone.id })
    expect(await books.must(creditInvoice, { credits: [picks(invoice.id, some(0, 5000))] })).toMatchObject({
      number: 'CN-2026-0001',
    })
    expect(await books.refusal(issueCreditNote, { id: late.id })).toMatchObject({ code: 'credit-exceeds', left: 5000 })
    expect(await getCreditNote(books.db, late.id)).toMatchObject({ kind: 'draft', plan: { ok: false } })
    await expectSound(books)
  })

  it('refuses what cannot be credited: drafts, void invoices, nothing, lines twice or not there', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    await charge(books, clientId, '5')
    const draft = await draftAll(books, clientId)
    expect(await books.refusal(draftCreditNote, { credits: [rest(draft)] })).toMatchObject({
      code: 'wrong-state',
      state: 'draft',
    })
    expect(await books.refusal(creditInvoice, { credits: [picks(invoice.id, some(0, 10.5))] })).toMatchObject({
      code: 'field-invalid',
      reason: 'not-a-number',
    })
    const twice = [picks(invoice.id, some(0, 1), some(0, 2))]
    expect(await books.refusal(draftCreditNote, { credits: twice })).toMatchObject({
      field: 'lines',
      reason: 'duplicate',
    })
    expect(await books.refusal(draftCreditNote, { credits: [rest(invoice.id), rest(invoice.id)] })).toMatchObject({
      field: 'invoices',
    })
    expect(await books.refusal(draftCreditNote, { credits: [picks(invoice.id, some(7, 1))] })).toMatchObject({
      reason: 'out-of-range',
    })
    expect(await books.refusal(draftCreditNote, { credits: [picks(invoice.id, some(0, -1))] })).toMatchObject({
      code: 'credit-exceeds',
    })
    await books.must(voidInvoice, { id: invoice.id, charges: 'drop' })
    expect(await books.refusal(draftCreditNote, { credits: [rest(invoice.id)] })).toMatchObject({
      code: 'wrong-state',
      state: 'void',
    })
  })

  it('never gives more than the invoice, whatever lines below 0 are left out (R-25)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '100')
    await charge(books, clientId, '20', { quantity: decimal('-1') })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    const { number } = await finalized(books, id)
    expect(await books.refusal(draftCreditNote, { credits: [picks(id, { line: 0, kind: 'rest' })] })).toEqual({
      code: 'credit-exceeds-invoice',
      number,
      left: 8000,
      currency: 'EUR',
    })
    expect(await books.refusal(draftCreditNote, { credits: [picks(id, { line: 1, kind: 'rest' })] })).toEqual({
      code: 'credit-not-positive',
      total: -2000,
      currency: 'EUR',
    })
    expect(await books.must(creditInvoice, { credits: [rest(id)] })).toMatchObject({ rest: 0 })
    expect(await finalized(books, id)).toMatchObject({ state: 'paid', amountDue: 0 })
  })

  it('refuses locked books and a day before the last one of its kind (R-5, R-17)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const [first, second] = [await issue(books, clientId, '10'), await issue(books, clientId, '20')]
    books.today = '2026-03-05'
    await books.must(creditInvoice, { credits: [rest(first.id)] })
    books.today = '2026-03-04'
    expect(await books.refusal(creditInvoice, { credits: [rest(second.id)] })).toEqual({
      code: 'date-before-last',
      today: '2026-03-04',
      last: '2026-03-05',
    })
  })
})

describe('what is credited', () => {
  it('is not voided: the rest is credited instead (R-25)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    await books.must(creditInvoice, { credits: [picks(invoice.id, some(0, 2500))] })
    expect(await books.refusal(voidInvoice, { id: invoice.id, charges: 'drop' })).toEqual({
      code: 'has-credit-notes',
      number: invoice.number,
      credited: 2500,
      currency: 'EUR',
    })
  })

  it('leaves the app with the bytes kept that left first, and says when (R-20)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    const { id } = await books.must(creditInvoice, { credits: [rest(invoice.id)] })
    const first = await books.must(releaseDocument, { id, how: 'download', pdf: new Uint8Array([37, 80]) })
    const again = await books.must(releaseDocument, { id, how: 'print', pdf: new Uint8Array([1]) })
    expect(again).toEqual({ sha256: first.sha256, first: false })
    expect((await books.db.releases.get(id))?.pdf).toEqual(new Uint8Array([37, 80]))
    expect(await books.db.creditNotes.get(id)).toMatchObject({ releasedAt: '2026-03-02T10:00:00.000Z', version: 2 })
  })
})
