import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkRule, type RuleFields } from '../../src/core/automation/check-rule.ts'
import type { RuleAction, RuleCondition, RuleTrigger } from '../../src/core/automation/own-rule.ts'
import { presetNames, presets } from '../../src/core/automation/presets.ts'
import { defaultSending } from '../../src/core/automation/rule.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, EndpointId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { type RuleNames, ruleText, settingsRuleTexts } from '../../src/i18n/rule-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { anyRule, noCast } from '../support/rule-arbitraries.ts'

beforeAll(() => loadLanguage('en'))

const EUR = 'EUR' as CurrencyCode
const names: RuleNames = {
  client: (id) => (id === 'cli_A' ? 'Acme' : id === 'cli_B' ? 'Birch & Co' : undefined),
  group: () => 'Acme, London',
  endpoint: (id) => (id === 'end_A' ? 'Zapier' : undefined),
}
const account = { kind: 'account' } as const

function own(
  when: RuleTrigger,
  conditions: readonly RuleCondition[],
  actions: readonly RuleAction[],
  scope: RuleFields['scope'] = account,
  limit = 100,
): string {
  const rule = { kind: 'own', scope, parameters: { name: 'R', when, conditions, actions, limit } } as const
  expect(checkRule(rule)).toBeUndefined()
  return ruleText(rule, names, 'en-GB')
}

describe('a rule of one’s own as a sentence', () => {
  it('says whose field it asks for, and compares by kind', () => {
    const say = (condition: Omit<Extract<RuleCondition, { kind: 'custom-field' }>, 'kind'>) =>
      own(
        { kind: 'event', event: 'invoice.paid' },
        [{ kind: 'custom-field', ...condition }],
        [{ kind: 'tag', on: 'invoice', tag: 'seen', remove: 0 }],
      )
    expect(say({ name: 'Portal', value: 'Ariba' })).toContain('if the client has “Ariba” as “Portal”')
    expect(say({ name: 'Portal', value: 'Ariba', is: 'not' })).toContain('the client has anything but “Ariba”')
    expect(say({ name: 'Limit', value: '1500', compare: 'number', is: 'at-least', of: 'contract' })).toContain(
      'if the contract has at least 1,500 as “Limit”',
    )
    expect(say({ name: 'Since', value: '2026-01-31', compare: 'date', is: 'below', of: 'group' })).toContain(
      'if the billing group has a day before 31 Jan 2026 as “Since”',
    )
  })

  it('says the day, whom it is for, what it does, and how often at most', () => {
    expect(
      own(
        { kind: 'every', unit: 'month', day: 1 },
        [{ kind: 'client-tag', not: 0, tag: 'retainer' }],
        [{ kind: 'draft' }],
      ),
    ).toBe(
      'On the 1st of each month, for every client that is tagged “retainer”: draft their open charges; at most 100 at a time.',
    )
  })

  it('says an event, its conditions and its acts in order', () => {
    expect(
      own(
        { kind: 'event', event: 'invoice.finalized' },
        [
          { kind: 'amount', of: 'gross', is: 'at-least', amount: minor(500_000), currency: EUR },
          { kind: 'client-country', country: 'FR' },
        ],
        [
          { kind: 'tag', on: 'invoice', tag: 'large', remove: 0 },
          { kind: 'notify', text: 'Call {client} about {number}' },
          { kind: 'webhook', endpointId: 'end_A' as EndpointId },
        ],
        { kind: 'client', clientId: 'cli_A' as ClientId },
        20,
      ),
    ).toBe(
      'When an invoice becomes final, for Acme only, if the invoice comes to at least €5,000.00 and the client is in France: ' +
        'tag the invoice “large”, tell me “Call [client] about [number]” and call Zapier; at most 20 at a time.',
    )
  })

  it('says days before and after, ends of months, names that are gone', () => {
    expect(own({ kind: 'around', date: 'invoice-due', days: -1 }, [], [{ kind: 'remind' }])).toMatch(
      /^1 day before an invoice is due: prepare a message about the invoice;/,
    )
    expect(own({ kind: 'every', unit: 'month', day: 31 }, [], [{ kind: 'draft' }, { kind: 'finalize' }])).toMatch(
      /^On the last day of each month, for every client: draft their open charges and make the drafts final;/,
    )
    expect(
      own(
        { kind: 'every', unit: 'week', weekday: 2 },
        [{ kind: 'client-is', not: 1, clientIds: ['cli_A', 'cli_gone'] }],
        [{ kind: 'webhook', endpointId: 'end_gone' as EndpointId }],
      ),
    ).toMatch(
      /^Every Tuesday, for every client that is not Acme or a client that is gone: call an endpoint that is gone;/,
    )
  })
})

