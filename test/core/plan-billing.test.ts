// What bills when, and what shares an invoice: tables of the rules (M-1 to M-12, P-11, P-12, W-4, I-10, R-6 to R-13).
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/core/billing/apply-plan.ts'
import type { AccountFacts, BillingOptions, GroupPlan, GroupSnapshot } from '../../src/core/billing/snapshot.ts'
import type { BillingCycle } from '../../src/core/contract/billing-group.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ChargeId, ContractId, ContractItemId, InvoiceId, TaxRateId } from '../../src/core/ids.ts'
import type { TaxRate } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import { draft } from '../support/billing-draft.ts'
import {
  accountFacts,
  billingGroup,
  client,
  contract,
  contractItem,
  groupSnapshot,
  handCharge,
  itemSnapshot,
  usageRecord,
} from '../support/billing-snapshot.ts'

const day = calendarDate
const RUN: BillingOptions = { by: 'run' }
const monthly = contractItem('2026-01-01')
const arrears = contractItem('2026-01-01', { timing: 'arrears' })
const second = { ...monthly, id: 'itm_2' as ContractItemId }
const monthlyCycle: BillingCycle = {
  kind: 'every',
  cadence: { unit: 'month', every: 1 },
  anchor: { origin: day('2026-01-15') },
}

/** Each charge as `start..end amount [waivedFor]`, each draft as its charges' ids. */
function told({ intents, wakeOn }: GroupPlan) {
  return {
    charges: intents.flatMap((intent) => {
      if (intent.kind !== 'charge') return []
      const { period, amount, waivedFor } = intent.charge
      return [`${period?.start}..${period?.end} ${amount}${waivedFor === undefined ? '' : ` ${waivedFor}`}`]
    }),
    drafts: intents.flatMap((intent) => {
      if (intent.kind !== 'draft') return []
      const { chargeIds, billsOn, draftId } = intent
      return [[...chargeIds, ...(billsOn === undefined ? [] : [`on ${billsOn}`]), ...(draftId ?? [])].join(' ')]
    }),
    wakeOn,
  }
}

function plan(snapshot: GroupSnapshot, asOf: string, account: AccountFacts = accountFacts(), options = RUN) {
  return told(planGroup(account, snapshot, day(asOf), options))
}

