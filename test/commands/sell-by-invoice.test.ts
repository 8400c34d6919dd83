import { beforeEach, describe, expect, it } from 'vitest'
import { amendCharge } from '../../src/commands/amend-charge.ts'
import { addAddress, archiveAddress } from '../../src/commands/change-addresses.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { duplicateInvoice } from '../../src/commands/duplicate-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { restoreCharges } from '../../src/commands/waive-charges.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import { listAmendable } from '../../src/queries/list-amendable.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, setUpPractice } from '../support/practice.ts'
import { addPack, addPlan, addSold, rowsOf, sold } from '../support/selling.ts'
import { expectSound } from '../support/sound-books.ts'

let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks()
  clientId = (await setUpPractice(books)).clientId
})

function pay(invoice: FinalizedInvoice, amount: number = invoice.amountDue) {
  const share = { invoiceId: invoice.id, amount: minor(amount) }
  return books.must(recordPayment, {
    clientId,
    currency: invoice.currency,
    amount: minor(amount),
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: [share],
  })
}

function missing(): never {
  throw new Error('not there')
}

const lot = async () => (await books.db.unitLots.toArray())[0]

describe('a pack', () => {
  it('is an issued invoice due on receipt with its units granted (T-5, T-9)', async () => {
    const productId = await addPack(books, '350')
    const { purchase, invoice } = await sold(books, { clientId, productId, poNumber: ' PO 7 ', notes: 'Enjoy' })
    expect(purchase).toMatchObject({
      kind: 'pack',
      state: 'issued',
      paid: 0,
      amount: 35_000,
      quantity: '1',
      units: '10',
    })
    expect(invoice).toMatchObject({
      state: 'open',
      sale: 'pack',
      amountDue: 35_000,
      issuedOn: books.today,
      poNumber: 'PO 7',
    })
    expect(invoice.dueOn).toBe(invoice.issuedOn)
    expect(await lot()).toMatchObject({ granted: '10', left: '10', usable: 1, purchaseId: purchase.id })
    const document = await books.db.documents.get(invoice.id)
    expect(document?.document).toMatchObject({ notes: 'Enjoy', poNumber: 'PO 7' })
    const types = (await books.db.events.toArray()).map(({ type }) => type)
    expect(types).toContain('purchase.made')
    await expectSound(books)
  })

  it('with a price for each unit sells any number of them, packs only whole ones', async () => {
    const productId = await addPack(books, '35.50', { priceOf: 'unit' })
    const { purchase } = await sold(books, { clientId, productId, quantity: decimal('4.5') })
    expect(purchase).toMatchObject({ units: '4.5', amount: 15_975 })
    const usual = await sold(books, { clientId, productId })
    expect(usual.purchase).toMatchObject({ units: '10', amount: 35_500 })
    const whole = await addPack(books, '350')
    const refusal = (quantity: string) =>
      books.refusal(sellByInvoice, { clientId, productId: whole, quantity: decimal(quantity) })
    expect(await refusal('1.5')).toMatchObject({ field: 'quantity', reason: 'too-many-decimals' })
    expect(await refusal('0')).toMatchObject({ field: 'quantity', reason: 'not-positive' })
    expect(await refusal('-1')).toMatchObject({ field: 'quantity', reason: 'not-positive' })
  })

  it('that waits for payment is usable once paid and waits again when the payment bounces', async () => {
    const { purchase, invoice } = await sold(books, {
      clientId,
      productId: await addPack(books, '350', { usableOn: 'payment' }),
    })
    expect(await lot()).toMatchObject({ usable: 0 })
    await pay(invoice, 10_000)
    expect(await lot()).toMatchObject({ usable: 0 })
    const { id } = await pay((await rowsOf(books, purchase.id, invoice.id)).invoice)
    expect(await lot()).toMatchObject({ usable: 1 })
    expect((await rowsOf(books, purchase.id, invoice.id)).purchase.paid).toBe(1)
    await books.must(undoPayment, { id, version: 1, reason: 'bounced' })
    expect(await lot()).toMatchObject({ usable: 0 })
    expect((await rowsOf(books, purchase.id, invoice.id)).purchase).toMatchObject({ paid: 0, state: 'issued' })
    await expectSound(books)
  })

  it('is undone by a void: units go back, its charges are never billed again', async () => {
    const { purchase, invoice } = await sold(books, { clientId, productId: await addPack(books, '350') })
    await books.must(voidInvoice, { id: invoice.id, charges: 'bill-again' })
    expect(await lot()).toMatchObject({ left: '0', returned: '10', state: 'empty' })
    const after = await books.db.purchases.get(purchase.id)
    expect(after).toMatchObject({ state: 'undone', undoneOn: books.today })
    const charges = await books.db.charges.toArray()
    expect(charges.map(({ state }) => state)).toEqual(['waived'])
    expect(await books.refusal(restoreCharges, { chargeIds: purchase.chargeIds })).toMatchObject({
      code: 'purchase-fixed',
      description: 'Ten lessons',
    })
    await expectSound(books)
  })

  it('is undone by the credit note that takes all that is left, not by a part of it', async () => {
    const { purchase, invoice } = await sold(books, {
      clientId,
      productId: await addPack(books, '350', { usableOn: 'payment' }),
    })
    const credit = (picks: 'rest' | readonly { line: number; kind: 'amount'; amount: ReturnType<typeof minor> }[]) =>
      books.must(creditInvoice, { credits: [{ invoiceId: invoice.id, picks }] })
    await credit([{ line: 0, kind: 'amount', amount: minor(10_000) }])
    expect((await rowsOf(books, purchase.id, invoice.id)).purchase.state).toBe('issued')
    expect(await lot()).toMatchObject({ left: '10', usable: 0 })
    await credit('rest')
    const after = await rowsOf(books, purchase.id, invoice.id)
    expect(after.purchase).toMatchObject({ state: 'undone', paid: 1 })
    expect(await lot()).toMatchObject({ left: '0', returned: '10', usable: 0 })
    await expectSound(books)
  })

  it('is not copied, not rebilled and not amended line by line', async () => {
    const { purchase, invoice } = await sold(books, { clientId, productId: await addPack(books, '350') })
    const { id } = invoice
    const fixed = { code: 'purchase-fixed', description: 'Ten lessons' }
    expect(await books.refusal(duplicateInvoice, { id })).toEqual(fixed)
    expect(await books.refusal(creditAndRebill, { id })).toEqual(fixed)
    const amended = { chargeId: purchase.chargeIds[0] ?? missing(), quantity: decimal('1'), unitPrice: decimal('300') }
    expect(await books.refusal(amendCharge, amended)).toEqual(fixed)
    expect(await listAmendable(books.db, id)).toEqual([])
  })
})

