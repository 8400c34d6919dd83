// Away, back, and clocks that are wrong: what a run does not do by itself (R-10, R-32, G-10, R-37).
import { afterEach, describe, expect, it } from 'vitest'
import { confirmWaiting } from '../../src/commands/confirm-waiting.ts'
import type { Command } from '../../src/commands/execute.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { pauseAfterReturn } from '../../src/commands/pause-after-return.ts'
import { pauseAutomation, resumeAutomation } from '../../src/commands/pause-automation.ts'
import { resetClock } from '../../src/commands/reset-clock.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import { rulesVersion } from '../../src/core/automation/run.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { ok } from '../../src/core/result.ts'
import { getAutomation, listMadeMeanwhile } from '../../src/queries/get-automation.ts'
import { previewRun } from '../../src/queries/preview-run.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { addHosting, openHostingBooks, reasonsOf } from '../support/hosting-books.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { issue } from '../support/practice.ts'
import { runBooks, setRule } from '../support/run-tick.ts'

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

async function openWith(today: string): Promise<TestBooks> {
  const books = await openHostingBooks({ today })
  opened.push(books)
  return books
}

const states = async (books: TestBooks) => (await books.db.invoices.toArray()).map(({ state }) => state)
const confirmAll = async (books: TestBooks) => {
  const { waiting } = await getAutomation(books.db, calendarDate(books.today))
  return books.must(confirmWaiting, { invoiceIds: waiting.map(({ invoiceId }) => invoiceId) })
}

describe('after more than 40 days', () => {
  it('makes drafts, issues and writes nothing, until the owner says so; then everything goes', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    await setRule(books, 'reminders', { steps: [{ step: 1, days: 3 }], way: { kind: 'prepare' }, attachPdf: 0 })
    await addHosting(books)
    expect((await runBooks(books)).counts).toMatchObject({ finalized: 1 })
    books.today = '2026-02-11'
    const away = await runBooks(books)
    expect(away).toMatchObject({ verdict: { acts: 'prepare', reason: { code: 'away-too-long', days: 41 } }, told: 1 })
    expect(away.counts).toMatchObject({ drafts: 1, finalized: 0, reminders: 0 })
    expect(await states(books)).toEqual(['open', 'draft'])
    const view = await getAutomation(books.db, calendarDate(books.today))
    expect(view.waiting.map(({ act, state, amountDue }) => [act, state, amountDue])).toEqual([
      ['finalize', 'draft', 12_000],
      ['remind', 'open', 12_000],
    ])
    expect(await reasonsOf(books, away.runId)).toContain('finalization blocked away-too-long')
    // However many days pass.
    books.today = '2026-02-13'
    expect(await runBooks(books)).toMatchObject({ told: 0, counts: { finalized: 0 } })
    expect(await confirmAll(books)).toEqual({ confirmed: 2 })
    const back = await runBooks(books, { trigger: 'confirmed' })
    expect(back).toMatchObject({ verdict: { acts: 'all' }, counts: { finalized: 1, reminders: 1 } })
    expect(await books.db.automation.get('state')).toMatchObject({ waiting: [], confirmed: [] })
    expect((await books.db.automation.get('state'))?.away).toBeUndefined()
  })

  it('goes on by itself after exactly 40 days', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    await addHosting(books)
    await runBooks(books)
    books.today = '2026-02-10'
    expect(await runBooks(books)).toMatchObject({ verdict: { acts: 'all' }, counts: { finalized: 1 } })
  })

  it('is over by itself where there is nothing to confirm', async () => {
    const books = await openWith('2026-01-01')
    await addHosting(books)
    await runBooks(books)
    books.today = '2026-03-01'
    expect((await runBooks(books)).verdict.acts).toBe('prepare')
    expect((await books.db.automation.get('state'))?.away).toBeUndefined()
    expect((await runBooks(books)).verdict.acts).toBe('all')
  })

  it('is not over while drafts of the absence wait for their days of grace', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'after-days', days: 5 })
    await runBooks(books)
    await addHosting(books)
    books.today = '2026-03-01'
    expect((await runBooks(books)).counts.drafts).toBe(1)
    books.today = '2026-03-06'
    expect((await runBooks(books)).verdict.acts).toBe('prepare')
    expect((await books.db.automation.get('state'))?.waiting).toHaveLength(1)
    await confirmAll(books)
    expect((await runBooks(books)).counts.finalized).toBe(1)
  })
})

