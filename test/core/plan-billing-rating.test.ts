// What a period costs and how its line shows it; usage that comes late; gaps that are skipped.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/core/billing/apply-plan.ts'
import { chainOf, chargeForPeriod } from '../../src/core/billing/charge-period.ts'
import { lateUsage } from '../../src/core/billing/late-usage.ts'
import { skipGap } from '../../src/core/billing/skip-gap.ts'
import type { GroupSnapshot, ItemSnapshot, PlannedCharge } from '../../src/core/billing/snapshot.ts'
import type { Agreement, ContractItem, Correction, UsageRecord } from '../../src/core/contract/contract.ts'
import { addDays, calendarDate, type Instant } from '../../src/core/date.ts'
import { addDecimals, decimal, decimalFromParts } from '../../src/core/decimal.ts'
import type { UsageRecordId } from '../../src/core/ids.ts'
import type { Charge } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { includes, type Period } from '../../src/core/period.ts'
import { type ChainPeriod, chainPeriods } from '../../src/core/period-chain.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import { type Pricing, rateToMinor } from '../../src/core/rating/pricing.ts'
import { pricing } from '../support/billing-arbitraries.ts'
import {
  accountFacts,
  contract,
  contractItem,
  EUR,
  groupSnapshot,
  itemSnapshot,
  usageRecord,
} from '../support/billing-snapshot.ts'

const day = calendarDate
const period = (start: string, end: string): Period => ({ start: day(start), end: day(end) })
const january = { period: period('2026-01-01', '2026-02-01'), full: period('2026-01-01', '2026-02-01') }
const part: ChainPeriod = { ...january, period: period('2026-01-11', '2026-02-01') }

function agreed(from: string, quantity: string, terms: Pricing): Agreement {
  return { from: day(from), quantity: decimal(quantity), pricing: terms }
}

const perUnit = (unitPrice: string): Pricing => ({ kind: 'per-unit', unitPrice: decimal(unitPrice) })
const flat = (price: string): Pricing => ({ kind: 'flat', price: decimal(price) })
const tiers = (kind: 'graduated' | 'volume'): Pricing => ({
  kind,
  tiers: [{ upTo: decimal('100'), unitPrice: decimal('0.99') }, { unitPrice: decimal('0.95') }],
})

function charge(agreements: readonly Agreement[], each: ChainPeriod = january, given: Partial<ContractItem> = {}) {
  return chargeForPeriod(contractItem('2026-01-01', { unit: 'seat', ...given, agreements }), each, [], EUR)
}

function line({ quantity, unitPrice, unit, amount, rating }: PlannedCharge) {
  return { line: `${quantity} ${unit ?? '-'} x ${unitPrice} = ${amount}`, rating }
}