describe('when a contract item bills', () => {
  it('in advance at the start of its period, which keeps the 31st (R-1)', () => {
    expect(plan(groupSnapshot([contractItem('2026-01-31')]), '2026-04-30')).toEqual({
      charges: [
        '2026-01-31..2026-02-28 10000',
        '2026-02-28..2026-03-31 10000',
        '2026-03-31..2026-04-30 10000',
        '2026-04-30..2026-05-31 10000',
      ],
      drafts: ['itm_1/2026-01-31 itm_1/2026-02-28 itm_1/2026-03-31 itm_1/2026-04-30'],
      wakeOn: '2026-05-31',
    })
  })

  it('in arrears at the end of its period', () => {
    const snapshot = groupSnapshot([arrears])
    expect(plan(snapshot, '2026-01-31')).toEqual({ charges: [], drafts: [], wakeOn: '2026-02-01' })
    expect(plan(snapshot, '2026-02-01').charges).toEqual(['2026-01-01..2026-02-01 10000'])
  })

  it('by usage at the end of its period, whatever its timing says; a period without use is written off', () => {
    const metered = contractItem('2026-01-01', {
      kind: 'usage',
      timing: 'advance',
      agreements: [
        { from: day('2026-01-01'), quantity: decimal('0'), pricing: { kind: 'per-unit', unitPrice: decimal('0.5') } },
      ],
    })
    const usage = [
      usageRecord('usg_1', '2026-01-31', '7', metered),
      usageRecord('usg_2', '2026-03-01', '100', metered),
      usageRecord('usg_3', '2026-01-30', '9', metered, { state: 'removed' }),
    ]
    const snapshot = groupSnapshot([itemSnapshot(metered, { usage })])
    const { intents } = planGroup(accountFacts(), snapshot, day('2026-03-01'), RUN)
    expect(told({ intents, decisions: [] })).toMatchObject({
      charges: ['2026-01-01..2026-02-01 350', '2026-02-01..2026-03-01 0 nothing-to-bill'],
      drafts: ['itm_1/2026-01-01'],
    })
    expect(intents[0]).toMatchObject({
      usageIds: ['usg_1'],
      charge: { quantity: '7', unitPrice: '0.5', source: 'usage' },
    })
  })

  it('once on its day where it is a one-off, whole and never again (M-20)', () => {
    const once = contractItem('2026-01-10', { kind: 'one-off', cadence: { unit: 'year', every: 1 } })
    expect(plan(groupSnapshot([once]), '2026-12-31')).toEqual({
      charges: ['2026-01-10..2026-01-11 10000'],
      drafts: ['itm_1/2026-01-10'],
      wakeOn: undefined,
    })
    const ended = { ...once, endOn: day('2026-01-10') }
    expect(plan(groupSnapshot([ended]), '2026-12-31').charges).toEqual([])
    const billed = itemSnapshot(once, { chargedThrough: day('2026-01-11') })
    expect(plan(groupSnapshot([billed]), '2026-12-31').charges).toEqual([])
  })

  it('after its trial, with a part of a period up to the next boundary', () => {
    const trial = contractItem('2026-01-01', { trialDays: 10 })
    expect(plan(groupSnapshot([trial]), '2026-01-10')).toMatchObject({ charges: [], wakeOn: '2026-01-11' })
    expect(plan(groupSnapshot([trial]), '2026-01-11').charges).toEqual(['2026-01-11..2026-02-01 6774'])
  })

  it('with the first part together with the next full period where that is wished (W-4)', () => {
    const stub = contractItem('2026-01-21', {
      firstStub: 'with-next',
      anchors: [{ from: day('2026-01-21'), anchor: { origin: day('2026-01-01') } }],
    })
    expect(plan(groupSnapshot([stub]), '2026-01-31').charges).toEqual([])
    expect(plan(groupSnapshot([stub]), '2026-02-01')).toMatchObject({
      charges: ['2026-01-21..2026-02-01 3548', '2026-02-01..2026-03-01 10000'],
      drafts: ['itm_1/2026-01-21 itm_1/2026-02-01'],
    })
  })

  it('until its end, the last period by its days; the earlier end of item and contract counts (M-10, R-4)', () => {
    const ends = (item: string | undefined, own: string | undefined) =>
      plan(
        groupSnapshot([item === undefined ? arrears : { ...arrears, endOn: day(item) }], {
          contracts: [contract('2026-01-01', own === undefined ? {} : { endOn: day(own), state: 'cancelled' })],
        }),
        '2026-06-01',
      ).charges.at(-1)
    expect(ends(undefined, '2026-02-15')).toBe('2026-02-01..2026-02-15 5000')
    expect(ends('2026-02-15', '2026-04-01')).toBe('2026-02-01..2026-02-15 5000')
    expect(ends('2026-04-01', '2026-02-15')).toBe('2026-02-01..2026-02-15 5000')
    expect(ends(undefined, '2026-01-01')).toBeUndefined()
  })
})