describe('a plan', () => {
  it('bills all periods of its term at once, the first month by its days (T-7, R-29)', async () => {
    const jan = await openTestBooks({ today: '2026-01-31' })
    const { clientId: client } = await setUpPractice(jan)
    await change(jan, { selling: { ...(await jan.db.settings.get('account'))!.selling, minimum: minor(0) } })
    const productId = await addPlan(jan, '31')
    const { purchase, invoice } = await sold(jan, { clientId: client, productId, termMonths: 3 })
    expect(invoice).toMatchObject({ sale: 'plan', amountDue: 6300 })
    expect(purchase).toMatchObject({ kind: 'plan', start: '2026-01-31', end: '2026-04-01' })
    const charges = await jan.db.charges.bulkGet([...purchase.chargeIds])
    expect(charges.map((charge) => [charge?.amount, charge?.period])).toEqual([
      [100, { start: '2026-01-31', end: '2026-02-01' }],
      [3100, { start: '2026-02-01', end: '2026-03-01' }],
      [3100, { start: '2026-03-01', end: '2026-04-01' }],
    ])
    await expectSound(jan)
  })

  it('is sold for 3, 6 and 12 months, not for 5 (T-6)', async () => {
    const productId = await addPlan(books, '50')
    for (const termMonths of [3, 6, 12])
      await sold(books, { clientId: await addClient(books, `C${termMonths}`), productId, termMonths })
    expect(await books.refusal(sellByInvoice, { clientId, productId, termMonths: 5 })).toEqual({
      code: 'term-not-allowed',
      months: 5,
      allowed: [3, 6, 12],
    })
    expect(await books.refusal(sellByInvoice, { clientId, productId })).toMatchObject({ field: 'termMonths' })
  })
})

