import { describe, expect, it } from 'vitest'
import { minor } from '../../src/core/money.ts'
import { planReminders, type ReminderFacts, type ReminderRule } from '../../src/core/plan-reminders.ts'
import { day, inv, reminderFacts } from '../support/invoice-facts.ts'

/** Three days before 15 March, a week after, three weeks after. */
const rule: ReminderRule = {
  steps: [
    { step: 1, days: -3 },
    { step: 2, days: 7 },
    { step: 3, days: 21 },
  ],
}

function plan(facts: ReminderFacts, asOf: string, own: ReminderRule = rule) {
  return planReminders({ rule: own, invoices: [facts] }, day(asOf))
}

/** The steps sent, the last verdict and the day on which the invoice wakes. */
function one(facts: ReminderFacts, asOf: string, own: ReminderRule = rule) {
  const { intents, decisions, wakeOn } = plan(facts, asOf, own)
  const last = decisions.at(-1)
  return [intents.map(({ step }) => step), last?.outcome, last?.reason, wakeOn.get(facts.invoice.id)]
}

function skips(facts: ReminderFacts, asOf: string, own: ReminderRule = rule) {
  return plan(facts, asOf, own)
    .decisions.slice(0, -1)
    .map(({ outcome, reason }) => [outcome, reason])
}

const sent = (step: number, on: string) => ({ step, outcome: 'sent' as const, on: day(on) })