describe('a built-in rule as a sentence', () => {
  const text = (rule: RuleFields) => ruleText(rule, names, 'en-GB')

  it('says when drafts become final', () => {
    expect(text({ kind: 'finalization', scope: account, parameters: { kind: 'review' } })).toBe(
      'Leave every draft for my review.',
    )
    const group = { kind: 'group', billingGroupId: 'grp_A' as BillingGroupId, clientId: 'cli_A' as ClientId } as const
    expect(text({ kind: 'finalization', scope: group, parameters: { kind: 'after-days', days: 3 } })).toMatch(
      /^For Acme, London: Make drafts final 3 days after/,
    )
  })

  it('says how messages leave, reminders in the order of their days, and every figure of late fees', () => {
    expect(text({ kind: 'sending', scope: account, parameters: { ...defaultSending, when: 'on-finalize' } })).toBe(
      'When an invoice becomes final, prepare its message for me to send, with the PDF.',
    )
    const steps = [14, -3, 0].map((days, index) => ({ step: index + 1, days }))
    const way = { kind: 'endpoint', endpointId: 'end_A' as EndpointId } as const
    expect(text({ kind: 'reminders', scope: account, parameters: { steps, way, attachPdf: 0 } })).toBe(
      'While an invoice is unpaid, send a reminder through Zapier 3 days before the due date, on the due date and 14 days after the due date.',
    )
    expect(
      text({
        kind: 'late-fees',
        scope: account,
        parameters: {
          fee: { kind: 'percent', percent: decimal('1.5') },
          afterDays: 30,
          repeat: { unit: 'month', every: 1 },
          maxTimes: 3,
          maxAmount: { amount: minor(4000), currency: EUR },
          taxIds: [],
          description: 'Late',
        },
      }),
    ).toBe(
      'Charge 1.5% of what is due 30 days after the due date, then again every month, at most 3 times and €40.00 for one invoice.',
    )
  })

  it('says what settings decide', () => {
    expect(settingsRuleTexts({ billing: defaultBilling, creditBalance: 'apply' }).billing).toMatch(
      /^Bill every contract/,
    )
    expect(settingsRuleTexts({ billing: { ...defaultBilling, mode: 'manual' }, creditBalance: 'off' })).toEqual({
      billing: expect.stringMatching(/by hand/),
      renewals: expect.stringMatching(/no contract/),
      credit: expect.stringMatching(/until I/),
    })
  })
})

describe('any rule from the pickers', () => {
  it('can be kept or is refused with its field, and is one whole sentence', () => {
    let [kept, refused] = [0, 0]
    fc.assert(
      fc.property(anyRule(noCast), (rule) => {
        const problem = checkRule(rule)
        if (problem === undefined) kept += 1
        else {
          refused += 1
          expect(['field-invalid', 'rule-loops', 'rule-action-unfit', 'rule-condition-unfit']).toContain(problem.code)
          if (problem.code === 'field-invalid') expect(problem.field).not.toBe('')
        }
        for (const locale of ['en-GB', 'en-US', 'de-DE']) {
          const sentence = ruleText(rule, names, locale)
          expect(sentence).toMatch(/^[\p{Lu}\d].*[^ .:,;]\.$/u)
          expect(sentence).not.toMatch(/[{}]|undefined|null|NaN|\[object|rules\.| {2}| ,|,,|cli_|end_|grp_/)
        }
      }),
      { numRuns: 400 },
    )
    expect(kept).toBeGreaterThan(50)
    expect(refused).toBeGreaterThan(50)
  })

  it('is said for every preset', () => {
    for (const preset of presetNames) {
      for (const rule of presets[preset]) {
        if (rule.parameters === undefined) continue
        const fields = { kind: rule.kind, scope: account, parameters: rule.parameters } as RuleFields
        expect(checkRule(fields)).toBeUndefined()
        expect(ruleText(fields, names, 'en-GB')).toMatch(/\.$/)
      }
    }
  })
})
