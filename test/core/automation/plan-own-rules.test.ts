import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RuleFacts } from '../../../src/core/automation/match-rule.ts'
import { firstUnmet, holds, inScope } from '../../../src/core/automation/match-rule.ts'
import { maxRuleDepth, type RuleCondition, type RuleTrigger } from '../../../src/core/automation/own-rule.ts'
import {
  type Candidate,
  daysToDo,
  lastTurn,
  nextTurn,
  type OwnRuleRow,
  planOwnRule,
} from '../../../src/core/automation/plan-own-rules.ts'
import { addDays, calendarDate, dayOfWeek, daysInMonth, type Instant } from '../../../src/core/date.ts'
import type { Client, FinalizedInvoice } from '../../../src/core/model.ts'
import { type CurrencyCode, minor } from '../../../src/core/money.ts'

const day = calendarDate
const at = (text: string) => text as Instant
const EUR = 'EUR' as CurrencyCode

function rule(when: RuleTrigger, more: Partial<OwnRuleRow['parameters']> = {}): OwnRuleRow {
  return {
    id: 'rul_A' as OwnRuleRow['id'],
    version: 1,
    kind: 'own',
    scope: { kind: 'account' },
    state: 'on',
    parameters: {
      name: 'A',
      when,
      conditions: [],
      actions: [{ kind: 'draft' }],
      limit: 2,
      since: { on: day('2026-03-02'), at: at('2026-03-02T10:00:00.000Z') },
      ...more,
    },
    createdAt: at('2026-03-02T10:00:00.000Z'),
    updatedAt: at('2026-03-02T10:00:00.000Z'),
  }
}

const client = {
  id: 'cli_A',
  name: 'Acme',
  status: 'active',
  tags: ['vip'],
  customFields: [{ name: 'Portal', value: 'Ariba' }],
  addresses: [
    { id: 'adr_1', country: 'DE' },
    { id: 'adr_2', country: 'FR' },
  ],
  defaultAddressId: 'adr_1',
} as unknown as Client
const invoice = {
  id: 'inv_A',
  state: 'open',
  clientId: 'cli_A',
  billingGroupId: 'grp_A',
  currency: EUR,
  gross: minor(50_000),
  amountDue: minor(20_000),
  issuedOn: day('2026-03-02'),
  dueOn: day('2026-03-16'),
} as unknown as FinalizedInvoice
const facts: RuleFacts = {
  kind: 'invoice',
  id: invoice.id,
  client,
  clientCurrency: EUR,
  clientDue: new Map([[EUR, minor(30_000)]]),
  invoice,
}
const event: RuleTrigger = { kind: 'event', event: 'invoice.finalized' }
const candidate = (more: Partial<Candidate['occurrence']> = {}, fired = false): Candidate => ({
  facts,
  fired,
  occurrence: { id: 'cmd_1/00000', on: day('2026-03-05'), at: at('2026-03-05T09:00:00.000Z'), chain: [], ...more },
})
const codes = (plan: ReturnType<typeof planOwnRule>) => plan.decisions.map(({ reason }) => reason.code)
const today = day('2026-03-20')

describe('planOwnRule', () => {
  it('fires once for a row and an occasion', () => {
    expect(codes(planOwnRule(rule(event), [candidate(), candidate()], today))).toEqual(['fires', 'already-fired'])
    expect(codes(planOwnRule(rule(event), [candidate({}, true)], today))).toEqual(['already-fired'])
  })

  it('stops its own doing and chains that are too deep', () => {
    const chain = (length: number) => Array.from({ length }, (_, n) => `rul_${n}` as OwnRuleRow['id'])
    expect(codes(planOwnRule(rule(event), [candidate({ chain: chain(maxRuleDepth - 1) })], today))).toEqual(['fires'])
    expect(codes(planOwnRule(rule(event), [candidate({ chain: chain(maxRuleDepth) })], today))).toEqual(['too-deep'])
    expect(codes(planOwnRule(rule(event), [candidate({ chain: [rule(event).id] })], today))).toEqual(['own-doing'])
    const own = { ...candidate(), facts: { ...facts, madeBy: rule(event).id } }
    expect(codes(planOwnRule(rule(event), [own], today))).toEqual(['own-doing'])
  })

  it('counts from the moment in which it was switched on', () => {
    const before = { on: day('2026-03-02'), at: at('2026-03-02T09:59:59.000Z') }
    const after = { on: day('2026-03-02'), at: at('2026-03-02T10:00:00.000Z') }
    const decided = (occurrence: Partial<Candidate['occurrence']>) =>
      codes(planOwnRule(rule(event), [candidate(occurrence)], today))[0]
    expect([decided(before), decided(after)]).toEqual(['before-rule', 'fires'])
    expect(decided({ on: day('2026-03-01'), at: at('2026-03-05T10:00:00.000Z') })).toBe('before-rule')
  })

  it('lets what is over the limit wait', () => {
    const three = ['1', '2', '3'].map((id) => candidate({ id }))
    expect(codes(planOwnRule(rule(event), three, today))).toEqual(['fires', 'fires', 'limit-reached'])
    expect(planOwnRule(rule(event), three, today, 0).intents).toEqual([])
  })
})

