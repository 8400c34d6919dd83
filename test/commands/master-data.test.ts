// Clients, products, taxes and settings: what is refused and by which field, and what follows from a change.
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { changeProductStatus } from '../../src/commands/change-product-status.ts'
import { changeSettings, type SettingsChange } from '../../src/commands/change-settings.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { type ClientFields, saveClient } from '../../src/commands/save-client.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { saveTaxRate, type TaxRateFields } from '../../src/commands/save-tax-rate.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ChargeId, ClientId, TaxRateId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, charge, chargeFields, clientFields, draftAll, setUpPractice } from '../support/practice.ts'

async function clientOf(books: TestBooks, id: ClientId) {
  const client = await books.db.clients.get(id)
  if (client === undefined) throw new Error('no client')
  return client
}

describe('a client', () => {
  it('has a default billing group, words to be found by, and a name that sorts', async () => {
    const books = await openTestBooks()
    const id = await addClient(books, '  Äöl & Søn ', {
      email: 'info@aol.example',
      clientNumber: 'K-17',
      contacts: [{ name: 'Zoë Frey', billing: true }],
    })
    const client = await clientOf(books, id)
    expect(client).toMatchObject({ name: 'Äöl & Søn', sortName: 'aol & son', status: 'active', version: 1 })
    expect(client.words).toEqual(expect.arrayContaining(['aol', 'son', 'info', '17', 'zoe', 'frey', 'berlin']))
    expect(await books.db.billingGroups.where('clientId').equals(id).toArray()).toMatchObject([{ isDefault: 1 }])
  })

  it('takes the newest address as the default, unless one is named (T-11)', async () => {
    const books = await openTestBooks()
    const id = await addClient(books, 'Meyer')
    const first = await clientOf(books, id)
    const [office] = first.addresses
    if (office === undefined) throw new Error('no address')
    expect(first.defaultAddressId).toBe(office.id)
    const { id: _id, ...plain } = office
    const added = { ...plain, label: 'Branch', city: 'Bonn' }
    const save = (version: number, fields: Partial<ClientFields>) =>
      books.must(saveClient, { seen: { id, version }, fields: clientFields('Meyer', fields) })
    // Wherever the form lists it.
    await save(1, { addresses: [added, office] })
    const second = await clientOf(books, id)
    expect(second.addresses.find((address) => address.id === second.defaultAddressId)?.city).toBe('Bonn')
    await save(2, { addresses: [...second.addresses], defaultAddressId: office.id })
    expect((await clientOf(books, id)).defaultAddressId).toBe(office.id)
    // Naming one that is gone leaves the last.
    await save(3, { addresses: second.addresses.slice(0, 1), defaultAddressId: office.id })
    expect((await clientOf(books, id)).defaultAddressId).toBe(second.addresses[0]?.id)
    await save(4, { addresses: [] })
    expect((await clientOf(books, id)).defaultAddressId).toBeUndefined()
  })

  it('is billed at the address of the draft while it has it, else at its default', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { addresses } = await clientOf(books, clientId)
    const [office] = addresses
    if (office === undefined) throw new Error('no address')
    const { id: _id, ...plain } = office
    const save = (version: number, fields: Partial<ClientFields>) =>
      books.must(saveClient, { seen: { id: clientId, version }, fields: clientFields('Meyer Studio', fields) })
    const blank = { ...office, recipient: ' ' }
    await save(1, { addresses: [blank, { ...plain, city: 'Bonn' }, { ...plain, city: 'Ulm' }] })
    const three = (await clientOf(books, clientId)).addresses
    await save(2, { addresses: three, defaultAddressId: office.id })
    await charge(books, clientId, '10')
    const id = await draftAll(books, clientId)
    const draft = await books.db.invoices.get(id)
    if (draft?.state !== 'draft' || three[1] === undefined) throw new Error('no draft')
    const head = { addressId: three[1].id, allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
    const lines = draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId }) as const)
    await books.must(saveDraft, { id, version: 1, head, lines })
    // Its own address goes: the default takes its place, not the newest.
    await save(3, { addresses: three.filter(({ city }) => city !== 'Bonn'), defaultAddressId: office.id })
    await books.must(finalizeInvoice, { id })
    const buyer = (await books.db.documents.get(id))?.document.buyer
    expect(buyer).toMatchObject({ name: 'Meyer Studio', address: { city: 'Berlin' } })
  })

  it('gives its new name to its drafts, which nobody edited, and to nothing issued', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '10')
    const issued = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id: issued })
    await charge(books, clientId, '20')
    const id = await draftAll(books, clientId)
    const { version } = await clientOf(books, clientId)
    await books.must(saveClient, { seen: { id: clientId, version }, fields: clientFields('Renamed Works') })
    expect(await books.db.invoices.get(id)).toMatchObject({ clientName: 'Renamed Works', version: 1 })
    const wordsOf = async (word: string) => (await books.db.invoices.where('words').equals(word).primaryKeys()).sort()
    expect(await wordsOf('renamed')).toEqual([id])
    expect(await wordsOf('meyer')).toEqual([issued])
    expect(await wordsOf('session')).toEqual([issued, id].sort())
    expect(await books.db.invoices.get(issued)).toMatchObject({ clientName: 'Meyer Studio' })
  })

  it('is refused stale, and names the field that is wrong', async () => {
    const books = await openTestBooks()
    const id = await addClient(books, 'Meyer')
    const seen = { id, version: 0 }
    expect(await books.refusal(saveClient, { seen, fields: clientFields('Mine') })).toMatchObject({
      code: 'stale',
      current: { name: 'Meyer', version: 1 },
    })
    const [address] = clientFields('x').addresses
    if (address === undefined) throw new Error('no address')
    const wrong: readonly [Partial<ClientFields>, string, string][] = [
      [{ name: ' ' }, 'name', 'empty'],
      [{ name: 'x'.repeat(201) }, 'name', 'too-long'],
      [{ currency: 'EURO' as CurrencyCode }, 'currency', 'unknown-currency'],
      [{ termsDays: 181 }, 'termsDays', 'out-of-range'],
      [{ termsDays: 1.5 }, 'termsDays', 'out-of-range'],
      [{ addresses: [{ ...address, country: 'Germany' }] }, 'country', 'unknown-country'],
      [{ addresses: Array.from({ length: 51 }, () => address) }, 'addresses', 'too-many'],
      [{ contacts: [{ name: 'x'.repeat(201), billing: false }] }, 'contactName', 'too-long'],
      [{ poNumber: 'x'.repeat(61) }, 'poNumber', 'too-long'],
    ]
    for (const [fields, field, reason] of wrong) {
      expect(await books.refusal(saveClient, { fields: clientFields('New', fields) })).toMatchObject({ field, reason })
    }
    expect(await books.db.clients.count()).toBe(1)
  })
})

