// Today is the account's own day (I-11): the billing run of the app, through its own clock, half an hour before and half
// an hour after midnight, on the days around both changes of the clocks. The moments are written in UTC, worked out from
// each zone's rules.
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tick } from '../../src/automation/tick.ts'
import { addContract } from '../../src/commands/add-contract.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { addDays, type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { AccountDb } from '../../src/storage/account-db.ts'
import { type AccountEntry, DirectoryDb } from '../../src/storage/directory-db.ts'
import { accountPorts } from '../../src/worker/account-ports.ts'
import { currentDay, currentInstant } from '../../src/worker/clock.ts'
import { onlyOne } from '../../src/worker/only-one.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'

/** The last half hour of a day and the first of the next one, on both sides of a change of clocks. */
interface Midnight {
  readonly zone: string
  readonly what: string
  readonly before: string
  readonly after: string
  /** The day that begins. */
  readonly day: string
}

const midnights: readonly Midnight[] = [
  // Berlin: clocks go forward on 29 March 2026 at 2:00 (UTC+1 to +2) and back on 25 October at 3:00.
  {
    zone: 'Europe/Berlin',
    what: 'into the short day',
    before: '2026-03-28T22:30Z',
    after: '2026-03-28T23:30Z',
    day: '2026-03-29',
  },
  {
    zone: 'Europe/Berlin',
    what: 'out of the short day',
    before: '2026-03-29T21:30Z',
    after: '2026-03-29T22:30Z',
    day: '2026-03-30',
  },
  {
    zone: 'Europe/Berlin',
    what: 'into the long day',
    before: '2026-10-24T21:30Z',
    after: '2026-10-24T22:30Z',
    day: '2026-10-25',
  },
  {
    zone: 'Europe/Berlin',
    what: 'out of the long day',
    before: '2026-10-25T22:30Z',
    after: '2026-10-25T23:30Z',
    day: '2026-10-26',
  },
  // New York: 8 March 2026 (UTC-5 to -4), 1 November.
  {
    zone: 'America/New_York',
    what: 'into the short day',
    before: '2026-03-08T04:30Z',
    after: '2026-03-08T05:30Z',
    day: '2026-03-08',
  },
  {
    zone: 'America/New_York',
    what: 'out of the short day',
    before: '2026-03-09T03:30Z',
    after: '2026-03-09T04:30Z',
    day: '2026-03-09',
  },
  {
    zone: 'America/New_York',
    what: 'into the long day',
    before: '2026-11-01T03:30Z',
    after: '2026-11-01T04:30Z',
    day: '2026-11-01',
  },
  {
    zone: 'America/New_York',
    what: 'out of the long day',
    before: '2026-11-02T04:30Z',
    after: '2026-11-02T05:30Z',
    day: '2026-11-02',
  },
  // Lord Howe Island changes by half an hour: back on 5 April 2026 (UTC+11 to +10:30), forward on 4 October.
  {
    zone: 'Australia/Lord_Howe',
    what: 'into the long day',
    before: '2026-04-04T12:30Z',
    after: '2026-04-04T13:30Z',
    day: '2026-04-05',
  },
  {
    zone: 'Australia/Lord_Howe',
    what: 'out of the long day',
    before: '2026-04-05T13:00Z',
    after: '2026-04-05T14:00Z',
    day: '2026-04-06',
  },
  {
    zone: 'Australia/Lord_Howe',
    what: 'into the short day',
    before: '2026-10-03T13:00Z',
    after: '2026-10-03T14:00Z',
    day: '2026-10-04',
  },
  {
    zone: 'Australia/Lord_Howe',
    what: 'out of the short day',
    before: '2026-10-04T12:30Z',
    after: '2026-10-04T13:30Z',
    day: '2026-10-05',
  },
  // Kolkata never changes, and lies half an hour beside the hour.
  {
    zone: 'Asia/Kolkata',
    what: 'at the end of the month',
    before: '2026-03-31T18:00Z',
    after: '2026-03-31T19:00Z',
    day: '2026-04-01',
  },
  {
    zone: 'Asia/Kolkata',
    what: 'at the new year',
    before: '2025-12-31T18:00Z',
    after: '2025-12-31T19:00Z',
    day: '2026-01-01',
  },
  // In Santiago the clocks go forward at midnight itself: 6 September 2026 begins at 1:00 (UTC-4 to -3).
  {
    zone: 'America/Santiago',
    what: 'into a day without its first hour',
    before: '2026-09-06T03:30Z',
    after: '2026-09-06T04:30Z',
    day: '2026-09-06',
  },
  {
    zone: 'Pacific/Kiritimati',
    what: 'first in the world',
    before: '2026-03-31T09:30Z',
    after: '2026-03-31T10:30Z',
    day: '2026-04-01',
  },
]

