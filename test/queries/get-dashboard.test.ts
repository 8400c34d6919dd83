import { afterEach, describe, expect, it } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import { getDashboard } from '../../src/queries/get-dashboard.ts'
import { hasIssued } from '../../src/queries/has-issued.ts'
import { searchBooks } from '../../src/queries/search-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, draftAll, issue, setUpPractice } from '../support/practice.ts'

let books: TestBooks | undefined
afterEach(() => books?.db.close())

async function open(): Promise<{ books: TestBooks; clientId: Awaited<ReturnType<typeof addClient>> }> {
  const opened = await openTestBooks({ today: '2026-03-02' })
  books = opened
  const { clientId } = await setUpPractice(opened, { termsDays: 14 })
  return { books: opened, clientId }
}

describe('getDashboard', () => {
  it('tells owed, late, ready to bill and drafts apart, by the day', async () => {
    const { books, clientId } = await open()
    const first = await issue(books, clientId, '100.00')
    books.today = '2026-03-10'
    const second = await issue(books, clientId, '40.00')
    await charge(books, clientId, '7.00')
    await draftAll(books, clientId)
    await charge(books, clientId, '5.50')
    await charge(books, clientId, '1.00')
    expect([first.dueOn, second.dueOn]).toEqual(['2026-03-16', '2026-03-24'])

    // On its due date an invoice is not late yet.
    const onDueDate = await getDashboard(books.db, calendarDate('2026-03-16'))
    expect(onDueDate.figures).toEqual([
      {
        currency: 'EUR',
        owed: 14_000,
        owedCount: 2,
        late: 0,
        lateCount: 0,
        openCharges: 650,
        openChargeCount: 2,
        draftCount: 1,
      },
    ])
    expect(onDueDate.late).toEqual([])
    expect(onDueDate.expected.map(({ on, due }) => [on, due])).toEqual([
      ['2026-03-16', 10_000],
      ['2026-03-24', 4_000],
    ])
    expect(onDueDate.newestDraftId).toMatch(/^inv_/)
    expect(onDueDate.lately[0]?.type).toBe('charge.added')

    const later = await getDashboard(books.db, calendarDate('2026-03-20'))
    expect(later.figures[0]).toMatchObject({ owed: 14_000, late: 10_000, lateCount: 1 })
    expect(later.late).toMatchObject([{ id: first.id, number: first.number, amountDue: 10_000, lateDays: 4 }])
    expect(later.expected.map(({ on }) => on)).toEqual(['2026-03-24'])
  })

  it('is empty for fresh books', async () => {
    const fresh = await openTestBooks()
    books = fresh
    const dashboard = await getDashboard(fresh.db, calendarDate('2026-03-02'))
    expect(dashboard).toMatchObject({ figures: [], late: [], expected: [], hasClients: false })
    expect(dashboard.newestDraftId).toBeUndefined()
    expect(await hasIssued(fresh.db)).toBe(false)
  })
})

describe('searchBooks', () => {
  it('finds clients and their newest invoices by the beginning of words', async () => {
    const { books } = await open()
    const okafor = await addClient(books, 'Okafor & Daughters')
    for (let day = 1; day <= 8; day += 1) {
      books.today = `2026-04-0${day}`
      await issue(books, okafor, `${day}.00`)
    }
    const found = await searchBooks(books.db, 'daugh')
    expect(found.clients.map(({ id }) => id)).toEqual([okafor])
    expect(found.invoices).toHaveLength(6)
    expect(found.invoices[0]?.listedOn).toBe('2026-04-08')
    expect(await searchBooks(books.db, '  ')).toEqual({ clients: [], contracts: [], invoices: [], creditNotes: [] })
    expect(await hasIssued(books.db)).toBe(true)
  })
})
