// The planner run ahead (W-1): what will come, and what stops it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/core/billing/apply-plan.ts'
import { type ForecastOptions, forecastGroup } from '../../src/core/billing/forecast.ts'
import type { AccountFacts, GroupSnapshot } from '../../src/core/billing/snapshot.ts'
import { addDays, type CalendarDate, calendarDate, type Instant } from '../../src/core/date.ts'
import type { ContractId, ContractItemId } from '../../src/core/ids.ts'
import type { Minor } from '../../src/core/money.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import { randomGroup } from '../support/billing-arbitraries.ts'
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
} from '../support/billing-snapshot.ts'

const day = calendarDate
const monthly = contractItem('2026-01-01')
const hold = { since: day('2026-01-02') }

function forecast(
  group: GroupSnapshot,
  until: string,
  account: AccountFacts = accountFacts(),
  from = '2026-01-01',
  options?: ForecastOptions,
) {
  return forecastGroup(account, group, day(from), day(until), options).map(
    ({ plannedOn, charges, net, stoppedBy, billsOn }) =>
      [plannedOn, ...(billsOn ?? []), charges.map(({ id }) => id).join(' '), net, stoppedBy?.code]
        .flat()
        .join(' ')
        .trim(),
  )
}

describe('the forecast', { timeout: 180_000 }, () => {
  it('is every invoice from a day through another, each by itself', () => {
    const drafts = [draft('inv_1', ['itm_1/2026-01-01'])]
    const snapshot = groupSnapshot([itemSnapshot(monthly, { chargedThrough: day('2026-02-01') })], { drafts })
    expect(forecastGroup(accountFacts(), snapshot, day('2026-01-10'), day('2026-03-01'))).toMatchObject([
      {
        groupId: 'grp_1',
        clientId: 'cli_1',
        contractIds: ['con_1'],
        plannedOn: '2026-02-01',
        currency: 'EUR',
        taxIncluded: false,
        charges: [{ id: 'itm_1/2026-02-01', amount: 10000 }],
        net: 10000,
      },
      { plannedOn: '2026-03-01' },
    ])
    expect(forecast(snapshot, '2026-02-28')).toEqual(['2026-02-01 itm_1/2026-02-01 10000'])
  })

  it('lets what is due now join a draft that is there, as the run will, and nothing later', () => {
    const account = accountFacts({ judgeAll: { minimum: 150_00 as Minor } })
    const drafts = [draft('inv_1', ['chg_0'])]
    expect(forecast(groupSnapshot([monthly], { drafts }), '2026-03-01', account)).toEqual([
      '2026-01-01 itm_1/2026-01-01 10000',
      '2026-03-01 itm_1/2026-02-01 itm_1/2026-03-01 20000',
    ])
  })

  it('starts with what a contract bills when it is entered (R-11)', () => {
    const activate = new Set([monthly.id])
    expect(forecast(groupSnapshot([monthly]), '2026-02-01', accountFacts(), '2025-12-20', { activate })).toEqual([
      expect.stringMatching(/^2025-12-20.*itm_1\/2026-01-01 10000$/),
      '2026-02-01 itm_1/2026-02-01 10000',
    ])
    expect(forecast(groupSnapshot([monthly]), '2026-01-31', accountFacts(), '2025-12-20')).toEqual([
      '2026-01-01 itm_1/2026-01-01 10000',
    ])
  })

  it.each<[string, Partial<GroupSnapshot>, AccountFacts]>([
    ['account-manual', {}, accountFacts({ mode: 'manual' })],
    ['group-manual', { group: billingGroup({ mode: 'manual' }) }, accountFacts()],
    ['group-deactivated', { group: billingGroup({ state: 'inactive' }) }, accountFacts()],
    ['on-hold', { group: billingGroup({ hold }) }, accountFacts()],
    [
      'parked',
      {
        group: billingGroup({
          parked: {
            problem: { code: 'amount-too-large' },
            on: day('2026-01-01'),
            at: '2026-01-01T00:00:00.000Z' as Instant,
          },
        }),
      },
      accountFacts(),
    ],
    ['address-missing', { client: client({ addresses: [] }) }, accountFacts()],
    ['client-archived', { client: client({ status: 'archived' }) }, accountFacts()],
    ['too-many-outstanding', { outstandingCount: 2 }, accountFacts({ judgeAll: { outstandingCap: 2 } })],
  ])('runs ahead what stands still, and says why: %s', (code, given, account) => {
    expect(forecast(groupSnapshot([monthly], given), '2026-02-01', account)).toEqual([
      `2026-01-01 itm_1/2026-01-01 10000 ${code}`,
      `2026-02-01 itm_1/2026-02-01 10000 ${code}`,
    ])
  })

  it('does not stop for what only a date lifts: locked books move it', () => {
    const account = accountFacts({}, { booksLockedThrough: day('2026-01-10') })
    expect(forecast(groupSnapshot([monthly]), '2026-02-01', account)).toEqual([
      '2026-01-11 itm_1/2026-01-01 10000',
      '2026-02-01 itm_1/2026-02-01 10000',
    ])
  })

  it('runs contracts and items on hold ahead by themselves', () => {
    const other = { ...monthly, id: 'itm_2' as ContractItemId, contractId: 'con_2' as ContractId }
    const third = { ...monthly, id: 'itm_3' as ContractItemId, hold }
    const openCharges = [
      handCharge('itm_2/2025-12-01', '2025-12-01', 500, {
        contractId: other.contractId,
        contractItemId: other.id,
        billsOn: day('2025-12-01'),
      }),
    ]
    const snapshot = groupSnapshot([monthly, other, third], {
      contracts: [contract('2026-01-01'), contract('2026-01-01', { id: other.contractId, hold })],
      openCharges,
    })
    expect(forecast(snapshot, '2026-01-31').sort()).toEqual([
      '2026-01-01 itm_1/2026-01-01 10000',
      '2026-01-01 itm_2/2025-12-01 itm_2/2026-01-01 10500 on-hold',
      '2026-01-01 itm_3/2026-01-01 10000 on-hold',
    ])
  })

  it('shows charges that wait for a person, gathered as they would be', () => {
    const openCharges = [
      handCharge('chg_1', '2025-12-01', 500),
      handCharge('chg_2', '2025-12-02', 700),
      handCharge('chg_3', '2025-12-03', 900, { held: 'held-after-void' }),
    ]
    expect(forecast(groupSnapshot([], { openCharges }), '2026-01-31')).toEqual([
      '2026-01-01 chg_1 chg_2 1200 cycle-manual',
      '2026-01-01 chg_3 900 held-after-void',
    ])
  })

  it('is exactly what the run then makes, for any group', () => {
    fc.assert(
      fc.property(randomGroup, fc.integer({ min: 0, max: 80 }), (random, n) => {
        const last = addDays(random.start, n)
        const run: string[] = []
        let group = random.group
        for (let asOf: CalendarDate = random.start; asOf <= last; asOf = addDays(asOf, 1)) {
          const plan = planGroup(random.account, group, asOf, { by: 'run' })
          for (const each of plan.intents) if (each.kind === 'draft') run.push(`${asOf} ${each.chargeIds.join(' ')}`)
          group = applyPlan(group, plan)
        }
        const ahead = forecastGroup(random.account, random.group, random.start, last)
          .filter(({ stoppedBy }) => stoppedBy === undefined)
          .map(({ plannedOn, charges }) => `${plannedOn} ${charges.map(({ id }) => id).join(' ')}`)
        expect(ahead.sort()).toEqual(run.sort())
      }),
      { numRuns: 1_000 },
    )
  })
})