describe('a product', () => {
  const fields = {
    name: 'Coaching',
    kind: 'service',
    unit: 'hour',
    sku: 'C-1',
    unitPrice: decimal('90'),
    currency: 'EUR' as CurrencyCode,
    taxIds: [],
    taxIncluded: false,
  } as const

  it('is added, changed and archived with its version, found by words, and leaves charges alone', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id } = await books.must(saveProduct, { fields })
    const chargeId = await charge(books, clientId, '90', { productId: id })
    await books.must(saveProduct, { seen: { id, version: 1 }, fields: { ...fields, unitPrice: decimal('95') } })
    expect(await books.db.products.get(id)).toMatchObject({
      unitPrice: '95',
      version: 2,
      words: ['coaching', 'c', '1'],
    })
    expect((await books.db.charges.get(chargeId))?.amount).toBe(9000)
    const stale = { code: 'stale', entity: 'product' }
    expect(await books.refusal(saveProduct, { seen: { id, version: 1 }, fields })).toMatchObject(stale)
    expect(await books.refusal(changeProductStatus, { id, version: 1, state: 'archived' })).toMatchObject(stale)
    await books.must(changeProductStatus, { id, version: 2, state: 'archived' })
    // A change of an archived product leaves it archived.
    await books.must(saveProduct, { seen: { id, version: 3 }, fields })
    expect((await books.db.products.get(id))?.state).toBe('archived')
  })

  it('names the field that is wrong', async () => {
    const books = await openTestBooks()
    const refusal = (more: object) => books.refusal(saveProduct, { fields: { ...fields, ...more } })
    expect(await refusal({ name: '' })).toMatchObject({ field: 'name', reason: 'empty' })
    expect(await refusal({ unitPrice: '-1' })).toMatchObject({ field: 'unitPrice', reason: 'negative' })
    expect(await refusal({ currency: 'XXX' })).toMatchObject({ field: 'currency', reason: 'unknown-currency' })
    expect(await refusal({ description: 'x'.repeat(4001) })).toMatchObject({ field: 'description', limit: 4000 })
  })
})