describe('house rules', () => {
  it('refuse 99.99 and accept 100.00, in the currency of the account (T-1, R-28)', async () => {
    expect(await books.refusal(sellByInvoice, { clientId, productId: await addPack(books, '99.99') })).toEqual({
      code: 'below-minimum',
      amount: 9999,
      minimum: 10_000,
      missing: 1,
      currency: 'EUR',
    })
    await sold(books, { clientId, productId: await addPack(books, '100') })
  })

  it('compare no other currency with the minimum, and count each currency by itself (R-28)', async () => {
    const franc = { currency: 'CHF' }
    const one = { kind: 'pack', units: decimal('1'), priceOf: 'pack' } as const
    const productId = await addSold(books, 'Abroad', '20', one, franc)
    const usual = await addPack(books, '100')
    for (let count = 0; count < 3; count += 1) await sold(books, { clientId, productId: usual })
    expect(await books.refusal(sellByInvoice, { clientId, productId })).toMatchObject({
      code: 'finalize-missing',
      fields: ['exchange-rate'],
    })
    const exchangeRate = { rate: decimal('1.05'), on: calendarDate(books.today), source: 'ECB' }
    for (let count = 0; count < 3; count += 1) await sold(books, { clientId, productId, exchangeRate })
    expect(await books.refusal(sellByInvoice, { clientId, productId, exchangeRate })).toMatchObject({
      code: 'too-many-outstanding',
      count: 3,
      currency: 'CHF',
    })
    await expectSound(books)
  })

  it('take an address of the client that is in use, and no other', async () => {
    const productId = await addPack(books, '100')
    const address = { label: 'Home', line1: 'Weg 1', city: 'Kiel', country: 'DE' }
    const { id } = await books.must(addAddress, { clientId, address })
    const client = await books.db.clients.get(clientId)
    const before = client?.addresses.find((each) => each.id !== id)
    if (before === undefined) throw new Error('no address')
    const { invoice } = await sold(books, { clientId, productId, addressId: before.id })
    expect(invoice.addressId).toBe(before.id)
    await books.must(archiveAddress, { clientId, id: before.id })
    expect(await books.refusal(sellByInvoice, { clientId, productId, addressId: before.id })).toEqual({
      code: 'not-found',
      entity: 'address',
      id: before.id,
    })
    expect((await sold(books, { clientId, productId })).invoice.addressId).toBe(id)
  })

  it('allow a third outstanding invoice, refuse the fourth, and let go at once (T-2, R-30)', async () => {
    const productId = await addPack(books, '100')
    const first = await sold(books, { clientId, productId })
    const second = await sold(books, { clientId, productId })
    const third = await sold(books, { clientId, productId })
    await pay(first.invoice, 4000)
    await books.must(writeOffInvoice, { id: second.invoice.id, reason: 'gone' })
    const refusal = await books.refusal(sellByInvoice, { clientId, productId })
    expect(refusal).toMatchObject({ code: 'too-many-outstanding', count: 3, cap: 3 })
    expect(refusal).toMatchObject({
      invoices: [first, second, third].map(({ invoice: { id, number } }, index) => ({
        id,
        number,
        due: index === 0 ? 6000 : 10_000,
      })),
    })
    await books.must(voidInvoice, { id: third.invoice.id, charges: 'drop' })
    const fourth = await sold(books, { clientId, productId })
    expect(await books.refusal(sellByInvoice, { clientId, productId })).toMatchObject({ code: 'too-many-outstanding' })
    await pay(fourth.invoice)
    await sold(books, { clientId, productId })
    await expectSound(books)
  })

  it('hold in three windows that sell at once: one of them is refused', async () => {
    const productId = await addPack(books, '100')
    await sold(books, { clientId, productId })
    const results = await Promise.all([1, 2, 3].map(() => books.run(sellByInvoice, { clientId, productId })))
    expect(results.filter(({ ok }) => ok)).toHaveLength(2)
    expect(await books.db.purchases.count()).toBe(3)
    await expectSound(books)
  })

  it('keep clients on trial away unless they are allowed (T-3)', async () => {
    const productId = await addPack(books, '100')
    await books.must(changeClientStatus, { id: clientId, status: 'trial' })
    expect(await books.refusal(sellByInvoice, { clientId, productId })).toEqual({
      code: 'client-on-trial',
      clientName: 'Meyer Studio',
    })
    const client = await books.db.clients.get(clientId)
    await books.db.clients.put({ ...client!, selling: { allowTrial: 1 } })
    await sold(books, { clientId, productId })
  })

  it('ask for an address; the one given with the order is the default from then on (T-10, T-11)', async () => {
    const productId = await addPack(books, '100')
    const bare = await addClient(books, 'Bare', { addresses: [] })
    expect(await books.refusal(sellByInvoice, { clientId: bare, productId })).toEqual({
      code: 'address-missing',
      clientName: 'Bare',
    })
    const address = { label: 'Home', line1: 'Weg 1', city: 'Kiel', country: 'DE' }
    const { invoice } = await sold(books, { clientId: bare, productId, address })
    const client = await books.db.clients.get(bare)
    expect(client?.addresses).toHaveLength(1)
    expect(client?.defaultAddressId).toBe(invoice.addressId)
    const document = await books.db.documents.get(invoice.id)
    expect(document?.document.buyer.address).toMatchObject({ line1: 'Weg 1', city: 'Kiel' })
  })

  it("are the client's own where it has some (T-2)", async () => {
    const productId = await addPack(books, '40')
    const client = await books.db.clients.get(clientId)
    await books.db.clients.put({ ...client!, selling: { minimum: minor(4000), outstandingCap: 1 } })
    await sold(books, { clientId, productId })
    expect(await books.refusal(sellByInvoice, { clientId, productId })).toMatchObject({ cap: 1, count: 1 })
    await books.db.clients.put({ ...client!, selling: { minimum: minor(0), outstandingCap: 0, terms: [2] } })
    const plan = await addPlan(books, '10', { terms: [3] })
    expect(await books.refusal(sellByInvoice, { clientId, productId: plan, termMonths: 3 })).toMatchObject({
      allowed: [2],
    })
    await sold(books, { clientId, productId: plan, termMonths: 2 })
    for (let count = 0; count < 4; count += 1) await sold(books, { clientId, productId })
  })
})