describe('the charge of a period', () => {
  it('is quantity x price where a whole period has one price', () => {
    expect(line(charge([agreed('2026-01-01', '3', perUnit('19.99'))]))).toEqual({ line: '3 seat x 19.99 = 5997' })
    expect(line(charge([agreed('2026-01-01', '3', flat('50'))]))).toEqual({ line: '1 seat x 50 = 5000' })
    expect(line(charge([agreed('2026-01-01', '1.5', perUnit('0.333'))]))).toEqual({ line: '1.5 seat x 0.333 = 50' })
  })

  it('is one lot with its parts otherwise: graduated prices (M-20)', () => {
    const { line: text, rating } = line(charge([agreed('2026-01-01', '200', tiers('graduated'))]))
    expect(text).toBe('1 - x 194 = 19400')
    expect(rating?.parts).toEqual([
      {
        period: january.period,
        segments: [
          { kind: 'units', quantity: '100', unitPrice: '0.99', net: '99' },
          { kind: 'units', quantity: '100', unitPrice: '0.95', net: '95' },
        ],
      },
    ])
  })

  it('is all units at the price of their step by volume', () => {
    expect(line(charge([agreed('2026-01-01', '200', tiers('volume'))])).line).toBe('200 seat x 0.95 = 19000')
  })

  it('is never less than the minimum', () => {
    const least = charge([agreed('2026-01-01', '1', { ...perUnit('5'), minimum: decimal('20') })])
    expect(line(least).line).toBe('1 - x 20 = 2000')
    expect(least.rating?.parts[0]?.segments.map(({ kind }) => kind)).toEqual(['units', 'top-up'])
  })

  it('is the share of its days of the full period (M-19), and says the share', () => {
    const stub = charge([agreed('2026-01-01', '1', flat('100'))], part)
    expect(line(stub).line).toBe('1 - x 67.74 = 6774')
    expect(stub.rating?.parts[0]?.share).toEqual({ part: 21, whole: 31 })
  })

  it('is the whole price of a part where nothing is prorated, and of a one-off always (M-19, M-20, W-5)', () => {
    const whole = [agreed('2026-01-01', '1', flat('100')), agreed('2026-01-20', '1', flat('300'))]
    expect(line(charge(whole, part, { proration: 'none' }))).toEqual({ line: '1 seat x 100 = 10000' })
    expect(line(charge(whole, part, { kind: 'one-off' }))).toEqual({ line: '1 seat x 100 = 10000' })
  })

  it('weighs every calendar month the same in the mode for that', () => {
    const quarter = period('2026-01-01', '2026-04-01')
    const each = { period: period('2026-02-01', '2026-04-01'), full: quarter }
    const terms = [agreed('2026-01-01', '1', flat('300'))]
    expect(charge(terms, each, { proration: 'calendar-months' }).amount).toBe(200_00)
    expect(charge(terms, each).amount).toBe(196_67)
  })

  it('is split where an agreement changes in it, still one charge (R-14, M-25)', () => {
    const split = charge([agreed('2026-01-01', '1', flat('100')), agreed('2026-01-11', '2', perUnit('100'))])
    expect(line(split).line).toBe('1 - x 167.74 = 16774')
    expect(split.rating?.parts.map(({ period: each, share }) => [each.start, each.end, share])).toEqual([
      ['2026-01-01', '2026-01-11', { part: 10, whole: 31 }],
      ['2026-01-11', '2026-02-01', { part: 21, whole: 31 }],
    ])
  })

  it('is not split by an agreement that charges the same, nor by one of another period', () => {
    const same = [
      agreed('2026-01-01', '1', flat('100')),
      agreed('2026-01-11', '7', flat('100')),
      agreed('2026-02-01', '1', flat('500')),
    ]
    expect(line(charge(same))).toEqual({ line: '1 seat x 100 = 10000' })
  })

  it('takes the first agreement before its own day too', () => {
    expect(charge([agreed('2026-06-01', '1', flat('100'))]).amount).toBe(100_00)
  })

  it('is waived where there is nothing to bill, and says when it bills, whom, what and where from', () => {
    expect(charge([agreed('2026-01-01', '0', perUnit('5'))])).toMatchObject({
      amount: 0,
      state: 'waived',
      waivedFor: 'nothing-to-bill',
    })
    expect(charge([agreed('2026-01-01', '1', flat('5'))], january, { timing: 'arrears' })).toEqual({
      id: 'itm_1/2026-01-01',
      clientId: 'cli_1',
      billingGroupId: 'grp_1',
      currency: 'EUR',
      source: 'contract',
      description: 'Support',
      quantity: '1',
      unit: 'seat',
      unitPrice: '5',
      allowances: [],
      surcharges: [],
      taxIds: [],
      taxIncluded: false,
      amount: 500,
      servedOn: '2026-01-01',
      period: january.period,
      contractId: 'con_1',
      contractItemId: 'itm_1',
      billsOn: '2026-02-01',
      state: 'open',
    })
  })

  it('rounds to the minor unit of its currency', () => {
    const item = contractItem('2026-01-01', { agreements: [agreed('2026-01-01', '1', flat('100'))] })
    const amount = (code: string) => chargeForPeriod(item, part, [], code as CurrencyCode).amount
    expect([amount('JPY'), amount('EUR'), amount('KWD')]).toEqual([68, 6774, 67742])
  })
})

