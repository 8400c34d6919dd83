import { beforeAll, describe, expect, it } from 'vitest'
import { checkOwnRule } from '../../src/core/automation/check-own-rule.ts'
import { checkRule, type RuleFields } from '../../src/core/automation/check-rule.ts'
import type { OwnRule } from '../../src/core/automation/own-rule.ts'
import { presets } from '../../src/core/automation/presets.ts'
import type { BuiltInKind, RuleParameters } from '../../src/core/automation/rule.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { EndpointId, TaxRateId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import {
  blankAction,
  blankCondition,
  blankOwnRule,
  type OwnRuleValues,
  ownRuleValues,
} from '../../src/features/automation/own-rule-form.ts'
import { readOwnRule } from '../../src/features/automation/read-own-rule.ts'
import { actionChoices, conditionChoices, subjectOfValues } from '../../src/features/automation/rule-choices.ts'
import { nextStep, type RuleValues, readRule, ruleValues } from '../../src/features/automation/rule-form.ts'
import { ruleTemplate, templateNames } from '../../src/features/automation/rule-templates.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'

beforeAll(() => loadLanguage('en'))

const EUR = 'EUR' as CurrencyCode
const facts = { locale: 'en-GB', currency: EUR, today: calendarDate('2026-03-02') }
const german = { ...facts, locale: 'de-DE' }

function read<Kind extends BuiltInKind>(kind: Kind, changes: Partial<RuleValues>, seen?: RuleParameters[Kind]) {
  return readRule(kind, { ...ruleValues(kind, seen, facts), ...changes }, facts, seen)
}

describe('the form of a built-in rule', () => {
  it('gives back every rule that it shows, in any locale', () => {
    const way = { kind: 'endpoint', endpointId: 'end_1' as EndpointId } as const
    const since = calendarDate('2026-01-01')
    const all: { readonly [Kind in BuiltInKind]: readonly RuleParameters[Kind][] } = {
      finalization: [
        { kind: 'review' },
        { kind: 'after-days', days: 5 },
        { kind: 'after-days', days: 1, ahead: 'issue' },
        { kind: 'at-once', ahead: 'issue' },
      ],
      sending: [
        { when: 'on-finalize', way, attachPdf: 0, listUnpaid: 1 },
        { when: 'by-hand', way: { kind: 'prepare' }, attachPdf: 1, listUnpaid: 0 },
      ],
      reminders: [
        {
          steps: [
            { step: 4, days: -3 },
            { step: 1, days: 0 },
            { step: 2, days: 14 },
          ],
          since,
          way,
          attachPdf: 0,
        },
      ],
      collection: [{ retryAfterDays: [] }, { retryAfterDays: [3, 7, 90] }],
      'late-fees': [
        {
          fee: { kind: 'amount', amount: minor(150_050), currency: EUR },
          afterDays: 30,
          since,
          taxIds: ['tax_1' as TaxRateId],
          description: 'Late fee {number}',
        },
        {
          fee: { kind: 'percent', percent: decimal('1.25') },
          afterDays: 14,
          repeat: { unit: 'month', every: 2 },
          maxTimes: 3,
          maxAmount: { amount: minor(5000), currency: EUR },
          since,
          taxIds: [],
          description: 'Late',
        },
      ],
      backup: [{ afterDays: 21 }],
    }
    for (const [kind, rules] of Object.entries(all) as [BuiltInKind, RuleParameters[BuiltInKind][]][]) {
      for (const parameters of rules) {
        for (const each of [facts, german]) {
          expect(readRule(kind, ruleValues(kind, parameters, each), each, parameters).parameters).toEqual(parameters)
        }
      }
    }
  })

  it('starts with something that can be kept', () => {
    for (const kind of ['finalization', 'sending', 'reminders', 'late-fees', 'backup'] as const) {
      const { parameters, problems } = readRule(kind, ruleValues(kind, undefined, facts), facts)
      expect([...problems]).toEqual([])
      expect(checkRule({ kind, scope: { kind: 'account' }, parameters } as RuleFields), kind).toBeUndefined()
    }
  })

  it('shows every preset as it is', () => {
    for (const rules of Object.values(presets)) {
      for (const { kind, parameters } of rules) {
        if (parameters === undefined) continue
        const shown = readRule(kind, ruleValues(kind, parameters, facts), facts, parameters).parameters
        expect(shown).toEqual(kind === 'reminders' ? { ...parameters, since: facts.today } : parameters)
      }
    }
  })

  it('names each field that cannot be read, and refuses what the command would', () => {
    expect([...read('finalization', { policy: 'after-days', graceDays: '61' }).problems]).toEqual([
      ['graceDays', 'Write a whole number from 1 to 60.'],
    ])
    expect([...read('backup', { backupDays: '1.5' }).problems.keys()]).toEqual(['backupDays'])
    const fees = read('late-fees', {
      feeKind: 'amount',
      feeAmount: '0',
      afterDays: '0',
      repeats: 'month',
      every: '',
      maxTimes: '61',
      maxAmount: 'x',
      description: ' ',
    })
    expect([...fees.problems.keys()].sort()).toEqual([
      'afterDays',
      'description',
      'every',
      'feeAmount',
      'maxAmount',
      'maxTimes',
    ])
    expect(read('late-fees', { feePercent: '100.01' }).problems.get('feePercent')).toContain('up to 100')
  })

  it('refuses two reminders on one day and none at all, and never gives a number twice', () => {
    const step = (days: string, when: 'before' | 'on' | 'after' = 'after') => ({ step: 0, when, days })
    expect([...read('reminders', { steps: [] }).problems.keys()]).toEqual(['steps'])
    expect([...read('reminders', { steps: [step('7'), step('7')] }).problems.keys()]).toEqual(['steps.1.days'])
    // The text behind "on the due date" does not count.
    expect([...read('reminders', { steps: [step('x', 'on'), step('3', 'before')] }).problems.keys()]).toEqual([])
    const seen = read('reminders', { steps: [step('7'), step('14')] }).parameters
    expect(seen?.steps).toEqual([
      { step: 1, days: 7 },
      { step: 2, days: 14 },
    ])
    const later = read('reminders', { steps: [step('3'), { step: 1, when: 'after', days: '7' }] }, seen)
    expect(later.parameters?.steps).toEqual([
      { step: 3, days: 3 },
      { step: 1, days: 7 },
    ])
  })

  it('proposes a fortnight after the last reminder', () => {
    expect(nextStep([])).toEqual({ step: 0, when: 'after', days: '7' })
    expect(nextStep([{ step: 1, when: 'after', days: '10' }]).days).toBe('24')
    expect(nextStep([{ step: 1, when: 'before', days: '3' }])).toEqual({ step: 0, when: 'after', days: '7' })
  })
})

