import { describe, expect, it } from 'vitest'
import { decimal } from '../../src/core/decimal.ts'
import type { TaxRateId } from '../../src/core/ids.ts'
import type { LateFeeRule } from '../../src/core/late-fee-rule.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { type LateFeeFacts, planLateFees } from '../../src/core/plan-late-fees.ts'
import { day, EUR, lateFeeFacts, monthlyFee } from '../support/invoice-facts.ts'

const flat: LateFeeRule = { fee: { kind: 'amount', amount: minor(1_500), currency: EUR }, afterDays: 10, taxIds: [] }

function plan(facts: LateFeeFacts, asOf: string, rule: LateFeeRule = monthlyFee) {
  return planLateFees({ rule, invoices: [facts] }, day(asOf))
}

/** The fees as `n day amount`, and where the invoice stands. */
function one(facts: LateFeeFacts, asOf: string, rule: LateFeeRule = monthlyFee) {
  const { intents, decisions, wakeOn } = plan(facts, asOf, rule)
  expect(decisions).toHaveLength(1)
  const fees = intents.map(({ n, accruedOn, charge }) => `${n} ${accruedOn} ${charge.amount}`)
  return [fees, decisions[0]?.outcome, decisions[0]?.reason, wakeOn.get(facts.invoice.id)]
}

const fees = (facts: LateFeeFacts, asOf: string, rule: LateFeeRule = monthlyFee) => one(facts, asOf, rule)[0]
const done = (n: number, amount = 500) => ({ n, amount: minor(amount) })
const paid = (on: string, amount: number) => ({ on: day(on), amount: minor(amount) })