describe('a tax', () => {
  const fields: TaxRateFields = {
    name: 'VAT',
    category: 'S',
    kind: 'normal',
    rates: [{ from: calendarDate('2007-01-01'), percent: decimal('19') }],
    state: 'active',
  }
  const rated = (...rates: readonly [string, string][]) => ({
    rates: rates.map(([from, percent]) => ({ from: from as never, percent: percent as never })),
  })

  it.each([
    ['no name', { name: ' ' }, 'name', 'empty'],
    ['no rate', { rates: [] }, 'rates', 'empty'],
    ['no date', rated(['2026-02-30', '19']), 'rates', 'not-a-date'],
    ['no number', rated(['2026-01-01', '19%']), 'percent', 'not-a-number'],
    ['below 0', rated(['2026-01-01', '-1']), 'percent', 'out-of-range'],
    ['above 100', rated(['2026-01-01', '100.01']), 'percent', 'out-of-range'],
    ['0 in category S', rated(['2026-01-01', '0']), 'percent', 'not-positive'],
    ['a rate in category E', { category: 'E', exemptionReason: 'Art. 132' }, 'percent', 'out-of-range'],
    ['unsorted', rated(['2026-01-01', '19'], ['2025-01-01', '16']), 'rates', 'not-sorted'],
    ['one day twice', rated(['2026-01-01', '19'], ['2026-01-01', '16']), 'rates', 'not-sorted'],
    ['a long reason', { exemptionReason: 'x'.repeat(501) }, 'exemptionReason', 'too-long'],
  ] as const)('is refused with %s', async (_what, more, field, reason) => {
    const books = await openTestBooks()
    const wrong = { ...fields, ...more } as TaxRateFields
    expect(await books.refusal(saveTaxRate, { fields: wrong })).toMatchObject({ code: 'field-invalid', field, reason })
    expect(await books.db.taxRates.count()).toBe(0)
  })

  it('is changed at its version only; one rate in two spellings is one subtotal', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const { id: other } = await books.must(saveTaxRate, { fields: { ...fields, ...rated(['2007-01-01', '19.00']) } })
    await charge(books, clientId, '10', { taxIds: [taxId] })
    await charge(books, clientId, '10', { taxIds: [other] })
    const draft = await books.db.invoices.get(await draftAll(books, clientId))
    expect(draft?.state === 'draft' && draft.totals.taxes).toMatchObject([{ percent: '19', taxable: 2000, tax: 380 }])
    await books.must(saveTaxRate, { seen: { id: taxId, version: 1 }, fields: { ...fields, state: 'archived' } })
    expect(await books.refusal(saveTaxRate, { seen: { id: taxId, version: 1 }, fields })).toMatchObject({
      code: 'stale',
    })
    expect((await books.db.events.orderBy('id').last())?.type).toBe('tax-rate.archived')
  })
})

describe('drafts follow', () => {
  it('a tax and the cash unit, with their sums; issued invoices and versions stay', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    await charge(books, clientId, '10.01', { taxIds: [taxId] })
    const issued = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id: issued })
    await charge(books, clientId, '10.01', { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    const save = (more: Partial<TaxRateFields>) =>
      books.db.taxRates.get(taxId).then((tax) => {
        if (tax === undefined) throw new Error('no tax')
        const { id: _id, version, ...fields } = tax
        return books.must(saveTaxRate, { seen: { id: taxId, version }, fields: { ...fields, ...more } })
      })
    await save({ rates: [{ from: calendarDate('2007-01-01'), percent: decimal('7') }] })
    expect(await books.db.invoices.get(id)).toMatchObject({ gross: 1071, amountDue: 1071, version: 1 })
    expect((await books.db.sums.get('account/EUR'))?.values).toMatchObject({ drafts: 1071, invoiced: 1191 })
    await change(books, { cashUnit: 5 })
    expect(await books.db.invoices.get(id)).toMatchObject({ gross: 1071, amountDue: 1070, version: 1 })
    // From a day after the service on: the draft cannot be priced, and keeps its figures until somebody looks.
    await save({ rates: [{ from: calendarDate('2026-04-01'), percent: decimal('8') }] })
    expect(await books.db.invoices.get(id)).toMatchObject({ gross: 1071 })
    expect(await books.db.invoices.get(issued)).toMatchObject({ gross: 1191, amountDue: 1191 })
  })
})

