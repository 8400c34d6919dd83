// What a run writes down, reads, and leaves for the next one when its time is over.
import { afterEach, describe, expect, it } from 'vitest'
import { tick } from '../../src/automation/tick.ts'
import { beginRun } from '../../src/commands/begin-run.ts'
import { activateGroup, holdGroup, setGroupMode } from '../../src/commands/change-group-state.ts'
import { holdInvoice, resumeInvoice } from '../../src/commands/hold-invoice.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { RunId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { explainInvoice } from '../../src/queries/explain-invoice.ts'
import { getRun } from '../../src/queries/get-run.ts'
import { listRuns } from '../../src/queries/list-runs.ts'
import { previewRun } from '../../src/queries/preview-run.ts'
import { countReads } from '../support/count-reads.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { addHosting, openHostingBooks, reasonsOf } from '../support/hosting-books.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, issue } from '../support/practice.ts'
import { runBooks, setRule, tickBooks } from '../support/run-tick.ts'

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

async function openWith(today: string): Promise<TestBooks> {
  const books = await openHostingBooks({ today })
  opened.push(books)
  return books
}

const fee = {
  fee: { kind: 'amount', amount: 500 as Minor, currency: 'EUR' as CurrencyCode },
  afterDays: 10,
  taxIds: [],
  description: 'Late fee for {number}',
} as const

describe('a run with nothing due', () => {
  it('reads its own state, the rules and what is awake, however much sleeps', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    await setRule(books, 'reminders', { steps: [{ step: 1, days: 7 }], way: { kind: 'prepare' }, attachPdf: 0 })
    for (let index = 0; index < 12; index += 1) await addHosting(books)
    await runBooks(books)
    await runBooks(books)
    const reads = await countReads(books)
    const run = await runBooks(books)
    const counted = reads.stop()
    expect(run).toMatchObject({ told: 0, counts: { groups: 0 } })
    const { meta = 0, automation = 0, runs = 0, rules = 0, ...others } = counted
    expect(others).toEqual({})
    expect({ meta, automation, runs, rules }).toEqual({ meta: 4, automation: 3, runs: 2, rules: 0 })
  })

  it('is written down, and let go of after thirty days, some at a time', async () => {
    const books = await openWith('2026-01-01')
    await runBooks(books)
    const before = await books.db.runs.count()
    for (let index = 0; index < 230; index += 1) {
      const id = `run_T0000000${String(index).padStart(3, '0')}` as RunId
      const old = { trigger: 'hourly', place: 'page', device: 'x', asOf: calendarDate('2025-11-01') } as const
      const verdict = { acts: 'all', reason: { code: 'runs' } } as const
      const [told] = [index % 10 === 0 ? 1 : 0] as const
      const startedAt = '2025-11-01T10:00:00.000Z' as never
      await books.db.runs.add({ ...old, id, startedAt, state: 'done', verdict, counts: {} as never, told })
    }
    await runBooks(books)
    expect(await books.db.runs.count()).toBe(before + 230 - 200 + 1)
    await runBooks(books)
    // Those that did something are kept.
    expect(await books.db.runs.where('[told+id]').between([1, ''], [1, []]).count()).toBeGreaterThanOrEqual(23)
    expect(await books.db.runs.count()).toBe(before + 23 + 2)
  })
})

describe('the time of a run', () => {
  it('that is over stops it before the next unit; the next one goes on', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    for (let index = 0; index < 6; index += 1) await addHosting(books)
    const worked: number[] = []
    for (let tries = 0; tries < 40; tries += 1) {
      let spent = 0
      const result = await tickBooks(books, {
        budgetMs: 14,
        elapsed: () => {
          spent += 1
          return spent
        },
      })
      worked.push((await books.db.invoices.filter(({ state }) => state === 'open').count()) as number)
      if (!result.more) break
      expect(result.accounts[0]?.run).toMatchObject({ stoppedBy: 'time' })
    }
    // A few clocks are looked at between units, so that some run had time for one unit at least.
    expect(worked.at(-1)).toBe(6)
    expect(worked.length).toBeGreaterThan(2)
  })

  it('stops at a signal, and tells nobody', async () => {
    const books = await openWith('2026-01-01')
    await addHosting(books)
    const abort = new AbortController()
    const run = await runBooks(books, {
      signal: abort.signal,
      pause: async () => abort.abort(),
    })
    expect(run.stoppedBy).toBe('aborted')
    expect(await books.db.runs.get(run.runId)).toMatchObject({ state: 'stopped', stoppedBy: 'aborted' })
  })

  it('leaves an account alone that another place runs, and goes on with the next when one fails', async () => {
    const books = await openWith('2026-01-01')
    const account = (id: string, open: () => Promise<never>) => ({ id: id as never, name: id, open })
    const broken = async (): Promise<never> => {
      throw new Error('damaged')
    }
    const result = await tick(
      {
        accounts: async () => [account('acc_A', broken), account('acc_B', broken), account('acc_C', broken)],
        place: 'node',
        now: () => books.envelope().now,
        lock: async (name, act) => (name.includes('acc_B') ? undefined : act()),
      },
      'start',
    )
    expect(result.accounts.map(({ accountId, failed }) => [accountId, failed !== undefined])).toEqual([
      ['acc_A', true],
      ['acc_B', false],
      ['acc_C', true],
    ])
  })
})

