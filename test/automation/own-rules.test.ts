// Rules of the owner's own: they fire once for each event or day, do what their sentence says, and stop themselves.
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { previewRule } from '../../src/automation/preview-rule.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { changeTags } from '../../src/commands/change-tags.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { holdInvoice } from '../../src/commands/hold-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { removeRule, saveRule, setRuleState } from '../../src/commands/save-rule.ts'
import type { OwnRule, RuleAction, RuleCondition, RuleTrigger } from '../../src/core/automation/own-rule.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, RuleId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { ownRun } from '../support/own-rules-run.ts'
import { addClient, charge, draftAll, issue, setUpPractice } from '../support/practice.ts'

const EUR = 'EUR' as CurrencyCode
const account = { kind: 'account' } as const

function own(when: RuleTrigger, actions: readonly RuleAction[], more: Partial<OwnRule> = {}): OwnRule {
  return { name: 'My rule', when, conditions: [], actions, limit: 100, ...more }
}

async function add(
  books: TestBooks,
  parameters: OwnRule,
  scope: Parameters<typeof saveRule.run>[1]['scope'] = account,
) {
  return books.must(saveRule, { kind: 'own', scope, state: 'on', parameters })
}

const monthly: RuleTrigger = { kind: 'every', unit: 'month', day: 1 }
const finalizedEvent: RuleTrigger = { kind: 'event', event: 'invoice.finalized' }
const tagged = (tag: string): RuleCondition => ({ kind: 'client-tag', not: 0, tag })
const putTag = (on: 'client' | 'invoice', tag: string, remove: 0 | 1 = 0): RuleAction => ({
  kind: 'tag',
  on,
  tag,
  remove,
})

async function practice(today = '2026-03-02') {
  const books = await openTestBooks({ today })
  return { books, ...(await setUpPractice(books)) }
}

const states = async (books: TestBooks) => (await books.db.invoices.toArray()).map(({ state }) => state).sort()
const codes = (told: readonly { readonly reason: { readonly code: string } }[]) => told.map(({ reason }) => reason.code)