const rules: readonly OwnRule[] = [
  {
    name: 'Tell me of big ones',
    when: { kind: 'event', event: 'invoice.finalized' },
    conditions: [
      { kind: 'amount', of: 'gross', is: 'at-least', amount: minor(500_000), currency: EUR },
      { kind: 'client-is', not: 1, clientIds: ['cli_1', 'cli_2'] },
      { kind: 'invoice-state', states: ['open', 'paid'] },
      { kind: 'invoice-tag', not: 1, tag: 'checked' },
      { kind: 'client-country', country: 'DE' },
      { kind: 'currency', currency: EUR },
    ],
    actions: [
      { kind: 'notify', text: 'Invoice {number} to {client}' },
      { kind: 'tag', on: 'invoice', tag: 'big', remove: 0 },
      { kind: 'webhook', endpointId: 'end_1' as EndpointId },
      { kind: 'add-fee', fee: { kind: 'percent', percent: decimal('2.5') }, description: 'Fee on {number}' },
    ],
    limit: 50,
  },
  {
    name: 'Monthly',
    when: { kind: 'every', unit: 'month', day: 31 },
    conditions: [
      { kind: 'client-tag', not: 0, tag: 'monthly' },
      { kind: 'client-status', status: 'trial' },
      { kind: 'amount', of: 'client-due', is: 'below', amount: minor(1), currency: EUR },
    ],
    actions: [{ kind: 'draft' }, { kind: 'finalize' }, { kind: 'remind' }],
    limit: 500,
  },
  {
    name: 'Before the end',
    when: { kind: 'around', date: 'contract-end', days: -30 },
    conditions: [],
    actions: [{ kind: 'tag', on: 'client', tag: 'ends soon', remove: 1 }],
    limit: 1,
  },
  {
    name: 'On the day',
    when: { kind: 'around', date: 'invoice-due', days: 0 },
    conditions: [{ kind: 'age', of: 'due', is: 'at-least', days: -5 }],
    actions: [{ kind: 'apply-credit' }, { kind: 'remind' }],
    limit: 100,
  },
  {
    name: 'Mondays',
    when: { kind: 'every', unit: 'week', weekday: 1 },
    conditions: [],
    actions: [
      {
        kind: 'add-fee',
        fee: { kind: 'amount', amount: minor(1999), currency: EUR },
        description: 'Weekly fee',
      },
    ],
    limit: 100,
  },
]

function values(changes: Partial<OwnRuleValues> = {}): OwnRuleValues {
  return { ...blankOwnRule(facts), name: 'Rule', ...changes }
}