describe('the group of an item', () => {
  const offset = (offsetDays: number, item = monthly) =>
    groupSnapshot([itemSnapshot(item, { chargedThrough: day('2026-03-01') })], { group: billingGroup({ offsetDays }) })

  it('bills days before or after the billing date (M-4); one draft for each date still to come (R-6)', () => {
    expect(plan(offset(5), '2026-03-05')).toMatchObject({ charges: [], wakeOn: '2026-03-06' })
    expect(plan(offset(5), '2026-03-06').drafts).toEqual(['itm_1/2026-03-01'])
    expect(plan(offset(-40), '2026-02-19')).toEqual({
      charges: ['2026-03-01..2026-04-01 10000'],
      drafts: ['itm_1/2026-03-01 on 2026-03-01'],
      wakeOn: '2026-02-20',
    })
    expect(plan(offset(-40), '2026-02-20').drafts).toEqual([
      'itm_1/2026-03-01 on 2026-03-01',
      'itm_1/2026-04-01 on 2026-04-01',
    ])
    // What is due already, and what is made ahead, never share an invoice.
    expect(plan(offset(-40), '2026-03-01').drafts).toEqual(['itm_1/2026-03-01', 'itm_1/2026-04-01 on 2026-04-01'])
  })

  it('moves nothing in arrears forward (R-6)', () => {
    expect(plan(offset(-40, arrears), '2026-03-31')).toMatchObject({ charges: [], wakeOn: '2026-04-01' })
    expect(plan(offset(5, arrears), '2026-04-05').charges).toEqual([])
    expect(plan(offset(5, arrears), '2026-04-06').charges).toEqual(['2026-03-01..2026-04-01 10000'])
  })

  it('gathers everything dated before the end of its cycle (P-12), the cycle of the client where it has none', () => {
    const rows: Partial<GroupSnapshot> = {
      openCharges: [handCharge('chg_1', '2026-02-14', 500), handCharge('chg_2', '2026-02-15', 600)],
    }
    const item = itemSnapshot(monthly, { chargedThrough: day('2026-02-01') })
    const own = groupSnapshot([item], { ...rows, group: billingGroup({ cycle: monthlyCycle }) })
    expect(plan(own, '2026-02-14')).toMatchObject({ drafts: [], wakeOn: '2026-02-15' })
    const gathered = { drafts: ['itm_1/2026-02-01 chg_1'], wakeOn: '2026-03-15' }
    expect(plan(own, '2026-02-15')).toMatchObject(gathered)
    expect(plan(own, '2026-03-14')).toMatchObject(gathered)
    const ofClient = groupSnapshot([item], { ...rows, client: client({ billingCycle: monthlyCycle }) })
    expect(plan(ofClient, '2026-02-15')).toMatchObject(gathered)
    const manual = { ...ofClient, group: billingGroup({ cycle: { kind: 'manual' } }) }
    expect(plan(manual, '2026-02-15').drafts).toEqual(['itm_1/2026-02-01'])
  })

  it('with an offset on the cycle: late for all, early for charges in advance only', () => {
    const openCharges = [handCharge('chg_1', '2026-02-14', 500)]
    const item = itemSnapshot(monthly, { chargedThrough: day('2026-02-01') })
    const at = (offsetDays: number, asOf: string) =>
      plan(groupSnapshot([item], { openCharges, group: billingGroup({ cycle: monthlyCycle, offsetDays }) }), asOf)
    expect(at(3, '2026-02-17').drafts).toEqual([])
    expect(at(3, '2026-02-18').drafts).toEqual(['itm_1/2026-02-01 chg_1'])
    expect(at(-3, '2026-02-12').drafts).toEqual(['itm_1/2026-02-01 on 2026-02-15'])
  })

  it('bills with a cycle only what was served before this month, where that is wished (I-10)', () => {
    const openCharges = [handCharge('chg_1', '2026-02-14', 500), handCharge('chg_2', '2026-01-31', 700)]
    const snapshot = groupSnapshot([arrears], { openCharges, group: billingGroup({ cycle: monthlyCycle }) })
    const account = accountFacts({ endedMonthsOnly: 1 })
    expect(plan(snapshot, '2026-02-15', account)).toMatchObject({
      drafts: ['itm_1/2026-01-01 chg_2'],
      wakeOn: '2026-03-15',
    })
    expect(plan(snapshot, '2026-03-15', account).drafts).toEqual(['itm_1/2026-01-01 chg_2 itm_1/2026-02-01 chg_1'])
    const without = { ...snapshot, group: billingGroup() }
    expect(plan(without, '2026-02-01', account).drafts).toEqual(['itm_1/2026-01-01'])
  })

  it('leaves charges by hand to a person where no cycle gathers them, and released ones always (R-7, R-9)', () => {
    const openCharges = [
      handCharge('chg_1', '2026-01-01', 500),
      handCharge('chg_2', '2026-01-01', 500, { held: 'held-after-void' }),
    ]
    const snapshot = groupSnapshot([], { openCharges })
    expect(plan(snapshot, '2026-06-01')).toEqual({ charges: [], drafts: [], wakeOn: undefined })
    const cycled = { ...snapshot, group: billingGroup({ cycle: monthlyCycle }) }
    expect(plan(cycled, '2026-06-01').drafts).toEqual(['chg_1'])
  })

  it('bills an open charge of an item at its own date, without a cycle too', () => {
    const open = handCharge('itm_1/2026-01-01/amd_1', '2026-01-01', 500, {
      contractId: 'con_1' as ContractId,
      contractItemId: 'itm_1' as ContractItemId,
      cause: 'amd_1',
      billsOn: day('2026-01-20'),
    })
    const snapshot = groupSnapshot([itemSnapshot(monthly, { chargedThrough: day('2026-02-01') })], {
      openCharges: [open],
    })
    expect(plan(snapshot, '2026-01-19')).toMatchObject({ drafts: [], wakeOn: '2026-01-20' })
    expect(plan(snapshot, '2026-01-20').drafts).toEqual(['itm_1/2026-01-01/amd_1'])
    const held = { ...snapshot, contracts: [contract('2026-01-01', { hold: { since: day('2026-01-02') } })] }
    expect(plan(held, '2026-01-20').drafts).toEqual([])
  })
})