let books: TestBooks

beforeEach(() => {
  // A browser without locks: one window.
  vi.stubGlobal('navigator', {})
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  books.db.close()
})

describe.each(midnights)('$zone, $what', ({ zone, before, after, day }) => {
  const eve = addDays(calendarDate(day), -1)

  it('bills the day that has begun there, once, and not before', async () => {
    await openIn(zone, addDays(eve, -1))
    await daily(eve)
    at(before)
    expect(currentDay(zone)).toBe(eve)
    await run()
    expect(await billedDays(books.db)).toEqual([eve])
    at(after)
    expect(currentDay(zone)).toBe(day)
    await run()
    await run()
    expect(await billedDays(books.db)).toEqual([eve, day])
  })

  it('bills a month that begins on that day after midnight, dated by the day there', async () => {
    await openIn(zone, addDays(eve, -1))
    await monthly(calendarDate(day))
    at(before)
    await run()
    expect(await billedDays(books.db)).toEqual([])
    at(after)
    await run()
    expect(await billedDays(books.db)).toEqual([day])
    const [draft] = await books.db.invoices.toArray()
    expect(draft?.listedOn).toBe(day)
    books.today = currentDay(zone)
    await books.must(finalizeInvoice, { id: draft?.id as never })
    const [invoice] = await books.db.invoices.toArray()
    expect(invoice).toMatchObject({ issuedOn: day, dueOn: addDays(calendarDate(day), 14) })
  })
})

describe('Pacific/Apia, which had no 30 December 2011', () => {
  // The 29th ended at UTC-10; the next day was the 31st at UTC+14.
  it('bills what falls on the day that never came on the next one', async () => {
    const zone = 'Pacific/Apia'
    await openIn(zone, calendarDate('2011-12-28'))
    await monthly(calendarDate('2011-12-30'))
    at('2011-12-30T09:30Z')
    expect(currentDay(zone)).toBe('2011-12-29')
    await run()
    expect(await billedDays(books.db)).toEqual([])
    at('2011-12-30T10:30Z')
    expect(currentDay(zone)).toBe('2011-12-31')
    await run()
    await run()
    // The service period is the calendar's; the invoice is of the day on which it was made.
    expect(await billedDays(books.db)).toEqual(['2011-12-30'])
    expect((await books.db.invoices.toArray()).map(({ listedOn }) => listedOn)).toEqual(['2011-12-31'])
  })

  it('bills both days of a daily contract', async () => {
    const zone = 'Pacific/Apia'
    await openIn(zone, calendarDate('2011-12-28'))
    await daily(calendarDate('2011-12-29'))
    at('2011-12-30T09:30Z')
    await run()
    at('2011-12-30T10:30Z')
    await run()
    expect(await billedDays(books.db)).toEqual(['2011-12-29', '2011-12-30', '2011-12-31'])
  })
})

