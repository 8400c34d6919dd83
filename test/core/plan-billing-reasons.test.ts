// Every reason for which there is an invoice or none, with its facts and the act that lifts it (design.md section 4).
import { describe, expect, it } from 'vitest'
import { liftOf } from '../../src/core/billing/lift.ts'
import { type BillingReason, billingChecks } from '../../src/core/billing/reason.ts'
import type { AccountFacts, BillingOptions, GroupSnapshot } from '../../src/core/billing/snapshot.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { BillingGroupId, ChargeId, ContractId, ContractItemId, InvoiceId } from '../../src/core/ids.ts'
import type { Minor } from '../../src/core/money.ts'
import { planBilling, planGroup } from '../../src/core/plan-billing.ts'
import { draft } from '../support/billing-draft.ts'
import {
  accountFacts,
  billingGroup,
  client,
  contract,
  contractItem,
  EUR,
  groupSnapshot,
  handCharge,
  itemSnapshot,
} from '../support/billing-snapshot.ts'

const day = calendarDate
const monthly = contractItem('2026-01-01')
const arrears = contractItem('2026-01-01', { timing: 'arrears' })
const charged = (through: string, given = monthly) => itemSnapshot(given, { chargedThrough: day(through) })

function decided(
  account: AccountFacts,
  snapshot: GroupSnapshot,
  asOf: string,
  kind: 'client' | 'group' | 'contract' | 'item',
  options: BillingOptions = { by: 'run' },
  id?: string,
) {
  const { decisions } = planGroup(account, snapshot, day(asOf), options)
  const found = decisions.find(({ subject }) => subject.kind === kind && (id === undefined || subject.id === id))
  return found === undefined ? undefined : { outcome: found.outcome, ...found.reason }
}

interface Case {
  readonly name: string
  readonly account?: AccountFacts
  readonly snapshot: GroupSnapshot
  readonly asOf: string
  readonly expected: BillingReason & { readonly outcome: string }
  readonly lift: ReturnType<typeof liftOf>
  /** Whom the reason is about; everybody where absent. */
  readonly of?: readonly ('client' | 'group' | 'contract' | 'item')[]
}

const hold = { since: day('2026-02-10'), note: 'disputed' }
const due = groupSnapshot([monthly])
const problem = { code: 'amount-too-large' } as const

