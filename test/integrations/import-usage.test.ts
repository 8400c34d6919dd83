import { beforeAll, describe, expect, it } from 'vitest'
import { billGroup } from '../../src/commands/bill-group.ts'
import { importUsage } from '../../src/commands/import-usage.ts'
import { removeUsage } from '../../src/commands/remove-usage.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { importTemplate } from '../../src/integrations/import/import-template.ts'
import { rowIssueText } from '../../src/integrations/import/import-text.ts'
import { proposeMapping } from '../../src/integrations/import/mapping.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { planUsage, type UsageContext, type UsagePlan, usageKeyOf } from '../../src/integrations/import/plan-usage.ts'
import { reportImport } from '../../src/integrations/import/report-import.ts'
import { resolveUsage } from '../../src/integrations/import/resolve-agreements.ts'
import { knownItems, usageItemFinder } from '../../src/integrations/import/usage-items.ts'
import { getAgreementContext, getImportContext } from '../../src/queries/get-import-context.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient } from '../support/practice.ts'
import { itemFields, plantContract } from '../support/usage-item.ts'

beforeAll(() => loadLanguage('en'))

const bytes = (text: string) => new TextEncoder().encode(text)

function opened(text: string, name = 'usage.csv') {
  const file = openImport(bytes(text), name)
  if (!file.ok) throw new Error(file.problem.code)
  return file.value
}

/** What the import screen does. */
async function plan(books: TestBooks, text: string, more: Partial<UsageContext> = {}): Promise<UsagePlan> {
  const { table } = opened(text)
  const [{ clients, products }, { contracts, items, usage }] = await Promise.all([
    getImportContext(books.db),
    getAgreementContext(books.db),
  ])
  const planned = planUsage(table, proposeMapping(table, 'usage'), {
    find: usageItemFinder(knownItems({ contracts, items, clients, products })),
    recorded: new Set(usage.map(usageKeyOf)),
    ...more,
  })
  if (!planned.ok) throw new Error(planned.problem.code)
  return planned.value
}

function write(books: TestBooks, planned: UsagePlan) {
  return books.must(importUsage, { file: 'usage.csv', ...resolveUsage(planned) })
}

/** Two clients: Ada with a contract of two usage items and a rent, Bob with one of a single usage item. */
async function setUp() {
  const books = await openTestBooks()
  const [ada, bob] = [await addClient(books, 'Ada', { email: 'ada@a.example' }), await addClient(books, 'Bob')]
  await plantContract(books, ada, {
    contractNumber: 'C-1',
    name: 'Care',
    items: [itemFields('Hours'), itemFields('Messages'), itemFields('Rent', { kind: 'recurring' })],
  })
  await plantContract(books, bob, { contractNumber: 'C-2', name: 'Help', endOn: calendarDate('2026-03-01') })
  return books
}

const head = 'Contract,Client,Item,Date,Quantity,Unit price,Note,Source key'
const reasons = (planned: UsagePlan) =>
  planned.rows.flatMap((row) => (row.state === 'refused' ? [`${row.row} ${row.issue.column} ${row.issue.code}`] : []))

