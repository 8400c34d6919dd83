// Books of a small host: clients that can be written to, each with a monthly contract in advance.
import { addContract } from '../../src/commands/add-contract.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { openTestBooks, type TestBooks, type TestPlace } from './open-test-books.ts'
import { addClient, setUpPractice } from './practice.ts'

/** Books whose seller may issue invoices; `fresh: false` opens those of another tab. */
export async function openHostingBooks(place: TestPlace, fresh = true): Promise<TestBooks> {
  const books = await openTestBooks(place)
  if (fresh) await setUpPractice(books, { billing: { ...defaultBilling, firstInvoice: 'by-schedule' } })
  return books
}

export interface Hosting {
  readonly clientId?: ClientId
  readonly startOn?: string
  readonly price?: string
  readonly name?: string
}

/** A contract of a new client or another one's: monthly, in advance, without tax. */
export async function addHosting(books: TestBooks, given: Hosting = {}): Promise<ClientId> {
  const count = await books.db.clients.count()
  const name = given.name ?? `Client ${String(count).padStart(3, '0')}`
  const clientId = given.clientId ?? (await addClient(books, name, { email: `c${count}@example.org` }))
  await books.must(addContract, {
    fields: {
      clientId,
      name: 'Hosting',
      currency: 'EUR' as CurrencyCode,
      startOn: calendarDate(given.startOn ?? books.today),
      items: [
        {
          description: 'Hosting',
          kind: 'recurring',
          timing: 'advance',
          cadence: { unit: 'month', every: 1 },
          quantity: decimal('1'),
          pricing: { kind: 'flat', price: decimal(given.price ?? '120') },
          taxIds: [],
          taxIncluded: false,
        },
      ],
    },
  })
  return clientId
}

/** What a run wrote down: `planner outcome code`. */
export async function reasonsOf(books: TestBooks, runId: string): Promise<string[]> {
  const entries = await books.db.runEntries.where('runId').equals(runId).toArray()
  return entries.map(({ planner, outcome, reason }) => `${planner} ${outcome} ${reason.code}`)
}