it("is not over while a rule of the owner's own waits for the same word, which may name nothing", async () => {
  const books = await openWith('2026-01-01')
  const clientId = await addHosting(books)
  await books.must(saveRule, {
    kind: 'own',
    scope: { kind: 'account' },
    state: 'on',
    parameters: {
      name: 'Thank at once',
      when: { kind: 'event', event: 'invoice.finalized' },
      conditions: [],
      actions: [{ kind: 'remind' }],
      limit: 10,
    },
  })
  await runBooks(books)
  books.today = '2026-03-01'
  await issue(books, clientId, '100')
  const away = await runBooks(books)
  expect(await reasonsOf(books, away.runId)).toContain('own blocked waits-for-word')
  expect((await runBooks(books)).verdict.acts).toBe('prepare')
  expect(await books.db.messages.count()).toBe(0)
  await books.must(confirmWaiting, { invoiceIds: [] })
  expect(await runBooks(books)).toMatchObject({ verdict: { acts: 'all' }, counts: { fired: 1 } })
  expect(await books.db.messages.count()).toBe(1)
})

describe('more than 25 documents', () => {
  it('wait for one word; what is not named goes on waiting, and the rest goes', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    for (let index = 0; index < 26; index += 1) await addHosting(books)
    const run = await runBooks(books)
    expect(run).toMatchObject({ told: 1, counts: { drafts: 26, finalized: 0 } })
    const state = await books.db.automation.get('state')
    expect(state?.waitingFor).toEqual({ code: 'too-many-documents', documents: 26, limit: 25 })
    const ids = (state?.waiting ?? []).map(({ invoiceId }) => invoiceId)
    expect(ids).toHaveLength(26)
    expect(await books.must(confirmWaiting, { invoiceIds: ids.slice(3) })).toEqual({ confirmed: 23 })
    expect((await runBooks(books)).counts.finalized).toBe(23)
    // Three are fewer than 25, and still nobody has said so.
    expect((await runBooks(books)).counts.finalized).toBe(0)
    expect((await books.db.automation.get('state'))?.waiting).toHaveLength(3)
    await confirmAll(books)
    expect((await runBooks(books)).counts.finalized).toBe(3)
  })

  it('a word for what somebody has done by hand meanwhile is not kept for something else', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    for (let index = 0; index < 26; index += 1) await addHosting(books)
    await runBooks(books)
    await confirmAll(books)
    const [id] = (await books.db.automation.get('state'))?.confirmed ?? []
    if (id === undefined) throw new Error('nothing confirmed')
    await books.must(finalizeInvoice, { id })
    expect((await runBooks(books)).counts.finalized).toBe(25)
    expect((await books.db.automation.get('state'))?.confirmed).toEqual([])
  })

  it('are what the preview of today says: what waits, what goes on waiting, and what has its word', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    for (let index = 0; index < 26; index += 1) await addHosting(books)
    const waits = async () => (await previewRun(books.db, calendarDate(books.today))).waits
    await runBooks(books)
    const ids = ((await books.db.automation.get('state'))?.waiting ?? []).map(({ invoiceId }) => invoiceId)
    await books.must(confirmWaiting, { invoiceIds: ids.slice(3) })
    expect(await waits()).toBe(true)
    await runBooks(books)
    expect([await waits(), (await runBooks(books)).counts.finalized]).toEqual([true, 0])
    await confirmAll(books)
    expect([await waits(), (await runBooks(books)).counts.finalized]).toEqual([false, 3])
  })

  it('are asked for again in books that went back in time, whose other copy has used the word (R-37)', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    for (let index = 0; index < 26; index += 1) await addHosting(books)
    await runBooks(books)
    await confirmAll(books)
    const goBack: Command<null, null> = {
      name: 'goBack',
      tables: ['outbox', 'endpoints'],
      async run(each, _input, envelope) {
        await pauseAfterReturn(each, 'restored', envelope)
        return ok(null)
      },
    }
    await books.must(goBack, null)
    await books.must(resumeAutomation, {})
    expect((await runBooks(books)).counts.finalized).toBe(0)
    expect((await books.db.automation.get('state'))?.waiting).toHaveLength(26)
  })

  it('25 go without a word', async () => {
    const books = await openWith('2026-01-01')
    await setRule(books, 'finalization', { kind: 'at-once' })
    for (let index = 0; index < 25; index += 1) await addHosting(books)
    expect((await runBooks(books)).counts.finalized).toBe(25)
  })
})

