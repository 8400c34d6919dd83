import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainOf, chargeForPeriod, endOfItem } from '../../src/core/billing/charge-period.ts'
import { lateUsage } from '../../src/core/billing/late-usage.ts'
import { type ReconcilePlan, reconcileItem } from '../../src/core/billing/reconcile.ts'
import { agreementOn } from '../../src/core/contract/agreement-on.ts'
import { amendRows, cancelRows, reinstateRows } from '../../src/core/contract/amend-contract.ts'
import type { AmendContext, RequestedChange } from '../../src/core/contract/amend-item.ts'
import {
  type Amendment,
  type Contract,
  type ContractItem,
  type Correction,
  contractChargeId,
  type UsageRecord,
} from '../../src/core/contract/contract.ts'
import { addDays, type CalendarDate, calendarDate, daysBetween, type Instant, lastDayOf } from '../../src/core/date.ts'
import { addDecimals, type Decimal, decimal, decimalParts, divideRounded } from '../../src/core/decimal.ts'
import type { AmendmentId, ContractItemId, InvoiceId, NewId } from '../../src/core/ids.ts'
import type { Charge } from '../../src/core/model.ts'
import { type Minor, minor } from '../../src/core/money.ts'
import type { Period } from '../../src/core/period.ts'
import { anchorAt, chainPeriods, fullPeriodAround } from '../../src/core/period-chain.ts'
import { rate } from '../../src/core/rating/pricing.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { item as anyItem, pricing as anyPricing, anyStart } from '../support/billing-arbitraries.ts'
import { contract, contractItem, EUR, usageRecord } from '../support/billing-snapshot.ts'

const AT = '2026-01-01T00:00:00.000Z' as Instant
const day = (text: string) => calendarDate(text)
const AMD = 'amd_1' as AmendmentId
const march: Period = { start: day('2026-03-01'), end: day('2026-04-01') }

