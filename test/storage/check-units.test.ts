// Books whose prepaid units do not add up are refused, whatever made them: each fault by itself.
import { describe, expect, it } from 'vitest'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { calendarDate } from '../../src/core/date.ts'
import { type Decimal, decimal } from '../../src/core/decimal.ts'
import type { UnitLot, UnitUse } from '../../src/core/selling/prepaid-units.ts'
import type { AccountDb } from '../../src/storage/account-db.ts'
import { BackupRefusal } from '../../src/storage/backup/backup-refusal.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { addClient, setUpPractice } from '../support/practice.ts'
import { addPack } from '../support/prepaid-units.ts'
import { plantUsageItem } from '../support/usage-item.ts'

/** Twelve units sold, three used by hand, two beyond them, one by a contract. */
async function setUp() {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  await addClient(books, 'Okafor')
  const productId = await addPack(books, { priceOf: 'unit', overdraftPrice: decimal('45') })
  const item = await plantUsageItem(books, clientId, { productId })
  const subject = { clientId, productId }
  await books.must(sellByInvoice, { ...subject, quantity: decimal('4') })
  const usedOn = calendarDate(books.today)
  await books.must(recordUsage, { contractItemId: item.id, on: usedOn, quantity: decimal('1') })
  await books.must(useUnits, { ...subject, units: decimal('5'), usedOn })
  await books.must(sellByInvoice, { ...subject, quantity: decimal('8') })
  return books.db
}

async function problemOf(db: AccountDb): Promise<unknown> {
  try {
    await checkBooks(db)
    return undefined
  } catch (error) {
    if (error instanceof BackupRefusal) return error.problem
    throw error
  }
}

const lot = (at: number, change: (lot: UnitLot) => UnitLot) => async (db: AccountDb) => {
  const row = (await db.unitLots.orderBy('id').toArray())[at]
  if (row !== undefined) await db.unitLots.put(change(row))
}
const use = (at: number, change: (use: UnitUse) => UnitUse) => async (db: AccountDb) => {
  const row = (await db.unitUses.orderBy('id').toArray())[at]
  if (row !== undefined) await db.unitUses.put(change(row))
}
const units = (text: string): Decimal => decimal(text)

const faults: readonly (readonly [string, (db: AccountDb) => Promise<unknown>, object])[] = [
  ['more left than was granted', lot(1, (row) => ({ ...row, left: units('9') })), { table: 'unitLots' }],
  ['a lot below zero', lot(1, (row) => ({ ...row, left: units('9'), used: units('-1') })), { table: 'unitLots' }],
  [
    'a use that its lot does not know',
    lot(0, (row) => ({ ...row, used: units('3'), left: units('1'), state: 'live' })),
    { table: 'unitLots' },
  ],
  ['an empty lot with units', lot(1, (row) => ({ ...row, state: 'empty' })), { table: 'unitLots' }],
  [
    'more units than were sold',
    lot(1, (row) => ({ ...row, granted: units('9'), left: units('9') })),
    { table: 'unitLots' },
  ],
  ['a use of less than nothing', use(1, (row) => ({ ...row, units: units('-1') })), { table: 'unitUses' }],
  ['parts that are less than the use', use(1, (row) => ({ ...row, units: units('6') })), { table: 'unitUses' }],
  ['an undone use whose units are used', use(1, (row) => ({ ...row, state: 'undone' })), { table: 'unitLots' }],
  [
    'covered usage that is billed whole',
    (db) =>
      db.usageRecords.toCollection().modify((row, ref) => {
        const { prepaid: _prepaid, ...rest } = row
        ref.value = rest
      }),
    { table: 'usageRecords' },
  ],
  [
    'a purchase that was undone and kept its units',
    (db) => db.purchases.toCollection().modify({ state: 'undone' }),
    { table: 'unitLots' },
  ],
  [
    'two reminders for the same units',
    (db) => db.unitLots.toCollection().modify({ lowSince: calendarDate('2026-03-02') }),
    { table: 'unitLots' },
  ],
]

const strays: readonly (readonly [string, (db: AccountDb) => Promise<unknown>, string])[] = [
  ['units of nobody', lot(1, (row) => ({ ...row, clientId: 'cli_none' as never })), 'client'],
  ['units of nothing', lot(1, (row) => ({ ...row, productId: 'prd_none' as never })), 'product'],
  ['units of a purchase that is not there', (db) => db.purchases.clear(), 'purchase'],
  ['a use of a lot that is not there', (db) => db.unitLots.toCollection().delete(), 'lot'],
  ['a charge that is not there', use(1, (row) => ({ ...row, chargeId: 'chg_none' as never })), 'charge'],
  ['usage that is not there', (db) => db.usageRecords.clear(), 'usage'],
]

describe('prepaid units of restored books', () => {
  it('are fine as the commands write them', async () => {
    expect(await problemOf(await setUp())).toBeUndefined()
  })

  it.each(faults)('%s', async (_name, spoil, told) => {
    const db = await setUp()
    await spoil(db)
    expect(await problemOf(db)).toMatchObject({ code: 'units-differ', ...told })
  })

  it.each(strays)('%s', async (_name, spoil, target) => {
    const db = await setUp()
    await spoil(db)
    expect(await problemOf(db)).toMatchObject({ code: 'reference-missing', target })
  })
})