describe('a file of usage', () => {
  it('is recognised by its columns; the template maps whole', async () => {
    const template = importTemplate('usage').csv
    const { table, importable, recognition } = opened(template)
    expect([importable, recognition.system]).toEqual(['usage', 'Billfold template'])
    expect(proposeMapping(table, 'usage').columns.map(({ column }) => column)).toEqual(table.columns)
    expect(reasons(await plan(await setUp(), template))).toEqual(['2 Item item-unknown', '3 Item item-unknown'])
  })

  it('finds the item by contract, client and item, or by what is enough', async () => {
    const books = await setUp()
    const rows = [
      'C-1,Ada,Hours,2026-01-05,1,,,a',
      'care,,messages,2026-01-05,2,,,b',
      ',ada@a.example,Hours,2026-01-05,3,,,c',
      'C-2,,,2026-01-05,4,,,d',
      ',Bob,,2026-01-05,5,,,e',
      ',,Hours,2026-01-05,6,,,f',
      'C-1,,,2026-01-05,7,,,g',
      'C-1,Bob,Hours,2026-01-05,8,,,h',
      'C-1,,Rent,2026-01-05,9,,,i',
      ',,,2026-01-05,10,,,j',
    ]
    const planned = await plan(books, `${head}\n${rows.join('\n')}\n`)
    expect(planned.rows.flatMap((row) => (row.state === 'accepted' ? [row.input.item.item.description] : []))).toEqual([
      'Hours',
      'Messages',
      'Hours',
      'Hours',
      'Hours',
    ])
    expect(reasons(planned)).toEqual([
      '7 Item item-ambiguous',
      '8 Contract item-ambiguous',
      '9 Item item-unknown',
      '10 Item not-usage-item',
      '11 Item field-empty',
    ])
  })

  it('says of every bad row what is wrong with it, in words', async () => {
    const books = await setUp()
    const rows = [
      'C-1,,Hours,2026-02-31,1,,,a',
      'C-1,,Hours,,1,,,b',
      'C-1,,Hours,2025-12-31,1,,,c',
      'C-2,,Hours,2026-03-01,1,,,d',
      'C-1,,Hours,2026-01-05,,,,e',
      'C-1,,Hours,2026-01-05,0,,,f',
      'C-1,,Hours,2026-01-05,-3,,,g',
      'C-1,,Hours,2026-01-05,three,,,h',
      'C-1,,Hours,2026-01-05,1,cheap,,i',
      'C-1,,Hours,2026-01-05,1,-5,,j',
      'C-1,,Hours,2026-01-05,1234567890123,,,k',
      'C-1,,Hours,2026-01-05,0.12345678,,,l',
      `C-1,,Hours,2026-01-05,1,,,${'x'.repeat(201)}`,
      'C-1,,Hours,2026-01-05,1,,,fine',
    ]
    const planned = await plan(books, `${head}\n${rows.join('\n')}\n`)
    expect(reasons(planned)).toEqual([
      '2 Date date-invalid',
      '3 Date field-empty',
      '4 Date date-outside',
      '5 Date date-outside',
      '6 Quantity field-empty',
      '7 Quantity quantity-not-positive',
      '8 Quantity quantity-not-positive',
      '9 Quantity quantity-unreadable',
      '10 Unit price amount-unreadable',
      '11 Unit price price-negative',
      '12 Quantity quantity-too-large',
      '13 Quantity too-many-decimals',
      '14 Source key text-too-long',
    ])
    const texts = planned.rows.flatMap((row) => (row.state === 'refused' ? [rowIssueText(row.issue)] : []))
    for (const text of texts) expect(text).not.toMatch(/import\.|\{/)
    expect(texts[2]).toContain('2026-01-01')
    expect(texts[3]).toContain('2026-03-01')
    expect(planned.accepted).toBe(1)
  })

  it('reads days, figures and durations as the file writes them', async () => {
    const books = await setUp()
    const planned = await plan(
      books,
      'Vertrag;Leistung;Datum;Menge;Einzelpreis;Referenz\nC-1;Hours;31.01.2026;1,5;1.095,50;a\nC-1;Hours;01.02.2026;1:20;;b\nC-1;Hours;02.02.2026;2h 30m;;c\n',
    )
    expect(reasons(planned)).toEqual([])
    expect(planned.rows.flatMap((row) => (row.state === 'accepted' ? [row.input.record] : []))).toMatchObject([
      { on: '2026-01-31', quantity: '1.5', unitPrice: '1095.5', sourceKey: 'a' },
      { on: '2026-02-01', quantity: '1.3333' },
      { on: '2026-02-02', quantity: '2.5' },
    ])
  })

  it('asks which comes first where nothing in the file tells day from month', async () => {
    const books = await setUp()
    const text = `${head}\nC-1,,Hours,03/02/2026,1,,,a\n`
    const planned = await plan(books, text)
    expect(planned.doubtfulDates).toEqual(['Date'])
    const day = async (dateOrder: 'day-first' | 'month-first') => {
      const [row] = (await plan(books, text, { dateOrder })).rows
      return row?.state === 'accepted' ? row.input.record.on : undefined
    }
    expect([await day('day-first'), await day('month-first')]).toEqual(['2026-02-03', '2026-03-02'])
    expect(
      (await plan(books, `${head}\nC-1,,Hours,03/02/2026,1,,,a\nC-1,,Hours,31/01/2026,1,,,b\n`)).doubtfulDates,
    ).toEqual([])
  })

  it('bills the same file once, with keys and without', async () => {
    const books = await setUp()
    // Two equal entries of one day are two; a third file with one more of them brings one more.
    const rows = ['C-1,,Hours,2026-01-05,1,,,k1', 'C-1,,Hours,2026-01-06,1,,call,', 'C-1,,Hours,2026-01-06,1,,call,']
    const text = `${head}\n${rows.join('\n')}\n`
    const first = await plan(books, text)
    expect(await write(books, first)).toMatchObject({ added: 3, alreadyThere: 0 })
    expect(await books.db.usageRecords.count()).toBe(3)
    const before = await dumpBooks(books, 'events')
    const again = await plan(books, text)
    expect(again).toMatchObject({ accepted: 0, refused: 0, duplicates: 3 })
    expect(await write(books, first)).toMatchObject({ added: 0, alreadyThere: 3 })
    expect(await dumpBooks(books, 'events')).toEqual(before)
    expect(await plan(books, `${text}${rows[2]}\n`)).toMatchObject({ accepted: 1, duplicates: 3 })
  })

  it('finds a key that stands twice in the file, and what a person took out', async () => {
    const books = await setUp()
    const text = `${head}\nC-1,,Hours,2026-01-05,1,,,k\nC-1,,Hours,2026-01-06,2,,,k\nC-1,,Messages,2026-01-06,2,,,k\n`
    const planned = await plan(books, text)
    expect(planned.rows.map(({ state }) => state)).toEqual(['accepted', 'duplicate', 'accepted'])
    expect(planned.rows[1]).toMatchObject({ of: { kind: 'row', row: 2 } })
    const { importId } = await write(books, planned)
    const [record] = await books.db.usageRecords.toArray()
    if (record === undefined) throw new Error('no record')
    await books.must(removeUsage, { id: record.id, version: 1 })
    expect(await plan(books, text)).toMatchObject({ accepted: 0, duplicates: 3 })
    expect((await books.must(undoImport, { importId })).removed).toBe(1)
  })

  it('of 10,000 rows, 300 of them bad, brings 9,700 in, and undo takes all of them out again', async () => {
    const books = await setUp()
    const rows = Array.from({ length: 10_000 }, (_, n) => {
      const bad = n % 33 === 7 && n < 33 * 300
      return `C-1,Ada,Hours,2026-0${(n % 3) + 1}-1${n % 9},${bad ? 'x' : `${n % 7}.25`},,entry ${n},key-${n}`
    })
    const before = await dumpBooks(books, 'events', 'wakeups', 'automation')
    const began = process.cpuUsage()
    const planned = await plan(books, `${head}\n${rows.join('\n')}\n`)
    const { user, system } = process.cpuUsage(began)
    expect(planned).toMatchObject({ accepted: 9700, refused: 300, duplicates: 0 })
    expect(planned.rows).toHaveLength(10_000)
    expect(user + system).toBeLessThan(5_000_000)
    const { importId, added } = await write(books, planned)
    expect([added, await books.db.usageRecords.count()]).toEqual([9700, 9700])
    expect((await books.must(undoImport, { importId })).removed).toBe(9700)
    expect(await dumpBooks(books, 'events', 'wakeups', 'automation')).toEqual(before)
  }, 60_000)

  it('names the columns that it needs', () => {
    const { table } = opened('Source key,Quantity,Date\na,1,2026-01-05\n')
    const planned = planUsage(table, proposeMapping(table, 'usage'), {
      find: () => ({ kind: 'none' }),
      recorded: new Set(),
    })
    expect(planned).toMatchObject({ ok: false, problem: { code: 'columns-missing', fields: ['item'] } })
  })

  it('is reported by the command line without books: whatever it names is taken as there', () => {
    const text = `${head}\nC-1,Ada,Hours,2026-01-05,1.50,,,a\nC-1,Ada,Hours,2026-01-05,2,,,a\nC-1,Ada,Hours,later,2,,,b\n`
    expect(reportImport(bytes(text), 'u.csv', { currency: 'EUR' as CurrencyCode, country: 'DE' })).toMatchObject({
      recognisedAs: 'Billfold template',
      entity: 'usage',
      rowsRead: 3,
      accepted: 1,
      duplicates: 1,
      refused: [{ row: 4, column: 'Date', code: 'date-invalid' }],
      controlSums: { distinctContracts: 1, distinctClients: 1, sumOfQuantities: '5.50' },
    })
  })
})

describe('from file to invoice', () => {
  it('bills a file once, whatever is imported again, and what comes late on the next invoice', async () => {
    const books = await openTestBooks({ today: '2026-01-02' })
    const ada = await addClient(books, 'Ada')
    const { contract } = await plantContract(books, ada, { contractNumber: 'C-1' })
    const groupId = contract.billingGroupId
    books.today = '2026-02-05'
    const bill = () => books.must(billGroup, { groupId, asOf: calendarDate(books.today) })
    const amounts = async () =>
      (await books.db.charges.orderBy('id').toArray())
        .filter(({ state }) => state !== 'waived')
        .map(({ amount, period, cause }) => [amount, period?.start, cause ?? ''])
    const january = `${head}\nC-1,,Hours,2026-01-05,1.5,,,a\nC-1,,Hours,2026-01-31,2,,,b\n`
    await write(books, await plan(books, january))
    await bill()
    // 3.5 hours at 80.00.
    expect(await amounts()).toEqual([[28_000, '2026-01-01', '']])

    await write(books, await plan(books, january))
    books.today = '2026-03-01'
    await bill()
    expect(await amounts()).toEqual([[28_000, '2026-01-01', '']])

    await write(books, await plan(books, `${january}C-1,,Hours,2026-01-20,1,,,c\nC-1,,Hours,2026-02-10,1,,,d\n`))
    await bill()
    books.today = '2026-04-01'
    await bill()
    const billed = await amounts()
    expect(billed.filter(([, start]) => start === '2026-01-01')).toEqual([
      [28_000, '2026-01-01', ''],
      [8000, '2026-01-01', 'late_1'],
    ])
    // February was charged with nothing on 1 March: its entry is late too.
    expect(billed.filter(([, start]) => start === '2026-02-01').map(([amount]) => amount)).toEqual([8000])
    expect((await books.db.usageRecords.toArray()).map(({ state }) => state)).toEqual(Array(4).fill('billed'))
  })
})