describe('a rule by date', () => {
  it('drafts on its day for whom it is for, once, however often it runs', async () => {
    const { books, clientId } = await practice('2026-03-02')
    const other = await addClient(books, 'Birch')
    await books.must(changeTags, { id: clientId, add: ['Retainer'] })
    await charge(books, clientId, '100')
    await charge(books, other, '50')
    await add(books, own(monthly, [{ kind: 'draft' }], { conditions: [tagged('retainer')] }))
    expect(await ownRun(books)).toMatchObject({ fired: 0 })
    books.today = '2026-04-01'
    expect(await ownRun(books)).toMatchObject({ fired: 1, told: [{ outcome: 'do', subject: { id: clientId } }] })
    const [draft] = await books.db.invoices.toArray()
    expect(draft).toMatchObject({ clientId, state: 'draft', editedByUser: 0, linesChangedOn: '2026-04-01' })
    await charge(books, clientId, '30')
    expect(await ownRun(books)).toMatchObject({ fired: 0, told: [] })
    expect(await states(books)).toEqual(['draft'])
    books.today = '2026-05-01'
    expect(await ownRun(books)).toMatchObject({ fired: 1 })
  })

  it('catches up the latest missed day only, never one before it was switched on', async () => {
    const { books, clientId } = await practice('2026-03-15')
    const seen = await add(books, own({ kind: 'every', unit: 'week', weekday: 1 }, [putTag('client', 'seen')]))
    // The Monday before is before the rule.
    expect((await ownRun(books)).fired).toBe(0)
    books.today = '2026-06-10'
    expect((await ownRun(books)).fired).toBe(1)
    const [firing] = await books.db.firings.toArray()
    expect(firing?.id).toBe(`${seen.id}/${clientId}/2026-06-08`)
    const off = await books.must(setRuleState, { ...seen, state: 'off' })
    books.today = '2026-06-18'
    expect((await ownRun(books)).fired).toBe(0)
    await books.must(setRuleState, { ...off, state: 'on' })
    expect((await ownRun(books)).fired).toBe(0)
    await books.must(changeTags, { id: clientId, remove: ['seen'] })
    books.today = '2026-06-22'
    expect((await ownRun(books)).fired).toBe(1)
  })

  it('fires on its own day of switching on, and clamps days that a month does not have', async () => {
    const { books } = await practice('2026-01-31')
    await add(books, own({ kind: 'every', unit: 'month', day: 31 }, [{ kind: 'notify', text: 'Month end' }]))
    expect((await ownRun(books)).fired).toBe(1)
    books.today = '2026-02-27'
    expect((await ownRun(books)).fired).toBe(0)
    books.today = '2026-02-28'
    expect((await ownRun(books)).fired).toBe(1)
  })

  it('acts on the days around a due date, each invoice once, also one that came later that day', async () => {
    const { books, clientId } = await practice('2026-03-02')
    const first = await issue(books, clientId, '100')
    expect(first.dueOn).toBe('2026-03-16')
    await add(
      books,
      own({ kind: 'around', date: 'invoice-due', days: 7 }, [{ kind: 'remind' }, putTag('invoice', 'late')]),
    )
    books.today = '2026-03-10'
    const second = await issue(books, clientId, '70')
    for (const day of ['2026-03-22', '2026-03-23', '2026-03-23', '2026-03-30']) {
      books.today = day
      await ownRun(books)
    }
    // Due on 24 March: seven days later is the 31st.
    const messages = await books.db.messages.toArray()
    expect(messages.map(({ invoiceId, preparedOn }) => [invoiceId, preparedOn])).toEqual([[first.id, '2026-03-23']])
    books.today = '2026-04-20'
    await ownRun(books)
    expect((await books.db.messages.toArray()).map(({ invoiceId }) => invoiceId).sort()).toEqual(
      [first.id, second.id].sort(),
    )
    expect((await books.db.invoices.get(second.id))?.tags).toEqual(['late'])
  })

  it('looks at invoices again on the day it has done', async () => {
    const { books, clientId } = await practice('2026-03-02')
    await add(books, own({ kind: 'around', date: 'invoice-issued', days: 0 }, [putTag('invoice', 'new')]))
    expect((await ownRun(books)).fired).toBe(0)
    await issue(books, clientId, '100')
    expect((await ownRun(books)).fired).toBe(1)
    expect((await ownRun(books)).fired).toBe(0)
    await issue(books, clientId, '200')
    expect((await ownRun(books)).fired).toBe(1)
  })

  it('does so many at a time and goes on in the next run', async () => {
    const { books } = await practice('2026-03-31')
    for (const name of ['Birch', 'Cedar', 'Elm', 'Fir']) await addClient(books, name)
    await add(books, own(monthly, [putTag('client', 'spring')], { limit: 2 }))
    books.today = '2026-04-01'
    const first = await ownRun(books)
    expect([first.fired, codes(first.told).filter((code) => code === 'limit-reached').length]).toEqual([2, 3])
    expect([(await ownRun(books)).fired, (await ownRun(books)).fired, (await ownRun(books)).fired]).toEqual([2, 1, 0])
  })

  it('counts in its limit what it acted on, so that rows with nothing to do keep nobody waiting', async () => {
    const { books, clientId } = await practice('2026-04-01')
    const last = await addClient(books, 'Birch')
    expect(last > clientId).toBe(true)
    await charge(books, last, '100')
    await add(books, own(monthly, [{ kind: 'draft' }], { limit: 1 }))
    expect((await ownRun(books)).fired).toBe(1)
    expect(await states(books)).toEqual(['draft'])
  })

  it('leaves archived clients and groups that stand still alone', async () => {
    const { books, clientId } = await practice('2026-04-01')
    await charge(books, clientId, '100')
    const [group] = await books.db.billingGroups.toArray()
    await books.db.billingGroups.update(group?.id as never, { hold: { since: calendarDate('2026-03-01') } })
    await add(books, own(monthly, [{ kind: 'draft' }]))
    expect(await ownRun(books)).toMatchObject({ fired: 0, told: [{ reason: { code: 'nothing-to-do' } }] })
    expect(await books.db.firings.count()).toBe(0)
  })
})