describe('an hourly look through a whole change of clocks', () => {
  it.each([
    ['Europe/Berlin', '2026-03-27T23:00Z', '2026-03-30T22:00Z', ['2026-03-28', '2026-03-29', '2026-03-30']],
    ['Europe/Berlin', '2026-10-23T22:00Z', '2026-10-26T23:00Z', ['2026-10-24', '2026-10-25', '2026-10-26']],
    ['Australia/Lord_Howe', '2026-04-03T13:00Z', '2026-04-06T13:30Z', ['2026-04-04', '2026-04-05', '2026-04-06']],
  ])('%s from %s bills each day once', async (zone, from, until, days) => {
    await openIn(zone, addDays(calendarDate(days[0] as string), -1))
    await daily(calendarDate(days[0] as string))
    const seen: string[] = []
    for (let instant = Date.parse(full(from)); instant < Date.parse(full(until)); instant += 30 * 60_000) {
      at(new Date(instant).toISOString())
      const today = currentDay(zone)
      if (!seen.includes(today)) seen.push(today)
      await run()
      expect(await billedDays(books.db)).toEqual(seen)
    }
    expect(seen).toEqual(days)
  })
})

it('goes by the account, not by where the device is', async () => {
  await openIn('Pacific/Kiritimati', calendarDate('2026-03-30'))
  await monthly(calendarDate('2026-04-01'))
  at('2026-03-31T11:00Z')
  expect(currentDay('Europe/Berlin')).toBe('2026-03-31')
  await run()
  expect(await billedDays(books.db)).toEqual(['2026-04-01'])
})

function full(moment: string): string {
  return moment.replace('Z', ':00.000Z')
}

/** Only the clock stands still: waiting for the database goes on. */
function at(moment: string): void {
  vi.useFakeTimers({ now: new Date(moment.length === 17 ? full(moment) : moment), toFake: ['Date'] })
}

async function openIn(zone: string, today: CalendarDate): Promise<void> {
  books = await openTestBooks({ today })
  const settings = await books.db.settings.get('account')
  await books.must(changeSettings, {
    version: settings?.version ?? 0,
    changes: {
      timeZone: zone,
      profile: { name: 'Studio', address: { line1: 'Quay 1', city: 'Port', country: 'DE' }, vatId: 'DE123456789' },
      ...(settings === undefined ? {} : { billing: { ...settings.billing, firstInvoice: 'by-schedule' as const } }),
    },
  })
}

async function daily(startOn: CalendarDate): Promise<void> {
  await enter(startOn, { unit: 'day', every: 1 })
}

async function monthly(startOn: CalendarDate): Promise<void> {
  await enter(startOn, { unit: 'month', every: 1 })
}

async function enter(startOn: CalendarDate, cadence: { unit: 'day' | 'month'; every: number }): Promise<void> {
  const { id: clientId } = await books.must(saveClient, {
    fields: {
      name: 'Okafor',
      contacts: [],
      addresses: [{ label: 'Office', line1: 'Mill Road 3', city: 'Cambridge', country: 'GB' }],
    },
  })
  await books.must(addContract, {
    fields: {
      clientId,
      name: 'Care',
      currency: 'EUR' as never,
      startOn,
      items: [
        {
          description: 'Care',
          kind: 'recurring',
          timing: 'advance',
          cadence,
          quantity: decimal('1'),
          pricing: { kind: 'flat', price: decimal('10') },
          taxIds: [],
          taxIncluded: false,
        },
      ],
    },
  })
}

async function run(): Promise<void> {
  const directory = new DirectoryDb({ indexedDB: new IDBFactory(), IDBKeyRange })
  const now = currentInstant()
  const entry: AccountEntry = {
    id: 'acc_DAY' as AccountId,
    name: 'Studio',
    kind: 'business',
    state: 'active',
    createdAt: now,
    openedAt: now,
  }
  await directory.accounts.add(entry)
  const deps = {
    accounts: () => accountPorts(directory, 'test', { entry, db: books.db }),
    place: 'node',
    now: currentInstant,
    lock: onlyOne,
  } as const
  const { accounts } = await tick(deps, 'hourly')
  directory.close()
  const [done] = accounts
  if (done === undefined || !('run' in done)) throw new Error(JSON.stringify(done))
  expect(done.run.counts).toMatchObject({ parked: 0 })
  expect(done.run.stoppedBy).toBeUndefined()
}

/** The first days of the periods that were charged. */
async function billedDays(db: AccountDb): Promise<string[]> {
  const charges = await db.charges.toArray()
  return charges.map(({ period }) => period?.start ?? '').sort()
}