describe('drafting gathers (R-7)', () => {
  it('by currency, kind of price and scope of tax, in the order of service', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const { id: outside } = await books.must(saveTaxRate, {
      fields: {
        name: 'Outside',
        category: 'O',
        kind: 'normal',
        rates: [{ from: calendarDate('2007-01-01'), percent: decimal('0') }],
        exemptionReason: 'Not in scope',
        state: 'active',
      },
    })
    const late = await charge(books, clientId, '3', { taxIds: [taxId], servedOn: calendarDate('2026-02-20') })
    const early = await charge(books, clientId, '2', { taxIds: [taxId], servedOn: calendarDate('2026-02-01') })
    const untaxed = await charge(books, clientId, '4', { servedOn: calendarDate('2026-02-10') })
    const scopeless = await charge(books, clientId, '5', { taxIds: [outside] })
    const inclusive = await charge(books, clientId, '6', { taxIds: [taxId], taxIncluded: true })
    const fields = chargeFields('Talk', '7')
    const dollars = await books.must(addCharge, { clientId, currency: 'USD' as CurrencyCode, fields })
    const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: 'all' })
    const drafts = await books.db.invoices.bulkGet([...invoiceIds])
    const piles = drafts.map((draft) => (draft?.state === 'draft' ? draft.chargeIds : []))
    const ordered = (ids: readonly ChargeId[][]) => ids.map((pile) => pile.join()).sort()
    expect(ordered(piles.map((pile) => [...pile]))).toEqual(
      ordered([[early, untaxed, late], [scopeless], [inclusive], [dollars.id]]),
    )
  })

  it('refuses charges of others, unknown ones, and taxes without a rate on that day', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const other = await addClient(books, 'Okafor')
    const theirs = await charge(books, other, '1')
    expect(await books.refusal(draftInvoices, { clientId, chargeIds: [theirs] })).toEqual({ code: 'clients-differ' })
    expect(await books.refusal(draftInvoices, { clientId, chargeIds: [] })).toEqual({ code: 'nothing-selected' })
    const unknown = { clientId, chargeIds: ['chg_none' as ChargeId] }
    expect(await books.refusal(draftInvoices, unknown)).toMatchObject({ code: 'not-found' })
    await charge(books, clientId, '1', { taxIds: [taxId], servedOn: calendarDate('2006-12-31') })
    expect(await books.refusal(draftInvoices, { clientId, chargeIds: 'all' })).toEqual({
      code: 'tax-rate-missing',
      taxName: 'VAT',
      on: '2006-12-31',
    })
  })

  it('takes no line twice', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const chargeId = await charge(books, clientId, '10')
    const id = await draftAll(books, clientId)
    const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
    const keep = { kind: 'keep', chargeId } as const
    expect(await books.refusal(saveDraft, { id, version: 1, head, lines: [keep, keep] })).toEqual({
      code: 'not-found',
      entity: 'charge',
      id: chargeId,
    })
    expect(await books.db.invoices.get(id)).toMatchObject({ gross: 1000, version: 1 })
  })
})

