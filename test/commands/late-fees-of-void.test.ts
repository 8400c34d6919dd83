// Nobody is late with an invoice that is void.
import { afterEach, expect, it } from 'vitest'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openHostingBooks } from '../support/hosting-books.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, issue } from '../support/practice.ts'
import { runBooks, setRule } from '../support/run-tick.ts'

let books: TestBooks

afterEach(() => books.db.close())

async function late(): Promise<FinalizedInvoice> {
  books = await openHostingBooks({ today: '2026-01-01' })
  const clientId = await addClient(books, 'Meyer', { email: 'meyer@example.org' })
  await setRule(books, 'late-fees', {
    fee: { kind: 'percent', percent: decimal('5') },
    afterDays: 3,
    description: 'Late fee for {number}',
    taxIds: [],
  })
  const invoice = await issue(books, clientId, '100')
  await runBooks(books)
  return invoice
}

const rows = async () => ({
  fees: (await books.db.charges.filter(({ source }) => source === 'late-fee').toArray()).map(({ state }) => state),
  invoices: (await books.db.invoices.toArray()).map(({ state, gross }) => `${state} ${gross}`),
})

it('its fee that is drafted goes with it, and the draft of nothing else', async () => {
  const invoice = await late()
  books.today = addDays(invoice.dueOn, 4)
  await runBooks(books)
  expect(await rows()).toEqual({ fees: ['drafted'], invoices: ['open 10000', 'draft 500'] })
  await books.must(voidInvoice, { id: invoice.id, charges: 'drop' })
  expect(await rows()).toEqual({ fees: ['waived'], invoices: ['void 10000'] })
  await runBooks(books)
  expect(await rows()).toEqual({ fees: ['waived'], invoices: ['void 10000'] })
  expect(await differingSums(books.db)).toEqual([])
})

it('a draft with other lines keeps them; a fee that is invoiced stays as it was issued', async () => {
  const invoice = await late()
  books.today = addDays(invoice.dueOn, 4)
  await charge(books, invoice.clientId, '40', { servedOn: calendarDate(books.today) })
  await runBooks(books)
  const draft = (await books.db.invoices.toArray()).find(({ state }) => state === 'draft')
  expect(draft?.gross).toBeGreaterThanOrEqual(500)
  await books.must(finalizeInvoice, { id: (draft as FinalizedInvoice).id })
  await books.must(voidInvoice, { id: invoice.id, charges: 'drop' })
  expect((await rows()).fees).toEqual(['invoiced'])
  expect(await differingSums(books.db)).toEqual([])
})
