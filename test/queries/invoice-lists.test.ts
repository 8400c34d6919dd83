import { beforeAll, describe, expect, it } from 'vitest'
import type { CalendarDate } from '../../src/core/date.ts'
import { addDays } from '../../src/core/date.ts'
import type { Decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { Invoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { searchWords } from '../../src/core/search-words.ts'
import { findInvoices } from '../../src/queries/find-invoices.ts'
import { fitsInvoiceFilter, type InvoiceFilter, isPlainList } from '../../src/queries/invoice-filter.ts'
import { type InvoiceCursor, listInvoices } from '../../src/queries/list-invoices.ts'
import type { AccountDb } from '../../src/storage/account-db.ts'
import { openTestBooks } from '../support/open-test-books.ts'

const today = '2026-06-15' as CalendarDate
const count = 1200
const states = ['paid', 'paid', 'open', 'void', 'draft', 'uncollectible', 'paid'] as const
const clients = ['Meyer Studio', 'Okafor Ltd', 'Café Müller'] as const
const works = ['design review', 'workshop', 'travel'] as const

/** Rows that differ in everything a list asks about, the same on every run. */
function invoiceAt(index: number): Invoice {
  const state = states[index % states.length] ?? 'paid'
  const clientName = clients[index % clients.length] ?? ''
  const listedOn = addDays('2023-01-01' as CalendarDate, (index * 37) % 1250)
  // Every ninth is in yen: amounts compare in major units of the own currency.
  const currency = (index % 9 === 0 ? 'JPY' : 'EUR') as CurrencyCode
  const gross = ((index * 7919) % 60_000) as Minor
  const words = searchWords(clientName, works[index % works.length], ...(index === 777 ? ['xylophone'] : []))
  const row = {
    id: `inv_${String(index).padStart(6, '0')}` as InvoiceId,
    version: 1,
    clientId: `cli_${index % clients.length}` as ClientId,
    billingGroupId: 'grp_1',
    currency,
    clientName,
    listedOn,
    gross,
    amountDue: state === 'open' ? gross : 0,
    createdAt: `${listedOn}T10:00:00.000Z`,
    updatedAt: `${listedOn}T10:00:00.000Z`,
  }
  if (state === 'draft') return { ...row, state, words } as unknown as Invoice
  const number = `N-${String(index).padStart(6, '0')}`
  return {
    ...row,
    state,
    series: 'N-{N}',
    sequence: index,
    number,
    issuedOn: listedOn,
    dueOn: addDays(listedOn, index % 45),
    ...(index % 40 === 3 ? { poNumber: `PO-${index}` } : {}),
    words: [...words, ...searchWords(number, String(index), index % 40 === 3 ? `PO-${index}` : undefined)],
  } as unknown as Invoice
}

const rows = Array.from({ length: count }, (_, index) => invoiceAt(index))
let db: AccountDb

beforeAll(async () => {
  db = (await openTestBooks()).db
  await db.invoices.bulkAdd(rows)
  for (const currency of ['EUR', 'JPY'] as CurrencyCode[]) {
    await db.sums.add({ key: `account/${currency}`, scope: 'account', subject: '', currency, values: { due: 1 } })
  }
})

/** The same list by looking at every row. */
function oracle(filter: InvoiceFilter): string[] {
  const place = (row: Invoice): string | number => {
    if (filter.sort === 'amount') return row.gross
    if (filter.sort === 'due') return row.state === 'draft' ? '' : row.dueOn
    return row.listedOn
  }
  const sign = filter.descending ? -1 : 1
  const compare = (left: Invoice, right: Invoice) => {
    const [one, other] = [place(left), place(right)]
    // Drafts have no due date and come last, the oldest first.
    if (filter.sort === 'due' && (left.state === 'draft') !== (right.state === 'draft'))
      return left.state === 'draft' ? 1 : -1
    if (filter.sort === 'due' && left.state === 'draft')
      return left.listedOn + left.id < right.listedOn + right.id ? -1 : 1
    if (one !== other) return one < other ? -sign : sign
    return left.id < right.id ? -sign : sign
  }
  return rows
    .filter(fitsInvoiceFilter(filter, today))
    .sort(compare)
    .map(({ id }) => id)
}

async function everyPage(filter: InvoiceFilter, size: number): Promise<string[]> {
  const ids: string[] = []
  let after: InvoiceCursor | undefined
  do {
    const page = await listInvoices(db, filter, today, after, size)
    expect(page.rows.length).toBeLessThanOrEqual(size)
    ids.push(...page.rows.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return ids
}

const client = 'cli_1' as ClientId
const sorts = (['date', 'due', 'amount'] as const).flatMap((sort) => [
  { sort, descending: false },
  { sort, descending: true },
])

describe('plain lists, page by page', () => {
  const narrowed: readonly Partial<InvoiceFilter>[] = [
    {},
    { state: 'paid' },
    { state: 'draft' },
    { state: 'late' },
    { clientId: client },
    { from: '2024-03-01' as CalendarDate, to: '2024-03-31' as CalendarDate },
    { state: 'open', from: '2025-01-01' as CalendarDate },
    { clientId: client, to: '2023-06-30' as CalendarDate },
  ]
  const plain = sorts.flatMap((order) => narrowed.map((part) => ({ ...order, ...part }))).filter(isPlainList)

  it('covers what the screen offers', () => {
    expect(plain.length).toBeGreaterThanOrEqual(18)
  })

  for (const filter of plain) {
    it(`holds every row once and in order: ${JSON.stringify(filter)}`, async () => {
      const wanted = oracle(filter)
      expect(wanted.length).toBeGreaterThan(0)
      expect(await everyPage(filter, 50)).toEqual(wanted)
      expect(await everyPage(filter, 7)).toEqual(wanted)
    })
  }
})

describe('search', () => {
  const conditions: readonly Partial<InvoiceFilter>[] = [
    { text: 'mey' },
    { text: 'okafor work' },
    { text: 'xylo' },
    { text: 'muller' },
    { text: 'nobody' },
    { number: '42' },
    { number: 'N-000042' },
    { poNumber: '43' },
    { line: 'travel', state: 'open' },
    { state: 'late', clientId: client },
    { state: 'paid', min: '100' as Decimal, max: '200' as Decimal },
    { min: '20000' as Decimal },
    { text: 'design', from: '2025-01-01' as CalendarDate, to: '2025-12-31' as CalendarDate },
  ]
  for (const order of sorts) {
    for (const condition of conditions) {
      const filter = { ...order, ...condition }
      it(`finds what fits, in order: ${JSON.stringify(filter)}`, async () => {
        const wanted = oracle(filter)
        const found = await findInvoices(db, filter, today, 50)
        expect(found.stoppedAfter).toBeUndefined()
        expect(found.rows.map(({ id }) => id)).toEqual(wanted.slice(0, 50))
        expect(found.more).toBe(wanted.length > 50)
        const all = await findInvoices(db, filter, today, count)
        expect(all.rows.map(({ id }) => id)).toEqual(wanted)
      })
    }
  }
})