describe('settings', () => {
  it.each([
    ['pattern', { numbering: numbering('{YYYY}', 1, 'C{N}') }, { code: 'pattern-invalid', reason: 'no-counter' }],
    ['credit pattern', { numbering: numbering('{N}', 1, '{X}{N}') }, { code: 'pattern-invalid', field: 'X' }],
    ['shared pattern', { numbering: numbering('{N}', 1, ' {NNNN} ') }, { code: 'pattern-invalid', reason: 'shared' }],
    ['start', { numbering: numbering('{N}', 0, 'C{N}') }, { field: 'startAt', reason: 'out-of-range' }],
    ['least payment', { partialPayments: { allowed: true, minimum: -1 } }, { field: 'minimum', reason: 'negative' }],
    ['huge least', { partialPayments: { allowed: true, minimum: 2 ** 51 } }, { field: 'minimum', reason: 'too-large' }],
    ['cash unit', { cashUnit: 0 }, { field: 'cashUnit', reason: 'not-positive' }],
    ['name', { profile: { name: 'x'.repeat(201) } }, { field: 'profile.name', reason: 'too-long' }],
    ['notes', { documentNotes: 'x'.repeat(4001) }, { field: 'documentNotes', limit: 4000 }],
    ['country', { country: 'de' }, { field: 'country', reason: 'unknown-country' }],
    ['currency', { currency: 'EURO' }, { field: 'currency', reason: 'unknown-currency' }],
    ['terms', { termsDays: 181 }, { field: 'termsDays', limit: 180 }],
    ['lock', { booksLockedThrough: '2026-02-29' }, { field: 'booksLockedThrough', reason: 'not-a-date' }],
    ['zone', { timeZone: 'Europe/Atlantis' }, { field: 'timeZone', reason: 'unknown-time-zone' }],
    ['language', { locale: 'english___' }, { field: 'locale', reason: 'unknown-locale' }],
    ['no language', { locale: '' }, { field: 'locale', reason: 'unknown-locale' }],
    ['years', { retentionYears: -1 }, { field: 'retentionYears', reason: 'out-of-range' }],
    ['accent', { look: look({ accent: 'red' }) }, { field: 'accent', reason: 'out-of-range' }],
    ['footer', { look: look({ footer: 'x'.repeat(501) }) }, { field: 'look.footer', limit: 500 }],
    ['logo', { look: look({ logo: logo(1_000_001) }) }, { field: 'logo', reason: 'too-large' }],
  ])('refuse a wrong %s and keep the old one', async (_what, changes, problem) => {
    const books = await openTestBooks()
    const before = await books.db.settings.get('account')
    const input = { version: 1, changes } as unknown as SettingsChange
    expect(await books.refusal(changeSettings, input)).toMatchObject({ code: 'field-invalid', ...problem })
    expect(await books.db.settings.get('account')).toEqual(before)
  })

  it('refuse a stale change, and take away what is unset', async () => {
    const books = await openTestBooks()
    await change(books, { cashUnit: 5, documentNotes: 'Thanks' })
    expect(await books.refusal(changeSettings, { version: 1, changes: { termsDays: 30 } })).toMatchObject({
      code: 'stale',
      current: { cashUnit: 5 },
    })
    await books.must(changeSettings, { version: 2, changes: {}, unset: ['cashUnit', 'documentNotes'] })
    const settings = await books.db.settings.get('account')
    expect(settings).toMatchObject({ version: 3, termsDays: 14 })
    expect(Object.keys(settings ?? {})).not.toEqual(expect.arrayContaining(['cashUnit', 'documentNotes']))
  })

  it('keep the figure of the least payment when the currency changes', async () => {
    const books = await openTestBooks()
    const least = async () => (await books.db.settings.get('account'))?.partialPayments
    await change(books, { currency: 'JPY' as CurrencyCode })
    expect(await least()).toEqual({ allowed: true, minimum: 5 })
    await change(books, { currency: 'KWD' as CurrencyCode })
    expect(await least()).toEqual({ allowed: true, minimum: 5000 })
    await change(books, { currency: 'EUR' as CurrencyCode, partialPayments: { allowed: false, minimum: 700 as Minor } })
    expect(await least()).toEqual({ allowed: false, minimum: 700 })
  })
})

describe('what an invoice must say (R-18)', () => {
  it('is not said by blanks', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const { profile } = (await books.db.settings.get('account')) ?? {}
    if (profile === undefined) throw new Error('no settings')
    const reverse: TaxRateFields = {
      name: 'Reverse charge',
      category: 'AE',
      kind: 'normal',
      rates: [{ from: calendarDate('2007-01-01'), percent: decimal('0') }],
      exemptionReason: ' ',
      state: 'active',
    }
    const { id: reverseId } = await books.must(saveTaxRate, { fields: reverse })
    const missing = async (taxIds: readonly TaxRateId[]) => {
      await charge(books, clientId, '10', { taxIds })
      const id = await draftAll(books, clientId)
      const problem = await books.refusal(finalizeInvoice, { id })
      return problem.code === 'finalize-missing' ? problem.fields : problem
    }
    await change(books, { profile: { ...profile, vatId: ' ', taxNumber: '' } })
    expect(await missing([taxId])).toEqual(['seller-tax-id'])
    const { version } = await clientOf(books, clientId)
    const fields = clientFields('Meyer Studio', { vatId: '  ' })
    await books.must(saveClient, { seen: { id: clientId, version }, fields })
    expect(await missing([reverseId])).toEqual(['seller-vat-id', 'buyer-vat-id', 'exemption-reason'])
  })
})

function numbering(pattern: string, startAt: number, creditPattern: string) {
  return { invoice: { pattern, startAt }, creditNote: { pattern: creditPattern, startAt: 1 } }
}

function look(more: object) {
  return { template: 'classic', templateVersion: 1, accent: '#0f5c5c', paper: 'A4', ...more }
}

function logo(size: number) {
  return { mime: 'image/png', bytes: new Uint8Array(size), width: 1, height: 1 }
}
