import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { restoreCharges, waiveCharges } from '../../src/commands/waive-charges.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import {
  addClient,
  change,
  charge,
  chargeFields,
  clientFields,
  draftAll,
  finalized,
  issue,
  setUpPractice,
} from '../support/practice.ts'

const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }

describe('charges and drafts (P-1..P-3, P-8, P-10)', () => {
  it('takes all open charges, or only the ticked ones', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const first = await charge(books, clientId, '80')
    const second = await charge(books, clientId, '40')
    const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: [second] })
    expect(invoiceIds).toHaveLength(1)
    expect((await books.db.charges.get(first))?.state).toBe('open')
    expect((await books.db.charges.get(second))?.state).toBe('drafted')
    const rest = await draftAll(books, clientId)
    expect((await books.db.invoices.get(rest))?.gross).toBe(8000)
    expect(await books.refusal(draftInvoices, { clientId, chargeIds: 'all' })).toEqual({ code: 'nothing-selected' })
    expect(await books.refusal(draftInvoices, { clientId, chargeIds: [second] })).toMatchObject({
      code: 'charge-not-open',
    })
  })

  it('gives the charges back unchanged when a draft is deleted, and uses no number up (P-3)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id = await charge(books, clientId, '80')
    const before = await books.db.charges.get(id)
    await books.must(discardDraft, { id: await draftAll(books, clientId) })
    const after = await books.db.charges.get(id)
    expect(after).toMatchObject({
      state: 'open',
      held: 'held-after-void',
      amount: before?.amount,
      description: before?.description,
    })
    expect(after?.invoiceId).toBeUndefined()
    expect(await books.db.invoices.count()).toBe(0)
    expect((await issue(books, clientId, '10')).number).toBe('2026-0001')
  })

  it('makes one draft per currency, mode of prices and scope (R-7)', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '10', { taxIds: [taxId] })
    await charge(books, clientId, '10', { taxIds: [taxId], taxIncluded: true })
    await books.must(addCharge, { clientId, currency: 'USD' as CurrencyCode, fields: chargeFields('Talk', '10') })
    const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: 'all' })
    const rows = await books.db.invoices.bulkGet([...invoiceIds])
    expect(rows.map((row) => [row?.currency, row?.gross]).sort()).toEqual([
      ['EUR', 1000],
      ['EUR', 1190],
      ['USD', 1000],
    ])
  })

  it('refuses what cannot be billed, and names the field', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const add = (fields: Parameters<typeof chargeFields>) =>
      books.refusal(addCharge, { clientId, fields: chargeFields(...fields) })
    expect(await add(['', '10'])).toEqual({ code: 'field-invalid', field: 'description', reason: 'empty' })
    expect(await add(['Session', '-10'])).toEqual({ code: 'field-invalid', field: 'unitPrice', reason: 'negative' })
    expect(await add(['Session', '10', { quantity: decimal('12345678901') }])).toMatchObject({ reason: 'too-large' })
    expect(await add(['Session', '10', { servedOn: '2026-02-31' as never }])).toMatchObject({ reason: 'not-a-date' })
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await add(['Session', '10'])).toEqual({ code: 'client-archived', clientName: 'Meyer Studio' })
  })

  it('edits, deletes and brings back open charges only (P-10)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id = await charge(books, clientId, '80')
    await books.must(changeCharge, { id, version: 1, fields: chargeFields('Longer session', '120') })
    expect(await books.db.charges.get(id)).toMatchObject({ amount: 12000, version: 2 })
    expect(await books.refusal(changeCharge, { id, version: 1, fields: chargeFields('Old tab', '1') })).toMatchObject({
      code: 'stale',
      current: { amount: 12000 },
    })
    await books.must(waiveCharges, { chargeIds: [id] })
    expect(await books.db.sums.get(`client/${clientId}/EUR`)).toBeUndefined()
    await books.must(restoreCharges, { chargeIds: [id] })
    await draftAll(books, clientId)
    expect(await books.refusal(waiveCharges, { chargeIds: [id] })).toMatchObject({
      code: 'charge-not-open',
      state: 'drafted',
    })
  })

  it('saves a draft as one act: order, new, edited, taken and removed lines', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const first = await charge(books, clientId, '10')
    const second = await charge(books, clientId, '20')
    const id = await draftAll(books, clientId)
    const third = await charge(books, clientId, '30')
    const saved = await books.must(saveDraft, {
      id,
      version: 1,
      head: { ...head, allowances: [{ kind: 'percent', value: decimal('10'), reason: 'Friends' }] },
      lines: [
        { kind: 'new', fields: chargeFields('Report', '100') },
        { kind: 'take', chargeId: third },
        { kind: 'keep', chargeId: second, fields: chargeFields('Twenty', '25') },
      ],
      drop: [],
    })
    expect(saved.chargeIds.slice(1)).toEqual([third, second])
    const draft = await books.db.invoices.get(id)
    expect(draft).toMatchObject({ gross: 13950, version: 2, state: 'draft' })
    expect(await books.db.charges.get(first)).toMatchObject({ state: 'open' })
    expect(await books.refusal(saveDraft, { id, version: 1, head, lines: [] })).toMatchObject({ code: 'stale' })
  })

  it('writes nothing at all when one line of a save is refused', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '10')
    const id = await draftAll(books, clientId)
    const before = await books.db.charges.toArray()
    const events = await books.db.events.count()
    const refused = await books.refusal(saveDraft, {
      id,
      version: 1,
      head,
      lines: [
        { kind: 'new', fields: chargeFields('Good', '5') },
        { kind: 'new', fields: chargeFields('Bad', '-5') },
      ],
    })
    expect(refused).toMatchObject({ field: 'unitPrice', reason: 'negative' })
    expect(await books.db.charges.toArray()).toEqual(before)
    expect(await books.db.events.count()).toBe(events)
  })
})