describe('from an invoice', () => {
  it('one comes to the run that made it, and back', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    await addHosting(books)
    const { runId } = await runBooks(books)
    books.today = '2026-01-02'
    await runBooks(books)
    const [invoice] = await books.db.invoices.toArray()
    const { runs } = await listRuns(books.db, { subject: invoice?.id ?? '', toldOnly: true }, undefined, 10)
    expect(runs.map(({ id }) => id)).toEqual([runId])
    const view = await getRun(books.db, runId)
    expect(view?.events.flatMap(({ subjects }) => subjects)).toContain(invoice?.id)
    expect(view?.entries.find(({ planner }) => planner === 'finalization')).toMatchObject({
      ruleId: 'finalization/account',
      subject: { kind: 'invoice', id: invoice?.id },
      outcome: 'do',
      reason: { code: 'finalizes', on: '2026-01-01' },
    })
    expect(view?.entries.some(({ planner, outcome }) => planner === 'billing' && outcome === 'do')).toBe(true)
  })

  it('runs are listed by pages, the newest first', async () => {
    const books = await openWith('2026-01-01')
    const made: string[] = []
    for (let index = 0; index < 5; index += 1) {
      if (index % 2 === 0) await addHosting(books)
      made.unshift((await runBooks(books)).runId)
    }
    const first = await listRuns(books.db, {}, undefined, 3)
    const second = await listRuns(books.db, {}, first.next, 3)
    expect([...first.runs, ...second.runs].map(({ id }) => id)).toEqual(made)
    expect(second.next).toBeUndefined()
    const told = await listRuns(books.db, { toldOnly: true }, undefined, 2)
    const more = await listRuns(books.db, { toldOnly: true }, told.next, 2)
    expect([...told.runs, ...more.runs].map(({ id }) => id)).toEqual([made[0], made[2], made[4]])
  })
})

describe('the dry run', () => {
  it('says what the run then does, and writes nothing', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'after-days', days: 2 })
    await setRule(books, 'reminders', { steps: [{ step: 1, days: 3 }], way: { kind: 'prepare' }, attachPdf: 0 })
    await setRule(books, 'late-fees', fee)
    const clientId = await addHosting(books)
    await issue(books, clientId, '100')
    for (let day = 0; day < 40; day += 1) {
      books.today = addDays(calendarDate('2026-01-01'), day)
      const before = await dumpBooks(books)
      const preview = await previewRun(books.db, calendarDate(books.today))
      expect(await dumpBooks(books)).toEqual(before)
      const { counts } = await runBooks(books)
      expect({ remind: counts.reminders, fees: counts.fees }, books.today).toEqual({
        remind: preview.counts.remind,
        fees: preview.counts.fees,
      })
      // A fee is billed in its own run, and may join a draft, whose days of grace then count anew.
      if (counts.fees > 0) continue
      expect({ finalize: counts.finalized, drafts: counts.drafts }, books.today).toEqual({
        finalize: preview.counts.finalize,
        drafts: preview.counts.drafts,
      })
    }
    expect(await books.db.messages.count()).toBeGreaterThan(0)
    expect(await books.db.charges.filter(({ source }) => source === 'late-fee').count()).toBe(2)
  })

  it('says why a document stands where it stands', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'after-days', days: 2 })
    await setRule(books, 'reminders', { steps: [{ step: 1, days: 3 }], way: { kind: 'prepare' }, attachPdf: 0 })
    const clientId = await addHosting(books)
    await runBooks(books)
    const [draft] = await books.db.invoices.toArray()
    if (draft === undefined) throw new Error('no draft')
    const today = calendarDate(books.today)
    expect(await explainInvoice(books.db, draft.id, today)).toMatchObject({
      finalization: { outcome: 'wait', reason: { code: 'grace-running', until: '2026-01-03' } },
      ruleIds: { finalization: 'finalization/account' },
      waiting: false,
    })
    const { id, version } = await issue(books, clientId, '100')
    expect((await explainInvoice(books.db, id, today))?.reminders).toMatchObject([
      { outcome: 'wait', reason: { code: 'step-to-come', on: '2026-01-18' } },
    ])
    await books.must(holdInvoice, { id, version, note: 'They called' })
    expect((await explainInvoice(books.db, id, calendarDate('2026-01-20')))?.reminders).toMatchObject([
      { outcome: 'blocked', reason: { code: 'on-hold', of: 'invoice', note: 'They called' } },
    ])
  })
})