describe('what shares an invoice', () => {
  it('splits by currency, prices with tax inside, and what is outside the scope of tax (R-7)', () => {
    const outside: TaxRate = {
      id: 'tax_o' as TaxRateId,
      version: 1,
      name: 'Outside',
      category: 'O',
      kind: 'normal',
      rates: [{ from: day('2000-01-01'), percent: decimal('0') }],
      state: 'active',
    }
    const openCharges = [
      handCharge('chg_1', '2026-01-01', 100),
      handCharge('chg_2', '2026-01-01', 100, { taxIncluded: true }),
      handCharge('chg_3', '2026-01-01', 100, { currency: 'USD' as CurrencyCode }),
      handCharge('chg_4', '2026-01-01', 100, { taxIds: [outside.id] }),
      handCharge('chg_5', '2026-01-02', 100),
    ]
    const snapshot = groupSnapshot([], { openCharges, group: billingGroup({ cycle: monthlyCycle }) })
    const { drafts } = plan(snapshot, '2026-02-01', accountFacts({}, { taxRates: [outside] }))
    expect(drafts.sort()).toEqual(['chg_1 chg_5', 'chg_2', 'chg_3', 'chg_4'])
  })

  it('makes one invoice of missed periods, or one for each where that is wished', () => {
    const snapshot = groupSnapshot([monthly, second])
    expect(plan(snapshot, '2026-02-10').drafts).toEqual([
      'itm_1/2026-01-01 itm_2/2026-01-01 itm_1/2026-02-01 itm_2/2026-02-01',
    ])
    expect(plan(snapshot, '2026-02-10', accountFacts({ missedPeriods: 'per-period' })).drafts).toEqual([
      'itm_1/2026-01-01 itm_2/2026-01-01 on 2026-01-01',
      'itm_1/2026-02-01 itm_2/2026-02-01 on 2026-02-01',
    ])
  })

  it("adds to the group's automatic draft of the same kind, never to one that a person changed (R-8)", () => {
    const target = (given: Parameters<typeof draft>[2], options = RUN, asOf = '2026-01-01') => {
      const drafts = [draft('inv_1', ['chg_0'], given)]
      const { intents } = planGroup(accountFacts(), groupSnapshot([monthly], { drafts }), day(asOf), options)
      return intents.flatMap((each) => (each.kind === 'draft' ? [each.draftId] : []))
    }
    const there = ['inv_1' as InvoiceId]
    expect(target({})).toEqual(there)
    expect(target({ editedByUser: 1 })).toEqual([undefined])
    expect(target({ taxIncluded: true })).toEqual([undefined])
    expect(target({ currency: 'USD' as CurrencyCode })).toEqual([undefined])
    expect(target({ billsOn: day('2026-02-01') })).toEqual([undefined])
    expect(target({ billsOn: day('2026-01-01') })).toEqual(there)
    const byHand: BillingOptions = { by: 'hand', itemsThrough: new Map([[monthly.id, day('2026-01-01')]]) }
    expect(target({}, byHand)).toEqual([undefined])
  })

  it('takes negative charges by date while the invoice stays at 0 or above; the rest stays open (R-13)', () => {
    const openCharges = [
      handCharge('chg_1', '2026-01-01', -60_00),
      handCharge('chg_2', '2026-01-02', -50_00),
      handCharge('chg_3', '2026-01-03', -40_00),
    ]
    const snapshot = groupSnapshot([monthly], { openCharges, group: billingGroup({ cycle: monthlyCycle }) })
    const result = planGroup(accountFacts(), snapshot, day('2026-01-15'), RUN)
    expect(told(result).drafts).toEqual(['chg_1 itm_1/2026-01-01 chg_3'])
    const left = applyPlan(snapshot, result)
    expect(left.openCharges.map(({ id }) => id)).toEqual(['chg_2'])
    expect(planGroup(accountFacts(), left, day('2026-01-15'), RUN).intents).toEqual([])
    // A draft that is there carries them.
    const drafts = [draft('inv_1', ['chg_0'])]
    expect(plan({ ...left, drafts }, '2026-01-15').drafts).toEqual([expect.stringContaining('chg_2')])
  })

  it('puts a negative charge on the next invoice whatever its date, one per period or made ahead', () => {
    const line = handCharge('itm_1/2025-12-01/amd_1', '2025-12-01', -60_00, {
      contractId: 'con_1' as ContractId,
      contractItemId: 'itm_1' as ContractItemId,
      cause: 'amd_1',
      billsOn: day('2025-12-20'),
    })
    const snapshot = groupSnapshot([monthly], { openCharges: [line] })
    expect(plan(snapshot, '2025-12-31').drafts).toEqual([])
    const perPeriod = accountFacts({ missedPeriods: 'per-period' })
    expect(plan(snapshot, '2026-02-01', perPeriod).drafts).toEqual([
      'itm_1/2025-12-01/amd_1 itm_1/2026-01-01 on 2026-01-01',
      'itm_1/2026-02-01 on 2026-02-01',
    ])
    const large = { ...snapshot, openCharges: [{ ...line, amount: -120_00 as Minor, unitPrice: decimal('120') }] }
    expect(plan(large, '2026-02-01').drafts).toEqual(['itm_1/2025-12-01/amd_1 itm_1/2026-01-01 itm_1/2026-02-01'])
    const ahead = { ...snapshot, group: billingGroup({ offsetDays: -10 }) }
    expect(plan(ahead, '2025-12-22').drafts).toEqual(['itm_1/2025-12-01/amd_1 itm_1/2026-01-01 on 2026-01-01'])
  })

  it('judges a negative charge by the total with tax, as the document will say it (R-13)', () => {
    const vat: TaxRate = {
      id: 'tax_s' as TaxRateId,
      version: 1,
      name: 'VAT',
      category: 'S',
      kind: 'normal',
      rates: [{ from: day('2000-01-01'), percent: decimal('20') }],
      state: 'active',
    }
    const openCharges = [
      handCharge('chg_1', '2026-01-01', 100_00),
      handCharge('chg_2', '2026-01-01', -95_00, { taxIds: [vat.id] }),
    ]
    const snapshot = groupSnapshot([], { openCharges, group: billingGroup({ cycle: monthlyCycle }) })
    expect(plan(snapshot, '2026-01-15', accountFacts({}, { taxRates: [vat] })).drafts).toEqual(['chg_1'])
  })

  it('lets a pile wait for its least without losing a period behind it (R-2, R-12)', () => {
    const account = accountFacts({ judgeAll: { minimum: 15_000 as Minor } })
    const early = groupSnapshot(
      [
        monthly,
        {
          ...second,
          startOn: day('2026-02-01'),
          anchors: [{ from: day('2026-02-01'), anchor: { origin: day('2026-02-01') } }],
        },
      ],
      {
        group: billingGroup({ offsetDays: -30 }),
      },
    )
    // 1 January is too small by itself; 1 February would be enough with both, but may not overtake January.
    const { charges, drafts } = plan(early, '2026-01-05', account)
    expect(charges).toEqual([])
    expect(drafts).toEqual([])
    expect(plan(early, '2026-02-01', account).drafts).toEqual([
      'itm_1/2026-01-01 itm_1/2026-02-01 itm_2/2026-02-01',
      'itm_1/2026-03-01 itm_2/2026-03-01 on 2026-03-01',
    ])
    // No new period comes on 1 February, but what is there may go then.
    expect(plan(early, '2026-01-30', account)).toMatchObject({ charges: [], wakeOn: '2026-02-01' })
    // Nor may a period that costs nothing.
    const free = {
      ...monthly,
      agreements: [
        ...monthly.agreements,
        {
          from: day('2026-02-01'),
          quantity: decimal('0'),
          pricing: { kind: 'per-unit' as const, unitPrice: decimal('5') },
        },
      ],
    }
    expect(plan(groupSnapshot([free]), '2026-02-01', account).charges).toEqual([])
    expect(plan(groupSnapshot([free]), '2026-02-01').charges).toHaveLength(2)
    // The least itself is enough.
    const enough = accountFacts({ judgeAll: { minimum: 10_000 as Minor } })
    expect(plan(groupSnapshot([monthly]), '2026-01-01', enough).drafts).toEqual(['itm_1/2026-01-01'])
    const foreign = groupSnapshot([], {
      openCharges: [handCharge('chg_1', '2026-01-01', 5, { currency: 'USD' as CurrencyCode })],
      group: billingGroup({ cycle: monthlyCycle }),
    })
    expect(plan(foreign, '2026-01-15', account).drafts).toEqual(['chg_1'])
  })

  it('writes sent-elsewhere periods without an invoice and goes on from there (M-8)', () => {
    const snapshot = groupSnapshot([monthly], {
      contracts: [contract('2026-01-01', { sentElsewhereBefore: day('2026-02-20') })],
      group: billingGroup({ cycle: monthlyCycle, offsetDays: 30 }),
    })
    expect(plan(snapshot, '2026-02-20')).toMatchObject({
      charges: ['2026-01-01..2026-02-01 10000 sent-elsewhere', '2026-02-01..2026-03-01 10000 sent-elsewhere'],
      drafts: [],
      wakeOn: '2026-04-14',
    })
    // What bills on the day itself is not before it.
    const sameDay = [contract('2026-01-01', { sentElsewhereBefore: day('2026-02-01') })]
    expect(plan({ ...snapshot, contracts: sameDay, group: billingGroup() }, '2026-02-01').drafts).toEqual([
      'itm_1/2026-02-01',
    ])
  })
})

