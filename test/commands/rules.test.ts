// Rules as rows: one of a kind for each place, what is kept in them, what wakes, presets.
import { describe, expect, it } from 'vitest'
import { applyPreset } from '../../src/commands/apply-preset.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { removeRule, type SaveRule, saveRule, setRuleState } from '../../src/commands/save-rule.ts'
import { presetDifferences } from '../../src/core/automation/presets.ts'
import type { AutomationRule } from '../../src/core/automation/rule.ts'
import type { EndpointId, RuleId } from '../../src/core/ids.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { clientFields } from '../support/practice.ts'

const account = { kind: 'account' } as const
const review: SaveRule = { kind: 'finalization', scope: account, state: 'on', parameters: { kind: 'review' } }
const own: SaveRule = {
  kind: 'own',
  scope: account,
  state: 'on',
  parameters: {
    name: ' Chase ',
    when: { kind: 'event', event: 'invoice.paid' },
    conditions: [{ kind: 'client-tag', not: 0, tag: ' Rétainer' }],
    actions: [{ kind: 'tag', on: 'client', tag: 'PAYS', remove: 0 }],
    limit: 10,
  },
}

function reminders(...days: number[]): SaveRule {
  const steps = days.map((each, index) => ({ step: index + 1, days: each }))
  return {
    kind: 'reminders',
    scope: account,
    state: 'on',
    parameters: { steps, way: { kind: 'prepare' }, attachPdf: 1 },
  }
}

async function rowOf<Kind extends AutomationRule['kind']>(books: TestBooks, kind: Kind) {
  const rows = (await books.db.rules.toArray()).filter((row) => row.kind === kind)
  expect(rows).toHaveLength(1)
  return rows[0] as Extract<AutomationRule, { kind: Kind }>
}

describe('saveRule', () => {
  it('keeps one rule of a kind for each place, and shows the other where somebody was first', async () => {
    const books = await openTestBooks()
    expect(await books.must(saveRule, review)).toEqual({ id: 'finalization/account', version: 1 })
    const problem = await books.refusal(saveRule, review)
    expect(problem).toMatchObject({ code: 'stale', current: { id: 'finalization/account' } })
    const { id: clientId } = await books.must(saveClient, { fields: clientFields('Acme') })
    const scope = { kind: 'client', clientId } as const
    expect(await books.must(saveRule, { ...review, scope })).toEqual({ id: `finalization/${clientId}`, version: 1 })
    expect(
      await books.refusal(saveRule, { ...review, seen: { id: 'finalization/account' as RuleId, version: 7 } }),
    ).toMatchObject({ code: 'stale' })
  })

  it('refuses what is not there: clients, groups, endpoints of another kind', async () => {
    const books = await openTestBooks()
    const scope = { kind: 'client', clientId: 'cli_gone' as never } as const
    expect(await books.refusal(saveRule, { ...review, scope })).toMatchObject({ code: 'not-found', entity: 'client' })
    const call = {
      ...own,
      parameters: { ...own.parameters, actions: [{ kind: 'webhook', endpointId: 'end_x' as EndpointId }] },
    }
    expect(await books.refusal(saveRule, call as SaveRule)).toMatchObject({
      field: 'actions.0.endpointId',
      reason: 'missing',
    })
  })

  it('gives every reminder step a number that no other step ever had', async () => {
    const books = await openTestBooks()
    await books.must(saveRule, reminders(7, 14))
    const seen = { id: 'reminders/account' as RuleId }
    await books.must(saveRule, { ...reminders(7), seen: { ...seen, version: 1 } })
    await books.must(saveRule, { ...reminders(-3, 7, 21), seen: { ...seen, version: 2 } })
    expect((await rowOf(books, 'reminders')).parameters.steps).toEqual([
      { step: 3, days: -3 },
      { step: 1, days: 7 },
      { step: 4, days: 21 },
    ])
  })

  it('counts from the day on which it was switched on or got other terms', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const seen = await books.must(saveRule, reminders(7))
    books.today = '2026-04-01'
    const { parameters } = reminders(7) as Extract<SaveRule, { kind: 'reminders' }>
    const same = { ...reminders(7), seen, parameters: { ...parameters, attachPdf: 0 } } as SaveRule
    const changed = await books.must(saveRule, same)
    expect((await rowOf(books, 'reminders')).parameters.since).toBe('2026-03-02')
    const off = await books.must(setRuleState, { ...changed, state: 'off' })
    books.today = '2026-05-01'
    await books.must(setRuleState, { ...off, state: 'on' })
    expect((await rowOf(books, 'reminders')).parameters.since).toBe('2026-05-01')
  })

  it('lets a rule of one’s own count anew when it is switched on again or waits for something else', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const since = async () => (await rowOf(books, 'own')).parameters.since?.on
    let seen = await books.must(saveRule, own)
    const { parameters } = own as Extract<SaveRule, { kind: 'own' }>
    books.today = '2026-03-03'
    seen = await books.must(saveRule, { ...own, seen, parameters: { ...parameters, limit: 5 } } as SaveRule)
    expect(await since()).toBe('2026-03-02')
    const when = { kind: 'every', unit: 'day' } as const
    seen = await books.must(saveRule, { ...own, seen, parameters: { ...parameters, when } } as SaveRule)
    expect(await since()).toBe('2026-03-03')
    books.today = '2026-03-04'
    seen = await books.must(setRuleState, { ...seen, state: 'off' })
    books.today = '2026-03-05'
    await books.must(setRuleState, { ...seen, state: 'on' })
    expect(await since()).toBe('2026-03-05')
  })

  it('folds tags, trims names and keeps which events are waited for', async () => {
    const books = await openTestBooks()
    const seen = await books.must(saveRule, own)
    const { parameters } = await rowOf(books, 'own')
    expect(parameters.name).toBe('Chase')
    expect(parameters.conditions).toEqual([{ kind: 'client-tag', not: 0, tag: 'retainer' }])
    expect(parameters.actions).toEqual([{ kind: 'tag', on: 'client', tag: 'pays', remove: 0 }])
    const watched = async () => (await books.db.meta.get('watched'))?.value
    expect(await watched()).toEqual(['invoice.paid'])
    const off = await books.must(setRuleState, { ...seen, state: 'off' })
    expect(await watched()).toEqual([])
    const on = await books.must(setRuleState, { ...off, state: 'on' })
    expect(await watched()).toEqual(['invoice.paid'])
    await books.must(removeRule, on)
    expect(await watched()).toEqual([])
    expect(await books.db.rules.count()).toBe(0)
  })

  it('wakes what it decides for, and nothing else', async () => {
    const books = await openTestBooks()
    const first = await books.must(saveClient, { fields: clientFields('Acme') })
    await books.must(saveClient, { fields: clientFields('Birch') })
    await books.db.wakeups.clear()
    await books.must(saveRule, own)
    expect(await books.db.wakeups.count()).toBe(0)
    await books.must(saveRule, { ...review, scope: { kind: 'client', clientId: first.id } })
    expect(await books.db.wakeups.count()).toBe(1)
    await books.must(saveRule, review)
    expect(await books.db.wakeups.count()).toBe(2)
  })
})

