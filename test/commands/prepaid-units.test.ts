// Prepaid units (Build 2, T-5): what was granted is used, left, expired or returned; never below zero.
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { dismissLowUnits } from '../../src/commands/dismiss-low-units.ts'
import { expireUnits } from '../../src/commands/expire-units.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { giveUnits, takeBackUnits } from '../../src/commands/give-units.ts'
import { undoUse } from '../../src/commands/undo-use.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { restoreCharges, waiveCharges } from '../../src/commands/waive-charges.ts'
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ChargeId, ClientId, ProductId } from '../../src/core/ids.ts'
import type { Minor } from '../../src/core/money.ts'
import type { PackSale } from '../../src/core/selling/product-sale.ts'
import { decisionText } from '../../src/i18n/automation-reason-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { checkUnits } from '../../src/storage/check-units.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { draftAll, setUpPractice } from '../support/practice.ts'
import { addPack, followPlanted, sellUnits } from '../support/prepaid-units.ts'
import { runBooks } from '../support/run-tick.ts'

async function setUp(sale: Partial<PackSale> = {}) {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  const subject = { clientId, productId: await addPack(books, sale) }
  const use = (units: string, usedOn: string = books.today) => ({
    ...subject,
    units: decimal(units),
    usedOn: calendarDate(usedOn),
  })
  const sell = (units: string, more: { usableOn?: 'issue' | 'payment' } = {}) =>
    sellUnits(books, { ...subject, units: decimal(units), ...more })
  const give = (units: string, expiresOn?: CalendarDate) =>
    books.must(giveUnits, {
      ...subject,
      units: decimal(units),
      origin: 'gift',
      ...(expiresOn === undefined ? {} : { expiresOn }),
    })
  return { books, clientId, subject, use, sell, give }
}

/** The catalogue says something else of the only pack from now on. */
async function repack(books: TestBooks, sale: Partial<PackSale>): Promise<void> {
  const [product] = await books.db.products.toArray()
  if (product?.sale?.kind !== 'pack') throw new Error('no pack')
  await books.db.products.put({ ...product, sale: { ...product.sale, ...sale } })
}

async function lots({ db }: TestBooks) {
  const rows = await db.unitLots.orderBy('id').toArray()
  return rows.map(({ granted, used, left, expired, returned, state }) => ({
    granted,
    used,
    left,
    expired,
    returned,
    state,
  }))
}

async function sound({ db }: TestBooks): Promise<void> {
  const keys = {
    clients: new Set<string>(await db.clients.toCollection().primaryKeys()),
    charges: new Set<string>(await db.charges.toCollection().primaryKeys()),
  }
  await checkUnits(db, keys)
}

const typesAbout = async ({ db }: TestBooks, id: string) =>
  (await db.events.where('subjects').equals(id).toArray()).map(({ type }) => type)

