import { expect, it } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import { loadSampleBusiness } from '../../src/integrations/sample-business/load-sample-business.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { openTestBooks } from '../support/open-test-books.ts'

it('writes two years of a believable practice, in every state', async () => {
  const books = await openTestBooks({ country: 'GB', currency: 'GBP' })
  const parts: number[] = []
  await loadSampleBusiness(
    { books: books.db, newId: books.newId, today: calendarDate('2026-11-22'), device: 'test' },
    (part) => parts.push(part),
  )
  expect(parts.at(-1)).toBe(1)
  const invoices = await books.db.invoices.toArray()
  const count = (state: string) => invoices.filter((invoice) => invoice.state === state).length
  expect(await books.db.clients.count()).toBe(12)
  expect(invoices.length).toBeGreaterThanOrEqual(145)
  expect(invoices.length).toBeLessThanOrEqual(185)
  for (const state of ['draft', 'open', 'paid', 'void', 'uncollectible']) expect(count(state), state).toBeGreaterThan(0)
  expect(invoices.some(({ state, amountDue, gross }) => state === 'open' && amountDue < gross)).toBe(true)
  expect(invoices.some((invoice) => invoice.state === 'open' && invoice.dueOn < '2026-11-22')).toBe(true)
  expect(await books.db.charges.where('[clientId+state]').above(['', '']).count()).toBeGreaterThan(200)
  expect((await books.db.charges.toArray()).filter(({ state }) => state === 'open').length).toBeGreaterThan(4)

  const contracts = await books.db.contracts.toArray()
  expect(contracts.map(({ name, state }) => `${name}: ${state}`).sort()).toEqual([
    'Design retainer: active',
    'Support desk: active',
    'Tutoring by the lesson: active',
    'Website care: active',
    'Website hosting: active',
    'Website hosting: renewed',
  ])
  expect(contracts.filter(({ hold }) => hold !== undefined).map(({ name }) => name)).toEqual(['Website care'])
  const charges = (await books.db.charges.toArray()).filter(({ contractItemId }) => contractItemId !== undefined)
  expect(charges.some(({ cause }) => cause?.startsWith('amd_'))).toBe(true)
  expect(charges.some(({ state }) => state === 'drafted')).toBe(true)
  expect(charges.filter(({ source }) => source === 'usage').every(({ amount }) => amount > 0)).toBe(true)
  const billedUsage = await books.db.usageRecords.filter(({ state }) => state === 'billed').count()
  const openUsage = await books.db.usageRecords.filter(({ state }) => state === 'open').count()
  expect(billedUsage).toBeGreaterThan(20)
  expect(openUsage).toBeGreaterThan(0)

  const notes = await books.db.creditNotes.toArray()
  expect(
    notes
      .filter(({ kind }) => kind === 'correction')
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['draft', 'issued'])
  const origins = (await books.db.creditEntries.toArray()).map(({ origin }) => origin)
  expect(new Set(origins)).toEqual(new Set(['overpayment', 'deposit', 'credit-note', 'goodwill']))
  expect(await books.db.refunds.count()).toBe(1)
  expect(await books.db.paymentMethods.count()).toBe(2)
  await checkBooks(books.db)
  // The run of the next days finds everything as it should be.
  expect(await books.db.billingGroups.filter(({ parked }) => parked !== undefined).count()).toBe(0)
}, 60_000)
