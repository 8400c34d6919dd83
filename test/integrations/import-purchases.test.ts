// Purchases from a file: read, judged row by row as they would be sold, written as one act.
import { IDBFactory } from 'fake-indexeddb'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { importPurchases, purchaseKeyOf, rehearsePurchases } from '../../src/commands/import-purchases.ts'
import { saveField } from '../../src/commands/save-field.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { Problem } from '../../src/core/problem.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { clientFinder } from '../../src/integrations/import/find-client.ts'
import { productFinder } from '../../src/integrations/import/find-product.ts'
import { importTemplate } from '../../src/integrations/import/import-template.ts'
import { rowIssueText } from '../../src/integrations/import/import-text.ts'
import { proposeMapping } from '../../src/integrations/import/mapping.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { type PurchasePlan, planPurchases, salesIn } from '../../src/integrations/import/plan-purchases.ts'
import { refusedRowsCsv } from '../../src/integrations/import/refused-rows.ts'
import { reportImport } from '../../src/integrations/import/report-import.ts'
import { resolvePurchases } from '../../src/integrations/import/resolve-agreements.ts'
import { getImportContext, getPurchaseKeys } from '../../src/queries/get-import-context.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, setUpPractice } from '../support/practice.ts'
import { addPack, addPlan, addSold, sold } from '../support/selling.ts'
import { expectSound } from '../support/sound-books.ts'

beforeAll(() => loadLanguage('en'))

const bytes = (text: string) => new TextEncoder().encode(text)

function opened(text: string, name = 'purchases.csv') {
  const file = openImport(bytes(text), name)
  if (!file.ok) throw new Error(file.problem.code)
  return file.value
}

/** What the import screen does. */
async function plan(books: TestBooks, text: string): Promise<PurchasePlan> {
  const { table } = opened(text)
  const { clients, products, fields } = await getImportContext(books.db)
  const context = {
    fields,
    findClient: clientFinder(clients),
    findProduct: productFinder(products),
    known: new Set((await getPurchaseKeys(books.db)).map(purchaseKeyOf)),
  }
  const mapping = proposeMapping(table, 'purchases', fields)
  const first = planPurchases(table, mapping, context)
  if (!first.ok) throw new Error(first.problem.code)
  const sales = salesIn(first.value)
  const before = await dumpBooks(books)
  const answers = await rehearsePurchases(
    books.db,
    sales.map(({ purchase }) => purchase),
    books.envelope(),
  )
  expect(await dumpBooks(books), 'a rehearsal writes nothing').toEqual(before)
  if (!answers.ok) throw new Error(answers.problem.code)
  const judged = new Map<number, Problem>()
  for (const [index, problem] of answers.value.entries()) {
    const row = sales[index]?.row
    if (row !== undefined && problem !== undefined) judged.set(row, problem)
  }
  const planned = planPurchases(table, mapping, { ...context, judged })
  if (!planned.ok) throw new Error(planned.problem.code)
  return planned.value
}

const write = (books: TestBooks, planned: PurchasePlan, key?: string) =>
  books.must(importPurchases, { file: 'purchases.csv', ...resolvePurchases(planned) }, key)

async function setUp(factory?: IDBFactory) {
  const books = await openTestBooks(factory === undefined ? {} : { factory })
  await setUpPractice(books)
  const ada = await addClient(books, 'Ada', { email: 'ada@a.example' })
  const bob = await addClient(books, 'Bob')
  const pack = await addPack(books, '350')
  const studio = await addPlan(books, '40')
  return { books, ada, bob, pack, studio }
}

const head = 'Client,Product,Quantity,Months,Start,PO number,Notes,Units left,Source key'
const file = (...rows: string[]) => `${[head, ...rows].join('\n')}\n`
const reasons = (planned: PurchasePlan) =>
  planned.rows.flatMap((row) =>
    row.state === 'refused'
      ? [`${row.row} ${row.issue.column} ${row.issue.problem?.code ?? row.issue.code}`]
      : row.state === 'duplicate'
        ? [`${row.row} there`]
        : [],
  )