describe('using units', () => {
  it('takes from the lot that expires first, then from the oldest', async () => {
    const { books, use, give, sell } = await setUp()
    await sell('2')
    await give('2', calendarDate('2026-06-01'))
    await give('2', calendarDate('2026-05-01'))
    const { id, left } = await books.must(useUnits, { ...use('5'), note: ' March ' })
    expect(left).toBe('1')
    const row = await books.db.unitUses.get(id)
    const [sold, june, may] = await books.db.unitLots.orderBy('id').toArray()
    expect(row).toMatchObject({ units: '5', overdraft: '0', sourceKey: id, note: 'March', state: 'live' })
    expect(row?.parts).toEqual([
      { lotId: may?.id, units: '2' },
      { lotId: june?.id, units: '2' },
      { lotId: sold?.id, units: '1' },
    ])
    expect([sold?.left, june?.state, may?.state]).toEqual(['1', 'empty', 'empty'])
    await sound(books)
  })

  it('never goes below zero: what is wanted, left and waiting is said', async () => {
    const { books, use, sell, give } = await setUp()
    await give('1.5')
    await sell('10', { usableOn: 'payment' })
    expect(await books.refusal(useUnits, use('2'))).toEqual({
      code: 'units-short',
      wanted: '2',
      left: '1.5',
      waiting: '10',
      unit: 'lesson',
    })
    await books.must(useUnits, use('1.5'))
    expect(await books.refusal(useUnits, use('0.1'))).toMatchObject({ left: '0', waiting: '10' })
    await sound(books)
  })

  it('counts a key once for a client and product, undone or not', async () => {
    const { books, use, sell } = await setUp()
    await sell('10')
    const { id } = await books.must(useUnits, { ...use('1'), sourceKey: ' card-7 ' })
    const again = { ...use('1'), sourceKey: 'card-7' }
    expect(await books.refusal(useUnits, again)).toEqual({ code: 'usage-duplicate', sourceKey: 'card-7' })
    await books.must(undoUse, { id })
    expect(await books.refusal(useUnits, again)).toMatchObject({ code: 'usage-duplicate' })
    expect((await lots(books))[0]?.left).toBe('10')
  })

  it('refuses no units, less than none, a day to come, an archived client and what is no pack', async () => {
    const { books, clientId, use, sell } = await setUp()
    await sell('10')
    expect(await books.refusal(useUnits, use('0'))).toMatchObject({ field: 'units', reason: 'not-positive' })
    expect(await books.refusal(useUnits, use('-1'))).toMatchObject({ field: 'units', reason: 'not-positive' })
    expect(await books.refusal(useUnits, use('0.0000001'))).toMatchObject({ reason: 'too-many-decimals' })
    expect(await books.refusal(useUnits, use('1', '2026-03-03'))).toMatchObject({ code: 'date-in-future' })
    const missing = { ...use('1'), productId: 'prd_none' as ProductId }
    expect(await books.refusal(useUnits, missing)).toMatchObject({ code: 'not-found', entity: 'product' })
    const product = (await books.db.products.toArray())[0]
    const { sale: _sale, ...plain } = product ?? ({} as never)
    await books.db.products.add({ ...plain, id: 'prd_hours' as ProductId })
    const hours = { ...use('1'), productId: 'prd_hours' as ProductId }
    expect(await books.refusal(useUnits, hours)).toEqual({ code: 'not-for-sale', name: 'Lessons' })
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await books.refusal(useUnits, use('1'))).toMatchObject({ code: 'client-archived' })
    expect(await books.db.unitUses.count()).toBe(0)
  })

  it('of a product that is no pack any more what was sold can still be used, and nothing beyond', async () => {
    const { books, use, sell } = await setUp({ overdraftPrice: decimal('45') })
    await sell('1')
    const product = (await books.db.products.toArray())[0]
    const { sale: _sale, ...plain } = product ?? ({} as never)
    await books.db.products.put(plain)
    await books.must(useUnits, use('1'))
    expect(await books.refusal(useUnits, use('1'))).toMatchObject({ code: 'units-short' })
  })
})

describe('undoing a use', () => {
  it('puts the units back into their lots, once', async () => {
    const { books, use, give } = await setUp()
    await give('2', calendarDate('2026-06-01'))
    await give('2')
    const before = await lots(books)
    const { id } = await books.must(useUnits, use('3'))
    const seen = { id, version: 1 }
    expect(await books.refusal(undoUse, { id, version: 7 })).toMatchObject({ code: 'stale' })
    await books.must(undoUse, seen)
    expect(await lots(books)).toEqual(before)
    expect(await books.refusal(undoUse, seen)).toMatchObject({ code: 'wrong-state', state: 'undone' })
    expect(await typesAbout(books, id)).toEqual(['units.used', 'units.use-undone'])
    await sound(books)
  })

  it('does not bring to life what has expired or was returned meanwhile', async () => {
    const { books, use, give, sell } = await setUp()
    await give('1', calendarDate('2026-03-05'))
    const purchase = await sell('4')
    const { id } = await books.must(useUnits, use('3'))
    expect(await followPlanted(books, purchase.id, 'undone')).toEqual({ returned: '2', used: '2' })
    books.today = '2026-03-05'
    await books.must(undoUse, { id })
    expect(await lots(books)).toEqual([
      { granted: '1', used: '0', left: '0', expired: '1', returned: '0', state: 'empty' },
      { granted: '4', used: '0', left: '0', expired: '0', returned: '4', state: 'empty' },
    ])
    await sound(books)
  })
})