describe('a rule by event', () => {
  it('waits only for its event, fires once for it, and the queue is empty after', async () => {
    const { books, clientId } = await practice()
    await issue(books, clientId, '100')
    expect(await books.db.ruleQueue.count()).toBe(0)
    await add(
      books,
      own(finalizedEvent, [putTag('invoice', 'large')], {
        conditions: [{ kind: 'amount', of: 'gross', is: 'at-least', amount: minor(50_000), currency: EUR }],
      }),
    )
    const small = await issue(books, clientId, '499.99')
    const large = await issue(books, clientId, '500')
    expect(await books.db.ruleQueue.count()).toBe(2)
    const { fired, told } = await ownRun(books)
    expect(fired).toBe(1)
    expect(codes(told)).toEqual(['condition-unmet', 'fires'])
    expect((await books.db.invoices.get(large.id))?.tags).toEqual(['large'])
    expect((await books.db.invoices.get(small.id))?.tags).toBeUndefined()
    expect(await books.db.ruleQueue.count()).toBe(0)
    expect(await ownRun(books)).toMatchObject({ fired: 0, told: [] })
  })

  it('never matches an amount of another currency', async () => {
    const { books, clientId } = await practice()
    const below = {
      kind: 'amount',
      of: 'gross',
      is: 'below',
      amount: minor(50_000),
      currency: 'USD' as CurrencyCode,
    } as const
    await add(books, own(finalizedEvent, [putTag('invoice', 'x')], { conditions: [below] }))
    await issue(books, clientId, '100')
    expect(await ownRun(books)).toMatchObject({
      fired: 0,
      told: [{ reason: { code: 'condition-unmet', condition: 0 } }],
    })
  })

  it('does not see what happened before it was there, even where another rule waited for it', async () => {
    const { books, clientId } = await practice()
    await add(books, own(finalizedEvent, [putTag('invoice', 'first')]))
    await issue(books, clientId, '100')
    books.today = '2026-03-03'
    await add(books, own(finalizedEvent, [putTag('invoice', 'second')]))
    expect(codes((await ownRun(books)).told)).toEqual(['fires', 'before-rule'])
  })

  it('does several acts in order; what one cannot do does not stop the others', async () => {
    const { books, clientId } = await practice()
    const hook = await books.must(saveEndpoint, {
      fields: { name: 'Zapier', url: 'https://hooks.example/x', purpose: 'webhook', events: [] },
      secret: '0123456789abcdef',
    })
    const { id } = await add(
      books,
      own(finalizedEvent, [
        {
          kind: 'add-fee',
          fee: { kind: 'amount', amount: minor(500), currency: 'USD' as CurrencyCode },
          description: 'Fee',
        },
        { kind: 'add-fee', fee: { kind: 'percent', percent: decimal('2.5') }, description: 'Fee for {number}' },
        { kind: 'apply-credit' },
        { kind: 'notify', text: '{client}: {number} over {amount}, due {due date}' },
        { kind: 'webhook', endpointId: hook.id },
      ]),
    )
    const invoice = await issue(books, clientId, '100')
    const { fired, told } = await ownRun(books)
    expect([fired, told[0]]).toMatchObject([
      1,
      { outcome: 'do', reason: { code: 'refused', done: 3, problem: { code: 'currencies-differ' } } },
    ])
    const [firing] = await books.db.firings.toArray()
    expect(firing).toMatchObject({ ruleId: id, subjectId: invoice.id })
    expect(firing?.outcomes).toEqual([
      { code: 'currencies-differ', currencies: ['EUR', 'USD'] },
      'done',
      'nothing-to-do',
      'done',
      'done',
    ])
    const fee = (await books.db.charges.toArray()).find(({ state }) => state === 'open')
    expect(fee).toMatchObject({
      description: `Fee for ${invoice.number}`,
      amount: 250,
      source: 'adjustment',
      cause: id,
    })
    const [notice] = await books.db.notices.toArray()
    expect(notice?.facts).toMatchObject({
      client: 'Meyer Studio',
      number: invoice.number,
      amount: 10_000,
      currency: 'EUR',
    })
    const [call] = await books.db.outbox.toArray()
    expect(call).toMatchObject({ id: `${firing?.id}/4`, endpointId: hook.id, state: 'waiting', invoiceId: invoice.id })
    const event = (await books.db.events.toArray()).find(({ type }) => type === 'rule.fired')
    expect(event).toMatchObject({ actor: 'automation', chain: [id] })
  })

  it('drafts, finalizes and reminds in one go, with a number', async () => {
    const { books, clientId } = await practice('2026-04-01')
    await charge(books, clientId, '100')
    await add(
      books,
      own(monthly, [{ kind: 'draft' }, { kind: 'finalize' }, { kind: 'remind' }, putTag('invoice', 'auto')]),
    )
    expect((await ownRun(books)).fired).toBe(1)
    const [invoice] = await books.db.invoices.toArray()
    expect(invoice).toMatchObject({ state: 'open', number: '2026-0001', tags: ['auto'] })
    expect(await books.db.messages.toArray()).toMatchObject([
      { kind: 'reminder', state: 'prepared', invoiceId: invoice?.id },
    ])
  })

  it('leaves a draft that a person made, and one that cannot be final', async () => {
    const { books, clientId } = await practice()
    await add(books, own({ kind: 'event', event: 'draft.made' }, [{ kind: 'finalize' }]))
    await charge(books, clientId, '100')
    await draftAll(books, clientId)
    expect(await ownRun(books)).toMatchObject({ fired: 0, told: [{ reason: { code: 'nothing-to-do' } }] })
    expect(await states(books)).toEqual(['draft'])
  })

  it('acts for one client or group where it is for that one only', async () => {
    const { books, clientId } = await practice()
    const other = await addClient(books, 'Birch')
    await add(books, own(finalizedEvent, [putTag('client', 'billed')]), { kind: 'client', clientId: other })
    await issue(books, clientId, '10')
    await issue(books, other, '10')
    expect(codes((await ownRun(books)).told)).toEqual(['other-scope', 'fires'])
    expect((await books.db.clients.get(other))?.tags).toEqual(['billed'])
  })

  it('uses a client’s credit when a payment comes in', async () => {
    const { books, clientId } = await practice()
    await books.db.settings.toCollection().modify({ creditBalance: 'off' })
    const invoice = await issue(books, clientId, '100')
    await add(books, own({ kind: 'event', event: 'payment.recorded' }, [{ kind: 'apply-credit' }]))
    await books.must(recordPayment, {
      clientId,
      amount: minor(4000),
      currency: EUR,
      method: 'transfer',
      receivedOn: calendarDate('2026-03-02'),
      allocate: [],
    })
    await ownRun(books)
    expect(await books.db.invoices.get(invoice.id)).toMatchObject({ amountDue: 6000 })
  })
})