describe('a file of purchases', () => {
  it('is recognised by its columns; the template maps whole, and sells once its names exist', async () => {
    const template = importTemplate('purchases').csv
    const { table, importable, recognition } = opened(template)
    expect([importable, recognition.system]).toEqual(['purchases', 'Billfold template'])
    expect(proposeMapping(table, 'purchases').columns.map(({ column }) => column)).toEqual(table.columns)
    const { books } = await setUp()
    expect(reasons(await plan(books, template))).toEqual([
      '2 Client client-unknown',
      '3 Client client-unknown',
      '4 Client client-unknown',
    ])
    await addClient(books, 'Example client')
    const planned = await plan(books, template)
    expect(planned).toMatchObject({ accepted: 3, refused: 0, invoices: 2, balances: 1 })
    expect(await write(books, planned)).toMatchObject({ added: 3, invoices: 2, alreadyThere: 0 })
    expect((await books.db.purchases.toArray()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['pack', 70_000],
      ['plan', 24_000],
    ])
    const lots = await books.db.unitLots.toArray()
    expect(lots.map(({ origin, left }) => [origin, left])).toEqual([
      ['purchase', '20'],
      ['import', '7'],
    ])
    await expectSound(books)
  })

  it('is known by what is left of units, whatever else it is called, and never taken for invoices', () => {
    expect(opened('Student,Package,Lessons left\nAda,Ten lessons,3\n').importable).toBe('purchases')
    expect(opened('Invoice number,Client,Product,Units left\n1,Ada,Ten,3\n').importable).not.toBe('purchases')
  })

  it('says of every bad row what is wrong with it, in words; the good ones go in', async () => {
    const { books } = await setUp()
    await addSold(books, 'Advice', '300', undefined)
    await addClient(books, 'Ada')
    await change(books, {})
    const planned = await plan(
      books,
      file(
        'Nobody,Ten lessons,1,,,,,,a',
        'Ada,Ten lessons,1,,,,,,b',
        ',Ten lessons,1,,,,,,c',
        'Bob,Eleven lessons,1,,,,,,d',
        'Bob,Advice,1,,,,,,e',
        'Bob,Advice,,,,,,3,f',
        'Bob,Ten lessons,1,,,,,3,g',
        'Bob,Ten lessons,many,,,,,,h',
        'Bob,Ten lessons,0,,,,,,i',
        'Bob,Ten lessons,1.5,,,,,,j',
        'Bob,Ten lessons,,3,,,,,k',
        'Bob,Studio plan,,5,,,,,l',
        'Bob,Studio plan,,,,,,,m',
        'Bob,Studio plan,2,3,,,,,n',
        'Bob,Studio plan,,some,,,,,o',
        'Bob,Studio plan,,3,2026-02-31,,,,p',
        'Bob,Ten lessons,,,,,,-2,q',
        'Bob,Studio plan,,3 months,2026-04-01,PO 1,Hello,,r',
      ),
    )
    expect(reasons(planned)).toEqual([
      '2 Client client-unknown',
      '3 Client client-ambiguous',
      '4 Client client-missing',
      '5 Product sold-product-unknown',
      '6 Product not-for-sale',
      '7 Product not-a-pack',
      '8 Quantity balance-or-sale',
      '9 Quantity quantity-unreadable',
      '10 Quantity field-invalid',
      '11 Quantity field-invalid',
      '12 Months pack-months',
      '13 Months term-not-allowed',
      '14 Months field-invalid',
      '15 Quantity plan-quantity',
      '16 Months whole-number',
      '17 Start date-invalid',
      '18 Units left field-invalid',
    ])
    for (const row of planned.rows) {
      if (row.state === 'refused')
        expect(rowIssueText(row.issue, 'en-GB')).not.toMatch(/import\.row|problems\.|\{|undefined/)
    }
    expect(await write(books, planned)).toMatchObject({ added: 1, invoices: 1 })
    const [purchase] = await books.db.purchases.toArray()
    expect(purchase).toMatchObject({ kind: 'plan', termMonths: 3, start: '2026-04-01' })
    expect(await books.db.invoices.get(purchase?.invoiceId ?? ('' as never))).toMatchObject({ poNumber: 'PO 1' })
    await expectSound(books)
  })

  it('accepts the third outstanding invoice of a client and refuses the fourth, naming those of the file (T-2, R-30)', async () => {
    const { books, ada, pack } = await setUp()
    const { invoice } = await sold(books, { clientId: ada, productId: pack })
    const rows = [
      'Ada,Ten lessons,1,,,,,,1',
      'Ada,Ten lessons,1,,,,,,2',
      'Ada,Ten lessons,1,,,,,,3',
      'Bob,Ten lessons,1,,,,,,4',
    ]
    const planned = await plan(books, file(...rows))
    expect(reasons(planned)).toEqual(['4 Client too-many-outstanding'])
    const refusedRow = planned.rows[2]
    if (refusedRow?.state !== 'refused') throw new Error('not refused')
    const text = rowIssueText(refusedRow.issue, 'en-GB')
    const numbers = [invoice.sequence, invoice.sequence + 1, invoice.sequence + 2]
    for (const number of numbers) expect(text).toContain(String(number).padStart(4, '0'))
    expect(refusedRowsCsv(opened(file(...rows)).table, planned, 'en-GB')).toContain('350.00')
    await write(books, planned)
    expect(await books.db.invoices.count()).toBe(4)
    // One is voided: the same file again sells what was refused, and nothing twice.
    await books.must(voidInvoice, { id: invoice.id, charges: 'drop' })
    const again = await plan(books, file(...rows))
    expect(reasons(again)).toEqual(['2 there', '3 there', '5 there'])
    expect(await write(books, again)).toMatchObject({ added: 1, invoices: 1 })
    await expectSound(books)
  })

  it('names what only the invoice lacks: the rate of a foreign currency (R-28)', async () => {
    const { books } = await setUp()
    await addSold(books, 'Abroad', '10', { kind: 'pack', units: decimal('1'), priceOf: 'pack' }, { currency: 'CHF' })
    const planned = await plan(books, file('Ada,Abroad,1,,,,,,a', 'Ada,Ten lessons,1,,,,,,b'))
    expect(reasons(planned)).toEqual(['2 Client finalize-missing'])
    expect(await write(books, planned)).toMatchObject({ added: 1 })
  })

  it('fills the fields that the owner requires of invoices, and says of each row which one it lacks (M-7)', async () => {
    const { books } = await setUp()
    const field = { subject: 'invoice', required: 1, onDocuments: 0 } as const
    await books.must(saveField, { fields: { ...field, name: 'Cost centre', kind: 'text' } })
    await books.must(saveField, { fields: { ...field, name: 'Hours', kind: 'number', required: 0 } })
    const text = [
      `${head},Cost centre,Hours`,
      'Ada,Ten lessons,1,,,,,,a,CC-1,2.5',
      'Ada,Ten lessons,1,,,,,,b,,',
      'Bob,Ten lessons,1,,,,,,c,CC-1,many',
      'Bob,Ten lessons,,,,,,4,d,,',
      '',
    ].join('\n')
    const planned = await plan(books, text)
    expect(reasons(planned)).toEqual(['3 Client field-required', '4 Hours own-not-a-number'])
    const [, refusedRow] = planned.rows
    const said = refusedRow?.state === 'refused' ? rowIssueText(refusedRow.issue, 'en-GB') : ''
    expect(said).toContain('Fill in “Cost centre”: it is required.')
    expect(await write(books, planned)).toMatchObject({ added: 2, invoices: 1 })
    expect((await books.db.invoices.toArray()).map(({ customFields }) => customFields)).toMatchObject([
      [
        { name: 'Cost centre', value: 'CC-1' },
        { name: 'Hours', value: '2.5' },
      ],
    ])
    await expectSound(books)
  })

  it('without a key: the same file twice sells once, and two equal rows are two', async () => {
    const { books } = await setUp()
    const text = file(
      'Ada,Ten lessons,1,,,,,,',
      'Ada,Ten lessons,1,,,,,,',
      'Bob,Ten lessons,,,,,,4,',
      'Bob,Ten lessons,,,,,,4,',
    )
    const planned = await plan(books, text)
    expect(planned).toMatchObject({ accepted: 4, invoices: 2, balances: 2 })
    await write(books, planned)
    expect(reasons(await plan(books, text))).toEqual(['2 there', '3 there', '4 there', '5 there'])
    // The plan of before, written anyway: as two windows do.
    expect(await write(books, planned)).toMatchObject({ added: 0, invoices: 0, alreadyThere: 4 })
    expect([await books.db.purchases.count(), await books.db.unitLots.count()]).toEqual([2, 4])
    await expectSound(books)
  })

  it('keeps the key of a refused row in the file of refused rows, so that it is not taken for an equal one', async () => {
    for (const columns of [head, head.replace(',Source key', '')]) {
      const { books } = await setUp()
      const row = columns === head ? 'Ada,Ten lessons,1,,,,,,' : 'Ada,Ten lessons,1,,,,,'
      const text = `${[columns, row, row, row, row].join('\n')}\n`
      const planned = await plan(books, text)
      expect(reasons(planned)).toEqual(['5 Client too-many-outstanding'])
      await write(books, planned)
      const [invoice] = await books.db.invoices.toArray()
      if (invoice === undefined) throw new Error('no invoice')
      const rest = refusedRowsCsv(opened(text).table, planned, 'en-GB')
      expect(reasons(await plan(books, rest))).toEqual(['2 Client too-many-outstanding'])
      await books.must(voidInvoice, { id: invoice.id, charges: 'drop' })
      expect(await write(books, await plan(books, rest))).toMatchObject({ added: 1, invoices: 1 })
      expect(reasons(await plan(books, text))).toEqual(['2 there', '3 there', '4 there', '5 there'])
    }
  })

  it('is reported without books, too', () => {
    const report = reportImport(bytes(importTemplate('purchases').csv), 'p.csv', {
      currency: 'EUR' as never,
      country: 'DE',
    })
    expect(report).toMatchObject({ entity: 'purchases', rowsRead: 3, accepted: 3, refused: [], duplicates: 0 })
    expect(report.controlSums).toMatchObject({ distinctClients: 1, sumOfQuantities: '2' })
  })
})

describe('importing purchases', () => {
  const order = (row: string) => ({ sourceKey: row })

  it('is one act with one event of its own; every row knows the import', async () => {
    const { books, ada, pack } = await setUp()
    const subject = { clientId: ada, productId: pack }
    const input = {
      file: 'p.csv',
      skipped: 1,
      refused: 2,
      add: [
        { ...order('a'), sale: subject },
        { ...order('b'), balance: { ...subject, units: decimal('3') } },
      ],
    }
    const first = await books.must(importPurchases, input, 'cmd_X')
    const before = await dumpBooks(books)
    expect(await books.must(importPurchases, input, 'cmd_X')).toEqual(first)
    expect(await dumpBooks(books)).toEqual(before)
    const { importId } = first
    expect(await books.db.purchases.toArray()).toMatchObject([{ importId, sourceKey: 'a', state: 'issued' }])
    expect(await books.db.charges.toArray()).toMatchObject([{ importId, source: 'credit-pack', state: 'invoiced' }])
    expect((await books.db.unitLots.toArray()).map((lot) => [lot.importId, lot.origin])).toEqual([
      [importId, 'purchase'],
      [importId, 'import'],
    ])
    const events = await books.db.events.where('subjects').equals(importId).toArray()
    expect(events).toMatchObject([
      { type: 'import.done', data: { entity: 'purchases', added: 2, invoices: 1, skipped: 1, refused: 2 } },
    ])
  })

  it('takes all rows or none', async () => {
    const { books, ada, bob, pack, studio } = await setUp()
    const before = await dumpBooks(books)
    const problem = await books.refusal(importPurchases, {
      file: 'p.csv',
      skipped: 0,
      refused: 0,
      add: [
        { ...order('a'), sale: { clientId: ada, productId: pack } },
        { ...order('b'), balance: { clientId: bob, productId: pack, units: decimal('3') } },
        { ...order('c'), sale: { clientId: bob, productId: studio, termMonths: 5 } },
      ],
    })
    expect(problem).toMatchObject({ code: 'term-not-allowed', months: 5 })
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('is stopped without a trace', async () => {
    const { books, ada, pack } = await setUp()
    const before = await dumpBooks(books)
    const controller = new AbortController()
    const add = ['a', 'b', 'c'].map((row) => ({ ...order(row), sale: { clientId: ada, productId: pack } }))
    const problem = await books.refusal(importPurchases, {
      file: 'p.csv',
      skipped: 0,
      refused: 0,
      add,
      signal: controller.signal,
      onProgress: (done) => done === 2 && controller.abort(),
    })
    expect(problem).toEqual({ code: 'import-stopped' })
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('sells once in three windows that import one file at once', async () => {
    const factory = new IDBFactory()
    const { books, ada, bob, pack } = await setUp(factory)
    const windows = [books, await openTestBooks({ factory, tab: 'B' }), await openTestBooks({ factory, tab: 'C' })]
    const add = [
      { ...order('a'), sale: { clientId: ada, productId: pack } },
      { ...order('b'), sale: { clientId: bob, productId: pack } },
      { ...order('c'), balance: { clientId: bob, productId: pack, units: decimal('3') } },
    ]
    const results = await Promise.all(
      windows.map((window) => window.must(importPurchases, { file: 'p.csv', skipped: 0, refused: 0, add })),
    )
    expect(results.map(({ added, alreadyThere }) => [added, alreadyThere]).sort()).toEqual([
      [0, 3],
      [0, 3],
      [3, 0],
    ])
    expect([await books.db.invoices.count(), await books.db.unitLots.count()]).toEqual([2, 3])
    await expectSound(books)
  })

  it('is not undone once it has issued invoices; opening balances alone are, but for what was used', async () => {
    const { books, ada, bob, pack } = await setUp()
    const both = await plan(books, file('Ada,Ten lessons,1,,,,,,a', 'Ada,Ten lessons,,,,,,3,b'))
    const { importId } = await write(books, both)
    expect(await books.refusal(undoImport, { importId })).toEqual({ code: 'import-sold', invoices: 1 })
    const before = await books.db.unitLots.toArray()
    const balances = await write(books, await plan(books, file('Bob,Ten lessons,,,,,,4,x', 'Ada,Ten lessons,,,,,,5,y')))
    const used = { clientId: bob, productId: pack, units: decimal('1'), usedOn: calendarDate(books.today) }
    await books.must(useUnits, used)
    // What others have been granted is never looked at, however much it is.
    const whole = [vi.spyOn(books.db.unitLots, 'filter'), vi.spyOn(books.db.unitLots, 'toCollection')]
    const undone = await books.must(undoImport, { importId: balances.importId })
    for (const spy of whole) expect(spy).not.toHaveBeenCalled()
    expect(undone).toMatchObject({ removed: 1, kept: [{ name: 'Ten lessons', why: 'in-use' }] })
    expect((await books.db.unitLots.where('[clientId+productId]').equals([ada, pack]).toArray()).length).toBe(
      before.length,
    )
    await expectSound(books)
  })
})