function charge(amount: number, given: Partial<Charge> = {}): Charge {
  const item = contractItem('2026-01-01')
  const period = given.period ?? march
  return {
    ...chargeForPeriod(item, { period, full: period }, [], EUR),
    version: 1,
    amount: minor(amount),
    state: 'invoiced',
    ...(given.state === 'open' || given.state === 'waived' ? {} : { invoiceId: 'inv_1' as InvoiceId }),
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

/** The item with its price changed to so many from a day on. */
function priced(from: string, price: string, given: Partial<ContractItem> = {}): ContractItem {
  const item = contractItem('2026-01-01', given)
  return {
    ...item,
    agreements: [
      ...item.agreements,
      { from: day(from), quantity: decimal('1'), pricing: { kind: 'flat', price: decimal(price) } },
    ],
  }
}

function reconcile(
  item: ContractItem,
  charges: readonly Charge[],
  from: string,
  corrections: readonly Correction[] = [],
  more: {
    readonly contract?: Contract
    readonly amendmentId?: AmendmentId
    readonly usage?: readonly UsageRecord[]
  } = {},
): ReconcilePlan {
  return reconcileItem(item, more.contract ?? contract('2026-01-01'), charges, corrections, more.amendmentId ?? AMD, {
    from: day(from),
    today: day('2026-03-20'),
    usage: more.usage ?? [],
  })
}

const nothing: ReconcilePlan = { rerated: [], added: [], corrections: [], withdrawn: [] }

describe('an amendment and the periods that are charged', () => {
  it('rates an open charge anew under its key, with its parts', () => {
    const before = charge(10_000, { state: 'open' })
    const { rerated, ...rest } = reconcile(priced('2026-03-16', '200'), [before], '2026-03-16')
    expect(rest).toEqual({ added: [], corrections: [], withdrawn: [] })
    expect(rerated).toHaveLength(1)
    const [{ next, previous } = { next: before, previous: before }] = rerated
    expect(previous).toBe(before)
    // 15 days of 100 and 16 of 200, of 31: 48.39 + 103.22 (rounded once: 151.61).
    expect(next).toMatchObject({ id: before.id, version: 1, state: 'open', amount: 15_161, period: march })
    expect(next.rating?.parts.map(({ period, share }) => [period.start, share])).toEqual([
      ['2026-03-01', { part: 15, whole: 31 }],
      ['2026-03-16', { part: 16, whole: 31 }],
    ])
  })

  it('rates a drafted charge anew on its draft; the day on which it bills stays', () => {
    const before = charge(10_000, { state: 'drafted', billsOn: day('2026-02-20') })
    const [changed] = reconcile(priced('2026-03-01', '80'), [before], '2026-03-01').rerated
    expect(changed?.next).toMatchObject({
      state: 'drafted',
      invoiceId: 'inv_1',
      amount: 8000,
      unitPrice: '80',
      billsOn: '2026-02-20',
    })
  })

  it('takes a drafted charge that comes to nothing off its draft: waived, its period kept', () => {
    const item = contractItem('2026-01-01', { endOn: day('2026-03-01') })
    const [changed] = reconcile(item, [charge(10_000, { state: 'drafted' })], '2026-03-01').rerated
    expect(changed?.next).toMatchObject({ state: 'waived', waivedFor: 'nothing-to-bill', amount: 0, period: march })
    expect(changed?.next).not.toHaveProperty('invoiceId')
  })

  it('opens a charge again that was waived because there was nothing to bill', () => {
    const before = charge(0, { state: 'waived', waivedFor: 'nothing-to-bill', quantity: decimal('0') })
    const [changed] = reconcile(contractItem('2026-01-01'), [before], '2026-03-01').rerated
    expect(changed?.next).toMatchObject({ state: 'open', amount: 10_000, billsOn: '2026-03-01' })
    expect(changed?.next).not.toHaveProperty('waivedFor')
  })

  it.each([
    ['by a person', undefined],
    ['as skipped', 'skipped'],
    ['as sent from elsewhere', 'sent-elsewhere'],
  ] as const)('leaves a period alone that was waived %s', (_how, waivedFor) => {
    const before = charge(10_000, { state: 'waived', ...(waivedFor !== undefined && { waivedFor }) })
    expect(reconcile(priced('2026-03-01', '200'), [before], '2026-03-01')).toEqual(nothing)
  })

  it('leaves periods alone that end before the change', () => {
    const february = { start: day('2026-02-01'), end: day('2026-03-01') }
    // Its amount is another one than agreed: a person gave a discount, and nothing of it changes now.
    const before = charge(5000, {
      period: february,
      id: contractChargeId(contractItem('2026-01-01').id, february.start),
    })
    expect(reconcile(priced('2026-03-01', '200'), [before], '2026-03-01')).toEqual(nothing)
  })

  it('charges an increase of an invoiced period beside it, for the days from the change on, at once (P-9)', () => {
    const plan = reconcile(priced('2026-03-16', '200'), [charge(10_000)], '2026-03-16')
    expect(plan).toMatchObject({ rerated: [], corrections: [], withdrawn: [] })
    expect(plan.added).toEqual([
      expect.objectContaining({
        id: 'itm_1/2026-03-01/amd_1',
        cause: 'amd_1',
        state: 'open',
        amount: 5161,
        quantity: '1',
        unitPrice: '51.61',
        period: { start: '2026-03-16', end: '2026-04-01' },
        servedOn: '2026-03-16',
        billsOn: '2026-03-20',
      }),
    ])
  })

  it('makes one correction of a decrease of an invoiced period, for the days that are credited (R-16)', () => {
    const item = contractItem('2026-01-01', { endOn: day('2026-03-10') })
    const plan = reconcile(item, [charge(10_000)], '2026-03-10')
    expect(plan).toMatchObject({ rerated: [], added: [], withdrawn: [] })
    expect(plan.corrections).toEqual([
      expect.objectContaining({
        id: 'itm_1/2026-03-01/amd_1',
        invoiceId: 'inv_1',
        chargeId: 'itm_1/2026-03-01',
        // 9 of 31 days were served: 29.03 of 100.00.
        amount: -7097,
        period: { start: '2026-03-10', end: '2026-04-01' },
        state: 'open',
      }),
    ])
  })

  it('cuts an open charge at the end of the service, and lets the chain go on from there', () => {
    const item = contractItem('2026-01-01', { endOn: day('2026-03-10') })
    const [changed] = reconcile(item, [charge(10_000, { state: 'open' })], '2026-03-10').rerated
    expect(changed?.next).toMatchObject({ amount: 2903, period: { start: '2026-03-01', end: '2026-03-10' } })
  })

  it('keeps the whole period where its price is not by days', () => {
    const item = contractItem('2026-01-01', { endOn: day('2026-03-10'), proration: 'none' })
    expect(reconcile(item, [charge(10_000, { state: 'open' })], '2026-03-10')).toEqual(nothing)
    const cheaper = priced('2026-03-01', '80', { endOn: day('2026-03-10'), proration: 'none' })
    const [changed] = reconcile(cheaper, [charge(10_000, { state: 'open' })], '2026-03-01').rerated
    expect(changed?.next).toMatchObject({ amount: 8000, period: march })
  })

  it('bills nothing more of a period whose whole price was charged before its end was taken back', () => {
    const cut = { start: march.start, end: day('2026-03-15') }
    const unprorated = contractItem('2026-01-01', { proration: 'none' })
    for (const state of ['open', 'invoiced'] as const) {
      const { added, rerated } = reconcile(unprorated, [charge(10_000, { state, period: cut })], '2026-03-15')
      expect(rerated).toEqual([])
      expect(added.map(({ id, period, amount, state, waivedFor }) => [id, period, amount, state, waivedFor])).toEqual([
        [`${unprorated.id}/2026-03-15`, { start: cut.end, end: march.end }, 0, 'waived', 'skipped'],
      ])
      const rest = charge(0, { ...added[0], state: 'waived' })
      expect(reconcile(unprorated, [charge(10_000, { state, period: cut }), rest], '2026-03-15').added).toEqual([])
    }
    // What was skipped was not charged, and a later end only lets go of days up to it.
    const skipped = charge(10_000, { state: 'waived', waivedFor: 'skipped', period: cut })
    expect(reconcile(unprorated, [skipped], '2026-03-15').added).toEqual([])
    const later = contractItem('2026-01-01', { proration: 'none', endOn: day('2026-03-20') })
    expect(reconcile(later, [charge(10_000, { period: cut })], '2026-03-15').added[0]?.period?.end).toBe('2026-03-20')
    expect(reconcile(contractItem('2026-01-01'), [charge(4516, { period: cut })], '2026-03-15').added).toEqual([])
  })

  it('fills a period that was cut up to the next one again when the end is taken back', () => {
    const cut = charge(2903, { state: 'open', period: { start: march.start, end: day('2026-03-10') } })
    const april = { start: march.end, end: day('2026-05-01') }
    const after = charge(0, {
      id: contractChargeId(cut.contractItemId as ContractItemId, april.start),
      state: 'waived',
      waivedFor: 'nothing-to-bill',
      period: april,
    })
    const { rerated } = reconcile(contractItem('2026-01-01'), [cut, after], '2026-03-10')
    expect(rerated.map(({ next }) => [next.period, next.amount, next.state])).toEqual([
      [march, 10_000, 'open'],
      [april, 10_000, 'open'],
    ])
  })

  it('withdraws an open correction when the end is taken back, and charges nothing', () => {
    const correction = correctionOf(-7097)
    const plan = reconcile(contractItem('2026-01-01'), [charge(10_000)], '2026-03-10', [correction])
    expect(plan).toEqual({ ...nothing, withdrawn: [correction] })
  })

  it('charges nothing again where nothing was given back', () => {
    const kept = correctionOf(-7097, { state: 'resolved', resolution: 'nothing' })
    const again = (item: ContractItem) =>
      reconcile(item, [charge(10_000)], '2026-03-10', [kept], { amendmentId: 'amd_2' as AmendmentId })
    expect(again(contractItem('2026-01-01'))).toEqual({ ...nothing, withdrawn: [kept] })
    // Up to half: the client was charged the whole all the time.
    const half = again(priced('2026-03-01', '50'))
    expect(half).toMatchObject({ rerated: [], added: [], withdrawn: [kept] })
    expect(half.corrections).toMatchObject([{ amount: -5000, state: 'resolved', resolution: 'nothing' }])
    // Beyond the whole: only what is beyond it.
    expect(again(priced('2026-03-01', '130')).added.map(({ amount }) => amount)).toEqual([3000])
    // Less than what was let be: the rest is to be decided.
    const less = again(priced('2026-03-01', '20'))
    expect(less.withdrawn).toEqual([])
    expect(less.corrections).toMatchObject([{ amount: -903, state: 'open' }])
  })

  it('charges exactly the credited days again where a credit note was given (R-3)', () => {
    const correction = correctionOf(-7097, { state: 'resolved', resolution: 'credit-note' })
    const plan = reconcile(contractItem('2026-01-01'), [charge(10_000)], '2026-03-10', [correction], {
      amendmentId: 'amd_2' as AmendmentId,
    })
    expect(plan).toMatchObject({ rerated: [], corrections: [], withdrawn: [] })
    expect(plan.added).toEqual([
      expect.objectContaining({
        id: 'itm_1/2026-03-01/amd_2',
        amount: 7097,
        period: { start: '2026-03-10', end: '2026-04-01' },
      }),
    ])
  })

  it('waives the line for the next invoice that is not out yet when the end is taken back', () => {
    const correction = correctionOf(-7097, { state: 'resolved', resolution: 'next-invoice' })
    const line = charge(-7097, {
      id: contractChargeId('itm_1' as ContractItemId, march.start, 'amd_1'),
      cause: 'amd_1',
      state: 'open',
    })
    const plan = reconcile(contractItem('2026-01-01'), [charge(10_000), line], '2026-03-10', [correction])
    expect(plan).toMatchObject({ added: [], corrections: [], withdrawn: [] })
    expect(plan.rerated.map(({ next }) => [next.id, next.state, next.amount])).toEqual([[line.id, 'waived', 0]])
  })

  it('lets a charge for more that is not invoiced take up a decrease, before anything is corrected', () => {
    const more = charge(5000, {
      id: contractChargeId('itm_1' as ContractItemId, march.start, 'amd_0'),
      cause: 'amd_0',
      state: 'open',
    })
    const less = reconcile(priced('2026-03-01', '130'), [charge(10_000), more], '2026-03-01')
    expect(less.rerated.map(({ next }) => [next.id, next.amount, next.unitPrice])).toEqual([[more.id, 3000, '30']])
    expect(less).toMatchObject({ added: [], corrections: [], withdrawn: [] })
    const muchLess = reconcile(priced('2026-03-01', '60'), [charge(10_000), more], '2026-03-01')
    expect(muchLess.rerated.map(({ next }) => [next.id, next.amount, next.state])).toEqual([[more.id, 0, 'waived']])
    expect(muchLess.corrections.map(({ amount }) => amount)).toEqual([-4000])
  })

  it('puts one correction in the place of an open one, over all that is to be credited', () => {
    const correction = correctionOf(-2000, { period: { start: day('2026-03-05'), end: march.end } })
    const plan = reconcile(priced('2026-03-01', '50'), [charge(10_000)], '2026-03-10', [correction], {
      amendmentId: 'amd_2' as AmendmentId,
    })
    expect(plan.withdrawn).toEqual([correction])
    expect(plan.corrections).toEqual([
      expect.objectContaining({ amount: -5000, period: { start: '2026-03-05', end: '2026-04-01' } }),
    ])
  })

  it('rates billed usage anew by the tiers of the last day; what is not billed yet waits for its own charge', () => {
    const item = contractItem('2026-01-01', {
      kind: 'usage',
      timing: 'arrears',
      agreements: [
        { from: day('2026-01-01'), quantity: decimal('0'), pricing: { kind: 'per-unit', unitPrice: decimal('2') } },
        { from: day('2026-03-31'), quantity: decimal('0'), pricing: { kind: 'per-unit', unitPrice: decimal('3') } },
      ],
    })
    const usage = [
      usageRecord('usg_1', '2026-03-05', '10', item, { state: 'billed' }),
      usageRecord('usg_2', '2026-03-06', '5', item),
      usageRecord('usg_3', '2026-03-07', '5', item, { state: 'removed' }),
    ]
    const plan = reconcile(item, [charge(2000, { source: 'usage' })], '2026-03-31', [], { usage })
    expect(plan.added).toEqual([expect.objectContaining({ amount: 1000, period: march, source: 'usage' })])
  })

  it('bills no late usage of days after the end, as it credits what was billed of them', () => {
    const item = contractItem('2026-01-01', {
      kind: 'usage',
      timing: 'arrears',
      endOn: day('2026-03-10'),
      agreements: [
        { from: day('2026-01-01'), quantity: decimal('0'), pricing: { kind: 'per-unit', unitPrice: decimal('2') } },
      ],
    })
    const usage = [
      usageRecord('usg_1', '2026-03-05', '10', item, { state: 'billed' }),
      usageRecord('usg_2', '2026-03-20', '5', item, { state: 'billed' }),
      usageRecord('usg_3', '2026-03-21', '7', item),
      usageRecord('usg_4', '2026-03-06', '1', item),
    ]
    const billed = charge(3000, { source: 'usage' })
    const { corrections } = reconcile(item, [billed], '2026-03-10', [], { usage })
    expect(corrections.map(({ amount }) => amount)).toEqual([-1000])
    const open = corrections.map((each) => ({ ...each, version: 1, createdAt: AT, updatedAt: AT }))
    const source = { item, usage, charges: [billed], chargedThrough: march.end }
    const late = lateUsage(source, contract('2026-01-01'), open, day('2026-04-05'))
    expect(late.map(({ charge: each, usageIds }) => [each.amount, usageIds])).toEqual([[200, ['usg_4']]])
  })

  it('takes a one-off back that never began, and leaves one that did', () => {
    const once = { start: day('2026-03-05'), end: day('2026-03-06') }
    const item = contractItem('2026-03-05', { kind: 'one-off', cadence: { unit: 'day', every: 1 } })
    const billed = charge(10_000, { id: contractChargeId(item.id, once.start), period: once })
    const ended = { ...item, endOn: day('2026-03-05') }
    expect(reconcile(ended, [billed], '2026-03-05').corrections.map(({ amount }) => amount)).toEqual([-10_000])
    expect(reconcile({ ...item, endOn: day('2026-03-06') }, [billed], '2026-03-05')).toEqual(nothing)
  })

  it('lets the end of the contract count as the end of each item', () => {
    const ended = contract('2026-01-01', { endOn: day('2026-03-10') })
    const plan = reconcile(contractItem('2026-01-01'), [charge(10_000)], '2026-03-10', [], { contract: ended })
    expect(plan.corrections.map(({ amount }) => amount)).toEqual([-7097])
  })

  it('keeps a charge held that was released by a void, with the new amount (R-9)', () => {
    const before = charge(10_000, { state: 'open', held: 'held-after-void' })
    const [changed] = reconcile(priced('2026-03-01', '50'), [before], '2026-03-01').rerated
    expect(changed?.next).toMatchObject({ state: 'open', held: 'held-after-void', amount: 5000 })
  })

  it('refuses amounts that would not be exact', () => {
    const item = priced('2026-03-01', '99999999999999')
    expect(() => reconcile(item, [charge(10_000)], '2026-03-01')).toThrow(RangeError)
  })
})

function correctionOf(amount: number, given: Partial<Correction> = {}): Correction {
  const item = contractItem('2026-01-01')
  return {
    id: `itm_1/2026-03-01/amd_1` as Correction['id'],
    version: 1,
    contractId: item.contractId,
    contractItemId: item.id,
    clientId: item.clientId,
    billingGroupId: item.billingGroupId,
    currency: EUR,
    amendmentId: AMD,
    invoiceId: 'inv_1' as InvoiceId,
    chargeId: contractChargeId(item.id, march.start),
    period: { start: day('2026-03-10'), end: march.end },
    description: 'Support',
    amount: minor(amount),
    state: 'open',
    createdAt: AT,
    updatedAt: AT,
    ...given,
  }
}

// --- Any sequence of acts -------------------------------------------------------------------------------------------

interface World {
  contract: Contract
  items: readonly ContractItem[]
  charges: Charge[]
  corrections: Correction[]
  usage: UsageRecord[]
  amendments: Amendment[]
  today: CalendarDate
  made: number
}

const acts = [
  'run',
  'run',
  'run',
  'run',
  'invoice',
  'invoice',
  'invoice',
  'draft',
  'void',
  'waive',
  'use',
  'use',
  'late',
  'late',
  'price',
  'price',
  'price',
  'quantity',
  'end',
  'end',
  'unend',
  'unend',
  'unend',
  'cancel',
  'reinstate',
  'reinstate',
  'billing-day',
  'resolve',
] as const

interface Act {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly pricing: ReturnType<typeof contractItem>['agreements'][number]['pricing']
}

const act: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(...acts),
  n: fc.nat(5000),
  pricing: anyPricing,
})

