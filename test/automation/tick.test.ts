// A tick from end to end: contracts billed, drafts finalized by their rule, reminders and fees by theirs, once.
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, describe, expect, it } from 'vitest'
import { addHosting, openHostingBooks, reasonsOf } from '../support/hosting-books.ts'
import type { TestBooks, TestPlace } from '../support/open-test-books.ts'
import { runBooks, setRule } from '../support/run-tick.ts'

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

describe('a run', () => {
  it('bills, and leaves drafts for review where no rule says otherwise', async () => {
    const books = await openWith({ today: '2026-01-01' })
    await addHosting(books)
    const run = await runBooks(books)
    expect(run.counts).toMatchObject({ groups: 2, charges: 1, drafts: 1, finalized: 0 })
    expect(await states(books)).toEqual(['draft'])
    expect(await reasonsOf(books, run.runId)).toContain('finalization blocked for-review')
  })

  it('finalizes by rule in the same run, numbers in the order of billing dates', async () => {
    const books = await openWith({ today: '2026-01-01' })
    await setRule(books, 'finalization', { kind: 'at-once' })
    await addHosting(books)
    const run = await runBooks(books)
    expect(run).toMatchObject({ counts: { drafts: 1, finalized: 1 }, told: 1 })
    const [invoice] = await books.db.invoices.toArray()
    expect(invoice).toMatchObject({ state: 'open', number: '2026-0001' })
    const events = await books.db.events.where('runId').equals(run.runId).toArray()
    expect(events.map(({ type }) => type)).toEqual(['group.billed', 'draft.made', 'invoice.finalized'])
    expect(await books.db.runs.get(run.runId)).toMatchObject({ state: 'done', told: 1, trigger: 'start' })
    // Everything sleeps until the next period.
    expect(await books.db.wakeups.toArray()).toMatchObject([{ kind: 'group', wakeOn: '2026-02-01' }])
    expect((await runBooks(books)).told).toBe(0)
  })

  it('waits for the days of grace, and counts them anew with new lines', async () => {
    const books = await openWith({ today: '2026-01-01' })
    await setRule(books, 'finalization', { kind: 'after-days', days: 3 })
    const clientId = await addHosting(books)
    await runBooks(books)
    expect(await books.db.wakeups.toArray()).toMatchObject([{ kind: 'group', wakeOn: '2026-01-04' }])
    books.today = '2026-01-03'
    await addHosting(books, { clientId, startOn: '2026-01-02' })
    await runBooks(books)
    const [draft] = await books.db.invoices.toArray()
    expect(draft).toMatchObject({ state: 'draft', linesChangedOn: '2026-01-03', version: 2 })
    books.today = '2026-01-05'
    await runBooks(books)
    expect(await states(books)).toEqual(['draft'])
    books.today = '2026-01-06'
    expect((await runBooks(books)).counts.finalized).toBe(1)
    expect(await states(books)).toEqual(['open'])
  })

  it('is done once where three places tick at the same time', async () => {
    const factory = new IDBFactory()
    const books = await openWith({ today: '2026-01-01', factory, name: 'race', tab: 'A' })
    await setRule(books, 'finalization', { kind: 'at-once' })
    await setRule(books, 'reminders', { steps: [{ step: 1, days: 7 }], way: { kind: 'prepare' }, attachPdf: 1 })
    for (let index = 0; index < 5; index += 1) await addHosting(books)
    const others = await Promise.all(
      ['B', 'C'].map((tab) => openWith({ today: '2026-01-01', factory, name: 'race', tab }, false)),
    )
    for (const today of ['2026-01-01', '2026-01-25', '2026-02-01']) {
      for (const each of [books, ...others]) each.today = today
      const runs = await Promise.all([books, ...others].map((each) => runBooks(each)))
      expect(runs.map(({ stoppedBy }) => stoppedBy)).toEqual([undefined, undefined, undefined])
    }
    const invoices = await books.db.invoices.toArray()
    expect(invoices.map((row) => (row.state === 'draft' ? '' : row.number)).sort()).toEqual(
      Array.from({ length: 10 }, (_each, index) => `2026-${String(index + 1).padStart(4, '0')}`),
    )
    expect(await books.db.messages.count()).toBe(5)
    expect(await books.db.charges.count()).toBe(10)
    expect(await books.db.billingGroups.filter(({ parked }) => parked !== undefined).count()).toBe(0)
  })
})

async function openWith(place: TestPlace, fresh = true): Promise<TestBooks> {
  const books = await openHostingBooks(place, fresh)
  opened.push(books)
  return books
}

async function states(books: TestBooks): Promise<string[]> {
  return (await books.db.invoices.toArray()).map(({ state }) => state)
}