describe('applyPreset', () => {
  const bookOf = async (books: TestBooks) => new Map((await books.db.rules.toArray()).map((rule) => [rule.id, rule]))

  it('sets exactly what it shows, once, and leaves rules of clients and what was set up for delivery', async () => {
    const books = await openTestBooks()
    const { id: clientId } = await books.must(saveClient, { fields: clientFields('Acme') })
    await books.must(saveRule, { ...review, scope: { kind: 'client', clientId } })
    const mailer = await books.must(saveEndpoint, {
      fields: { name: 'Mailer', url: 'https://mail.example/x', purpose: 'mail', events: [] },
      secret: '0123456789abcdef',
    })
    const before = reminders(7, 14) as Extract<SaveRule, { kind: 'reminders' }>
    const way = { kind: 'endpoint', endpointId: mailer.id } as const
    const seen = await books.must(saveRule, { ...before, parameters: { ...before.parameters, way } })
    const shown = presetDifferences('balanced', await bookOf(books))
    expect(shown.changes.map(({ kind }) => kind)).toEqual(['finalization', 'sending', 'reminders', 'backup'])
    expect(shown.exceptions.map(({ id }) => id)).toEqual([`finalization/${clientId}`])
    const { ids } = await books.must(applyPreset, { preset: 'balanced' })
    expect(ids).toEqual(['finalization/account', 'sending/account', 'reminders/account', 'backup/account'])
    const row = await rowOf(books, 'reminders')
    expect(row.version).toBe(seen.version + 1)
    expect(row.parameters.way).toEqual(way)
    expect(row.parameters.steps).toEqual([
      { step: 3, days: -3 },
      { step: 1, days: 7 },
      { step: 2, days: 14 },
    ])
    expect(await books.must(applyPreset, { preset: 'balanced' })).toEqual({ ids: [] })
    expect((await books.db.rules.get(`finalization/${clientId}` as RuleId))?.parameters).toEqual({ kind: 'review' })
  })

  it('switches late fees off where they are on', async () => {
    const books = await openTestBooks()
    await books.must(saveRule, {
      kind: 'late-fees',
      scope: account,
      state: 'on',
      parameters: { fee: { kind: 'percent', percent: '5' as never }, afterDays: 14, taxIds: [], description: 'Late' },
    })
    await books.must(applyPreset, { preset: 'careful' })
    expect((await rowOf(books, 'late-fees')).state).toBe('off')
  })
})
