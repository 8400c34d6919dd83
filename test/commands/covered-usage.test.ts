// Usage of a contract whose product is sold in packs takes prepaid units first: only the rest is billed (Build 2, M-29).
import { describe, expect, it } from 'vitest'
import { billGroup } from '../../src/commands/bill-group.ts'
import { giveUnits } from '../../src/commands/give-units.ts'
import { importUsage } from '../../src/commands/import-usage.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { removeUsage, restoreUsage } from '../../src/commands/remove-usage.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { undoUse } from '../../src/commands/undo-use.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CommandId } from '../../src/core/ids.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { addPack } from '../support/prepaid-units.ts'
import { itemFields, plantContract } from '../support/usage-item.ts'

/** Hours at 80.00 under a contract since January, and five of them prepaid. */
async function setUp() {
  const books = await openTestBooks({ today: '2026-01-02' })
  const { clientId } = await setUpPractice(books)
  const productId = await addPack(books)
  const { items } = await plantContract(books, clientId, { items: [itemFields('Hours', { productId })] })
  const [item] = items
  if (item === undefined) throw new Error('no item')
  books.today = '2026-02-20'
  await books.must(giveUnits, { clientId, productId, units: decimal('5'), origin: 'gift' })
  const record = (quantity: string, on: string, more: { unitPrice?: string } = {}) =>
    books.must(recordUsage, {
      contractItemId: item.id,
      on: calendarDate(on),
      quantity: decimal(quantity),
      ...(more.unitPrice === undefined ? {} : { unitPrice: decimal(more.unitPrice) }),
    })
  return { books, item, record }
}

const left = async ({ db }: TestBooks) => (await db.unitLots.toArray())[0]?.left

describe('usage of a contract', () => {
  it('is covered as far as units go, and the rest is billed', async () => {
    const { books, item, record } = await setUp()
    const first = await record('3', '2026-01-10')
    const second = await record('4', '2026-01-12')
    const third = await record('2', '2026-01-15', { unitPrice: '100' })
    const rows = await books.db.usageRecords.bulkGet([first.id, second.id, third.id])
    expect(rows.map((row) => row?.prepaid)).toEqual(['3', '2', undefined])
    for (const row of rows) expect(rowProblem('usageRecords', row)).toBeUndefined()
    expect(await left(books)).toBe('0')
    await checkBooks(books.db)
    await books.must(billGroup, { groupId: item.billingGroupId, asOf: calendarDate(books.today) })
    const charges = (await books.db.charges.toArray()).filter(({ amount }) => amount !== 0)
    // 7 hours less 5 at 80.00, and 2 at a price of their own.
    expect(charges.map(({ amount }) => amount)).toEqual([2 * 8000 + 2 * 10_000])
    expect((await books.db.usageRecords.get(first.id))?.state).toBe('billed')
    await checkBooks(books.db)
    const [use] = await books.db.unitUses.toArray()
    expect(await books.refusal(undoUse, { id: use?.id as never })).toMatchObject({ code: 'usage-billed' })
  })

  it('that is wholly covered costs nothing, and counts as billed', async () => {
    const { books, item, record } = await setUp()
    const { id } = await record('5', '2026-01-10', { unitPrice: '100' })
    await books.must(billGroup, { groupId: item.billingGroupId, asOf: calendarDate(books.today) })
    const january = (await books.db.charges.toArray()).find(({ period }) => period?.start === '2026-01-01')
    expect(january).toMatchObject({ amount: 0, state: 'waived', waivedFor: 'nothing-to-bill' })
    expect(await books.db.usageRecords.get(id)).toMatchObject({ state: 'billed', prepaid: '5' })
  })

  it('that came late is covered too: what was charged stays what it was', async () => {
    const { books, item, record } = await setUp()
    await record('6', '2026-01-10')
    await books.must(billGroup, { groupId: item.billingGroupId, asOf: calendarDate(books.today) })
    const { clientId, productId } = item
    await books.must(giveUnits, { clientId, productId: productId as never, units: decimal('1'), origin: 'gift' })
    await record('3', '2026-01-20')
    books.today = '2026-03-01'
    await books.must(billGroup, { groupId: item.billingGroupId, asOf: calendarDate(books.today) })
    const amounts = (await books.db.charges.orderBy('id').toArray()).map(({ amount }) => amount)
    expect(amounts.filter((amount) => amount !== 0)).toEqual([8000, 16_000])
    await checkBooks(books.db)
  })

  it('gives its units back when it is taken out, and takes them again when it comes back', async () => {
    const { books, record } = await setUp()
    const { id } = await record('3', '2026-01-10')
    const { version } = await books.must(removeUsage, { id, version: 1 })
    expect(await left(books)).toBe('5')
    expect((await books.db.usageRecords.get(id))?.prepaid).toBeUndefined()
    await checkBooks(books.db)
    await books.must(restoreUsage, { id, version })
    expect(await left(books)).toBe('2')
    expect((await books.db.usageRecords.get(id))?.prepaid).toBe('3')
    await checkBooks(books.db)
  })

  it('is billed whole once its cover is undone', async () => {
    const { books, record } = await setUp()
    const { id } = await record('3', '2026-01-10')
    const [use] = await books.db.unitUses.toArray()
    await books.must(undoUse, { id: use?.id as never })
    expect(await books.db.usageRecords.get(id)).toMatchObject({ state: 'open', version: 2 })
    expect((await books.db.usageRecords.get(id))?.prepaid).toBeUndefined()
    expect(await left(books)).toBe('5')
    await checkBooks(books.db)
  })

  it('of a file is covered by its days, once, and the undo of the import gives all back', async () => {
    const { books, item } = await setUp()
    const before = await dumpBooks(books)
    const row = (sourceKey: string, on: string, quantity: string) => ({
      contractItemId: item.id,
      sourceKey,
      on: calendarDate(on),
      quantity: decimal(quantity),
    })
    const file = {
      file: 'hours.csv',
      skipped: 0,
      refused: 0,
      add: [row('b', '2026-02-03', '4'), row('a', '2026-01-03', '3')],
    }
    const { importId } = await books.must(importUsage, file)
    const prepaid = async () =>
      (await books.db.usageRecords.orderBy('id').toArray()).map((one) => [one.sourceKey, one.prepaid])
    expect(await prepaid()).toEqual([
      ['b', '2'],
      ['a', '3'],
    ])
    await books.must(importUsage, file)
    expect(await books.db.unitUses.count()).toBe(2)
    expect(await left(books)).toBe('0')
    await checkBooks(books.db)
    await books.must(undoImport, { importId: importId as CommandId })
    const after = await dumpBooks(books)
    expect(after.get('unitUses')).toEqual(before.get('unitUses'))
    expect(await left(books)).toBe('5')
    await checkBooks(books.db)
  })
})