function settingsContext(world: World): AmendContext {
  const newId = ((prefix: string) => {
    world.made += 1
    return `${prefix}_${String(world.made).padStart(4, '0')}`
  }) as NewId
  const chargedThroughById = new Map<ContractItemId, CalendarDate>()
  for (const { id } of world.items) {
    const ends = world.charges.filter(({ contractItemId }) => contractItemId === id).map((each) => endOf(each))
    const last = ends.sort().at(-1)
    if (last !== undefined) chargedThroughById.set(id, last)
  }
  return {
    settings: { billing: defaultBilling },
    today: world.today,
    now: AT,
    newId,
    amendments: world.amendments,
    chargedThroughById,
  }
}

function endOf({ period }: Charge): CalendarDate {
  if (period === undefined) throw new Error('no period')
  return period.end
}

/** Bills all that is due, as the planner does. */
function bill(world: World): void {
  for (const item of world.items) {
    const through = settingsContext(world).chargedThroughById?.get(item.id)
    for (const each of chainPeriods(chainOf(item, world.contract, through))) {
      if ((item.timing === 'advance' ? each.period.start : each.period.end) > world.today) break
      const open = world.usage.filter(({ contractItemId, state }) => contractItemId === item.id && state === 'open')
      const planned = chargeForPeriod(item, each, open, EUR)
      world.charges.push({ ...planned, version: 1, createdAt: AT, updatedAt: AT })
      world.usage = world.usage.map((record) =>
        open.includes(record) && record.on >= each.period.start && record.on < each.period.end
          ? { ...record, state: 'billed', chargeId: planned.id }
          : record,
      )
    }
  }
}

