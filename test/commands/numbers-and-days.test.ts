// Numbers and dates of documents: midnights, years, patterns that change, books that close (G-7, R-5, R-17).
import { describe, expect, it } from 'vitest'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId } from '../../src/core/ids.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, charge, draftAll, issue, setUpPractice } from '../support/practice.ts'

async function patterns(books: TestBooks, pattern: string, startAt = 1): Promise<void> {
  await change(books, { numbering: { invoice: { pattern, startAt }, creditNote: { pattern: 'CN{N}', startAt: 1 } } })
}

async function numberOf(books: TestBooks, clientId: ClientId): Promise<string> {
  return (await issue(books, clientId, '10')).number
}

async function refusedNumber(books: TestBooks, clientId: ClientId) {
  await charge(books, clientId, '10')
  const id = await draftAll(books, clientId)
  const problem = await books.refusal(finalizeInvoice, { id })
  return { id, problem }
}

describe('a series', () => {
  it('counts on when its padding changes, and when the owner comes back to it', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await patterns(books, '{YYYY}-{NNN}', 41)
    expect(await numberOf(books, clientId)).toBe('2026-041')
    await patterns(books, '{YYYY}-{NNNNN}', 41)
    expect(await numberOf(books, clientId)).toBe('2026-00042')
    await patterns(books, 'R{YY}/{MM}-{N}', 41)
    // The start is for books that come from elsewhere: a further series begins at 1.
    expect(await numberOf(books, clientId)).toBe('R26/03-1')
    expect(await numberOf(books, clientId)).toBe('R26/03-2')
    await patterns(books, '{YYYY}-{NNN}')
    expect(await numberOf(books, clientId)).toBe('2026-043')
    await patterns(books, 'R{YY}/{MM}-{N}')
    books.today = '2026-04-01'
    expect(await numberOf(books, clientId)).toBe('R26/04-1')
  })

  it('begins again with the year, on the account’s own day', async () => {
    const books = await openTestBooks({ today: '2026-12-31' })
    const { clientId } = await setUpPractice(books)
    expect(await numberOf(books, clientId)).toBe('2026-0001')
    expect(await numberOf(books, clientId)).toBe('2026-0002')
    books.today = '2027-01-01'
    expect(await numberOf(books, clientId)).toBe('2027-0001')
    // A clock that went back over midnight: no document before the last one, no number used up.
    books.today = '2026-12-31'
    const { id, problem } = await refusedNumber(books, clientId)
    expect(problem).toEqual({ code: 'date-before-last', today: '2026-12-31', last: '2027-01-01' })
    books.today = '2027-01-01'
    expect(await books.must(finalizeInvoice, { id })).toMatchObject({ number: '2027-0002' })
  })

  it('whose number is already taken is refused; another pattern is the way out, and back', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await patterns(books, '1{N}', 1)
    expect([await numberOf(books, clientId), await numberOf(books, clientId)]).toEqual(['11', '12'])
    await patterns(books, '{N}1')
    const { id, problem } = await refusedNumber(books, clientId)
    expect(problem).toEqual({ code: 'number-taken', number: '11' })
    expect(await books.db.sequences.get('invoice {N}1')).toBeUndefined()
    await patterns(books, '1{N}')
    expect(await books.must(finalizeInvoice, { id })).toMatchObject({ number: '13' })
  })

  it('of cancellations is their own, and does not touch that of invoices', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const first = await issue(books, clientId, '10')
    await books.must(releaseDocument, { id: first.id, how: 'print', pdf: new Uint8Array([37]) })
    expect(await books.must(voidInvoice, { id: first.id, charges: 'drop' })).toMatchObject({
      cancellationNumber: 'CN-2026-0001',
    })
    expect(await numberOf(books, clientId)).toBe('2026-0002')
  })
})

describe('locked books (R-5)', () => {
  it('concern the day of issue, never the due date or the day of service', async () => {
    const books = await openTestBooks({ today: '2026-03-31' })
    const { clientId } = await setUpPractice(books, { booksLockedThrough: calendarDate('2026-03-31'), termsDays: 0 })
    const { id, problem } = await refusedNumber(books, clientId)
    expect(problem).toEqual({ code: 'books-locked', through: '2026-03-31', date: '2026-03-31' })
    books.today = '2026-04-01'
    await charge(books, clientId, '10', { servedOn: calendarDate('2026-01-15') })
    expect(await books.must(finalizeInvoice, { id })).toMatchObject({ number: '2026-0001' })
    const invoice = await books.db.invoices.get(id)
    expect(invoice).toMatchObject({ issuedOn: '2026-04-01', dueOn: '2026-04-01' })
    await change(books, { booksLockedThrough: calendarDate('2026-03-15'), termsDays: 0 })
    expect(await numberOf(books, clientId)).toBe('2026-0002')
  })

  it('take back an invoice of theirs by a document of an open day, released or not (R-21)', async () => {
    const books = await openTestBooks({ today: '2026-03-31' })
    const { clientId } = await setUpPractice(books, { plainVoid: true })
    const { id } = await issue(books, clientId, '10')
    await change(books, { booksLockedThrough: calendarDate('2026-03-31') })
    expect(await books.refusal(voidInvoice, { id, charges: 'drop' })).toMatchObject({ code: 'books-locked' })
    books.today = '2026-04-01'
    expect(await books.must(voidInvoice, { id, charges: 'drop' })).toMatchObject({ cancellationNumber: 'CN-2026-0001' })
  })
})
