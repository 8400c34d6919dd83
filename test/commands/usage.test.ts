// M-29, R-15: usage is recorded once by its key, taken out and brought back, and never where it could not be billed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importUsage } from '../../src/commands/import-usage.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { removeUsage, restoreUsage } from '../../src/commands/remove-usage.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { buildContract } from '../../src/core/contract/build-contract.ts'
import { billedDays, countSentElsewhere, periodsSentElsewhere } from '../../src/core/contract/usage-window.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, ContractItemId, NewId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { hoursFromSeconds } from '../../src/core/rating/hours.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { addClient, setUpPractice } from '../support/practice.ts'
import { itemFields, plantContract, plantUsageItem } from '../support/usage-item.ts'

const on = calendarDate('2026-02-10')

async function setUp() {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  const item = await plantUsageItem(books, clientId)
  const entry = { contractItemId: item.id, on, quantity: decimal('1.5') }
  return { books, clientId, item, entry }
}

describe('recording usage', () => {
  it('keeps the entry with its owner, wakes the group and names the row in an event', async () => {
    const { books, item, entry } = await setUp()
    await books.db.wakeups.clear()
    const { id } = await books.must(recordUsage, { ...entry, unitPrice: decimal('95.50'), note: '  Sunday ' })
    const row = await books.db.usageRecords.get(id)
    expect(row).toMatchObject({
      contractId: item.contractId,
      contractItemId: item.id,
      clientId: item.clientId,
      billingGroupId: item.billingGroupId,
      on: '2026-02-10',
      quantity: '1.5',
      unitPrice: '95.5',
      note: 'Sunday',
      sourceKey: id,
      state: 'open',
      version: 1,
    })
    expect(rowProblem('usageRecords', row)).toBeUndefined()
    expect(await books.db.wakeups.get(item.billingGroupId)).toMatchObject({ wakeOn: books.today })
    const events = await books.db.events.where('subjects').equals(id).toArray()
    expect(events).toMatchObject([{ type: 'usage.recorded', data: { description: 'Hours', quantity: '1.5' } }])
  })

  it('counts two equal entries by hand as two, and one key once', async () => {
    const { books, entry } = await setUp()
    await books.must(recordUsage, entry)
    await books.must(recordUsage, entry)
    await books.must(recordUsage, { ...entry, sourceKey: 'ticket-1' })
    expect(await books.refusal(recordUsage, { ...entry, sourceKey: ' ticket-1 ' })).toEqual({
      code: 'usage-duplicate',
      sourceKey: 'ticket-1',
    })
    expect(await books.db.usageRecords.count()).toBe(3)
  })

  it('takes the same key for another item: a key is unique within its item', async () => {
    const { books, clientId, entry } = await setUp()
    const other = await plantUsageItem(books, clientId)
    await books.must(recordUsage, { ...entry, sourceKey: 'k' })
    await books.must(recordUsage, { ...entry, contractItemId: other.id, sourceKey: 'k' })
    expect(await books.db.usageRecords.count()).toBe(2)
  })

  it('refuses what is no usage, no item, or no quantity, and writes nothing', async () => {
    const { books, clientId, entry } = await setUp()
    const { items } = await plantContract(books, clientId, { items: [itemFields('Rent', { kind: 'recurring' })] })
    const before = await dumpBooks(books)
    const recurring = items[0]?.id as ContractItemId
    expect(await books.refusal(recordUsage, { ...entry, contractItemId: recurring })).toEqual({
      code: 'not-usage-item',
      description: 'Rent',
    })
    expect(await books.refusal(recordUsage, { ...entry, contractItemId: 'itm_x' as ContractItemId })).toMatchObject({
      code: 'not-found',
      entity: 'contractItem',
    })
    const invalid = (field: string, reason: string) => ({ code: 'field-invalid', field, reason })
    for (const [more, problem] of [
      [{ quantity: decimal('0') }, invalid('quantity', 'not-positive')],
      [{ quantity: decimal('-1') }, invalid('quantity', 'not-positive')],
      [{ quantity: 'lots' as typeof entry.quantity }, invalid('quantity', 'not-a-number')],
      [{ quantity: decimal('12345678901') }, invalid('quantity', 'too-large')],
      [{ quantity: decimal('0.0000001') }, { ...invalid('quantity', 'too-many-decimals'), limit: 6 }],
      [{ unitPrice: decimal('-1') }, invalid('unitPrice', 'negative')],
      [{ on: '2026-02-30' as typeof on }, invalid('on', 'not-a-date')],
      [{ sourceKey: '  ' }, invalid('sourceKey', 'empty')],
      [{ sourceKey: 'x'.repeat(201) }, { ...invalid('sourceKey', 'too-long'), limit: 200 }],
      [{ note: 'x'.repeat(1001) }, { ...invalid('note', 'too-long'), limit: 1000 }],
      [{ quantity: decimal('999999999'), unitPrice: decimal('999999999') }, { code: 'amount-too-large' }],
    ] as const) {
      expect(await books.refusal(recordUsage, { ...entry, ...more }), JSON.stringify(more)).toEqual(problem)
    }
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('refuses days that can never be billed: before the trial is over, from the end on, and what another system billed', async () => {
    const { books, clientId } = await setUp()
    const trial = await plantUsageItem(books, clientId, { trialDays: 14 }, { endOn: calendarDate('2026-06-01') })
    const days = { start: '2026-01-15', end: '2026-06-01' }
    const record = (id: ContractItemId, day: string) => ({
      contractItemId: id,
      on: calendarDate(day),
      quantity: decimal('1'),
    })
    for (const day of ['2026-01-14', '2026-06-01', '2027-01-01']) {
      expect(await books.refusal(recordUsage, record(trial.id, day))).toEqual({
        code: 'usage-outside',
        on: day,
        ...days,
      })
    }
    await books.must(recordUsage, record(trial.id, '2026-01-15'))
    await books.must(recordUsage, record(trial.id, '2026-05-31'))

    const { items } = await plantContract(books, clientId, {}, '2026-03-02')
    const moved = items[0]?.id as ContractItemId
    // January and February would have billed before 2 March; March bills here, its first day included.
    expect(await books.refusal(recordUsage, record(moved, '2026-02-28'))).toEqual({
      code: 'usage-outside',
      on: '2026-02-28',
      start: '2026-03-01',
    })
    await books.must(recordUsage, record(moved, '2026-03-01'))
  })

  it('is fine on a contract that is on hold', async () => {
    const { books, item, entry } = await setUp()
    const contract = await books.db.contracts.get(item.contractId)
    if (contract === undefined) throw new Error('no contract')
    await books.db.contracts.put({ ...contract, hold: { since: calendarDate('2026-02-01') } })
    expect((await books.run(recordUsage, entry)).ok).toBe(true)
  })
})

describe('taking usage out', () => {
  it('keeps the row and its key, and brings it back', async () => {
    const { books, entry } = await setUp()
    const { id } = await books.must(recordUsage, { ...entry, sourceKey: 'k' })
    expect(await books.must(removeUsage, { id, version: 1 })).toEqual({ version: 2 })
    expect(await books.db.usageRecords.get(id)).toMatchObject({ state: 'removed', version: 2 })
    expect(await books.refusal(recordUsage, { ...entry, sourceKey: 'k' })).toMatchObject({ code: 'usage-duplicate' })
    expect(await books.must(restoreUsage, { id, version: 2 })).toEqual({ version: 3 })
    expect(await books.db.usageRecords.get(id)).toMatchObject({ state: 'open', version: 3 })
  })

  it('is refused to whoever saw another version, for billed usage, and for days that have fallen outside', async () => {
    const { books, item, entry } = await setUp()
    const { id } = await books.must(recordUsage, entry)
    expect(await books.refusal(removeUsage, { id, version: 7 })).toMatchObject({ code: 'stale', entity: 'usage' })
    await books.must(removeUsage, { id, version: 1 })
    await books.db.contractItems.put({ ...item, endOn: calendarDate('2026-02-01') })
    expect(await books.refusal(restoreUsage, { id, version: 2 })).toMatchObject({ code: 'usage-outside' })
    const row = await books.db.usageRecords.get(id)
    if (row === undefined) throw new Error('no record')
    await books.db.usageRecords.put({ ...row, state: 'billed' })
    expect(await books.refusal(removeUsage, { id, version: 2 })).toMatchObject({ code: 'usage-billed' })
    expect(await books.refusal(restoreUsage, { id, version: 2 })).toMatchObject({ code: 'usage-billed' })
  })
})

describe('importing usage', () => {
  const rows = (item: ContractItemId, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      contractItemId: item,
      on,
      quantity: decimal('1'),
      sourceKey: `row-${n}`,
    }))
  const origin = { file: 'usage.csv', skipped: 0, refused: 0 }

  it('writes a file once, whoever sends it again, in part or whole', async () => {
    const { books, item } = await setUp()
    const add = rows(item.id, 1200)
    const key = books.newId('cmd')
    const first = await books.must(importUsage, { ...origin, add }, key)
    expect(first).toEqual({ importId: key, added: 1200, updated: 0, alreadyThere: 0 })
    expect(await books.must(importUsage, { ...origin, add }, key)).toEqual(first)
    const before = await dumpBooks(books, 'events')
    expect(await books.must(importUsage, { ...origin, add })).toMatchObject({ added: 0, alreadyThere: 1200 })
    expect(await dumpBooks(books, 'events')).toEqual(before)
    const more = await books.must(importUsage, { ...origin, add: rows(item.id, 1201) })
    expect(more).toMatchObject({ added: 1, alreadyThere: 1200 })
    expect(await books.db.usageRecords.count()).toBe(1201)
  })

  it('takes a key that stands twice in the file once', async () => {
    const { books, item } = await setUp()
    const [row] = rows(item.id, 1)
    if (row === undefined) throw new Error('no row')
    expect(await books.must(importUsage, { ...origin, add: [row, row] })).toMatchObject({ added: 1, alreadyThere: 1 })
  })

  it('is all or nothing: one entry that cannot be, and none is there', async () => {
    const { books, item } = await setUp()
    const before = await dumpBooks(books)
    const add = rows(item.id, 600)
    const bad = { ...add[0], sourceKey: 'bad', on: calendarDate('2025-12-31') } as (typeof add)[number]
    expect(await books.refusal(importUsage, { ...origin, add: [...add, bad] })).toMatchObject({ code: 'usage-outside' })
    const stop = new AbortController()
    const stopped = await books.refusal(importUsage, {
      ...origin,
      add,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    expect(stopped).toEqual({ code: 'import-stopped' })
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('is undone as one act; what was billed or changed since stays, what was taken out by hand too', async () => {
    const { books, item } = await setUp()
    const empty = await dumpBooks(books, 'events', 'wakeups', 'automation')
    const { importId } = await books.must(importUsage, { ...origin, add: rows(item.id, 3) })
    expect(await books.must(undoImport, { importId })).toEqual({ removed: 3, restored: 0, kept: [] })
    // Automation stands still after it.
    expect(await dumpBooks(books, 'events', 'wakeups', 'automation')).toEqual(empty)

    const again = await books.must(importUsage, { ...origin, add: rows(item.id, 3) })
    const [first, second] = await books.db.usageRecords.toArray()
    if (first === undefined || second === undefined) throw new Error('no records')
    await books.db.usageRecords.put({ ...first, state: 'billed' })
    await books.must(removeUsage, { id: second.id, version: 1 })
    const undone = await books.must(undoImport, { importId: again.importId })
    expect(undone.removed).toBe(1)
    expect(undone.kept.map(({ id, why }) => [id, why])).toEqual([
      [first.id, 'in-use'],
      [second.id, 'changed'],
    ])
  })

  it('leaves out what a person took out: the file does not bring it back', async () => {
    const { books, item } = await setUp()
    await books.must(importUsage, { ...origin, add: rows(item.id, 1) })
    const [record] = await books.db.usageRecords.toArray()
    if (record === undefined) throw new Error('no record')
    await books.must(removeUsage, { id: record.id, version: 1 })
    expect(await books.must(importUsage, { ...origin, add: rows(item.id, 1) })).toMatchObject({
      added: 0,
      alreadyThere: 1,
    })
    expect(await books.db.usageRecords.get(record.id)).toMatchObject({ state: 'removed' })
  })
})

describe('the days that count', () => {
  it('counts the periods sent from elsewhere as going through them does', () => {
    const newId = ((prefix: string) => `${prefix}_1`) as NewId
    fc.assert(
      fc.property(
        fc.record({
          start: fc.integer({ min: 0, max: 1500 }),
          length: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
          before: fc.integer({ min: -100, max: 2200 }),
          unit: fc.constantFrom('day', 'week', 'month', 'year'),
          every: fc.integer({ min: 1, max: 5 }),
          day: fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined }),
          kind: fc.constantFrom('recurring', 'usage', 'one-off'),
          timing: fc.constantFrom('advance', 'arrears'),
          firstStub: fc.constantFrom('at-once', 'with-next'),
        }),
        ({ start, length, before, unit, every, day, kind, timing, firstStub }) => {
          const startOn = addDays(calendarDate('2023-12-30'), start)
          const monthly = unit === 'month' || unit === 'year'
          const built = buildContract(
            {
              clientId: 'cli_1' as ClientId,
              name: 'X',
              currency: 'EUR' as CurrencyCode,
              startOn,
              ...(length !== undefined && { endOn: addDays(startOn, length) }),
              items: [
                itemFields('Y', {
                  kind,
                  timing,
                  firstStub,
                  cadence: { unit, every },
                  ...(day !== undefined && monthly && { billingDay: day }),
                }),
              ],
            },
            {
              settings: { billing: { proration: 'none', firstStub: 'at-once' } },
              clientName: 'C',
              billingGroupId: 'grp_1' as BillingGroupId,
              today: startOn,
              now: `${startOn}T00:00:00.000Z` as never,
              newId,
              sentElsewhereBefore: addDays(calendarDate('2023-12-30'), before),
            },
          )
          if (!built.ok) throw new Error(JSON.stringify(built.problem))
          const { contract, items } = built.value
          const [item] = items
          if (item === undefined) throw new Error('no item')
          const periods = periodsSentElsewhere(item, contract)
          expect(countSentElsewhere(item, contract)).toBe(periods.length)
          expect(billedDays(item, contract).start).toBe(periods.at(-1)?.end ?? startOn)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('turns seconds into hours exactly, rounded half away from zero', () => {
    expect([0, 18, 36, 54, 3600, 5400, 4321].map((seconds) => hoursFromSeconds(seconds))).toEqual(
      ['0', '0.01', '0.01', '0.02', '1', '1.5', '1.2'].map(decimal),
    )
    expect(hoursFromSeconds(4800, 4)).toBe('1.3333')
  })
})

it('keeps the records of one client apart from another with the same words', async () => {
  const books = await openTestBooks()
  const [one, two] = [await addClient(books, 'Same'), await addClient(books, 'Same')]
  const [left, right] = [await plantUsageItem(books, one), await plantUsageItem(books, two)]
  await books.must(recordUsage, { contractItemId: left.id, on, quantity: decimal('1') })
  await books.must(recordUsage, { contractItemId: right.id, on, quantity: decimal('2') })
  const records = await books.db.usageRecords.toArray()
  expect(records.map(({ clientId, quantity }) => [clientId, quantity])).toEqual([
    [one, '1'],
    [two, '2'],
  ])
})