function lateRun(world: World): void {
  for (const item of world.items) {
    const chargedThrough = settingsContext(world).chargedThroughById?.get(item.id)
    const usage = world.usage.filter(({ contractItemId }) => contractItemId === item.id)
    const charges = world.charges.filter(({ contractItemId }) => contractItemId === item.id)
    const source = { item, usage, charges, ...(chargedThrough !== undefined && { chargedThrough }) }
    for (const { charge: planned, usageIds } of lateUsage(source, world.contract, world.corrections, world.today)) {
      world.charges.push({ ...planned, version: 1, createdAt: AT, updatedAt: AT })
      const billed = new Set(usageIds)
      world.usage = world.usage.map((record) =>
        billed.has(record.id) ? { ...record, state: 'billed', chargeId: planned.id } : record,
      )
    }
  }
}

function apply(world: World, plan: ReconcilePlan): void {
  const next = new Map(plan.rerated.map((each) => [each.previous.id, each.next]))
  world.charges = world.charges.map((each) => next.get(each.id) ?? each)
  for (const each of plan.added) {
    expect(world.charges.some(({ id }) => id === each.id)).toBe(false)
    world.charges.push({ ...each, version: 1, createdAt: AT, updatedAt: AT })
  }
  const withdrawn = new Set(plan.withdrawn.map(({ id }) => id))
  world.corrections = world.corrections.map((each) => (withdrawn.has(each.id) ? { ...each, state: 'withdrawn' } : each))
  for (const each of plan.corrections) {
    expect(world.corrections.some(({ id }) => id === each.id)).toBe(false)
    world.corrections.push({ ...each, version: 1, createdAt: AT, updatedAt: AT })
  }
}

