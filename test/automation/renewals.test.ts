// Contracts that renew themselves in the billing run (M-24): once, in several windows too, and after a long absence.
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, it } from 'vitest'
import { billDueGroups } from '../../src/automation/bill-due-groups.ts'
import { addContract } from '../../src/commands/add-contract.ts'
import { activateGroup, holdGroup } from '../../src/commands/change-group-state.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import type { ItemFields } from '../../src/core/contract/contract-fields.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

it('renews through a long absence, every year once and without a gap', async () => {
  const books = await openWith({ today: '2022-03-01' })
  await enter(books, '2022-03-01', '2023-03-01', [yearly])
  await run(books)
  books.today = '2026-06-10'
  expect(await run(books)).toMatchObject({ parked: 0 })
  const contracts = await books.db.contracts.orderBy('id').toArray()
  expect(contracts.map(({ state, startOn, endOn }) => [state, startOn, endOn])).toEqual([
    ['renewed', '2022-03-01', '2023-03-01'],
    ['renewed', '2023-03-01', '2024-03-01'],
    ['renewed', '2024-03-01', '2025-03-01'],
    ['renewed', '2025-03-01', '2026-03-01'],
    ['active', '2026-03-01', '2027-03-01'],
  ])
  expect(await chargedPeriods(books)).toEqual([
    '2022-03-01..2023-03-01',
    '2023-03-01..2024-03-01',
    '2024-03-01..2025-03-01',
    '2025-03-01..2026-03-01',
    '2026-03-01..2027-03-01',
  ])
  expect(await run(books)).toMatchObject({ invoices: 0 })
  expect(await books.db.contracts.count()).toBe(5)
})

it('renews once where three windows run at the same time', async () => {
  const factory = new IDBFactory()
  const books = await openWith({ today: '2025-03-01', factory, name: 'race', tab: 'A' })
  await enter(books, '2025-03-01', '2026-03-01', [yearly])
  await run(books)
  const others = await Promise.all(
    ['B', 'C'].map(async (tab) => openWith({ today: '2026-03-01', factory, name: 'race', tab }, false)),
  )
  books.today = '2026-03-01'
  const runs = await Promise.all([books, ...others].map(run))
  expect(runs.map(({ parked }) => parked)).toEqual([0, 0, 0])
  expect(await books.db.contracts.count()).toBe(2)
  expect(await chargedPeriods(books)).toEqual(['2025-03-01..2026-03-01', '2026-03-01..2027-03-01'])
})

it('leaves what cannot go on, and bills the rest of its group', async () => {
  const books = await openWith({ today: '2025-03-01' })
  await enter(books, '2025-03-01', '2026-03-01', [{ ...yearly, kind: 'one-off' }])
  await enter(books, '2026-03-01', undefined, [{ ...yearly, description: 'Other work' }])
  books.today = '2026-03-01'
  expect(await run(books)).toMatchObject({ parked: 0, groups: 1 })
  expect(await books.db.contracts.count()).toBe(2)
  expect(await books.db.billingGroups.filter(({ parked }) => parked !== undefined).count()).toBe(0)
  expect((await books.db.charges.toArray()).map(({ description }) => description).sort()).toEqual([
    'Hosting',
    'Other work',
  ])
})

it('waits while the group is on hold, and renews when it goes on', async () => {
  const books = await openWith({ today: '2025-03-01' })
  await enter(books, '2025-03-01', '2026-03-01', [yearly])
  await run(books)
  const [group] = await books.db.billingGroups.toArray()
  if (group === undefined) throw new Error('no group')
  await books.must(holdGroup, { id: group.id, version: group.version })
  books.today = '2026-03-10'
  await run(books)
  expect(await books.db.contracts.count()).toBe(1)
  await books.must(activateGroup, { id: group.id, version: group.version + 1, gap: 'bill' })
  await run(books)
  expect(await books.db.contracts.count()).toBe(2)
})

const yearly: ItemFields = {
  description: 'Hosting',
  kind: 'recurring',
  timing: 'advance',
  cadence: { unit: 'year', every: 1 },
  quantity: decimal('1'),
  pricing: { kind: 'flat', price: decimal('120') },
  taxIds: [],
  taxIncluded: false,
}

async function openWith(place: Parameters<typeof openTestBooks>[0], fresh = true): Promise<TestBooks> {
  const books = await openTestBooks(place)
  opened.push(books)
  if (!fresh) return books
  const settings = await books.db.settings.get('account')
  if (settings === undefined) throw new Error('no settings')
  await books.must(changeSettings, {
    version: settings.version,
    changes: { billing: { ...settings.billing, firstInvoice: 'by-schedule' } },
  })
  await books.must(saveClient, {
    fields: {
      name: 'Okafor',
      contacts: [],
      addresses: [{ label: 'Office', line1: 'Mill Road 3', city: 'Cambridge', country: 'GB' }],
    },
  })
  return books
}

async function enter(
  books: TestBooks,
  startOn: string,
  endOn: string | undefined,
  items: readonly ItemFields[],
): Promise<void> {
  const [client] = await books.db.clients.toArray()
  if (client === undefined) throw new Error('no client')
  await books.must(addContract, {
    fields: {
      clientId: client.id,
      name: 'Hosting',
      currency: 'EUR' as CurrencyCode,
      startOn: calendarDate(startOn),
      ...(endOn === undefined
        ? {}
        : { endOn: calendarDate(endOn), renewal: { length: { unit: 'year' as const, every: 1 }, noticeDays: 0 } }),
      items,
    },
  })
}

function run(books: TestBooks) {
  const envelope = () => ({ ...books.envelope(), actor: 'automation' as const })
  return billDueGroups({ books: books.db, envelope, pause: async () => {} }, calendarDate(books.today))
}

async function chargedPeriods(books: TestBooks): Promise<string[]> {
  return (await books.db.charges.toArray()).map(({ period }) => `${period?.start}..${period?.end}`).sort()
}
