// Amounts at the edges: currencies without or with three decimals, long quantities, rounding, more than all of it.
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import type { ChargeFields } from '../../src/commands/charge-row.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { type DraftHeadFields, saveDraft } from '../../src/commands/save-draft.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId, TaxRateId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, chargeFields, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'

const head: DraftHeadFields = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }

async function withholdingTax(books: TestBooks, percent: string): Promise<TaxRateId> {
  const rates = [{ from: calendarDate('2007-01-01'), percent: decimal(percent) }]
  const fields = { name: 'Withholding', category: 'S', kind: 'withholding', rates, state: 'active' } as const
  return (await books.must(saveTaxRate, { fields })).id
}

/** Saves the draft with its lines as they are and another head. */
async function saveHead(books: TestBooks, id: InvoiceId, changes: Partial<DraftHeadFields>) {
  const draft = await books.db.invoices.get(id)
  if (draft?.state !== 'draft') throw new Error('not a draft')
  const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
  return books.run(saveDraft, { id, version: draft.version, head: { ...head, ...changes }, lines })
}

const pay = (clientId: ClientId, amount: number, currency = 'EUR') => ({
  clientId,
  currency: currency as CurrencyCode,
  amount: amount as Minor,
  method: 'transfer' as const,
  receivedOn: calendarDate('2026-03-02'),
  allocate: 'oldest-first' as const,
})

describe('currencies by their minor unit', () => {
  it.each([
    ['JPY', '1234.5', 1235, 235, 5],
    ['KWD', '12.3456', 12_346, 2346, 5000],
    ['EUR', '12.345', 1235, 235, 500],
  ])('%s: an amount, its tax and the least payment', async (currency, price, net, tax, least) => {
    const books = await openTestBooks({ currency })
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, price, { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    expect(await finalized(books, id)).toMatchObject({ currency, net, tax, gross: net + tax })
    expect(await books.refusal(recordPayment, pay(clientId, least - 1, currency))).toMatchObject({
      code: 'payment-below-minimum',
      minimum: least,
      currency,
    })
    await books.must(recordPayment, pay(clientId, least, currency))
    expect((await finalized(books, id)).amountDue).toBe(net + tax - least)
  })

  it('the least payment keeps its figure in a client’s own currency (T-18, R-28)', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const fields = chargeFields('Talk', '9000')
    await books.must(addCharge, { clientId, currency: 'JPY' as CurrencyCode, fields })
    const id = await draftAll(books, clientId)
    const exchangeRate = { rate: decimal('0.006'), on: calendarDate('2026-03-02'), source: 'ECB' }
    expect(await saveHead(books, id, { exchangeRate })).toMatchObject({ ok: true })
    await books.must(finalizeInvoice, { id })
    expect(await books.refusal(recordPayment, pay(clientId, 4, 'JPY'))).toMatchObject({ minimum: 5, currency: 'JPY' })
    await books.must(recordPayment, pay(clientId, 5, 'JPY'))
  })
})

describe('quantities and prices', () => {
  it('take six decimals, are rounded once, and may be 0 or negative', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const amountOf = async (quantity: string, price: string) => {
      const id = await charge(books, clientId, price, { quantity: decimal(quantity) })
      return (await books.db.charges.get(id))?.amount
    }
    expect(await amountOf('0.333333', '99.99')).toBe(3333)
    expect(await amountOf('0.000001', '4999.99')).toBe(0)
    expect(await amountOf('0.000001', '5000')).toBe(1)
    expect(await amountOf('-0.000001', '5000')).toBe(-1)
    expect(await amountOf('0', '100')).toBe(0)
    const refusal = (fields: Partial<ChargeFields>) =>
      books.refusal(addCharge, { clientId, fields: chargeFields('Session', '1', fields) })
    expect(await refusal({ quantity: decimal('0.0000001') })).toMatchObject({ reason: 'too-many-decimals', limit: 6 })
    expect(await refusal({ unitPrice: decimal('0.000000001') })).toMatchObject({
      reason: 'too-many-decimals',
      limit: 8,
    })
    expect(await refusal({ quantity: 'NaN' as never })).toMatchObject({ field: 'quantity', reason: 'not-a-number' })
    expect(await refusal({ period: { start: '2026-03-01' as never, end: '2026-03-01' as never } })).toMatchObject({
      reason: 'end-before-start',
    })
  })

  it('are taxed once by a tax that is named twice', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '100', { taxIds: [taxId, taxId] })
    expect(await books.db.invoices.get(await draftAll(books, clientId))).toMatchObject({ gross: 11_900 })
  })

  it('of 500 lines are one document whose tax is that of the sum', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '0.03', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    const fields = chargeFields('Call', '0.03', { taxIds: [taxId] })
    const lines = Array.from({ length: 500 }, () => ({ kind: 'new', fields }) as const)
    await books.must(saveDraft, { id, version: 1, head, lines })
    await books.must(finalizeInvoice, { id })
    expect(await finalized(books, id)).toMatchObject({ net: 1500, tax: 285, gross: 1785 })
    expect((await books.db.documents.get(id))?.document.lines).toHaveLength(500)
    expect(await books.db.charges.where('invoiceId').equals(id).count()).toBe(500)
  })
})