type Amended = ReturnType<typeof amendRows>

function takeAmendment(world: World, amended: Amended): void {
  if (!amended.ok) return
  const { contract: next, items, amendment, touchedFrom } = amended.value
  const untouched = new Set(items.filter(({ id }) => !touchedFrom.has(id)).map(({ id }) => id))
  const before = world.charges
  world.contract = next
  world.items = items
  world.amendments = [...world.amendments, amendment]
  for (const item of items) {
    const from = touchedFrom.get(item.id)
    if (from === undefined) continue
    const own = () => world.charges.filter(({ contractItemId }) => contractItemId === item.id)
    const corrections = () => world.corrections.filter(({ contractItemId }) => contractItemId === item.id)
    const usage = world.usage.filter(({ contractItemId }) => contractItemId === item.id)
    const options = { from, today: world.today, usage }
    const plan = reconcileItem(item, next, own(), corrections(), amendment.id, options)
    // The order of the rows does not matter.
    const turned = reconcileItem(item, next, own().reverse(), corrections().reverse(), amendment.id, {
      ...options,
      usage: usage.toReversed(),
    })
    expect(turned).toEqual(plan)
    apply(world, plan)
    // Twice changes nothing.
    expect(reconcileItem(item, next, own(), corrections(), 'amd_again' as AmendmentId, options)).toEqual(nothing)
  }
  for (const each of before) {
    if (each.contractItemId !== undefined && untouched.has(each.contractItemId)) expect(world.charges).toContain(each)
  }
}