const cases: readonly Case[] = [
  {
    name: 'the account is on manual (M-2)',
    account: accountFacts({ mode: 'manual' }),
    snapshot: due,
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'account-manual' },
    lift: 'set-account-automatic',
  },
  {
    name: 'the group is cancelled',
    snapshot: { ...due, group: billingGroup({ state: 'cancelled' }) },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'group-cancelled' },
    lift: 'activate-group',
  },
  {
    name: 'the group is deactivated (M-12)',
    snapshot: { ...due, group: billingGroup({ state: 'inactive', standingSince: day('2025-12-24') }) },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'group-deactivated', since: day('2025-12-24') },
    lift: 'activate-group',
  },
  {
    name: 'the group is billed by hand (M-9)',
    snapshot: { ...due, group: billingGroup({ mode: 'manual', standingSince: day('2025-12-24') }) },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'group-manual', since: day('2025-12-24') },
    lift: 'set-group-automatic',
  },
  {
    name: 'everything is billed up to the end, which has come (R-4)',
    snapshot: groupSnapshot([charged('2026-03-01')], {
      contracts: [contract('2026-01-01', { endOn: day('2026-03-01') })],
    }),
    asOf: '2026-03-01',
    expected: {
      outcome: 'skip',
      code: 'contract-ended',
      endOn: day('2026-03-01'),
      chargedThrough: day('2026-03-01'),
    },
    lift: 'none',
  },
  {
    name: 'a contract with an item in arrears starts today: its first invoice waits for tomorrow (R-11)',
    snapshot: groupSnapshot([monthly, { ...arrears, id: 'itm_2' as ContractItemId }]),
    asOf: '2026-01-01',
    expected: {
      outcome: 'wait',
      code: 'first-invoice-deferred',
      until: day('2026-01-02'),
      itemIds: ['itm_2' as ContractItemId],
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'the next period has not come',
    snapshot: groupSnapshot([charged('2026-03-01')]),
    asOf: '2026-02-28',
    expected: {
      outcome: 'wait',
      code: 'not-yet-due',
      on: day('2026-03-01'),
      period: { start: day('2026-03-01'), end: day('2026-04-01') },
      why: 'period',
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'the contract has not started',
    snapshot: due,
    asOf: '2025-12-31',
    expected: {
      outcome: 'wait',
      code: 'not-yet-due',
      on: day('2026-01-01'),
      period: { start: day('2026-01-01'), end: day('2026-02-01') },
      why: 'not-started',
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'the trial is running: the first invoice comes after it, up to the next boundary',
    snapshot: groupSnapshot([contractItem('2026-01-01', { trialDays: 14 })]),
    asOf: '2026-01-14',
    expected: {
      outcome: 'wait',
      code: 'not-yet-due',
      on: day('2026-01-15'),
      period: { start: day('2026-01-15'), end: day('2026-02-01') },
      why: 'trial',
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'the group bills days later (M-4)',
    snapshot: { ...groupSnapshot([charged('2026-03-01')]), group: billingGroup({ offsetDays: 10 }) },
    asOf: '2026-03-10',
    expected: {
      outcome: 'wait',
      code: 'not-yet-due',
      on: day('2026-03-11'),
      period: { start: day('2026-03-01'), end: day('2026-04-01') },
      why: 'offset',
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'the cycle gathers until its end (P-12)',
    snapshot: {
      ...groupSnapshot([charged('2026-03-01')]),
      group: billingGroup({
        cycle: { kind: 'every', cadence: { unit: 'month', every: 1 }, anchor: { origin: day('2026-01-15') } },
      }),
    },
    asOf: '2026-03-14',
    expected: {
      outcome: 'wait',
      code: 'not-yet-due',
      on: day('2026-03-15'),
      period: { start: day('2026-03-01'), end: day('2026-04-01') },
      why: 'cycle',
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'the month of the service has not ended when the cycle does (I-10)',
    account: accountFacts({ endedMonthsOnly: 1 }),
    snapshot: {
      ...groupSnapshot([charged('2026-03-01')]),
      group: billingGroup({
        cycle: { kind: 'every', cadence: { unit: 'month', every: 1 }, anchor: { origin: day('2026-01-15') } },
      }),
    },
    asOf: '2026-03-15',
    expected: {
      outcome: 'wait',
      code: 'not-yet-due',
      on: day('2026-04-15'),
      period: { start: day('2026-03-01'), end: day('2026-04-01') },
      why: 'month-not-ended',
    },
    lift: 'bill-by-hand',
  },
  {
    name: 'past periods of an imported contract count as sent from elsewhere (M-8)',
    snapshot: groupSnapshot([monthly], {
      contracts: [contract('2026-01-01', { sentElsewhereBefore: day('2026-03-20') })],
    }),
    asOf: '2026-03-20',
    expected: { outcome: 'skip', code: 'assumed-sent-elsewhere', before: day('2026-03-20'), periods: 3 },
    lift: 'none',
  },
  {
    name: 'today lies in locked books (R-5)',
    account: accountFacts({}, { booksLockedThrough: day('2026-01-31') }),
    snapshot: due,
    asOf: '2026-01-31',
    expected: { outcome: 'wait', code: 'period-closed', through: day('2026-01-31') },
    lift: 'unlock-books',
  },
  {
    name: 'the client is on trial, and trials are judged (R-12)',
    account: accountFacts({ judgeAll: { trialClients: 1 } }),
    snapshot: { ...due, client: client({ status: 'trial' }) },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'client-on-trial' },
    lift: 'activate-client',
  },
  {
    name: 'the invoice would be smaller than the least (R-12)',
    account: accountFacts({ judgeAll: { minimum: 10_001 as Minor } }),
    snapshot: due,
    asOf: '2026-01-01',
    expected: {
      outcome: 'wait',
      code: 'below-minimum',
      total: 10_000 as Minor,
      minimum: 10_001 as Minor,
      currency: EUR,
    },
    lift: 'change-minimum',
  },
  {
    name: 'too many invoices are unpaid (R-12, R-30)',
    account: accountFacts({ judgeAll: { outstandingCap: 3 } }),
    snapshot: { ...due, outstandingCount: 3 },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'too-many-outstanding', count: 3, cap: 3 },
    lift: 'settle-invoices',
  },
  {
    name: 'the client has no address',
    snapshot: { ...due, client: client({ addresses: [] }) },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'address-missing' },
    lift: 'add-address',
  },
  {
    name: 'there is nothing to bill',
    snapshot: groupSnapshot([], { contracts: [contract('2026-01-01')] }),
    asOf: '2026-01-01',
    expected: { outcome: 'skip', code: 'nothing-open' },
    lift: 'none',
    of: ['client', 'group', 'contract'],
  },
  {
    name: 'the group is on hold (R-3)',
    snapshot: { ...due, group: billingGroup({ hold }) },
    asOf: '2026-03-01',
    expected: { outcome: 'blocked', code: 'on-hold', of: 'group', ...hold },
    lift: 'resume-group',
  },
  {
    name: 'the contract is on hold',
    snapshot: { ...due, contracts: [contract('2026-01-01', { hold })] },
    asOf: '2026-03-01',
    expected: { outcome: 'blocked', code: 'on-hold', of: 'contract', ...hold },
    lift: 'resume-contract',
  },
  {
    name: 'the item is on hold',
    snapshot: groupSnapshot([{ ...monthly, hold }]),
    asOf: '2026-03-01',
    expected: { outcome: 'blocked', code: 'on-hold', of: 'item', ...hold },
    lift: 'resume-item',
  },
  {
    name: 'a run failed for the group',
    snapshot: {
      ...due,
      group: billingGroup({ parked: { problem, on: day('2026-01-01'), at: '2026-01-01T01:00:00.000Z' as Instant } }),
    },
    asOf: '2026-01-02',
    expected: { outcome: 'blocked', code: 'parked', problem, on: day('2026-01-01') },
    lift: 'unpark-group',
  },
  {
    name: 'charges by hand wait for somebody where no cycle gathers them (R-7)',
    snapshot: groupSnapshot([], {
      openCharges: [handCharge('chg_2', '2026-01-02', 5_00), handCharge('chg_1', '2026-01-03', 7_00)],
    }),
    asOf: '2026-03-01',
    expected: { outcome: 'blocked', code: 'cycle-manual', chargeIds: ['chg_1' as ChargeId, 'chg_2' as ChargeId] },
    lift: 'bill-by-hand',
    of: ['client', 'group'],
  },
  {
    name: 'the invoice would be below 0 (R-13)',
    snapshot: groupSnapshot([], {
      openCharges: [handCharge('chg_1', '2026-01-03', -7_00)],
      group: billingGroup({
        cycle: { kind: 'every', cadence: { unit: 'month', every: 1 }, anchor: { origin: day('2026-01-01') } },
      }),
    }),
    asOf: '2026-02-01',
    expected: {
      outcome: 'wait',
      code: 'total-negative',
      total: -7_00 as Minor,
      currency: EUR,
      chargeIds: ['chg_1' as ChargeId],
    },
    lift: 'none',
    of: ['client', 'group'],
  },
  {
    name: 'charges that a void released wait for a person (R-9)',
    snapshot: groupSnapshot([], {
      openCharges: [handCharge('chg_1', '2026-01-03', 7_00, { held: 'held-after-void' })],
      client: client({
        billingCycle: { kind: 'every', cadence: { unit: 'month', every: 1 }, anchor: { origin: day('2026-01-01') } },
      }),
    }),
    asOf: '2026-02-01',
    expected: { outcome: 'blocked', code: 'held-after-void', chargeIds: ['chg_1' as ChargeId] },
    lift: 'release-charges',
    of: ['client', 'group'],
  },
  {
    name: 'the client is archived',
    snapshot: { ...due, client: client({ status: 'archived' }) },
    asOf: '2026-01-01',
    expected: { outcome: 'blocked', code: 'client-archived' },
    lift: 'restore-client',
  },
  {
    name: 'an invoice is made',
    snapshot: due,
    asOf: '2026-03-31',
    expected: {
      outcome: 'do',
      code: 'due',
      on: day('2026-01-01'),
      periods: 3,
      amount: 300_00 as Minor,
      currency: EUR,
    },
    lift: 'bill-now',
  },
]

describe('the reason why there is an invoice or none', () => {
  it.each(cases)('$name', ({ account = accountFacts(), snapshot, asOf, expected, lift, of }) => {
    for (const kind of of ?? (['client', 'group', 'contract', 'item'] as const)) {
      expect(decided(account, snapshot, asOf, kind)).toEqual(expected)
    }
    const { outcome, ...reason } = expected
    expect(liftOf(reason as BillingReason)).toBe(lift)
    const drafted = planGroup(account, snapshot, day(asOf), { by: 'run' }).intents.some(({ kind }) => kind === 'draft')
    expect(drafted).toBe(outcome === 'do')
  })

  it('has a case for every check', () => {
    const seen = new Set(cases.map(({ expected }) => expected.code))
    expect(billingChecks.filter((code) => !seen.has(code))).toEqual([])
  })

  it('gives the first check that stops, in their order, as one after the other is lifted', () => {
    const everything: GroupSnapshot = {
      ...groupSnapshot([{ ...monthly, hold }]),
      contracts: [contract('2026-01-01', { hold })],
      client: client({ status: 'archived', addresses: [] }),
      group: billingGroup({
        state: 'cancelled',
        mode: 'manual',
        hold,
        parked: { problem, on: day('2026-01-01'), at: '2026-01-01T01:00:00.000Z' as Instant },
      }),
      outstandingCount: 1,
    }
    const billing = { mode: 'manual', judgeAll: { outstandingCap: 1, trialClients: 1 } } as const
    const locked = { booksLockedThrough: day('2026-12-31') }
    const code = (account: AccountFacts, snapshot: GroupSnapshot, asOf = '2026-02-10') =>
      decided(account, snapshot, asOf, 'item')?.code
    let snapshot = everything
    const lifted = (change: Partial<GroupSnapshot>) => {
      snapshot = { ...snapshot, ...change }
      return snapshot
    }
    expect(code(accountFacts(billing, locked), snapshot)).toBe('account-manual')
    const account = accountFacts({ ...billing, mode: 'automatic' }, locked)
    expect(code(account, snapshot)).toBe('group-cancelled')
    expect(code(account, lifted({ group: { ...snapshot.group, state: 'active' } }))).toBe('group-manual')
    expect(code(account, lifted({ group: { ...snapshot.group, mode: 'automatic' } }))).toBe('period-closed')
    expect(code(account, snapshot, '2025-12-31')).toBe('not-yet-due')
    const open = accountFacts({ ...billing, mode: 'automatic' })
    expect(code(open, snapshot)).toBe('too-many-outstanding')
    expect(code(open, lifted({ outstandingCount: 0 }))).toBe('address-missing')
    expect(code(open, lifted({ client: client({ status: 'archived' }) }))).toBe('on-hold')
    const { hold: _, ...group } = snapshot.group
    expect(decided(open, lifted({ group }), '2026-02-10', 'item')).toMatchObject({ code: 'on-hold', of: 'contract' })
    expect(decided(open, lifted({ contracts: [contract('2026-01-01')] }), '2026-02-10', 'item')).toMatchObject({
      code: 'on-hold',
      of: 'item',
    })
    expect(code(open, lifted({ items: [itemSnapshot(monthly)] }))).toBe('parked')
    const { parked, ...going } = group
    expect(parked?.on).toBe('2026-01-01')
    expect(code(open, lifted({ group: going }))).toBe('client-archived')
    expect(code(open, lifted({ client: client({ status: 'trial' }) }))).toBe('client-on-trial')
    expect(code(open, lifted({ client: client() }))).toBe('due')
  })
})

describe('decisions of several together', () => {
  const second = 'con_2' as ContractId
  const other = { ...monthly, id: 'itm_2' as ContractItemId, contractId: second }
  const contracts = [contract('2026-01-01'), contract('2026-01-01', { id: second })]

  it('tells the next day of the earliest item', () => {
    const snapshot = groupSnapshot([charged('2026-04-01'), charged('2026-03-01', other)], { contracts })
    const account = accountFacts()
    expect(decided(account, snapshot, '2026-02-20', 'contract', { by: 'run' }, 'con_1')).toMatchObject({
      on: '2026-04-01',
    })
    expect(decided(account, snapshot, '2026-02-20', 'group')).toMatchObject({ on: '2026-03-01' })
  })

  it('tells of the item that got furthest: on hold when due, over one that is not due yet', () => {
    const held = { ...other, hold, contractId: monthly.contractId }
    const snapshot = groupSnapshot([charged('2026-04-01'), charged('2026-02-01', held)])
    expect(decided(accountFacts(), snapshot, '2026-02-20', 'contract')).toMatchObject({ code: 'on-hold', of: 'item' })
  })

  it('tells of what is to come over what has ended or was billed once', () => {
    const once = { ...other, kind: 'one-off' as const, contractId: monthly.contractId }
    const ended = { ...other, id: 'itm_3' as ContractItemId, endOn: day('2026-02-01'), contractId: monthly.contractId }
    const snapshot = groupSnapshot([charged('2026-01-02', once), charged('2026-02-01', ended), charged('2026-03-01')])
    const account = accountFacts()
    expect(decided(account, snapshot, '2026-02-20', 'contract')).toMatchObject({
      code: 'not-yet-due',
      on: '2026-03-01',
    })
    expect(decided(account, snapshot, '2026-02-20', 'item', { by: 'run' }, 'itm_2')).toMatchObject({
      code: 'nothing-open',
    })
    expect(decided(account, snapshot, '2026-02-20', 'item', { by: 'run' }, 'itm_3')).toMatchObject({
      code: 'contract-ended',
      endOn: '2026-02-01',
    })
  })

  it('does not call a contract ended before its end has come, though all is billed', () => {
    const snapshot = groupSnapshot([charged('2026-03-01')], {
      contracts: [contract('2026-01-01', { endOn: day('2026-03-01') })],
    })
    expect(decided(accountFacts(), snapshot, '2026-02-28', 'contract')).toMatchObject({ code: 'nothing-open' })
  })

  it('adds up what is due', () => {
    const snapshot = groupSnapshot([monthly, other], { contracts })
    const facts = { code: 'due', on: '2026-01-01', amount: 200_00, periods: 2 }
    expect(decided(accountFacts(), snapshot, '2026-02-01', 'contract')).toMatchObject(facts)
    expect(decided(accountFacts(), snapshot, '2026-01-01', 'group')).toMatchObject(facts)
  })

  it('says of each draft that it waits, and for which contract', () => {
    const snapshot = groupSnapshot([charged('2026-02-01')], {
      drafts: [draft('inv_1', ['itm_1/2026-01-01']), draft('inv_2', ['itm_1/2026-01-01', 'chg_1'])],
    })
    const { decisions } = planGroup(accountFacts(), snapshot, day('2026-01-20'), { by: 'run' })
    expect(decisions.filter(({ subject }) => subject.kind === 'invoice')).toEqual([
      {
        subject: { kind: 'invoice', id: 'inv_1' },
        outcome: 'wait',
        reason: { code: 'on-draft', invoiceId: 'inv_1' as InvoiceId, contractId: 'con_1' },
      },
      {
        subject: { kind: 'invoice', id: 'inv_2' },
        outcome: 'wait',
        reason: { code: 'on-draft', invoiceId: 'inv_2' },
      },
    ])
  })

  it('plans each group by itself', () => {
    const busy = groupSnapshot([monthly])
    const idle = groupSnapshot([], { group: billingGroup({ id: 'grp_2' as BillingGroupId }) })
    const { plans, asOf } = planBilling({ account: accountFacts(), groups: [busy, idle] }, day('2026-01-01'))
    expect(asOf).toBe('2026-01-01')
    expect([...plans].map(([id, { intents }]) => [id, intents.length])).toEqual([
      ['grp_1', 2],
      ['grp_2', 0],
    ])
  })

  it('refuses an item without its contract', () => {
    const snapshot = groupSnapshot([monthly], { contracts: [] })
    expect(() => planGroup(accountFacts(), snapshot, day('2026-01-01'), { by: 'run' })).toThrow(RangeError)
  })
})