describe('what a rule leaves alone', () => {
  it('charges that a person must look at first, and totals below 0', async () => {
    const { books, clientId } = await practice('2026-04-01')
    await charge(books, clientId, '100')
    await books.must(discardDraft, { id: await draftAll(books, clientId) })
    const held = await books.db.charges.toArray()
    expect(held.map((row) => row.held)).toEqual(['held-after-void'])
    const other = await addClient(books, 'Birch')
    await charge(books, other, '100', { quantity: decimal('-1') })
    await add(books, own(monthly, [{ kind: 'draft' }]))
    const { fired, told } = await ownRun(books)
    expect(await books.db.invoices.count()).toBe(0)
    expect(fired).toBe(1)
    expect(told).toMatchObject([
      { outcome: 'skip', reason: { code: 'nothing-to-do' } },
      { outcome: 'blocked', reason: { code: 'refused', done: 0, problem: { code: 'total-negative' } } },
    ])
  })

  it('an invoice on hold, and one that is paid', async () => {
    const { books, clientId } = await practice('2026-03-02')
    const { id, version } = await issue(books, clientId, '100')
    await books.must(holdInvoice, { id, version })
    await add(books, own({ kind: 'around', date: 'invoice-due', days: 0 }, [{ kind: 'remind' }]))
    books.today = '2026-03-16'
    expect(await ownRun(books)).toMatchObject({ fired: 0, told: [{ reason: { code: 'nothing-to-do' } }] })
    expect(await books.db.messages.count()).toBe(0)
  })

  it('days that lie before the invoice was there', async () => {
    const { books, clientId } = await practice('2026-03-02')
    await add(books, own({ kind: 'around', date: 'invoice-due', days: -14 }, [putTag('invoice', 'soon')]))
    await add(books, own({ kind: 'around', date: 'invoice-due', days: -15 }, [putTag('invoice', 'never')]))
    books.today = '2026-03-05'
    const { id } = await issue(books, clientId, '100')
    await ownRun(books)
    expect((await books.db.invoices.get(id))?.tags).toEqual(['soon'])
  })

  it('archived clients, unless it asks for them', async () => {
    const { books, clientId } = await practice('2026-04-01')
    await books.must(changeClientStatus, { id: clientId, version: 1, status: 'archived' })
    await add(books, own(monthly, [{ kind: 'notify', text: 'Here' }]))
    expect((await ownRun(books)).fired).toBe(0)
    const archived = { kind: 'client-status', status: 'archived' } as const
    await add(books, own(monthly, [{ kind: 'notify', text: 'There' }], { conditions: [archived] }))
    expect((await ownRun(books)).fired).toBe(1)
  })
})