function perform(world: World, { act: name, n, pricing }: Act): void {
  const item = world.items[n % world.items.length] as ContractItem
  const on = addDays(item.startOn, n % (daysBetween(item.startOn, world.today) + 40))
  const amend = (change: RequestedChange) => {
    const request = { contractId: world.contract.id, effectiveOn: on, changes: [change] }
    takeAmendment(world, amendRows(world.contract, world.items, request, settingsContext(world)))
  }
  const move = (from: Charge['state'], change: (each: Charge) => Charge, all: boolean) => {
    const rows = world.charges.filter(({ state }) => state === from)
    const chosen = all ? rows : rows.slice(n % Math.max(rows.length, 1)).slice(0, 1)
    world.charges = world.charges.map((each) => (chosen.includes(each) ? change(each) : each))
  }
  switch (name) {
    case 'run':
      world.today = addDays(world.today, n % 70)
      bill(world)
      return
    case 'draft':
      move('open', (each) => ({ ...each, state: 'drafted', invoiceId: `inv_${n}` as InvoiceId }), n % 2 === 0)
      return
    case 'invoice':
      move('open', (each) => ({ ...each, state: 'drafted', invoiceId: `inv_${n}` as InvoiceId }), n % 3 > 0)
      move('drafted', (each) => ({ ...each, state: 'invoiced' }), true)
      return
    case 'void':
      move('invoiced', ({ invoiceId: _id, ...each }) => ({ ...each, state: 'open', held: 'held-after-void' }), false)
      return
    case 'waive':
      if (n % 4 === 0) move('open', (each) => (each.cause === undefined ? { ...each, state: 'waived' } : each), false)
      return
    case 'use':
      if (item.kind === 'usage' && on <= world.today) {
        world.made += 1
        world.usage.push(usageRecord(`usg_${world.made}`, on, String(1 + (n % 30)), item))
      }
      return
    case 'late':
      lateRun(world)
      return
    case 'price':
      amend({ kind: 'agreement', itemId: item.id, pricing })
      return
    case 'quantity':
      amend({ kind: 'agreement', itemId: item.id, quantity: decimal(String(n % 7)) })
      return
    case 'end':
    case 'unend':
      amend({ kind: name, itemId: item.id })
      return
    case 'billing-day':
      amend({ kind: 'billing-day', itemId: item.id, day: 1 + (n % 31) })
      return
    case 'cancel':
      // Most of what follows needs a contract that goes on.
      if (n % 3 > 0) return
      takeAmendment(world, cancelRows(world.contract, world.items, n % 5 === 0 ? 'start' : on, settingsContext(world)))
      return
    case 'reinstate':
      takeAmendment(world, reinstateRows(world.contract, world.items, settingsContext(world)))
      return
    case 'resolve':
      resolve(world, n)
      return
  }
}