describe('a late fee', () => {
  it('bills on its day where nothing gathers by itself, and is said so', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'late-fees', fee)
    await setRule(books, 'finalization', { kind: 'at-once' })
    const clientId = await addClient(books, 'Late')
    const { id } = await issue(books, clientId, '100')
    books.today = '2026-01-25'
    const run = await runBooks(books)
    expect(run.counts).toMatchObject({ fees: 1, drafts: 1, finalized: 1 })
    const [charge] = await books.db.charges.filter(({ source }) => source === 'late-fee').toArray()
    expect(charge).toMatchObject({
      id: `${id}/late-fee/1`,
      description: 'Late fee for 2026-0001',
      amount: 500,
      billsOn: '2026-01-25',
      state: 'invoiced',
    })
    expect(await reasonsOf(books, run.runId)).toContain('late-fees do accrues')
  })

  it('waits with its group where that bills by hand or is on hold', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'late-fees', fee)
    const clientId = await addClient(books, 'Late')
    await issue(books, clientId, '100')
    const [group] = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
    if (group === undefined) throw new Error('no group')
    await books.must(setGroupMode, { id: group.id, version: group.version, mode: 'manual' })
    books.today = '2026-01-25'
    expect((await runBooks(books)).counts).toMatchObject({ fees: 1, drafts: 0 })
    await books.must(holdGroup, { id: group.id, version: group.version + 1 })
    books.today = '2026-03-01'
    expect((await runBooks(books)).counts).toMatchObject({ fees: 0 })
  })

  it('that is let go of by hand is not charged again, and a hold keeps its days for ever', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'late-fees', { ...fee, repeat: { unit: 'day', every: 10 } })
    const clientId = await addClient(books, 'Late')
    const { id } = await issue(books, clientId, '100')
    books.today = '2026-01-25'
    await runBooks(books)
    const [draft] = await books.db.invoices.filter(({ state }) => state === 'draft').toArray()
    expect(draft).toBeDefined()
    const row = await books.db.invoices.get(id)
    await books.must(holdInvoice, { id, version: row?.version ?? 0 })
    books.today = '2026-02-10'
    await runBooks(books)
    await books.must(resumeInvoice, { id, version: (row?.version ?? 0) + 1 })
    expect(await books.db.invoices.get(id)).toMatchObject({
      pastHolds: [{ start: '2026-01-25', end: '2026-02-10' }],
    })
    await runBooks(books)
    const ids = () => books.db.charges.filter(({ source }) => source === 'late-fee').primaryKeys()
    expect(await ids()).toEqual([`${id}/late-fee/1`])
    books.today = '2026-02-14'
    await runBooks(books)
    // 4 February lay in the hold.
    expect(await ids()).toEqual([`${id}/late-fee/1`, `${id}/late-fee/3`])
  })
})

it('the days of a group on hold cost nothing, later neither', async () => {
  const books = await openWith('2026-01-01')
  await setRule(books, 'late-fees', { ...fee, repeat: { unit: 'day', every: 10 } })
  const clientId = await addClient(books, 'Late')
  const { id } = await issue(books, clientId, '100')
  const [group] = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
  if (group === undefined) throw new Error('no group')
  books.today = '2026-01-24'
  await books.must(holdGroup, { id: group.id, version: group.version })
  books.today = '2026-02-05'
  await books.must(activateGroup, { id: group.id, version: group.version + 1, gap: 'skip' })
  expect(await books.db.billingGroups.get(group.id)).toMatchObject({
    pastHolds: [{ start: '2026-01-24', end: '2026-02-05' }],
  })
  books.today = '2026-02-15'
  await runBooks(books)
  const fees = await books.db.charges.filter(({ source }) => source === 'late-fee').toArray()
  // 25 January and 4 February lay in the hold.
  expect(fees.map((row) => [row.id, row.billsOn])).toEqual([[`${id}/late-fee/3`, '2026-02-14']])
})

it('a run is begun once, however often it is sent', async () => {
  const books = await openWith('2026-01-01')
  const input = { trigger: 'start', place: 'node', asOf: calendarDate('2026-01-01'), timeZone: 'UTC' } as const
  const first = await books.must(beginRun, input, 'cmd_same')
  expect(await books.must(beginRun, input, 'cmd_same')).toEqual(first)
  expect(await books.db.runs.count()).toBe(1)
})