describe('more than there is', () => {
  const sale = { overdraftPrice: decimal('45') }

  it('becomes an open charge where the product allows it, waived when the use is undone', async () => {
    const { books, clientId, use, sell } = await setUp(sale)
    await sell('1')
    const { id, overdraft, chargeId, left } = await books.must(useUnits, use('3'))
    expect([overdraft, left]).toEqual(['2', '0'])
    const charge = () => books.db.charges.get(chargeId as ChargeId)
    expect(await charge()).toMatchObject({
      clientId,
      source: 'usage',
      description: 'Lessons',
      quantity: '2',
      unit: 'lesson',
      unitPrice: '45',
      amount: 9000,
      servedOn: '2026-03-02',
      state: 'open',
    })
    await sound(books)
    await books.must(undoUse, { id })
    expect(await charge()).toMatchObject({ state: 'waived' })
    // Nobody brings back by hand what was not used.
    expect(await books.refusal(restoreCharges, { chargeIds: [chargeId as ChargeId] })).toMatchObject({
      code: 'charge-not-open',
    })
    await sound(books)
  })

  it('stays when it is on a draft or billed, until that line is credited whole', async () => {
    const { books, clientId, use } = await setUp(sale)
    const { id } = await books.must(useUnits, use('2'))
    const invoiceId = await draftAll(books, clientId)
    expect(await books.refusal(undoUse, { id })).toEqual({ code: 'overdraft-billed' })
    await books.must(finalizeInvoice, { id: invoiceId })
    expect(await books.refusal(undoUse, { id })).toEqual({ code: 'overdraft-billed', number: '2026-0001' })
    await books.must(creditInvoice, {
      credits: [{ invoiceId, picks: [{ line: 0, kind: 'amount', amount: 4500 as Minor }] }],
    })
    expect(await books.refusal(undoUse, { id })).toMatchObject({ code: 'overdraft-billed' })
    await books.must(creditInvoice, { credits: [{ invoiceId, picks: [{ line: 0, kind: 'rest' }] }] })
    await books.must(undoUse, { id })
    await sound(books)
  })

  it('is not charged again by a use whose charge the owner let go', async () => {
    const { books, use } = await setUp(sale)
    const { id, chargeId } = await books.must(useUnits, use('2'))
    await books.must(waiveCharges, { chargeIds: [chargeId as ChargeId] })
    await books.must(undoUse, { id })
    expect((await books.db.charges.get(chargeId as ChargeId))?.version).toBe(2)
  })
})

describe('expiry', () => {
  const sale: Partial<PackSale> = { expiresAfter: { unit: 'month', every: 3 } }

  it('is counted from the day of the grant, and takes what is left on that day', async () => {
    const { books, sell, use } = await setUp(sale)
    await sell('10')
    await books.must(useUnits, use('4'))
    expect((await books.db.unitLots.toArray())[0]?.expiresOn).toBe('2026-06-02')
    books.today = '2026-06-01'
    expect(await books.must(expireUnits, {})).toEqual({ expired: [] })
    books.today = '2026-06-02'
    expect((await books.must(expireUnits, {})).expired).toMatchObject([
      { clientName: 'Meyer Studio', product: 'Lessons', units: '6' },
    ])
    expect(await lots(books)).toEqual([
      { granted: '10', used: '4', left: '0', expired: '6', returned: '0', state: 'empty' },
    ])
    await sound(books)
  })

  it('a use of before it counts, whether the run has been or not', async () => {
    for (const ran of [false, true]) {
      const { books, sell, use } = await setUp(sale)
      await sell('10')
      books.today = '2026-06-02'
      if (ran) await books.must(expireUnits, {})
      expect(await books.refusal(useUnits, use('1')), String(ran)).toMatchObject({ code: 'units-short', left: '0' })
      const { id } = await books.must(useUnits, use('3', '2026-06-01'))
      await sound(books)
      await books.must(undoUse, { id })
      await books.must(expireUnits, {})
      expect(await lots(books)).toMatchObject([{ used: '0', left: '0', expired: '10' }])
      await sound(books)
    }
  })

  it('of units that wait for payment begins when they may be used, and runs on when the payment bounces (T-5)', async () => {
    const { books, sell, use } = await setUp(sale)
    const { id } = await sell('10', { usableOn: 'payment' })
    const expiry = async () => (await books.db.unitLots.toArray())[0]?.expiresOn
    expect(await expiry()).toBeUndefined()
    // Paid after four months: three months to use them, by what was sold, not by what the catalogue says now.
    books.today = '2026-07-01'
    expect(await books.must(expireUnits, {})).toEqual({ expired: [] })
    await repack(books, { expiresAfter: { unit: 'week', every: 1 } })
    await followPlanted(books, id, 'paid')
    expect(await expiry()).toBe('2026-10-01')
    await books.must(useUnits, use('1'))
    books.today = '2026-08-01'
    await followPlanted(books, id, 'reopened')
    await followPlanted(books, id, 'paid')
    expect(await expiry()).toBe('2026-10-01')
    await sound(books)
  })
})