function resolve(world: World, n: number): void {
  const correction = world.corrections.find(({ state }) => state === 'open')
  if (correction === undefined) return
  const resolution = (['credit-note', 'next-invoice', 'nothing'] as const)[n % 3] ?? 'nothing'
  world.corrections = world.corrections.map((each) =>
    each === correction ? { ...each, state: 'resolved', resolution } : each,
  )
  if (resolution !== 'next-invoice') return
  const { id, period, amount, amendmentId } = correction
  world.charges.push(
    charge(amount, {
      id: id as string as Charge['id'],
      contractItemId: correction.contractItemId,
      period,
      cause: amendmentId,
      state: 'open',
    }),
  )
}

/** What the days of the slot cost, counted day by day on whole numbers: a way of its own to the amount. */
function agreed(world: World, item: ContractItem, slot: Period): Minor {
  const ends = endOfItem(item, world.contract)
  if (ends !== undefined && ends <= slot.start) return minor(0)
  const stop = ends !== undefined && ends < slot.end ? ends : slot.end
  const price = (on: CalendarDate): Decimal => {
    const { quantity, pricing } = agreementOn(item, on)
    return rate(pricing, quantity).net
  }
  if (item.kind === 'usage') {
    const records = world.usage.filter(
      ({ contractItemId, state, on }) =>
        contractItemId === item.id && state === 'billed' && slot.start <= on && on < stop,
    )
    const quantity = records.reduce((sum, each) => addDecimals(sum, each.quantity), decimal('0'))
    return cents(rate(agreementOn(item, lastDayOf(stop)).pricing, quantity).net, 1n, 1n)
  }
  if (item.kind === 'one-off' || item.proration === 'none') return cents(price(slot.start), 1n, 1n)
  const full = fullPeriodAround(anchorAt(item.anchors, slot.start), item.cadence, slot.start)
  let sum = decimal('0')
  for (let on = slot.start; on < stop; on = addDays(on, 1)) sum = addDecimals(sum, price(on))
  return cents(sum, 1n, BigInt(daysBetween(full.start, full.end)))
}