describe('planLateFees', () => {
  it('charges on its day, not a day before', () => {
    expect(one(lateFeeFacts(), '2026-03-24')).toEqual([
      [],
      'wait',
      { code: 'fee-to-come', n: 1, on: '2026-03-25' },
      '2026-03-25',
    ])
    expect(one(lateFeeFacts(), '2026-03-25')).toEqual([
      ['1 2026-03-25 500'],
      'do',
      { code: 'accrues', fees: 1, amount: 500, currency: 'EUR', next: '2026-04-25' },
      '2026-03-25',
    ])
  })

  it('makes a whole charge, dated on the day of the fee', () => {
    const rule = { ...monthlyFee, taxIds: ['tax_1' as TaxRateId] }
    expect(plan(lateFeeFacts({}, { taxIncluded: true }), '2026-04-01', rule).intents).toEqual([
      {
        kind: 'late-fee',
        invoiceId: 'inv_1',
        n: 1,
        accruedOn: '2026-03-25',
        base: 10_000,
        charge: {
          id: 'inv_1/late-fee/1',
          clientId: 'cli_1',
          billingGroupId: 'grp_1',
          currency: 'EUR',
          source: 'late-fee',
          quantity: '1',
          unitPrice: '5',
          allowances: [],
          surcharges: [],
          taxIds: ['tax_1'],
          taxIncluded: true,
          amount: 500,
          servedOn: '2026-03-25',
          billsOn: '2026-03-25',
          state: 'open',
        },
      },
    ])
  })

  it('comes again by the rule, each by its own date, counted from the first', () => {
    const late = lateFeeFacts({ dueOn: day('2026-01-21') })
    expect(fees(late, '2026-04-30')).toEqual([
      '1 2026-01-31 500',
      '2 2026-02-28 500',
      '3 2026-03-31 500',
      '4 2026-04-30 500',
    ])
    expect(fees(late, '2026-02-15', { ...monthlyFee, repeat: { unit: 'day', every: 7 } })).toEqual([
      '1 2026-01-31 500',
      '2 2026-02-07 500',
      '3 2026-02-14 500',
    ])
    expect(fees(lateFeeFacts({}, { done: [done(1), done(3)] }), '2026-06-30')).toEqual([
      '2 2026-04-25 500',
      '4 2026-06-25 500',
    ])
  })

  it('once, where the rule does not repeat', () => {
    expect(fees(lateFeeFacts(), '2026-12-31', flat)).toEqual(['1 2026-03-25 1500'])
    const after = lateFeeFacts({}, { done: [done(1, 1_500)] })
    expect(one(after, '2026-12-31', flat)).toEqual([[], 'skip', { code: 'all-charged', fees: 1 }, undefined])
  })

  it('a percentage of what was due on that day, rounded once, half away from zero', () => {
    const part = lateFeeFacts({}, { settled: [paid('2026-04-01', 9_990)] })
    expect(fees(part, '2026-04-30')).toEqual(['1 2026-03-25 500', '2 2026-04-25 1'])
    const rule: LateFeeRule = { ...monthlyFee, fee: { kind: 'percent', percent: decimal('1.25') } }
    expect(fees(lateFeeFacts({ payable: minor(9_960) }), '2026-03-25', rule)).toEqual(['1 2026-03-25 125'])
    expect(fees(lateFeeFacts({ payable: minor(9_959) }), '2026-03-25', rule)).toEqual(['1 2026-03-25 124'])
    expect(fees(lateFeeFacts({ payable: minor(10) }), '2026-03-25', rule)).toEqual([])
  })

  it('paid in time, entered late: none; paid on the very day: none', () => {
    expect(fees(lateFeeFacts({ state: 'paid' }, { settled: [paid('2026-03-25', 10_000)] }), '2026-06-01')).toEqual([])
    expect(fees(lateFeeFacts({ state: 'paid' }, { settled: [paid('2026-03-26', 10_000)] }), '2026-06-01')).toEqual([
      '1 2026-03-25 500',
    ])
    const open = lateFeeFacts({}, { settled: [paid('2026-03-20', 10_000)] })
    expect(one(open, '2026-03-25')).toEqual([[], 'skip', { code: 'nothing-due' }, '2026-04-25'])
    expect(one(lateFeeFacts({ state: 'paid' }, { settled: [paid('2026-03-20', 10_000)] }), '2026-03-25')).toEqual([
      [],
      'skip',
      { code: 'paid' },
      undefined,
    ])
  })

  it('takes no fee on fees', () => {
    expect(fees(lateFeeFacts({}, { feesWithin: minor(4_000) }), '2026-03-25')).toEqual(['1 2026-03-25 300'])
    expect(
      fees(lateFeeFacts({}, { feesWithin: minor(4_000), settled: [paid('2026-03-20', 5_000)] }), '2026-03-25'),
    ).toEqual(['1 2026-03-25 250'])
    expect(fees(lateFeeFacts({}, { feesWithin: minor(10_000) }), '2026-03-25', flat)).toEqual([])
  })

  it('is capped in number', () => {
    const rule = { ...monthlyFee, maxTimes: 2 }
    expect(fees(lateFeeFacts(), '2026-12-31', rule)).toEqual(['1 2026-03-25 500', '2 2026-04-25 500'])
    const reason = { code: 'cap-reached', fees: 2, amount: 500, currency: 'EUR' }
    const after = lateFeeFacts({}, { done: [done(1), done(2, 0)] })
    expect(one(after, '2026-12-31', rule)).toEqual([[], 'skip', reason, undefined])
  })

  it('is capped in amount, the last fee cut', () => {
    const rule = { ...monthlyFee, maxAmount: { amount: minor(1_200), currency: EUR } }
    expect(fees(lateFeeFacts(), '2026-12-31', rule)).toEqual([
      '1 2026-03-25 500',
      '2 2026-04-25 500',
      '3 2026-05-25 200',
    ])
    expect(fees(lateFeeFacts({}, { done: [done(1, 0)] }), '2026-12-31', rule)).toHaveLength(3)
    const after = lateFeeFacts({}, { done: [done(1), done(2), done(3, 200)] })
    expect(one(after, '2026-12-31', rule)[2]).toMatchObject({ code: 'cap-reached', amount: 1_200 })
  })

  it('does not reach back behind the day on which the rule was set', () => {
    const rule = { ...monthlyFee, since: day('2026-04-25') }
    expect(fees(lateFeeFacts(), '2026-05-01', rule)).toEqual(['2 2026-04-25 500'])
  })

  it('no fee accrues on hold, nor for it afterwards', () => {
    const running = lateFeeFacts({}, { holds: [{ start: day('2026-04-25') }] })
    expect(fees(running, '2026-05-30')).toEqual(['1 2026-03-25 500'])
    const after = lateFeeFacts({}, { holds: running.holds, done: [done(1)] })
    expect(one(after, '2026-05-30')).toEqual([
      [],
      'blocked',
      { code: 'on-hold', since: '2026-04-25', next: '2026-06-25' },
      '2026-06-25',
    ])
    const lifted = lateFeeFacts({}, { holds: [{ start: day('2026-04-25'), end: day('2026-05-25') }] })
    expect(fees(lifted, '2026-05-30')).toEqual(['1 2026-03-25 500', '3 2026-05-25 500'])
    expect(one(lateFeeFacts({}, { holds: lifted.holds, done: [done(1), done(3)] }), '2026-05-30')[1]).toBe('wait')
  })

  it.each<[string, LateFeeFacts, LateFeeRule, string, object]>([
    ['void', lateFeeFacts({ state: 'void' }), monthlyFee, 'skip', { code: 'void' }],
    ['written off', lateFeeFacts({ state: 'uncollectible' }), monthlyFee, 'skip', { code: 'written-off' }],
    ['no rule for this client', lateFeeFacts({}, { rule: null }), monthlyFee, 'skip', { code: 'no-rule' }],
    [
      'another currency',
      lateFeeFacts({ currency: 'USD' as CurrencyCode }),
      flat,
      'blocked',
      { code: 'other-currency', currency: 'USD', rule: 'EUR' },
    ],
    [
      'a cap in another currency',
      lateFeeFacts({ currency: 'USD' as CurrencyCode }),
      { ...monthlyFee, maxAmount: { amount: minor(100), currency: EUR } },
      'blocked',
      { code: 'other-currency', currency: 'USD', rule: 'EUR' },
    ],
  ])('charges nothing: %s', (_name, facts, rule, outcome, reason) => {
    expect(one(facts, '2026-06-01', rule)).toEqual([[], outcome, reason, undefined])
  })

  it('without any rule, and with that of the client', () => {
    const { decisions } = planLateFees({ invoices: [lateFeeFacts()] }, day('2026-06-01'))
    expect(decisions[0]?.reason).toEqual({ code: 'no-rule' })
    expect(fees(lateFeeFacts({}, { rule: flat }), '2026-06-01')).toEqual(['1 2026-03-25 1500'])
    expect(fees(lateFeeFacts({ currency: 'JPY' as CurrencyCode }), '2026-03-25')).toEqual(['1 2026-03-25 500'])
    const [intent] = plan(lateFeeFacts({ currency: 'JPY' as CurrencyCode }), '2026-03-25').intents
    expect(intent?.charge.unitPrice).toBe('500')
  })

  it.each<[string, Partial<LateFeeRule>]>([
    ['on the due date', { afterDays: 0 }],
    ['half a day', { afterDays: 1.5 }],
    ['every 0 days', { repeat: { unit: 'day', every: 0 } }],
    ['0 times', { maxTimes: 0 }],
    ['a negative percentage', { fee: { kind: 'percent', percent: decimal('-1') } }],
    ['no amount', { fee: { kind: 'amount', amount: minor(0), currency: EUR } }],
    ['a negative cap', { maxAmount: { amount: minor(-1), currency: EUR } }],
  ])('refuses a rule: %s', (_name, given) => {
    expect(() => plan(lateFeeFacts(), '2026-03-01', { ...monthlyFee, ...given })).toThrow(RangeError)
  })
})