describe('a run', () => {
  it('lets units go whose day has come, once, and writes down which', async () => {
    const { books, give, use } = await setUp()
    await give('3', calendarDate('2026-03-10'))
    await give('5')
    await books.must(useUnits, use('1'))
    books.today = '2026-03-09'
    await runBooks(books)
    expect((await lots(books))[0]).toMatchObject({ left: '2', expired: '0' })
    books.today = '2026-03-11'
    const { runId } = await runBooks(books)
    expect(await lots(books)).toMatchObject([
      { used: '1', left: '0', expired: '2' },
      { left: '5', expired: '0' },
    ])
    const [entry] = await books.db.runEntries.where('runId').equals(runId).toArray()
    expect(entry).toMatchObject({ planner: 'units', outcome: 'do', subject: { kind: 'client' } })
    await loadLanguage('en')
    expect(decisionText('units', entry?.reason ?? { code: '' }, 'en-GB')).toBe(
      '2 of Lessons of Meyer Studio expired unused.',
    )
    await runBooks(books)
    expect((await books.db.events.toArray()).filter(({ type }) => type === 'units.expired')).toHaveLength(1)
    await sound(books)
  })
})

describe('the invoice of a pack', () => {
  it('makes units usable when it is paid, and lets them wait again when the payment bounces', async () => {
    const { books, sell, use } = await setUp()
    const { id } = await sell('10', { usableOn: 'payment' })
    expect(await books.refusal(useUnits, use('1'))).toMatchObject({ code: 'units-short', waiting: '10' })
    await followPlanted(books, id, 'paid')
    await books.must(useUnits, use('1'))
    await followPlanted(books, id, 'reopened')
    expect(await books.refusal(useUnits, use('1'))).toMatchObject({ code: 'units-short', waiting: '9' })
    expect(await typesAbout(books, id)).toEqual(expect.arrayContaining(['units.usable', 'units.withheld']))
    await sound(books)
  })

  it('leaves units that are usable on issue alone', async () => {
    const { books, sell, use } = await setUp()
    const { id } = await sell('10')
    await followPlanted(books, id, 'reopened')
    await books.must(useUnits, use('1'))
  })

  it('returns what is not used when it is undone, and says what was', async () => {
    const { books, sell, use } = await setUp()
    const { id } = await sell('10')
    await books.must(useUnits, use('3'))
    expect(await followPlanted(books, id, 'undone')).toEqual({ returned: '7', used: '3' })
    expect(await followPlanted(books, id, 'undone')).toEqual({ returned: '0', used: '3' })
    expect(await books.refusal(useUnits, use('1'))).toMatchObject({ code: 'units-short', left: '0' })
    await sound(books)
  })

  it('returns what had expired too: no use of before its day takes it from a purchase that is undone', async () => {
    const { books, sell, use } = await setUp({ expiresAfter: { unit: 'month', every: 3 } })
    const { id } = await sell('10')
    await books.must(useUnits, use('3'))
    books.today = '2026-06-02'
    await books.must(expireUnits, {})
    expect(await followPlanted(books, id, 'undone')).toEqual({ returned: '7', used: '3' })
    expect(await books.refusal(useUnits, use('1', '2026-06-01'))).toMatchObject({ code: 'units-short', left: '0' })
    expect(await lots(books)).toMatchObject([{ used: '3', left: '0', expired: '0', returned: '7' }])
    await sound(books)
  })
})