it('sends the last reminder only after twelve weeks, and keeps the others as passed over', async () => {
  const books = await openWith('2026-01-01')
  const clientId = await addHosting(books)
  const { id } = await issue(books, clientId, '100')
  const steps = [-3, 0, 7, 14, 30].map((days, index) => ({ step: index + 1, days }))
  await setRule(books, 'reminders', { steps, way: { kind: 'prepare' }, attachPdf: 1 })
  await runBooks(books)
  books.today = addDays(calendarDate(books.today), 84)
  await runBooks(books)
  await confirmAll(books)
  const run = await runBooks(books)
  expect(run.counts.reminders).toBe(1)
  const messages = await books.db.messages.where('invoiceId').equals(id).sortBy('id')
  expect(messages.map(({ step, state, why }) => [step, state, why])).toEqual([
    [2, 'skipped', 'overtaken'],
    [3, 'skipped', 'overtaken'],
    [4, 'skipped', 'overtaken'],
    [5, 'prepared', undefined],
  ])
  expect(messages[3]?.runId).toBe(run.runId)
  expect((await runBooks(books)).counts.reminders).toBe(0)
})

describe('a clock', () => {
  it('that goes back stops everything, and says so once', async () => {
    const books = await openWith('2026-03-10')
    await addHosting(books)
    await runBooks(books)
    await addHosting(books, { startOn: '2026-03-01' })
    books.today = '2026-03-05'
    const before = await dumpBooks(books, 'runs')
    const run = await runBooks(books)
    expect(run).toMatchObject({ verdict: { acts: 'none', reason: { code: 'clock-went-back', days: 5 } }, told: 1 })
    expect(await dumpBooks(books, 'runs')).toEqual(before)
    expect((await runBooks(books)).told).toBe(0)
    const made = await listMadeMeanwhile(books.db, calendarDate(books.today))
    expect(made.events.map(({ type }) => type)).toContain('draft.made')
    await books.must(resetClock, {})
    expect(await runBooks(books)).toMatchObject({ verdict: { acts: 'all' }, counts: { drafts: 1 } })
  })

  it('that goes back in the middle of a run stops the rest of it', async () => {
    const books = await openWith('2026-03-10')
    for (let index = 0; index < 4; index += 1) await addHosting(books)
    let units = 0
    const run = await runBooks(books, {
      elapsed: () => {
        units += 1
        if (units === 8) books.today = '2026-03-01'
        return 0
      },
      budgetMs: 1000,
    })
    expect(run).toMatchObject({ stoppedBy: { code: 'clock-went-back' }, told: 1 })
    expect(await books.db.charges.count()).toBeLessThan(4)
  })

  it('in another time zone, one day back, waits without a word', async () => {
    const books = await openWith('2026-03-10')
    await runBooks(books)
    await addHosting(books)
    books.today = '2026-03-09'
    const run = await runBooks(books, { timeZone: 'America/New_York' })
    expect(run).toMatchObject({ verdict: { acts: 'none', reason: { code: 'time-zone-changed' } }, told: 0 })
    books.today = '2026-03-10'
    expect(await runBooks(books, { timeZone: 'America/New_York' })).toMatchObject({ counts: { drafts: 1 } })
  })
})

it('does nothing where newer rules have run', async () => {
  const books = await openWith('2026-03-10')
  await addHosting(books)
  const mark = { asOf: calendarDate('2026-03-09'), rulesVersion: rulesVersion + 1, timeZone: 'Europe/Berlin' }
  await books.db.automation.put({ id: 'state', waiting: [], confirmed: [], mark })
  const before = await dumpBooks(books, 'runs')
  expect(await runBooks(books)).toMatchObject({ verdict: { acts: 'none', reason: { code: 'newer-rules' } } })
  expect(await dumpBooks(books, 'runs')).toEqual(before)
  expect(await books.refusal(resetClock, {})).toMatchObject({ code: 'newer-rules' })
})

it('does nothing while it is paused, and what is due when it goes on', async () => {
  const books = await openWith('2026-03-10')
  await addHosting(books)
  await books.must(pauseAutomation, {})
  const run = await runBooks(books)
  expect(run).toMatchObject({ stoppedBy: { code: 'automation-paused' }, told: 1, counts: { drafts: 0 } })
  expect((await books.db.automation.get('state'))?.mark).toBeUndefined()
  await books.must(resumeAutomation, {})
  expect((await runBooks(books)).counts.drafts).toBe(1)
})