const metered = contractItem('2026-01-01', {
  kind: 'usage',
  timing: 'arrears',
  unit: 'call',
  agreements: [agreed('2026-01-01', '0', tiers('graduated'))],
})
const used = (id: string, on: string, quantity: string, given: Partial<UsageRecord> = {}) =>
  usageRecord(id, on, quantity, metered, given)

describe('usage', () => {
  const rated = (usage: readonly UsageRecord[], item = metered, each: ChainPeriod = january) =>
    chargeForPeriod(item, each, usage, EUR)

  it('counts the records of the period that were not removed', () => {
    const usage = [
      used('usg_1', '2025-12-31', '5'),
      used('usg_2', '2026-01-01', '60'),
      used('usg_3', '2026-01-31', '40'),
      used('usg_4', '2026-01-15', '9', { state: 'removed' }),
      used('usg_5', '2026-02-01', '7'),
    ]
    expect(line(rated(usage)).line).toBe('100 call x 0.99 = 9900')
  })

  it('is rated by the tiers in force on the last day of its period, and never prorated (M-20)', () => {
    const item = { ...metered, agreements: [...metered.agreements, agreed('2026-01-31', '0', perUnit('2'))] }
    expect(rated([used('usg_1', '2026-01-02', '10')], item, part).amount).toBe(0)
    expect(rated([used('usg_1', '2026-01-12', '10')], item, part).amount).toBe(20_00)
  })

  it('puts records with a price of their own outside the tiers', () => {
    const usage = [
      used('usg_1', '2026-01-02', '150'),
      used('usg_2', '2026-01-03', '2', { unitPrice: decimal('40') }),
      used('usg_3', '2026-01-04', '1', { unitPrice: decimal('40') }),
    ]
    const { amount, rating } = rated(usage)
    expect(amount).toBe(99_00 + 47_50 + 120_00)
    expect(rating?.parts[0]?.segments.map(({ quantity, unitPrice }) => `${quantity} x ${unitPrice}`)).toEqual([
      '100 x 0.99',
      '50 x 0.95',
      '3 x 40',
    ])
    expect(line(rated(usage.slice(1))).line).toBe('3 call x 40 = 12000')
  })

  it('costs the minimum though nothing was used', () => {
    const item = { ...metered, agreements: [agreed('2026-01-01', '0', { ...perUnit('1'), minimum: decimal('10') })] }
    expect(rated([], item)).toMatchObject({ amount: 10_00, state: 'open' })
  })
})

