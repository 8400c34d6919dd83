import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ChargeId } from '../../src/core/ids.ts'
import type { Client, DraftInvoice } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { searchWords } from '../../src/core/search-words.ts'
import { getClientView, listEventsOf } from '../../src/queries/get-client.ts'
import {
  allOpenCharges,
  type ChargeCursor,
  listLatestCharges,
  listOpenCharges,
} from '../../src/queries/list-charges.ts'
import {
  type ClientCursor,
  type ClientFilter,
  findClients,
  listClients,
  suggestClients,
} from '../../src/queries/list-clients.ts'
import { findProducts, listProducts } from '../../src/queries/list-products.ts'
import { previewDrafts } from '../../src/queries/preview-drafts.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, chargeFields, issue, setUpPractice } from '../support/practice.ts'

async function allPages(books: TestBooks, filter: ClientFilter, limit: number): Promise<string[]> {
  const names: string[] = []
  let after: ClientCursor | undefined
  do {
    const page = await listClients(books.db, filter, after, limit)
    names.push(...page.rows.map(({ client }) => client.name))
    after = page.next
  } while (after !== undefined)
  return names
}

/** Many rows like one, as an import would leave them. */
async function multiply(books: TestBooks, count: number, words: (index: number) => string[]): Promise<void> {
  const like = (await books.db.clients.toCollection().first()) as Client
  await books.db.clients.bulkAdd(
    Array.from({ length: count }, (_, index) => ({
      ...like,
      id: `cli_many${String(index).padStart(6, '0')}` as Client['id'],
      name: `Many ${index}`,
      sortName: `many ${String(index).padStart(6, '0')}`,
      words: words(index),
    })),
  )
}

describe('clients', () => {
  it('come page by page by name, none twice and none lost, whatever their state', async () => {
    const books = await openTestBooks()
    const names = ['Öl', 'beta', 'Alpha', 'alpha', 'Zeta', 'Gamma', 'delta']
    for (const name of names) await addClient(books, name, name === 'delta' ? { status: 'trial' } : {})
    const gone = await addClient(books, 'Gone')
    await books.must(changeClientStatus, { id: gone, status: 'archived' })
    const sorted = ['alpha', 'alpha', 'beta', 'delta', 'gamma', 'ol', 'zeta']
    for (const limit of [1, 2, 3, 7, 50]) {
      const folded = (await allPages(books, 'current', limit)).map((name) => searchWords(name)[0])
      expect(folded, `pages of ${limit}`).toEqual(sorted)
      expect(await allPages(books, 'all', limit)).toHaveLength(8)
      expect(await allPages(books, 'archived', limit)).toEqual(['Gone'])
      expect(await allPages(books, 'trial', limit)).toEqual(['delta'])
    }
  })

  it('are found by the beginnings of all words, accents and case aside', async () => {
    const books = await openTestBooks()
    await addClient(books, 'Müller & Söhne', { email: 'office@mueller.example' })
    await addClient(books, 'Müller Nord', { contacts: [{ name: 'Ada Sohnrey', billing: false }] })
    const gone = await addClient(books, 'Müller West')
    await books.must(changeClientStatus, { id: gone, status: 'archived' })
    const found = async (text: string, filter: ClientFilter = 'current') =>
      (await findClients(books.db, filter, text)).map(({ client }) => client.name)
    expect(await found('mull')).toEqual(['Müller & Söhne', 'Müller Nord'])
    expect(await found('SOHN müll')).toEqual(['Müller & Söhne', 'Müller Nord'])
    expect(await found('ada')).toEqual(['Müller Nord'])
    expect(await found('office mu')).toEqual(['Müller & Söhne'])
    expect(await found('mull', 'archived')).toEqual(['Müller West'])
    expect(await found('uller')).toEqual([])
    expect(await found('...')).toEqual([])
    expect((await suggestClients(books.db, '')).map(({ name }) => name)).toEqual(['Müller & Söhne', 'Müller Nord'])
    expect(await suggestClients(books.db, 'west')).toEqual([])
  })

  it('are found among many whose words are all common, and a rare word beside a common one', async () => {
    const books = await openTestBooks()
    await addClient(books, 'Aaa')
    await multiply(books, 1200, (index) => ['common', 'shared', index === 1100 ? 'needle' : 'hay'])
    const common = await findClients(books.db, 'all', 'comm sha')
    expect(common).toHaveLength(50)
    expect(common[0]?.client.name).toBe('Many 0')
    expect((await findClients(books.db, 'all', 'common needle')).map(({ client }) => client.name)).toEqual([
      'Many 1100',
    ])
  })

  it('show what is kept about them, and what is late today', async () => {
    const books = await openTestBooks({ today: '2026-03-01' })
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '100')
    await charge(books, clientId, '50')
    const due = await getClientView(books.db, clientId, invoice.dueOn)
    expect(due?.late.size).toBe(0)
    const late = await getClientView(books.db, clientId, calendarDate('2027-01-01'))
    expect([...(late?.late ?? [])]).toEqual([[invoice.currency, invoice.amountDue]])
    expect(late?.sums[0]?.values).toMatchObject({ openCharges: 5000, openChargeCount: 1, due: invoice.amountDue })
    expect(await getClientView(books.db, 'cli_none' as typeof clientId, invoice.dueOn)).toBeNull()
    const events = await listEventsOf(books.db, clientId, 2)
    expect(events.map(({ type }) => type)).toEqual(['charge.added', 'invoice.finalized'])
  })
})