describe('the first invoice (R-11)', () => {
  const start = (items = [monthly], options: Partial<GroupSnapshot> = {}) => groupSnapshot(items, options)
  const activate = (snapshot: GroupSnapshot, asOf: string, account = accountFacts()) =>
    plan(snapshot, asOf, account, {
      by: 'activation',
      itemIds: new Set(snapshot.items.map(({ item }) => item.id)),
    })

  it('comes at once for a contract in advance, whatever the offset and however late it starts', () => {
    expect(activate(start(), '2026-01-01').drafts).toEqual(['itm_1/2026-01-01'])
    expect(activate(start([monthly], { group: billingGroup({ offsetDays: 30 }) }), '2026-01-01').drafts).toEqual([
      'itm_1/2026-01-01',
    ])
    expect(activate(start(), '2025-12-01').drafts).toEqual(['itm_1/2026-01-01 on 2026-01-01'])
  })

  it('only by its schedule where the account says so, where it is manual, where a cycle gathers', () => {
    expect(activate(start(), '2026-01-01', accountFacts({ firstInvoice: 'by-schedule' })).charges).toEqual([])
    expect(activate(start(), '2026-01-01', accountFacts({ mode: 'manual' })).charges).toEqual([])
    expect(activate(start([monthly], { group: billingGroup({ mode: 'manual' }) }), '2026-01-01').charges).toEqual([])
    const cycled = start([monthly], { group: billingGroup({ cycle: monthlyCycle, offsetDays: 5 }) })
    expect(activate(cycled, '2026-01-01').charges).toEqual([])
    // The offset is set aside, the cycle is not.
    expect(activate(cycled, '2026-01-15').charges).toEqual(['2026-01-01..2026-02-01 10000'])
  })

  it('waits for a trial, for a stub that goes with the next period, and for an item that starts later', () => {
    expect(activate(start([contractItem('2026-01-01', { trialDays: 7 })]), '2026-01-01').charges).toEqual([])
    const stub = contractItem('2026-01-21', {
      firstStub: 'with-next',
      anchors: [{ from: day('2026-01-21'), anchor: { origin: day('2026-01-01') } }],
    })
    expect(activate(start([stub]), '2026-01-21').charges).toEqual([])
    const later = { ...contractItem('2026-03-01'), id: second.id }
    expect(activate(start([monthly, later]), '2026-01-01').charges).toEqual(['2026-01-01..2026-02-01 10000'])
  })

  it('bills no more than the first period, and what is due already, and leaves other items alone', () => {
    expect(activate(start(), '2026-03-05').charges).toHaveLength(3)
    const snapshot = start([monthly, second])
    const options: BillingOptions = { by: 'activation', itemIds: new Set([monthly.id]) }
    expect(plan(snapshot, '2025-12-01', accountFacts(), options).drafts).toEqual(['itm_1/2026-01-01 on 2026-01-01'])
  })

  it('never comes in the act nor on the day where an item is in arrears or by usage; the first run after bills', () => {
    const both = start([monthly, { ...arrears, id: second.id }])
    expect(activate(both, '2026-01-01').charges).toEqual([])
    expect(plan(both, '2026-01-01')).toMatchObject({ charges: [], wakeOn: '2026-01-02' })
    expect(plan(both, '2026-01-02').charges).toEqual(['2026-01-01..2026-02-01 10000'])
    // Entered later than it started: from the day after it was entered.
    const entered = { ...both, contracts: [contract('2026-01-01', { activatedOn: day('2026-03-05') })] }
    expect(plan(entered, '2026-03-05').charges).toEqual([])
    expect(plan(entered, '2026-03-06').charges).toHaveLength(5)
  })
})