function cents(value: Decimal, part: bigint, whole: bigint): Minor {
  const { coefficient, scale } = decimalParts(value)
  const scaled = coefficient * part * 100n
  return minor(Number(divideRounded(scaled, whole * 10n ** BigInt(scale), 'half-away-from-zero')))
}

/** The item's periods end to end, as far as it is charged. */
function slotsOf(world: World, item: ContractItem): { readonly slot: Period; readonly charge: Charge }[] {
  const own = world.charges.filter(({ contractItemId }) => contractItemId === item.id)
  const last = own
    .map((each) => endOf(each))
    .sort()
    .at(-1)
  const chain = own.filter(({ cause }) => cause === undefined).sort((a, b) => (a.id < b.id ? -1 : 1))
  return chain.map((each, i) => {
    const start = (each.period as Period).start
    const next = chain[i + 1]?.period?.start
    // Never two charges for one day.
    if (next !== undefined) expect(endOf(each) <= next).toBe(true)
    return { slot: { start, end: next ?? last ?? endOf(each) }, charge: each }
  })
}

function expectAgreed(world: World, after: string): void {
  for (const item of world.items) {
    for (const { slot, charge: chain } of slotsOf(world, item)) {
      if (chain.state === 'waived' && chain.waivedFor !== 'nothing-to-bill') continue
      const key = `${item.id}/${slot.start}`
      const charged = world.charges
        .filter(({ id, state }) => (id === key || id.startsWith(`${key}/`)) && state !== 'waived')
        .reduce((sum, { amount }) => sum + amount, 0)
      const corrected = world.corrections
        .filter(({ id, state, resolution }) => {
          return id.startsWith(`${key}/`) && state !== 'withdrawn' && resolution !== 'next-invoice'
        })
        .reduce((sum, { amount }) => sum + amount, 0)
      expect(charged + corrected, `${key} to ${slot.end} after ${after}`).toBe(agreed(world, item, slot))
    }
  }
}

const world = anyStart.chain((start) =>
  fc.tuple(anyItem(start, 'itm_1'), anyItem(start, 'itm_2')).map((items): World => {
    return {
      contract: contract(start),
      items: items.map(({ endOn: _endless, ...item }) => ({
        ...item,
        trialDays: 0,
        ...(item.kind === 'one-off' && { cadence: { unit: 'day', every: 1 } as const }),
        // Whole months weigh the same in that mode: the oracle counts days.
        proration: item.proration === 'calendar-months' ? ('actual-days' as const) : item.proration,
      })),
      charges: [],
      corrections: [],
      usage: [],
      amendments: [],
      today: start,
      made: 0,
    }
  }),
)

describe('after any sequence of amendments, cancellations and their undoing', () => {
  it('each charged period comes to what is agreed, twice changes nothing, other items stay as they are', () => {
    fc.assert(
      fc.property(world, fc.array(act, { minLength: 5, maxLength: 30 }), (given, sequence) => {
        const own: World = { ...given, charges: [], corrections: [], usage: [], amendments: [] }
        bill(own)
        for (const one of sequence) {
          perform(own, one)
          // A charge for late usage is the planner's.
          if (one.act !== 'late' && one.act !== 'use' && one.act !== 'run') expectAgreed(own, one.act)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