describe('the guard against loops', () => {
  it('stops a rule on what it has led to itself, and chains that are too deep', async () => {
    const { books, clientId } = await practice('2026-04-01')
    const tagFor = (event: 'draft.made' | 'invoice.finalized' | 'invoice.paid', actions: RuleAction[]) =>
      add(books, own({ kind: 'event', event }, actions))
    // Each sets off the next: a draft, its issue, a fee and a draft of it, ...
    await tagFor('draft.made', [{ kind: 'finalize' }])
    const fee = { kind: 'amount', amount: minor(100), currency: EUR } as const
    await tagFor('invoice.finalized', [{ kind: 'add-fee', fee, description: 'Again' }, { kind: 'draft' }])
    await charge(books, clientId, '100')
    const start = await add(books, own(monthly, [{ kind: 'draft' }]))
    const first = await ownRun(books)
    expect(codes(first.told)).toContain('own-doing')
    expect(first.fired).toBeLessThan(6)
    const invoices = await books.db.invoices.count()
    for (let round = 0; round < 3; round += 1) await ownRun(books)
    expect(await books.db.invoices.count()).toBe(invoices)
    expect(await books.db.ruleQueue.count()).toBe(0)
    const chains = (await books.db.events.toArray()).flatMap(({ chain }) => (chain === undefined ? [] : [chain]))
    for (const chain of chains) {
      expect(chain.length).toBeLessThanOrEqual(4)
      expect(new Set(chain).size).toBe(chain.length)
    }
    expect(chains.some((chain) => chain[0] === start.id && chain.length > 1)).toBe(true)
  })

  it('does not add a fee for an invoice of nothing but its own fees, days later too', async () => {
    const { books, clientId } = await practice()
    const fee = { kind: 'amount', amount: minor(100), currency: EUR } as const
    await add(books, own(finalizedEvent, [{ kind: 'add-fee', fee, description: 'Handling' }]))
    await issue(books, clientId, '100')
    expect((await ownRun(books)).fired).toBe(1)
    books.today = '2026-03-09'
    const { finalizeInvoice } = await import('../../src/commands/finalize-invoice.ts')
    await books.must(finalizeInvoice, { id: await draftAll(books, clientId) })
    expect(await ownRun(books)).toMatchObject({ fired: 0, told: [{ reason: { code: 'own-doing' } }] })
  })
})