describe('usage that comes late (R-15)', { timeout: 180_000 }, () => {
  const chain = (given: Partial<Charge> = {}): Charge => ({
    ...chargeForPeriod(metered, january, [used('usg_1', '2026-01-05', '90')], EUR),
    state: 'invoiced',
    version: 1,
    createdAt: '2026-02-01T00:00:00.000Z' as Instant,
    updatedAt: '2026-02-01T00:00:00.000Z' as Instant,
    ...given,
  })
  const billed = used('usg_1', '2026-01-05', '90', { state: 'billed', chargeId: chain().id })
  const source = (late: readonly UsageRecord[], given: Partial<ItemSnapshot> = {}): ItemSnapshot => ({
    ...itemSnapshot(metered, { chargedThrough: day('2026-02-01'), usage: [billed, ...late], charges: [chain()] }),
    ...given,
  })
  const late = (snapshot: ItemSnapshot, corrections: readonly Correction[] = []) =>
    lateUsage(snapshot, contract('2026-01-01'), corrections, day('2026-03-01'))

  it('is what all usage of its period costs less what was charged, a line of its own', () => {
    const [made, ...more] = late(source([used('usg_2', '2026-01-20', '20')]))
    expect(more).toEqual([])
    expect(made).toMatchObject({
      usageIds: ['usg_2'],
      charge: {
        id: 'itm_1/2026-01-01/late_1',
        cause: 'late_1',
        amount: 10 * 99 + 10 * 95,
        source: 'usage',
        period: january.period,
        servedOn: '2026-01-01',
        billsOn: '2026-03-01',
        state: 'open',
      },
    })
    // What came on top at each price, explained.
    expect(
      made?.charge.rating?.parts[0]?.segments.map(({ quantity, unitPrice }) => `${quantity} x ${unitPrice}`),
    ).toEqual(['10 x 0.99', '10 x 0.95'])
  })

  it('counts up, and takes earlier late charges into account', () => {
    const before = chain({ id: 'itm_1/2026-01-01/late_1' as Charge['id'], cause: 'late_1', amount: 1940 as Minor })
    const [made] = late(source([used('usg_3', '2026-01-20', '30')], { charges: [chain(), before] }))
    expect(made?.charge).toMatchObject({
      id: 'itm_1/2026-01-01/late_2',
      amount: 100 * 99 + 20 * 95 - 90 * 99 - 1940,
    })
  })

  it('shows quantity and price where they say it all, in the unit of the item', () => {
    const item = { ...metered, agreements: [agreed('2026-01-01', '0', perUnit('0.5'))] }
    const first = chain({ amount: 45_00 as Minor })
    const [made] = late(source([used('usg_2', '2026-01-20', '20')], { item, charges: [first] }))
    expect(line(made?.charge as PlannedCharge)).toEqual({ line: '20 call x 0.5 = 1000' })
    const own = used('usg_2', '2026-01-20', '3', { unitPrice: decimal('7') })
    expect(line(late(source([own]))[0]?.charge as PlannedCharge).line).toBe('3 call x 7 = 2100')
  })

  it('is below 0 where a step by volume makes the whole cheaper: a quantity of -1, never a price below 0', () => {
    const item = {
      ...metered,
      agreements: [
        agreed('2026-01-01', '0', {
          ...tiers('volume'),
          tiers: [{ upTo: decimal('100'), unitPrice: decimal('1') }, { unitPrice: decimal('0.5') }],
        } as Pricing),
      ],
    }
    const [made] = late(
      source([used('usg_2', '2026-01-20', '20')], { item, charges: [chain({ amount: 90_00 as Minor })] }),
    )
    expect(line(made?.charge as PlannedCharge)).toEqual({ line: '-1 - x 35 = -3500' })
    expect(made?.charge.state).toBe('open')
  })

  it('is waived where it comes to nothing, so that its records count as billed', () => {
    const item = { ...metered, agreements: [agreed('2026-01-01', '0', flat('30'))] }
    const [made] = late(
      source([used('usg_2', '2026-01-20', '20')], { item, charges: [chain({ amount: 30_00 as Minor })] }),
    )
    expect(made).toMatchObject({
      usageIds: ['usg_2'],
      charge: { amount: 0, state: 'waived', waivedFor: 'nothing-to-bill' },
    })
  })

  it('owes nothing for a period that was skipped, sent from elsewhere or waived by hand', () => {
    for (const waivedFor of ['skipped', 'sent-elsewhere', undefined] as const) {
      const waived = chain({ state: 'waived', ...(waivedFor === undefined ? {} : { waivedFor }) })
      expect(late(source([used('usg_2', '2026-01-20', '20')], { charges: [waived] }))).toEqual([])
    }
    const empty = chain({ state: 'waived', waivedFor: 'nothing-to-bill', amount: 0 as Minor })
    expect(
      late(
        source([used('usg_2', '2026-01-20', '20')], { charges: [empty], usage: [used('usg_2', '2026-01-20', '20')] }),
      ),
    ).toHaveLength(1)
  })

  it('does not ask again for what a person let go with its late charge', () => {
    const gone = chain({
      id: 'itm_1/2026-01-01/late_1' as Charge['id'],
      cause: 'late_1',
      amount: 990 as Minor,
      state: 'waived',
    })
    const let10 = used('usg_2', '2026-01-20', '10', { state: 'billed', chargeId: gone.id })
    const [made] = late(source([let10, used('usg_3', '2026-01-21', '10')], { charges: [chain(), gone] }))
    expect(made?.charge).toMatchObject({ id: 'itm_1/2026-01-01/late_2', amount: 990 })
  })

  it('takes corrections that stand for the period as taken back already (R-14)', () => {
    const correction = (given: Partial<Correction>): Correction => ({
      id: 'itm_1/2026-01-01/amd_1' as Correction['id'],
      version: 1,
      contractId: metered.contractId,
      contractItemId: metered.id,
      clientId: metered.clientId,
      billingGroupId: metered.billingGroupId,
      currency: EUR,
      amendmentId: 'amd_1' as Correction['amendmentId'],
      invoiceId: 'inv_1' as Correction['invoiceId'],
      chargeId: chain().id,
      period: january.period,
      description: 'Support',
      amount: -10_00 as Minor,
      state: 'open',
      createdAt: '2026-02-01T00:00:00.000Z' as Instant,
      updatedAt: '2026-02-01T00:00:00.000Z' as Instant,
      ...given,
    })
    const amount = (corrections: readonly Correction[], given: Partial<ItemSnapshot> = {}) =>
      late(source([used('usg_2', '2026-01-20', '10')], given), corrections)[0]?.charge.amount
    expect(amount([correction({})])).toBe(990 + 1000)
    expect(amount([], { corrections: [correction({ state: 'resolved', resolution: 'credit-note' })] })).toBe(990 + 1000)
    expect(amount([], { corrections: [correction({ state: 'resolved', resolution: 'next-invoice' })] })).toBe(990)
    expect(amount([correction({ state: 'withdrawn' })])).toBe(990)
    expect(amount([correction({ id: 'itm_1/2026-02-01/amd_1' as Correction['id'] })])).toBe(990)
  })

  it('rides on any earlier invoice of the group in its currency, else bills with the next one of the item', () => {
    const other = contractItem('2026-01-10', { id: 'itm_2' as ContractItem['id'] })
    const snapshot = groupSnapshot(
      [source([used('usg_2', '2026-01-20', '20')]), itemSnapshot(other, { chargedThrough: day('2026-02-10') })],
      { contracts: [contract('2026-01-01')] },
    )
    const drafts = (given: GroupSnapshot, asOf: string) =>
      planGroup(accountFacts(), given, day(asOf), { by: 'run' }).intents.flatMap((each) =>
        each.kind === 'draft' ? [each.chargeIds.join(' ')] : [],
      )
    expect(drafts(snapshot, '2026-02-09')).toEqual([])
    expect(drafts(snapshot, '2026-02-10')).toEqual(['itm_1/2026-01-01/late_1 itm_2/2026-02-10'])
    const foreign = { ...snapshot, contracts: snapshot.contracts.map((each) => ({ ...each })) }
    const dollars = {
      ...contract('2026-01-01'),
      id: 'con_2' as ContractItem['contractId'],
      currency: 'USD' as CurrencyCode,
    }
    const apart = {
      ...foreign,
      contracts: [...foreign.contracts, dollars],
      items: foreign.items.map((each) =>
        each.item.id === other.id ? { ...each, item: { ...each.item, contractId: dollars.id } } : each,
      ),
    }
    expect(drafts(apart, '2026-02-10')).toEqual(['itm_2/2026-02-10'])
    // One that is a row already, since its draft was discarded, does the same.
    const row = chain({
      id: 'itm_1/2026-01-01/late_1' as Charge['id'],
      cause: 'late_1',
      state: 'open',
      billsOn: day('2026-03-01'),
    })
    const rows = { ...snapshot, items: snapshot.items.slice(1), openCharges: [row] }
    expect(drafts(rows, '2026-02-09')).toEqual([])
    expect(drafts(rows, '2026-02-10')).toEqual(['itm_1/2026-01-01/late_1 itm_2/2026-02-10'])
    const alone = groupSnapshot([source([used('usg_2', '2026-01-20', '20')])])
    expect(drafts(alone, '2026-02-28')).toEqual([])
    expect(drafts(alone, '2026-03-01')).toEqual(['itm_1/2026-01-01/late_1'])
  })

  it('bills at once when its chain has ended (R-4), and is written to wait for a cycle', () => {
    const ended = groupSnapshot([source([used('usg_2', '2026-01-20', '20')])], {
      contracts: [contract('2026-01-01', { endOn: day('2026-02-01') })],
    })
    const plan = (group: GroupSnapshot, asOf: string) => planGroup(accountFacts(), group, day(asOf), { by: 'run' })
    expect(plan(ended, '2026-02-20').intents).toMatchObject([
      { kind: 'charge', charge: { id: 'itm_1/2026-01-01/late_1', billsOn: '2026-02-20' } },
      { kind: 'draft', chargeIds: ['itm_1/2026-01-01/late_1'] },
    ])
    const cycled: GroupSnapshot = {
      ...ended,
      group: {
        ...ended.group,
        cycle: { kind: 'every', cadence: { unit: 'month', every: 1 }, anchor: { origin: day('2026-01-15') } },
      },
    }
    const first = plan(cycled, '2026-02-20')
    expect(first.intents.map(({ kind }) => kind)).toEqual(['charge'])
    expect(first.wakeOn).toBe('2026-03-15')
    const after = applyPlan(cycled, first)
    expect(plan(after, '2026-03-14').intents).toEqual([])
    expect(plan(after, '2026-03-15').intents).toMatchObject([{ kind: 'draft', chargeIds: ['itm_1/2026-01-01/late_1'] }])
  })

  it('wakes its group where its month has ended before that of the next period (I-10)', () => {
    const item = contractItem('2026-01-10', { kind: 'usage', timing: 'arrears', agreements: metered.agreements })
    const usage = [used('usg_1', '2026-01-15', '90', { state: 'billed' }), used('usg_2', '2026-01-20', '20')]
    const first = { ...chain(), period: period('2026-01-10', '2026-02-10'), id: 'itm_1/2026-01-10' as Charge['id'] }
    const snapshot = itemSnapshot(item, { chargedThrough: day('2026-02-10'), usage, charges: [first] })
    const group = groupSnapshot([snapshot])
    const cycle = {
      kind: 'every',
      cadence: { unit: 'month', every: 1 },
      anchor: { origin: day('2026-01-15') },
    } as const
    const cycled = { ...group, group: { ...group.group, cycle } }
    const account = accountFacts({ endedMonthsOnly: 1 })
    expect(planGroup(account, cycled, day('2026-03-14'), { by: 'run' })).toMatchObject({
      intents: [],
      wakeOn: '2026-03-15',
    })
    expect(planGroup(account, cycled, day('2026-03-15'), { by: 'run' }).intents).toMatchObject([
      { kind: 'charge', charge: { id: 'itm_1/2026-01-10/late_1' } },
      { kind: 'draft' },
    ])
  })

  it('adds up to what all usage of each period costs, however late it comes', () => {
    const record = fc.record({
      on: fc.integer({ min: 0, max: 80 }),
      late: fc.integer({ min: 0, max: 60 }),
      n: fc.integer({ min: 1, max: 900 }),
    })
    fc.assert(
      fc.property(pricing, fc.array(record, { maxLength: 12 }), (terms, records) => {
        const item = { ...metered, agreements: [{ ...(metered.agreements[0] as Agreement), pricing: terms }] }
        const all = records.map(({ on, late: by, n }, i) => ({
          at: addDays(item.startOn, on + by),
          row: usageRecord(`usg_${i}`, addDays(item.startOn, on), decimalFromParts(BigInt(n), 1), item),
        }))
        let group = groupSnapshot([itemSnapshot(item)])
        const made: PlannedCharge[] = []
        const billedIds: UsageRecordId[] = []
        for (let n = 0; n <= 160; n++) {
          const today = addDays(item.startOn, n)
          const fresh = all.filter(({ at }) => at === today).map(({ row }) => row)
          group = { ...group, items: group.items.map((each) => ({ ...each, usage: [...each.usage, ...fresh] })) }
          const plan = planGroup(accountFacts(), group, today, { by: 'run' })
          for (const intent of plan.intents) {
            if (intent.kind === 'charge') {
              made.push(intent.charge)
              billedIds.push(...intent.usageIds)
            }
          }
          group = applyPlan(group, plan)
        }
        for (const { period: each } of chainPeriods({
          ...chainOf(item, contract('2026-01-01')),
          end: day('2026-05-01'),
        })) {
          const within = all.filter(({ row }) => includes(each, row.on)).map(({ row }) => row.quantity)
          const sum = made
            .filter(({ period: own }) => own?.start === each.start)
            .reduce((total, { amount }) => total + amount, 0)
          expect(sum).toBe(rateToMinor(terms, within.reduce(addDecimals, decimal('0')), 2))
        }
        // Each record is billed once.
        expect(billedIds.sort()).toEqual(all.map(({ row }) => row.id).sort())
      }),
      { numRuns: 300 },
    )
  })
})