describe('units by hand', () => {
  it('are given with a day and a note, and what is left is taken back', async () => {
    const { books, subject, use } = await setUp()
    const given = { ...subject, units: decimal('2'), origin: 'gift', note: 'Sorry' } as const
    const day = calendarDate(books.today)
    expect(await books.refusal(giveUnits, { ...given, expiresOn: day })).toMatchObject({ field: 'expiresOn' })
    const { id } = await books.must(giveUnits, { ...given, expiresOn: addDays(day, 1) })
    await books.must(useUnits, use('0.5'))
    expect(await books.must(takeBackUnits, { id })).toEqual({ returned: '1.5', used: '0.5' })
    expect(await books.refusal(takeBackUnits, { id })).toMatchObject({ code: 'wrong-state' })
    await sound(books)
  })

  it('do not go back one by one when they were sold', async () => {
    const { books, sell } = await setUp()
    await sell('2')
    const id = (await books.db.unitLots.toArray())[0]?.id as never
    expect(await books.refusal(takeBackUnits, { id })).toMatchObject({ code: 'wrong-state' })
  })
})

describe('the reminder that few are left', () => {
  const since = async ({ db }: TestBooks) => (await db.unitLots.orderBy('id').toArray()).map((lot) => lot.lowSince)

  it('comes once, moves with a new lot, and goes when there are enough again', async () => {
    const { books, subject, sell, use, give } = await setUp({ lowAt: decimal('2') })
    await sell('4')
    await books.must(useUnits, use('1'))
    expect(await since(books)).toEqual([undefined])
    const { id } = await books.must(useUnits, use('1'))
    expect(await since(books)).toEqual(['2026-03-02'])
    await books.must(undoUse, { id })
    expect(await since(books)).toEqual([undefined])
    await books.must(useUnits, use('2'))
    books.today = '2026-03-09'
    await give('1')
    // Two are left: it is the same reminder still, and it stands where the next one would.
    expect(await since(books)).toEqual([undefined, '2026-03-02'])
    await books.must(dismissLowUnits, subject)
    expect(await since(books)).toEqual([undefined, undefined])
    await books.must(useUnits, use('1'))
    await books.must(useUnits, use('1'))
    expect(await since(books)).toEqual([undefined, '2026-03-09'])
    await sell('3')
    expect(await since(books)).toEqual([undefined, undefined, undefined])
    const low = (await books.db.events.toArray()).filter(({ type }) => type === 'units.low')
    expect(low.map(({ data }) => data['quantity'])).toEqual(['2', '1', '1'])
    await sound(books)
  })

  it('does not come because a purchase was undone', async () => {
    const { books, sell } = await setUp({ lowAt: decimal('2') })
    const { id } = await sell('4')
    await followPlanted(books, id, 'undone')
    expect(await since(books)).toEqual([undefined])
  })
})

it('three windows use the last unit at once: exactly one gets it', async () => {
  const factory = new IDBFactory()
  const first = await openTestBooks({ factory, tab: 'A' })
  const { clientId } = await setUpPractice(first)
  const subject = { clientId: clientId as ClientId, productId: await addPack(first) }
  await sellUnits(first, { ...subject, units: decimal('1') })
  const windows = [first, await openTestBooks({ factory, tab: 'B' }), await openTestBooks({ factory, tab: 'C' })]
  const use = { ...subject, units: decimal('1'), usedOn: calendarDate(first.today) }
  const answers = await Promise.all(windows.map((books) => books.run(useUnits, use)))
  expect(answers.map((answer) => (answer.ok ? 'used' : answer.problem.code)).sort()).toEqual([
    'units-short',
    'units-short',
    'used',
  ])
  expect(await lots(first)).toMatchObject([{ used: '1', left: '0' }])
  await sound(first)
})