describe('allowances', () => {
  it('take all of it at most by percent; what takes more as an amount cannot be issued', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '100', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    const allowance = (kind: 'percent' | 'amount', value: string) => ({
      allowances: [{ kind, value: decimal(value), reason: 'Friends' }],
    })
    expect(await saveHead(books, id, allowance('percent', '100.01'))).toMatchObject({
      problem: { code: 'field-invalid', field: 'allowances', reason: 'out-of-range', limit: 100 },
    })
    const line = { taxIds: [taxId], ...allowance('percent', '101') }
    expect(await books.refusal(addCharge, { clientId, fields: chargeFields('S', '1', line) })).toMatchObject({
      field: 'allowances',
      limit: 100,
    })
    const surcharges = [{ kind: 'percent', value: decimal('150'), reason: 'Sunday' }] as const
    expect(await saveHead(books, id, { surcharges })).toMatchObject({ ok: true })
    expect(await books.db.invoices.get(id)).toMatchObject({ gross: 29_750 })
    await saveHead(books, id, allowance('amount', '100.01'))
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({ code: 'total-negative', total: -1, currency: 'EUR' })
    await saveHead(books, id, allowance('percent', '100'))
    expect(await books.must(finalizeInvoice, { id })).toMatchObject({ state: 'paid' })
  })
})

describe('prepaid', () => {
  it('lowers what is due and never turns it around', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '100')
    const id = await draftAll(books, clientId)
    expect(await saveHead(books, id, { prepaid: -1 as Minor })).toMatchObject({ problem: { field: 'prepaid' } })
    expect(await saveHead(books, id, { prepaid: (2 ** 51) as Minor })).toMatchObject({
      problem: { code: 'field-invalid', field: 'prepaid', reason: 'too-large' },
    })
    await saveHead(books, id, { prepaid: 10_001 as Minor })
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({ code: 'total-negative', total: -1, currency: 'EUR' })
    await saveHead(books, id, { prepaid: 10_000 as Minor })
    expect(await books.must(finalizeInvoice, { id })).toMatchObject({ state: 'paid' })
    expect(await finalized(books, id)).toMatchObject({ gross: 10_000, payable: 0, amountDue: 0, paidOn: '2026-03-02' })
  })
})

describe('withholding and cash rounding', () => {
  it('withholds from the net of prices with tax inside (R-26, R-27)', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const withheld = await withholdingTax(books, '15')
    await charge(books, clientId, '119', { taxIds: [taxId, withheld], taxIncluded: true })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    expect(await finalized(books, id)).toMatchObject({ net: 10_000, tax: 1900, gross: 11_900, payable: 10_400 })
  })

  it('rounds what is due to the cash unit; payments and credit settle that to 0', async () => {
    const books = await openTestBooks({ country: 'CH', currency: 'CHF' })
    const { clientId } = await setUpPractice(books, { cashUnit: 5 })
    await books.must(recordPayment, pay(clientId, 333, 'CHF'))
    const { id } = await issue(books, clientId, '10.03')
    expect(await finalized(books, id)).toMatchObject({ gross: 1003, payable: 1005, amountDue: 672, state: 'open' })
    await books.must(recordPayment, pay(clientId, 600, 'CHF'))
    const last = await books.must(recordPayment, pay(clientId, 73, 'CHF'))
    expect(last).toMatchObject({ credit: 1 })
    expect(await finalized(books, id)).toMatchObject({ amountDue: 0, state: 'paid' })
    expect((await books.db.sums.get(`client/${clientId}/CHF`))?.values).toMatchObject({ credit: 1, received: 1006 })
  })
})

describe('the rate of exchange (R-28)', () => {
  it('is an exact decimal above 0, and one that leads out of bounds is refused', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const fields = chargeFields('Talk', '900000000', { taxIds: [taxId] })
    await books.must(addCharge, { clientId, currency: 'USD' as CurrencyCode, fields })
    const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: 'all' })
    const id = invoiceIds[0] as InvoiceId
    const rated = (rate: string) =>
      saveHead(books, id, { exchangeRate: { rate: rate as never, on: calendarDate('2026-03-02'), source: 'ECB' } })
    for (const rate of ['0', '-1.1']) {
      expect(await rated(rate)).toMatchObject({ problem: { field: 'exchangeRate', reason: 'not-positive' } })
    }
    for (const rate of ['', '1,1', 'one']) {
      expect(await rated(rate)).toMatchObject({ problem: { field: 'exchangeRate', reason: 'not-a-number' } })
    }
    expect(await rated('999999999')).toMatchObject({ ok: true })
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({ code: 'amount-too-large' })
    expect(await rated('0.9')).toMatchObject({ ok: true })
    await books.must(finalizeInvoice, { id })
    expect((await books.db.documents.get(id))?.document.accountCurrency).toMatchObject({
      currency: 'EUR',
      tax: 15_390_000_000,
    })
  })
})