describe('billing by hand (W-2)', () => {
  const through = (date: string, snapshot: GroupSnapshot, asOf: string, chargeIds: string[] = []) =>
    plan(snapshot, asOf, accountFacts({ mode: 'manual', judgeAll: { minimum: 99_999 as Minor, outstandingCap: 1 } }), {
      by: 'hand',
      itemsThrough: new Map([[monthly.id, day(date)]]),
      chargeIds: new Set(chargeIds as ChargeId[]),
    })
  const manual = billingGroup({ mode: 'manual', offsetDays: 30, cycle: monthlyCycle })

  it('bills the periods of the picked items through a date, in order, ahead where they are in advance', () => {
    const snapshot = groupSnapshot([monthly, second], { group: manual, outstandingCount: 9 })
    expect(through('2026-02-28', snapshot, '2026-01-10')).toEqual({
      charges: ['2026-01-01..2026-02-01 10000', '2026-02-01..2026-03-01 10000'],
      drafts: ['itm_1/2026-01-01', 'itm_1/2026-02-01 on 2026-02-01'],
      wakeOn: '2026-01-10',
    })
  })

  it('never bills arrears before the period has ended (R-6)', () => {
    const snapshot = groupSnapshot([arrears], { group: manual })
    expect(through('2026-12-31', snapshot, '2026-02-28').charges).toEqual(['2026-01-01..2026-02-01 10000'])
  })

  it('bills the picked charges, released ones too', () => {
    const openCharges = [
      handCharge('chg_1', '2026-01-01', 500, { held: 'held-after-void' }),
      handCharge('chg_2', '2026-01-01', 500),
      handCharge('chg_3', '2026-01-01', 500),
    ]
    const snapshot = groupSnapshot([], { openCharges, group: manual, client: client({ addresses: [] }) })
    expect(through('2026-01-01', snapshot, '2026-01-01', ['chg_1', 'chg_3']).drafts).toEqual(['chg_1 chg_3'])
  })

  it('does not get past a hold, an inactive group, an archived client or locked books', () => {
    const at = (given: Partial<GroupSnapshot>, locked = {}) =>
      plan(groupSnapshot([monthly], given), '2026-01-01', accountFacts({}, locked), {
        by: 'hand',
        itemsThrough: new Map([[monthly.id, day('2026-01-01')]]),
      }).charges.length
    const hold = { since: day('2026-01-01') }
    expect(at({})).toBe(1)
    expect(at({ group: billingGroup({ hold }) })).toBe(0)
    expect(at({ group: billingGroup({ state: 'inactive' }) })).toBe(0)
    expect(at({ group: billingGroup({ state: 'cancelled' }) })).toBe(0)
    expect(at({ contracts: [contract('2026-01-01', { hold })] })).toBe(0)
    expect(at({ client: client({ status: 'archived' }) })).toBe(0)
    expect(at({}, { booksLockedThrough: day('2026-01-01') })).toBe(0)
  })
})