describe('finalize & lock (P-4, R-13, R-17..R-20, R-28)', () => {
  it('numbers at finalize only, gapless, and freezes both parties (G-7)', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '100', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    expect(await books.must(finalizeInvoice, { id })).toEqual({ id, number: '2026-0001', state: 'open' })
    const invoice = await finalized(books, id)
    expect(invoice).toMatchObject({
      gross: 11900,
      tax: 1900,
      amountDue: 11900,
      issuedOn: '2026-03-02',
      dueOn: '2026-03-16',
    })
    const client = await books.db.clients.get(clientId)
    await books.must(saveClient, {
      seen: { id: clientId, version: client?.version ?? 0 },
      fields: clientFields('Renamed Ltd'),
    })
    const frozen = (await books.db.documents.get(id))?.document
    expect(frozen?.buyer.name).toBe('Meyer Studio')
    expect(frozen?.lines[0]?.taxes[0]?.percent).toBe('19')
    await expect(books.db.documents.update(id, { logoId: 'x' })).rejects.toThrow('never changed')
    await expect(books.db.documents.delete(id)).rejects.toThrow('never deleted')
    await expect(books.db.events.clear()).rejects.toThrow('never deleted')
  })

  it('does a command once, however often it is sent', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '100')
    const id = await draftAll(books, clientId)
    const first = await books.must(finalizeInvoice, { id }, 'cmd_same')
    const again = await books.must(finalizeInvoice, { id }, 'cmd_same')
    expect(again).toEqual(first)
    expect(await books.refusal(finalizeInvoice, { id })).toMatchObject({
      code: 'wrong-state',
      state: 'open',
      number: '2026-0001',
    })
  })

  it('names everything that is missing (R-18)', async () => {
    const books = await openTestBooks()
    const { taxId } = await setUpPractice(books, { profile: { name: '' } })
    const clientId = await addClient(books, 'No Address', { addresses: [] })
    await charge(books, clientId, '100', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({
      code: 'finalize-missing',
      fields: ['seller-name', 'seller-address', 'seller-tax-id', 'buyer-address'],
    })
    expect(await books.db.sequences.count()).toBe(0)
  })

  it('refuses a negative total and an empty draft, settles a total of 0 (R-13, R-22)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id1 = await charge(books, clientId, '10', { quantity: decimal('-1') })
    const draft = await draftAll(books, clientId)
    expect(await books.refusal(finalizeInvoice, { id: draft })).toEqual({
      code: 'total-negative',
      total: -1000,
      currency: 'EUR',
    })
    await books.must(saveDraft, { id: draft, version: 1, head, lines: [] })
    expect(await books.refusal(finalizeInvoice, { id: draft })).toEqual({ code: 'draft-empty' })
    await books.must(saveDraft, {
      id: draft,
      version: 2,
      head,
      lines: [
        { kind: 'take', chargeId: id1 },
        { kind: 'new', fields: chargeFields('Ten', '10') },
      ],
    })
    expect(await books.must(finalizeInvoice, { id: draft })).toMatchObject({ state: 'paid' })
  })

  it('never goes back in time (R-17), nor into locked books (R-5)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '10')
    books.today = '2026-03-01'
    await charge(books, clientId, '10')
    const id = await draftAll(books, clientId)
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({
      code: 'date-before-last',
      today: '2026-03-01',
      last: '2026-03-02',
    })
    books.today = '2026-03-05'
    await change(books, { booksLockedThrough: calendarDate('2026-03-05') })
    expect(await books.refusal(finalizeInvoice, { id })).toMatchObject({ code: 'books-locked', through: '2026-03-05' })
  })

  it('starts every year at 1, and the first series where the owner says', async () => {
    const books = await openTestBooks({ today: '2026-12-31' })
    const { clientId } = await setUpPractice(books)
    await change(books, {
      numbering: { invoice: { pattern: 'R{YY}-{NNN}', startAt: 41 }, creditNote: { pattern: 'C{N}', startAt: 1 } },
    })
    expect((await issue(books, clientId, '10')).number).toBe('R26-041')
    expect((await issue(books, clientId, '10')).number).toBe('R26-042')
    books.today = '2027-01-01'
    expect((await issue(books, clientId, '10')).number).toBe('R27-001')
  })

  it('takes the tax rate of the supply date, not of the day it is issued (R-19)', async () => {
    const books = await openTestBooks({ today: '2026-07-02' })
    const { clientId, taxId } = await setUpPractice(books)
    const tax = await books.db.taxRates.get(taxId)
    if (tax === undefined) throw new Error('no tax')
    const { saveTaxRate } = await import('../../src/commands/save-tax-rate.ts')
    const { id: _id, version, ...fields } = tax
    const rates = [...tax.rates, { from: calendarDate('2026-07-01'), percent: decimal('21') }]
    await books.must(saveTaxRate, { seen: { id: taxId, version }, fields: { ...fields, rates } })
    await charge(books, clientId, '100', { taxIds: [taxId], servedOn: calendarDate('2026-06-30') })
    await charge(books, clientId, '100', { taxIds: [taxId], servedOn: calendarDate('2026-07-01') })
    await charge(books, clientId, '100', {
      taxIds: [taxId],
      servedOn: calendarDate('2026-06-01'),
      period: { start: calendarDate('2026-06-01'), end: calendarDate('2026-07-01') },
    })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    const invoice = await finalized(books, id)
    expect(invoice.tax).toBe(1900 + 1900 + 2100)
    expect(addDays(invoice.issuedOn, 14)).toBe(invoice.dueOn)
  })

  it('asks for the exchange rate in a foreign currency and prints the tax in its own (R-28)', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await books.must(addCharge, {
      clientId,
      currency: 'USD' as CurrencyCode,
      fields: chargeFields('Talk', '100', { taxIds: [taxId] }),
    })
    const id = await draftAll(books, clientId)
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({
      code: 'finalize-missing',
      fields: ['exchange-rate'],
    })
    const draft = await books.db.invoices.get(id)
    const lines =
      draft?.state === 'draft' ? draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const) : []
    const exchangeRate = { rate: decimal('0.9137'), on: calendarDate('2026-03-02'), source: 'ECB' }
    await books.must(saveDraft, { id, version: 1, head: { ...head, exchangeRate }, lines })
    await books.must(finalizeInvoice, { id })
    expect((await books.db.documents.get(id))?.document.accountCurrency).toMatchObject({ currency: 'EUR', tax: 1736 })
  })

  it('gives numbers gapless and unique when two tabs finalize at once', async () => {
    const { IDBFactory } = await import('fake-indexeddb')
    const factory = new IDBFactory()
    const tabs = await Promise.all(['A', 'B', 'C'].map((tab) => openTestBooks({ factory, tab })))
    const [books] = tabs
    if (books === undefined) throw new Error('no tab')
    const { clientId } = await setUpPractice(books)
    const drafts: Awaited<ReturnType<typeof draftAll>>[] = []
    for (let n = 0; n < 30; n += 1) {
      await charge(books, clientId, '10')
      drafts.push(await draftAll(books, clientId))
    }
    const answers = await Promise.all(drafts.map((id, n) => (tabs[n % 3] ?? books).must(finalizeInvoice, { id })))
    const numbers = answers.map(({ number }) => Number(number.slice(-4))).sort((left, right) => left - right)
    expect(numbers).toEqual(Array.from({ length: 30 }, (_value, index) => index + 1))
  })

  it('refuses to write under newer code (G-10) and in a read-only copy', async () => {
    const books = await openTestBooks()
    await books.db.meta.put({ key: 'schema', value: 99 })
    expect(await books.refusal(saveClient, { fields: clientFields('X') })).toEqual({
      code: 'schema-newer',
      found: 99,
      known: schemaVersion,
    })
    await books.db.meta.put({ key: 'schema', value: schemaVersion })
    await books.db.meta.put({ key: 'readOnly', value: true })
    expect(await books.refusal(saveClient, { fields: clientFields('X') })).toEqual({ code: 'read-only' })
  })
})
