// Restored books whose money does not add up are refused: each way in which a row of it can lie.
import type { Table } from 'dexie'
import { describe, expect, it } from 'vitest'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { BillingGroupId, RefundId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { BackupRefusal } from '../../src/storage/backup/backup-refusal.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { issue, setUpPractice } from '../support/practice.ts'

const eur = 'EUR' as CurrencyCode
const today = calendarDate('2026-03-02')

/** An invoice paid too much and partly refunded, an undone payment, goodwill that is used in part. */
async function workedBooks(): Promise<TestBooks> {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  const { id: invoiceId } = await issue(books, clientId, '100')
  const receipt = { clientId, currency: eur, method: 'transfer', receivedOn: today } as const
  const lost = await books.must(recordPayment, { ...receipt, amount: 500 as Minor, allocate: 'oldest-first' })
  const returned = { source: { kind: 'payment', id: lost.id }, method: 'cash', refundedOn: today } as const
  await books.must(refundMoney, { ...returned, amount: 10 as Minor, releases: await live(books) })
  await books.must(undoPayment, { id: lost.id, reason: 'bounced' })
  const { id } = await books.must(recordPayment, { ...receipt, amount: 12_000 as Minor, allocate: 'oldest-first' })
  const [allocation] = (await books.db.allocations.where('invoiceId').equals(invoiceId).toArray()).filter(
    ({ state }) => state === 'live',
  )
  if (allocation === undefined) throw new Error('nothing was paid')
  const back = { source: { kind: 'payment', id }, method: 'cash', refundedOn: today } as const
  const releases = [{ allocationId: allocation.id, amount: allocation.amount }]
  await books.must(refundMoney, { ...back, amount: 2_500 as Minor, releases })
  await books.must(refundMoney, { ...back, amount: 100 as Minor, releases: await live(books) })
  const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
  await books.must(grantGoodwill, {
    clientId,
    billingGroupId: group?.id as BillingGroupId,
    currency: eur,
    amount: 1_000 as Minor,
    reason: 'Sorry',
    expiresOn: addDays(today, 30),
  })
  const ahead = await books.must(recordPayment, { ...receipt, amount: 300 as Minor, allocate: [] })
  const refund = await books.must(refundMoney, {
    ...back,
    source: { kind: 'payment', id: ahead.id },
    amount: 50 as Minor,
    releases: [],
  })
  await books.must(undoRefund, { id: refund.id, version: 1, reason: 'sent back' })
  return books
}

async function live({ db }: TestBooks) {
  const rows = await db.allocations
    .filter(({ state, sourceKind }) => state === 'live' && sourceKind === 'payment')
    .toArray()
  return rows.map(({ id, amount }) => ({ allocationId: id, amount }))
}

describe('the money of books', () => {
  it('adds up after payments, refunds, goodwill and their undoing', async () => {
    const { db } = await workedBooks()
    await checkBooks(db)
    expect(await differingSums(db)).toEqual([])
    // A sum of refunds that is lost is found.
    const sum = await db.sums.get('account/EUR')
    if (sum === undefined) throw new Error('no sum')
    const { refunded, ...values } = sum.values
    expect(refunded).toBe(2_600)
    await db.sums.put({ ...sum, values })
    expect(await differingSums(db)).toEqual(['account/EUR'])
  })

  const cases: readonly [string, string, (row: Row) => boolean, Partial<Row>, string][] = [
    [
      'a credit with more left than it has',
      'creditEntries',
      ({ origin }) => origin === 'goodwill',
      { remaining: 999 },
      'creditEntries',
    ],
    [
      'goodwill given back without a refund',
      'creditEntries',
      ({ origin }) => origin === 'goodwill',
      { refunded: 5, amount: 1_005 },
      'creditEntries',
    ],
    [
      'a credit that expired and did not',
      'creditEntries',
      ({ origin }) => origin === 'goodwill',
      { expired: 1 },
      'creditEntries',
    ],
    [
      'a credit below nothing',
      'creditEntries',
      ({ origin }) => origin === 'deposit',
      { expired: 400, remaining: -100 },
      'creditEntries',
    ],
    [
      'a reversed credit that has something left',
      'creditEntries',
      ({ origin }) => origin === 'goodwill',
      { state: 'reversed', remaining: 5 },
      'creditEntries',
    ],
    [
      'a reversed credit on an invoice',
      'creditEntries',
      ({ origin }) => origin === 'goodwill',
      { state: 'reversed', remaining: 0 },
      'creditEntries',
    ],
    [
      'a payment of less than lies on invoices',
      'payments',
      ({ amount }) => amount === 12_000,
      { amount: 11_999 },
      'payments',
    ],
    [
      'a payment given back by no refund',
      'payments',
      ({ amount }) => amount === 300,
      { amount: 301, refunded: 1 },
      'payments',
    ],
    [
      'an undone payment that still pays',
      'payments',
      ({ amount }) => amount === 12_000,
      { state: 'undone' },
      'payments',
    ],
    ['a refund of another amount', 'refunds', ({ amount }) => amount === 2_500, { amount: 2_400 }, 'payments'],
    ['a refund taken off other invoices', 'refunds', ({ amount }) => amount === 2_500, { direct: 400 }, 'payments'],
    [
      'a refund with more off invoices than it was',
      'refunds',
      ({ amount }) => amount === 100,
      { direct: 101 },
      'refunds',
    ],
    [
      'a refund that is undone in its row only',
      'refunds',
      ({ amount }) => amount === 100,
      { state: 'undone' },
      'payments',
    ],
    ['a refund of an undone payment', 'refunds', ({ amount }) => amount === 10, { state: 'paid' }, 'payments'],
    ['a refund that counts again', 'refunds', ({ amount }) => amount === 50, { state: 'paid' }, 'payments'],
  ]
  it.each(cases)('is refused with %s', async (_name, table, of, change, told) => {
    const { db } = await workedBooks()
    const rows = db.table(table) as Table<Row>
    const row = (await rows.toArray()).find(of)
    if (row === undefined) throw new Error('no such row')
    await rows.put({ ...row, ...change })
    expect(await problemOf(db)).toMatchObject({ code: 'money-differs', table: told })
  })

  it.each([
    ['a refund of no payment', 'refunds', { sourceId: 'pay_GONE' }, 'payment'],
    ['a refund of no credit', 'refunds', { sourceKind: 'credit', sourceId: 'cre_GONE' }, 'credit'],
    ['a refund of no client', 'refunds', { clientId: 'cli_GONE' }, 'client'],
  ])('is refused with %s', async (_name, table, change, target) => {
    const { db } = await workedBooks()
    const row = await db.table(table).toCollection().first()
    await db.table(table).put({ ...row, id: 'ref_FORGED' as RefundId, direct: 0, ...change })
    expect(await problemOf(db)).toMatchObject({ code: 'reference-missing', table, target })
  })

  it('is refused with money on a void invoice', async () => {
    const { db } = await workedBooks()
    const [invoice] = await db.invoices.toArray()
    if (invoice === undefined || invoice.state === 'draft') throw new Error('no invoice')
    await db.invoices.put({ ...invoice, state: 'void', amountDue: 0 as Minor })
    expect(await problemOf(db)).toMatchObject({ code: 'amounts-differ', number: invoice.number })
  })
})

interface Row {
  readonly origin?: string
  readonly amount: number
  readonly state: string
  readonly remaining?: number
  readonly refunded?: number
  readonly expired?: number
  readonly direct?: number
}

async function problemOf(db: TestBooks['db']) {
  const failed = await checkBooks(db).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(failed instanceof BackupRefusal)) throw new Error(`the books were taken: ${String(failed)}`)
  return failed.problem
}