describe('planReminders', () => {
  it('waits for the first step, and sends it on its day', () => {
    const wait = ['wait', { code: 'step-to-come', step: 1, on: '2026-03-12' }, '2026-03-12']
    expect(one(reminderFacts(), '2026-03-11')).toEqual([[], ...wait])
    expect(one(reminderFacts(), '2026-03-12')).toEqual([
      [1],
      'do',
      { code: 'reminds', step: 1, on: '2026-03-12' },
      '2026-03-12',
    ])
    expect(plan(reminderFacts(), '2026-03-12').intents).toEqual([
      {
        kind: 'remind',
        key: 'inv_1/reminder/1',
        invoiceId: 'inv_1',
        version: 3,
        clientId: 'cli_1',
        billingGroupId: 'grp_1',
        step: 1,
        daysLate: -3,
        amountDue: 10_000,
        currency: 'EUR',
        overtaken: [],
      },
    ])
  })

  it('knows by its key what was sent', () => {
    const done = { done: [sent(1, '2026-03-12')] }
    expect(one(reminderFacts({}, done), '2026-03-12')).toEqual([
      [],
      'wait',
      { code: 'step-to-come', step: 2, on: '2026-03-22' },
      '2026-03-22',
    ])
    const all = { done: [sent(1, '2026-03-12'), sent(2, '2026-03-22'), sent(3, '2026-04-05')] }
    expect(one(reminderFacts({}, all), '2026-06-01')).toEqual([[], 'skip', { code: 'all-steps-done' }, undefined])
  })

  it('catches up with the latest step only (R-10)', () => {
    const facts = reminderFacts({}, { done: [sent(1, '2026-03-12')] })
    const { intents } = plan(facts, '2026-05-15')
    expect(intents).toMatchObject([
      { key: 'inv_1/reminder/3', daysLate: 61, overtaken: [{ key: 'inv_1/reminder/2', step: 2 }] },
    ])
    expect(skips(facts, '2026-05-15')).toEqual([['skip', { code: 'overtaken', step: 2, on: '2026-03-22', by: 3 }]])
    // Sent without a row for the step that it overtook: that one stays overtaken.
    const later = reminderFacts({}, { done: [sent(3, '2026-05-15')] })
    expect(one(later, '2026-05-16')[0]).toEqual([])
    expect(skips(later, '2026-05-16').at(-1)).toEqual(['skip', { code: 'overtaken', step: 2, on: '2026-03-22', by: 3 }])
  })

  it('does not announce a due date that has passed', () => {
    expect(one(reminderFacts(), '2026-03-15')[0]).toEqual([1])
    expect(one(reminderFacts(), '2026-03-16')).toEqual([
      [],
      'wait',
      { code: 'step-to-come', step: 2, on: '2026-03-22' },
      '2026-03-22',
    ])
    expect(skips(reminderFacts(), '2026-03-16')).toEqual([
      ['skip', { code: 'due-date-passed', step: 1, on: '2026-03-12' }],
    ])
  })

  it('sends late what was meant for the due date itself', () => {
    expect(one(reminderFacts(), '2026-03-16', { steps: [{ step: 1, days: 0 }] })[0]).toEqual([1])
  })

  it('sends nothing dated on the issue date or before it', () => {
    const onReceipt = reminderFacts({ issuedOn: day('2026-03-15') })
    const steps = [...rule.steps, { step: 4, days: 0 }, { step: 5, days: 1 }]
    expect(one(onReceipt, '2026-03-15', { steps })).toEqual([
      [],
      'wait',
      { code: 'step-to-come', step: 5, on: '2026-03-16' },
      '2026-03-16',
    ])
    expect(skips(onReceipt, '2026-03-15', { steps })).toEqual([
      ['skip', { code: 'before-issue', step: 1, on: '2026-03-12' }],
      ['skip', { code: 'before-issue', step: 4, on: '2026-03-15' }],
    ])
  })

  it('does not send late what was before the rule', () => {
    const since = day('2026-03-23')
    expect(one(reminderFacts(), '2026-03-23', { ...rule, since })[0]).toEqual([])
    expect(skips(reminderFacts(), '2026-03-23', { ...rule, since })[1]).toEqual([
      'skip',
      { code: 'before-rule', step: 2, on: '2026-03-22', since },
    ])
    expect(one(reminderFacts(), '2026-03-23', { ...rule, since: day('2026-03-22') })[0]).toEqual([2])
    expect(one(reminderFacts(), '2026-04-05', { ...rule, since })[0]).toEqual([3])
  })

  it('takes the rule of the group or client, no steps meaning none', () => {
    expect(one(reminderFacts({}, { rule: { steps: [{ step: 9, days: 2 }] } }), '2026-03-17')[0]).toEqual([9])
    expect(one(reminderFacts({}, { rule: { steps: [] } }), '2026-06-17')).toEqual([
      [],
      'skip',
      { code: 'no-steps' },
      undefined,
    ])
  })

  it('a step of a new rule whose day had come when the old one was sent is overtaken', () => {
    const facts = reminderFacts(
      {},
      {
        done: [sent(2, '2026-03-25')],
        rule: {
          steps: [
            { step: 8, days: 10 },
            { step: 9, days: 11 },
          ],
        },
      },
    )
    expect(one(facts, '2026-03-25')[0]).toEqual([])
    expect(one(facts, '2026-03-26')[0]).toEqual([9])
  })

  it.each([
    ['paid', { state: 'paid' as const, amountDue: minor(0) }, 'paid'],
    ['void', { state: 'void' as const }, 'void'],
    ['written off', { state: 'uncollectible' as const }, 'written-off'],
    ['nothing due', { amountDue: minor(0) }, 'nothing-due'],
  ])('stops: %s', (_name, given, code) => {
    expect(one(reminderFacts(given), '2026-05-01')).toEqual([[], 'skip', { code }, undefined])
  })

  it('goes on for the rest of a part payment', () => {
    expect(plan(reminderFacts({ amountDue: minor(1) }), '2026-04-05').intents).toMatchObject([
      { step: 3, amountDue: 1 },
    ])
  })

  it('stops on hold and without a recipient, and is looked at again every day', () => {
    const hold = { of: 'group' as const, since: day('2026-03-02'), note: 'asked' }
    const at = { step: 3, on: '2026-04-05' }
    expect(one(reminderFacts({}, { hold }), '2026-04-06')).toEqual([
      [],
      'blocked',
      { code: 'on-hold', ...hold, ...at },
      '2026-04-06',
    ])
    expect(one(reminderFacts({}, { reachable: false }), '2026-04-06')).toEqual([
      [],
      'blocked',
      { code: 'no-recipient', ...at },
      '2026-04-06',
    ])
    expect(one(reminderFacts({}, { hold, reachable: false }), '2026-03-11')[3]).toBe('2026-03-12')
  })

  it('the longest overdue first', () => {
    const invoices = [
      reminderFacts({ id: inv('b') }),
      reminderFacts({ id: inv('c'), dueOn: day('2026-03-10') }),
      reminderFacts({ id: inv('a') }),
    ]
    const { intents } = planReminders({ rule, invoices }, day('2026-04-30'))
    expect(intents.map(({ invoiceId }) => invoiceId)).toEqual(['inv_c', 'inv_a', 'inv_b'])
  })

  it.each([
    [[{ step: 0, days: 1 }]],
    [[{ step: 1.5, days: 1 }]],
    [[{ step: 1, days: 0.5 }]],
    [
      [
        { step: 1, days: 1 },
        { step: 1, days: 2 },
      ],
    ],
  ])('refuses steps that cannot be: %j', (steps) => {
    expect(() => plan(reminderFacts(), '2026-03-01', { steps })).toThrow(RangeError)
  })
})