describe('the builder of own rules', () => {
  it('gives back every rule that it shows, in any locale', () => {
    for (const rule of rules) {
      expect(checkOwnRule(rule), rule.name).toBeUndefined()
      for (const each of [facts, german]) {
        const { rule: again, problems } = readOwnRule(ownRuleValues(rule, each), each)
        expect([...problems], rule.name).toEqual([])
        expect(again).toEqual(rule)
      }
    }
  })

  it('offers only what fits: every kind offered can be kept once it is filled in', () => {
    const filled = {
      field: 'Vendor',
      value: '1',
      tag: 'x',
      text: 'x',
      endpointId: 'end_1',
      feeAmount: '5',
      description: 'x',
      days: '1',
      amount: '5',
    }
    const triggers: Partial<OwnRuleValues>[] = [
      { trigger: 'event', event: 'client.added' },
      { trigger: 'event', event: 'draft.made' },
      { trigger: 'event', event: 'invoice.finalized' },
      { trigger: 'event', event: 'invoice.paid' },
      { trigger: 'event', event: 'contract.renewed' },
      { trigger: 'day' },
      { trigger: 'around', aroundDate: 'invoice-due' },
      { trigger: 'around', aroundDate: 'contract-end', aroundWhen: 'before' },
    ]
    for (const trigger of triggers) {
      const bare = values({ ...trigger, actions: [] })
      const subject = subjectOfValues(bare)
      expect(actionChoices(bare, 0)).toContain('notify')
      for (const kind of actionChoices(bare, 0)) {
        const action = { ...blankAction(kind, facts), ...filled }
        expect([...readOwnRule({ ...bare, actions: [action] }, facts).problems], `${kind} ${subject}`).toEqual([])
      }
      for (const kind of conditionChoices(subject)) {
        const condition = { ...blankCondition(kind, subject, facts), ...filled, clientIds: ['cli_1'], country: 'DE' }
        const rule = { ...bare, conditions: [condition], actions: [{ ...blankAction('notify', facts), text: 'x' }] }
        expect([...readOwnRule(rule, facts).problems], `${kind} ${subject}`).toEqual([])
      }
    }
  })

  it('has templates that can be kept as they are, in any currency', () => {
    for (const currency of ['EUR', 'JPY', 'KWD'] as CurrencyCode[]) {
      for (const name of templateNames) {
        const rule = ruleTemplate(name, currency)
        expect(checkOwnRule(rule), name).toBeUndefined()
        const own = { ...facts, currency }
        expect(readOwnRule(ownRuleValues(rule, own), own).rule).toEqual(rule)
      }
    }
    expect(ruleTemplate('big-invoice', 'JPY' as CurrencyCode).conditions[0]).toMatchObject({ amount: 5000 })
    expect(ruleTemplate('big-invoice', EUR).actions[0]).toMatchObject({
      text: 'Invoice {number} to {client} is big: {amount}',
    })
  })

  it('lets an act follow the one that makes what it needs', () => {
    const day = values({ trigger: 'day', actions: [blankAction('draft', facts)] })
    expect(actionChoices(day, 0)).not.toContain('finalize')
    expect(actionChoices(day, 1)).toContain('finalize')
    expect(actionChoices({ ...day, actions: [...day.actions, blankAction('finalize', facts)] }, 2)).toContain('remind')
    const early = values({ trigger: 'day', actions: [blankAction('finalize', facts), blankAction('draft', facts)] })
    expect([...readOwnRule(early, facts).problems.keys()]).toEqual(['actions.0.kind'])
  })

  it('says what is missing beside the fields, and what is finished already', () => {
    const blank = readOwnRule(blankOwnRule(facts), facts)
    expect([...blank.problems.keys()].sort()).toEqual(['actions.0.text', 'name'])
    expect(blank.rule).toBeUndefined()
    expect(blank.trial?.when).toEqual({ kind: 'event', event: 'invoice.finalized' })
    const twice = values({ actions: [blankAction('apply-credit', facts), blankAction('apply-credit', facts)] })
    expect([...readOwnRule(twice, facts).problems.keys()]).toEqual(['actions.1.kind'])
    const field = values({ actions: [{ ...blankAction('notify', facts), text: 'Hello {nobody}' }] })
    expect(readOwnRule(field, facts).problems.get('actions.0.text')).toContain('nobody')
    const early = values({ trigger: 'around', aroundDate: 'invoice-issued', aroundWhen: 'before' })
    expect([...readOwnRule(early, facts).problems.keys()]).toContain('aroundWhen')
    const percent = values({
      trigger: 'day',
      actions: [{ ...blankAction('add-fee', facts), feeKind: 'percent', feePercent: '5', description: 'x' }],
    })
    expect([...readOwnRule(percent, facts).problems.keys()]).toEqual(['actions.0.feeKind'])
  })
})