describe('skipping the time between (R-3)', () => {
  const item = contractItem('2026-01-01', { timing: 'arrears' })
  const told = (...[given, through, since, today]: [ContractItem, string | undefined, string, string]) =>
    skipGap(
      given,
      contract('2026-01-01'),
      through === undefined ? undefined : day(through),
      day(since),
      day(today),
    ).map(
      ({ period: each, amount, state, waivedFor = '', billsOn }) =>
        `${each?.start}..${each?.end} ${amount} ${state} ${waivedFor} ${billsOn}`,
    )

  it('charges what was served before, waives the rest up to today', () => {
    expect(told(item, '2026-03-01', '2026-03-11', '2026-04-21')).toEqual([
      '2026-03-01..2026-03-11 3226 open  2026-03-11',
      '2026-03-11..2026-04-01 6774 waived skipped 2026-04-01',
      '2026-04-01..2026-04-21 6667 waived skipped 2026-04-21',
    ])
  })

  it('leaves what was charged ahead, and begins after it', () => {
    const ahead = { ...item, timing: 'advance' as const }
    expect(told(ahead, '2026-04-01', '2026-03-11', '2026-03-25')).toEqual([])
    expect(told(ahead, '2026-04-01', '2026-03-11', '2026-04-16')).toEqual([
      '2026-04-01..2026-04-16 5000 waived skipped 2026-04-01',
    ])
  })

  it('skips nothing that stood still for no day, nor past the end', () => {
    expect(told(item, '2026-03-01', '2026-03-11', '2026-03-11')).toEqual([])
    expect(told({ ...item, endOn: day('2026-03-16') }, '2026-03-01', '2026-03-11', '2026-06-01')).toEqual([
      '2026-03-01..2026-03-11 3226 open  2026-03-11',
      '2026-03-11..2026-03-16 1613 waived skipped 2026-03-16',
    ])
    expect(told({ ...item, kind: 'one-off' }, undefined, '2026-01-01', '2026-02-01')).toEqual([
      '2026-01-01..2026-01-02 10000 waived skipped 2026-01-01',
    ])
  })

  it('lets the chain go on from today with a part of a period', () => {
    const [next] = chainPeriods(chainOf(item, contract('2026-01-01'), day('2026-04-21')))
    expect(next?.period).toEqual(period('2026-04-21', '2026-05-01'))
    expect(chargeForPeriod(item, next as ChainPeriod, [], EUR).amount).toBe(33_33)
  })

  it('rates the usage before it', () => {
    const [first] = skipGap(metered, contract('2026-01-01'), undefined, day('2026-01-11'), day('2026-01-21'), [
      used('usg_1', '2026-01-05', '10'),
      used('usg_2', '2026-01-15', '10'),
    ])
    expect(first).toMatchObject({ amount: 990, state: 'open', period: period('2026-01-01', '2026-01-11') })
  })
})