describe('when the group wakes', () => {
  const wakeOn = (given: Partial<GroupSnapshot>, asOf = '2026-01-05', account = accountFacts()) =>
    plan(groupSnapshot([monthly], given), asOf, account).wakeOn

  it('is never where only somebody of its own rows can set it going', () => {
    const hold = { since: day('2026-01-01') }
    expect(wakeOn({ group: billingGroup({ hold }) })).toBeUndefined()
    expect(wakeOn({ group: billingGroup({ mode: 'manual' }) })).toBeUndefined()
    expect(wakeOn({ contracts: [contract('2026-01-01', { hold })] })).toBeUndefined()
    expect(wakeOn({}, '2026-01-05', accountFacts({ mode: 'manual' }))).toBeUndefined()
  })

  it('is the same day where something outside its rows stops what is due, and not before it is due', () => {
    const nobody = { client: client({ addresses: [] }) }
    expect(wakeOn(nobody)).toBe('2026-01-05')
    expect(wakeOn(nobody, '2025-12-31')).toBe('2026-01-01')
    expect(wakeOn({ client: client({ status: 'archived' }) })).toBe('2026-01-05')
  })

  it('is the day after the lock of the books', () => {
    expect(wakeOn({}, '2026-01-05', accountFacts({}, { booksLockedThrough: day('2026-01-20') }))).toBe('2026-01-21')
  })
})