describe('conditions', () => {
  const cases: readonly (readonly [RuleCondition, boolean])[] = [
    [{ kind: 'client-is', not: 0, clientIds: ['cli_A'] }, true],
    [{ kind: 'client-is', not: 1, clientIds: ['cli_A'] }, false],
    [{ kind: 'client-status', status: 'trial' }, false],
    [{ kind: 'client-tag', not: 0, tag: 'VIP' }, true],
    [{ kind: 'client-tag', not: 1, tag: 'vip' }, false],
    [{ kind: 'client-tag', not: 1, tag: 'other' }, true],
    [{ kind: 'client-country', country: 'DE' }, true],
    [{ kind: 'client-country', country: 'FR' }, false],
    [{ kind: 'currency', currency: EUR }, true],
    [{ kind: 'amount', of: 'gross', is: 'at-least', amount: minor(50_000), currency: EUR }, true],
    [{ kind: 'amount', of: 'gross', is: 'below', amount: minor(50_000), currency: EUR }, false],
    [{ kind: 'amount', of: 'due', is: 'below', amount: minor(20_001), currency: EUR }, true],
    [{ kind: 'amount', of: 'client-due', is: 'at-least', amount: minor(30_001), currency: EUR }, false],
    [{ kind: 'amount', of: 'gross', is: 'below', amount: minor(90_000), currency: 'USD' as CurrencyCode }, false],
    [{ kind: 'age', of: 'due', is: 'at-least', days: 4 }, true],
    [{ kind: 'age', of: 'due', is: 'at-least', days: 5 }, false],
    [{ kind: 'age', of: 'issued', is: 'below', days: 19 }, true],
    [{ kind: 'invoice-state', states: ['paid', 'open'] }, true],
    [{ kind: 'invoice-tag', not: 0, tag: 'late' }, false],
    [{ kind: 'invoice-tag', not: 1, tag: 'late' }, true],
    [{ kind: 'custom-field', name: 'portal', value: 'ARIBA' }, true],
    [{ kind: 'custom-field', name: 'portal', value: 'Coupa' }, false],
  ]
  it.each(cases)('%j is %s', (condition, expected) => {
    expect(holds(condition, facts, today)).toBe(expected)
  })

  it('must all hold, and the first that does not is named', () => {
    const [yes, no] = [cases[0]?.[0], cases[1]?.[0]] as [RuleCondition, RuleCondition]
    expect(firstUnmet([yes, no, no], facts, today)).toBe(1)
    expect(firstUnmet([yes], facts, today)).toBeUndefined()
  })

  it('knows whom a rule is for', () => {
    const group = (id: string) => ({ kind: 'group', clientId: client.id, billingGroupId: id }) as never
    expect([inScope(group('grp_A'), facts), inScope(group('grp_B'), facts)]).toEqual([true, false])
    const { invoice: _invoice, ...ofClient } = facts
    expect(inScope(group('grp_B'), ofClient)).toBe(true)
  })
})

describe('the days of a rule', () => {
  it('are the last and the next turn, clamped to the month', () => {
    const monthly = { kind: 'every', unit: 'month', day: 31 } as const
    expect(lastTurn(monthly, day('2026-03-01'))).toBe('2026-02-28')
    expect(lastTurn(monthly, day('2028-03-30'))).toBe('2028-02-29')
    expect(nextTurn(monthly, day('2026-01-31'))).toBe('2026-02-28')
    expect(nextTurn({ kind: 'every', unit: 'week', weekday: 7 }, day('2026-03-01'))).toBe('2026-03-08')
  })

  it('are what every calendar says', () => {
    const when = fc.oneof(
      fc.constant({ kind: 'every', unit: 'day' } as const),
      fc.integer({ min: 1, max: 7 }).map((weekday) => ({ kind: 'every', unit: 'week', weekday }) as const),
      fc.integer({ min: 1, max: 31 }).map((date) => ({ kind: 'every', unit: 'month', day: date }) as const),
    )
    const isTurn = (each: Extract<RuleTrigger, { kind: 'every' }>, date: ReturnType<typeof day>) => {
      if (each.unit === 'day') return true
      if (each.unit === 'week') return dayOfWeek(date) === each.weekday
      return Number(date.slice(8)) === Math.min(each.day, daysInMonth(date))
    }
    fc.assert(
      fc.property(when, fc.integer({ min: 0, max: 1500 }), (each, offset) => {
        const date = addDays(day('2026-01-01'), offset)
        let last = date
        while (!isTurn(each, last)) last = addDays(last, -1)
        let next = addDays(date, 1)
        while (!isTurn(each, next)) next = addDays(next, 1)
        expect([lastTurn(each, date), nextTurn(each, date)]).toEqual([last, next])
      }),
    )
  })

  it('are done once, never before the rule, and around a date every day since the last run', () => {
    const weekly = rule({ kind: 'every', unit: 'week', weekday: 1 })
    expect(daysToDo(weekly, undefined, day('2026-03-08'))).toEqual({ from: '2026-03-02', to: '2026-03-02' })
    expect(daysToDo(weekly, day('2026-03-02'), day('2026-03-08'))).toBeUndefined()
    expect(daysToDo(weekly, day('2026-03-02'), day('2026-03-31'))).toEqual({ from: '2026-03-30', to: '2026-03-30' })
    const tuesday = rule({ kind: 'every', unit: 'week', weekday: 2 })
    expect(daysToDo(tuesday, undefined, day('2026-03-02'))).toBeUndefined()
    const around = rule({ kind: 'around', date: 'invoice-due', days: 7 })
    expect(daysToDo(around, undefined, day('2026-03-20'))).toEqual({ from: '2026-03-02', to: '2026-03-20' })
    expect(daysToDo(around, day('2026-03-19'), day('2026-03-20'))).toEqual({ from: '2026-03-19', to: '2026-03-20' })
    expect(daysToDo(around, day('2026-03-21'), day('2026-03-20'))).toBeUndefined()
    expect(daysToDo(rule(event), undefined, today)).toBeUndefined()
  })
})