describe('open charges', () => {
  it('come the latest first, by client, text and held, none twice', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const other = await addClient(books, 'Okafor')
    const days = ['2026-01-05', '2026-03-01', '2026-01-05', '2026-02-01']
    for (const [index, day] of days.entries()) {
      await books.must(addCharge, {
        clientId: index === 3 ? other : clientId,
        fields: chargeFields(`Work ${index}`, '10', { servedOn: calendarDate(day) }),
      })
    }
    for (const limit of [1, 2, 10]) {
      const seen: string[] = []
      let after: ChargeCursor | undefined
      do {
        const page = await listOpenCharges(books.db, {}, after, limit)
        seen.push(...page.rows.map(({ charge: row }) => row.description))
        after = page.next
      } while (after !== undefined)
      expect(seen).toEqual(['Work 1', 'Work 3', 'Work 2', 'Work 0'])
    }
    const shown = async (filter: Parameters<typeof allOpenCharges>[1]) =>
      (await allOpenCharges(books.db, filter)).map(({ charge: row, clientName }) => `${row.description} ${clientName}`)
    expect(await shown({ clientId: other })).toEqual(['Work 3 Okafor'])
    expect(await shown({ text: 'wor 2' })).toEqual(['Work 2 Meyer Studio'])
    expect(await shown({ text: 'okaf' })).toEqual(['Work 3 Okafor'])
    expect(await shown({ text: 'work meyer' })).toEqual([])
    expect(await shown({ text: '"work"-2' })).toEqual(['Work 2 Meyer Studio'])
    expect(await shown({ held: true })).toEqual([])
    expect((await listLatestCharges(books.db, clientId, 2)).map(({ description }) => description)).toEqual([
      'Work 2',
      'Work 1',
    ])
  })
})

describe('the preview of drafts', () => {
  it('plans exactly what drafting makes, to the cent', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const add = async (price: string, more: Parameters<typeof chargeFields>[2], currency = 'EUR') =>
      (
        await books.must(addCharge, {
          clientId,
          currency: currency as CurrencyCode,
          fields: chargeFields('Work', price, more),
        })
      ).id
    const ids: ChargeId[] = [
      await add('0.333', { taxIds: [taxId], quantity: decimal('7') }),
      await add('19.99', { taxIds: [taxId] }),
      await add('119', { taxIds: [taxId], taxIncluded: true }),
      await add('5', {}, 'USD'),
      await add('1000', {}),
    ]
    for (const chargeIds of [ids.slice(0, 4), 'all'] as const) {
      const planned = await previewDrafts(books.db, [{ clientId, chargeIds }])
      if (!planned.ok) throw new Error(planned.problem.code)
      const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds })
      const made = (await books.db.invoices.bulkGet([...invoiceIds])) as DraftInvoice[]
      expect(planned.value.map(({ currency, chargeCount, totals }) => [currency, chargeCount, totals])).toEqual(
        made.map((draft) => [draft.currency, draft.chargeIds.length, draft.totals]),
      )
    }
    expect(await previewDrafts(books.db, [{ clientId, chargeIds: 'all' }])).toMatchObject({
      ok: false,
      problem: { code: 'nothing-selected' },
    })
    await books.must(changeClientStatus, { id: clientId, status: 'archived' })
    expect(await previewDrafts(books.db, [{ clientId, chargeIds: 'all' }])).toMatchObject({
      problem: { code: 'client-archived', clientName: 'Meyer Studio' },
    })
  })
})

describe('the catalogue', () => {
  it('is listed and found by name, number and description', async () => {
    const books = await openTestBooks()
    const fields = {
      kind: 'service',
      unitPrice: decimal('10'),
      currency: 'EUR',
      taxIds: [],
      taxIncluded: false,
    } as const
    for (const [name, sku] of [
      ['Logo', 'L-1'],
      ['Audit', 'A-1'],
      ['Logbook', 'B-7'],
    ] as const) {
      await books.must(saveProduct, { fields: { ...fields, currency: 'EUR' as CurrencyCode, name, sku } })
    }
    const first = await listProducts(books.db, 'active', undefined, 2)
    expect(first.rows.map(({ name }) => name)).toEqual(['Audit', 'Logbook'])
    const rest = await listProducts(books.db, 'active', first.next, 2)
    expect(rest.rows.map(({ name }) => name)).toEqual(['Logo'])
    expect(rest.next).toBeUndefined()
    expect((await findProducts(books.db, 'active', 'log')).map(({ name }) => name)).toEqual(['Logbook', 'Logo'])
    expect((await findProducts(books.db, 'active', 'b 7')).map(({ name }) => name)).toEqual(['Logbook'])
    expect(await findProducts(books.db, 'archived', 'log')).toEqual([])
  })
})