describe('a run of own rules', () => {
  it('fires once in two windows that race', async () => {
    const factory = new IDBFactory()
    const first = await openTestBooks({ factory, today: '2026-04-01', tab: 'A' })
    const second = await openTestBooks({ factory, today: '2026-04-01', tab: 'B' })
    const { clientId } = await setUpPractice(first)
    for (const name of ['Birch', 'Cedar', 'Elm']) await charge(first, await addClient(first, name), '10')
    await add(first, own({ kind: 'event', event: 'draft.made' }, [putTag('invoice', 'fresh')]))
    await add(first, own(monthly, [{ kind: 'draft' }, { kind: 'notify', text: 'Drafted' }]))
    await charge(first, clientId, '10')
    const [left, right] = await Promise.all([ownRun(first), ownRun(second)])
    await ownRun(first)
    expect(left.fired + right.fired).toBeGreaterThanOrEqual(8)
    expect(await states(first)).toEqual(['draft', 'draft', 'draft', 'draft'])
    expect(await first.db.notices.count()).toBe(4)
    expect((await first.db.invoices.toArray()).every(({ tags }) => tags?.[0] === 'fresh')).toBe(true)
    expect(await first.db.ruleQueue.count()).toBe(0)
    first.db.close()
    second.db.close()
  })

  it('stopped anywhere, goes on with what is left', async () => {
    const { books } = await practice('2026-04-01')
    for (const name of ['Birch', 'Cedar', 'Elm']) await addClient(books, name)
    await add(books, own(monthly, [putTag('client', 'spring')]))
    let runs = 0
    for (let fired = 0; fired < 4; runs += 1) {
      fired += (await ownRun(books, { units: 4 })).fired
      expect(runs).toBeLessThan(20)
    }
    expect(runs).toBeGreaterThan(1)
    expect((await ownRun(books)).fired).toBe(0)
    expect(await books.db.firings.count()).toBe(4)
  })

  it('holds back what leaves the device while the owner is away, and does it after', async () => {
    const { books, clientId } = await practice()
    await add(books, own(finalizedEvent, [{ kind: 'remind' }]))
    await add(books, own(finalizedEvent, [putTag('invoice', 'seen')]))
    await issue(books, clientId, '10')
    const away = await ownRun(books, { acts: 'prepare' })
    expect(codes(away.told).sort()).toEqual(['fires', 'waits-for-word'])
    expect(await books.db.messages.count()).toBe(0)
    expect(await books.db.ruleQueue.count()).toBe(1)
    expect((await ownRun(books)).fired).toBe(1)
    expect(await books.db.messages.count()).toBe(1)
    expect(await books.db.ruleQueue.count()).toBe(0)
  })

  it('goes on with a day that came while the owner was away', async () => {
    const { books, clientId } = await practice('2026-04-01')
    await charge(books, clientId, '100')
    await add(books, own(monthly, [{ kind: 'draft' }, { kind: 'finalize' }]))
    expect(codes((await ownRun(books, { acts: 'prepare' })).told)).toEqual(['waits-for-word'])
    expect(await books.db.invoices.count()).toBe(0)
    books.today = '2026-04-03'
    expect((await ownRun(books)).fired).toBe(1)
    expect(await states(books)).toEqual(['open'])
  })

  it('forgets the events of a rule that is gone', async () => {
    const { books, clientId } = await practice()
    const seen = await add(books, own(finalizedEvent, [putTag('invoice', 'seen')]))
    await issue(books, clientId, '10')
    await books.must(removeRule, seen)
    expect((await ownRun(books)).fired).toBe(0)
    expect(await books.db.ruleQueue.count()).toBe(0)
  })

  it('knows what a rule did last and in all', async () => {
    const { books, clientId } = await practice()
    const { id } = await add(books, own(finalizedEvent, [putTag('invoice', 'seen')]))
    for (const price of ['10', '20']) await issue(books, clientId, price)
    await ownRun(books)
    books.today = '2026-03-05'
    await issue(books, clientId as ClientId, '30')
    await ownRun(books)
    expect(await books.db.ruleStates.get(id)).toMatchObject({ lastOn: '2026-03-05', lastCount: 1, total: 3 })
  })
})

describe('the dry run of a rule', () => {
  const rowOf = (parameters: OwnRule) =>
    ({
      id: 'rul_NEW' as RuleId,
      version: 1,
      kind: 'own',
      scope: account,
      state: 'off',
      parameters,
      createdAt: '2026-03-02T10:00:00.000Z' as Instant,
      updatedAt: '2026-03-02T10:00:00.000Z' as Instant,
    }) as const

  it('says what each act would come to, and writes nothing', async () => {
    const { books, clientId } = await practice('2026-04-01')
    await addClient(books, 'Birch')
    await charge(books, clientId, '100')
    const before = await dumpBooks(books)
    const rule = rowOf(own(monthly, [{ kind: 'draft' }, { kind: 'finalize' }, { kind: 'remind' }]))
    const preview = await previewRule(books.db, rule, books.envelope())
    expect(preview.ok && preview.value).toMatchObject({
      nextOn: '2026-05-01',
      more: false,
      rows: [
        { clientName: 'Meyer Studio', decision: { outcome: 'do' }, outcomes: ['done', 'done', 'done'] },
        { clientName: 'Birch', decision: { outcome: 'skip', reason: { code: 'nothing-to-do' } } },
      ],
    })
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('looks at what waits for a rule by event, and refuses what could not be kept', async () => {
    const { books, clientId } = await practice()
    const { id } = await add(books, own(finalizedEvent, [putTag('invoice', 'large')]))
    const { number } = await issue(books, clientId, '100')
    const [row] = await books.db.rules.toArray()
    const preview = await previewRule(books.db, row as never, books.envelope())
    expect(preview.ok && preview.value.rows).toMatchObject([{ number, amount: 10_000, decision: { outcome: 'do' } }])
    expect(await books.db.firings.count()).toBe(0)
    expect(await books.db.ruleQueue.count()).toBe(1)
    const bad = { ...rowOf(own(monthly, [{ kind: 'finalize' }])), id }
    expect(await previewRule(books.db, bad, books.envelope())).toMatchObject({ problem: { code: 'rule-action-unfit' } })
  })
})
