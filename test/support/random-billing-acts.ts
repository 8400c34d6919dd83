// Random acts of billing: contracts, usage, runs, bills by hand, groups that stand still and go on.
import fc from 'fast-check'
import { addCharge } from '../../src/commands/add-charge.ts'
import { addContract } from '../../src/commands/add-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { billNow } from '../../src/commands/bill-now.ts'
import {
  activateGroup,
  cancelGroup,
  deactivateGroup,
  holdGroup,
  setGroupMode,
} from '../../src/commands/change-group-state.ts'
import { parkGroup, unparkGroup } from '../../src/commands/park-group.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { releaseCharges } from '../../src/commands/release-charges.ts'
import { removeUsage, restoreUsage } from '../../src/commands/remove-usage.ts'
import { removeBillingGroup, saveBillingGroup, setDefaultGroup } from '../../src/commands/save-billing-group.ts'
import type { BillingCycle } from '../../src/core/contract/billing-group.ts'
import type { ContractItem } from '../../src/core/contract/contract.ts'
import type { ItemFields } from '../../src/core/contract/contract-fields.ts'
import { billedDays } from '../../src/core/contract/usage-window.ts'
import { addDays, type CalendarDate, calendarDate, startOfMonth } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { Cadence } from '../../src/core/period.ts'
import type { BillingSettings } from '../../src/core/settings.ts'
import type { TestBooks } from './open-test-books.ts'
import { change, chargeFields } from './practice.ts'
import type { Cast } from './random-acts.ts'

const acts = [
  'contract',
  'contract',
  'usage',
  'usage',
  'removeUsage',
  'restoreUsage',
  'run',
  'run',
  'run',
  'runOne',
  'hand',
  'handCharges',
  'hold',
  'deactivate',
  'cancel',
  'activate',
  'activate',
  'mode',
  'park',
  'unpark',
  'group',
  'changeGroup',
  'removeGroup',
  'setDefault',
  'charge',
  'charge',
  'release',
  'billing',
  'soon',
  'later',
] as const

export interface BillingStep {
  readonly act: (typeof acts)[number]
  readonly pick: number
  readonly size: number
}

export const billingStep: fc.Arbitrary<BillingStep> = fc.record({
  act: fc.constantFrom(...acts),
  pick: fc.nat(1000),
  size: fc.integer({ min: 0, max: 40_000 }),
})

// One of two clients may be archived by now: contracts of both, with usage that is counted ten days ago.
const warmUpPicks: Readonly<Partial<Record<BillingStep['act'], readonly number[]>>> = {
  contract: [0, 1, 6, 11],
  usage: [60, 61, 62],
  // Some weeks ahead, so that some item has a period to bill.
  hand: [54, 55, 56, 57, 58, 59],
}

/** Each act once, in an order in which it finds something to do. */
export const billingWarmUp: readonly BillingStep[] = (
  [
    'contract',
    'usage',
    'soon',
    'run',
    'usage',
    'removeUsage',
    'restoreUsage',
    'group',
    'contract',
    'run',
    'hand',
    'later',
    'hold',
    'activate',
    'run',
    'deactivate',
    'activate',
    'cancel',
    'later',
    'activate',
    'mode',
    'mode',
    'park',
    'unpark',
    'changeGroup',
    'setDefault',
    'group',
    'removeGroup',
    'charge',
    'release',
    'billing',
    'handCharges',
    'runOne',
  ] as const
).flatMap((act) => (warmUpPicks[act] ?? [0, 1]).map((pick) => ({ act, pick, size: 9000 + pick })))

const cadences: readonly Cadence[] = [
  { unit: 'month', every: 1 },
  { unit: 'week', every: 2 },
  { unit: 'month', every: 3 },
  { unit: 'day', every: 10 },
]

function items({ pick, size }: BillingStep, { taxId }: Cast): ItemFields[] {
  const kinds = ['recurring', 'usage', 'recurring', 'one-off', 'recurring'] as const
  const some = Array.from({ length: 1 + (pick % 3) }, (_, index) => kinds[(pick + index) % kinds.length] ?? 'usage')
  return some.map((kind, index): ItemFields => {
    const price = decimal(((size + index * 100) / 100).toFixed(2))
    return {
      description: `Item ${index}`,
      kind,
      timing: (pick + index) % 4 === 1 ? 'arrears' : 'advance',
      cadence: cadences[(pick + index) % cadences.length] as Cadence,
      quantity: decimal(pick % 7 === 0 ? '0' : '1.5'),
      pricing:
        pick % 4 === 2
          ? { kind: 'graduated', tiers: [{ upTo: decimal('2'), unitPrice: price }, { unitPrice: decimal('1') }] }
          : { kind: 'per-unit', unitPrice: price },
      ...(pick % 6 === 0 ? { trialDays: 12 } : {}),
      ...(pick % 5 === 3 ? { firstStub: 'with-next' as const, billingDay: 31 } : {}),
      taxIds: pick % 3 === 0 ? [] : [taxId],
      taxIncluded: pick % 11 === 1,
    }
  })
}

/** A day around now on which the item bills; sometimes one on which it may not. */
async function usageDay(books: TestBooks, item: ContractItem, pick: number): Promise<CalendarDate> {
  const wish = addDays(calendarDate(books.today), (pick % 100) - 70)
  const contract = await books.db.contracts.get(item.contractId)
  if (contract === undefined || pick % 10 === 9) return wish
  const { start, end } = billedDays(item, contract)
  if (wish < start) return start
  return end !== undefined && end <= wish ? addDays(end, -1) : wish
}

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performBilling(books: TestBooks, step: BillingStep, cast: Cast): Promise<void> {
  const { act, pick, size } = step
  const { db } = books
  const today = calendarDate(books.today)
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const groups = await db.billingGroups.orderBy('id').toArray()
  const group = one(groups)
  if (group === undefined) return
  const { id, version } = group
  const seen = { id, version }
  switch (act) {
    case 'contract': {
      const startOn = addDays(today, (pick % 120) - 80)
      await books.run(addContract, {
        fields: {
          clientId: group.clientId,
          billingGroupId: id,
          name: `Contract ${pick}`,
          currency: (pick % 9 === 4 ? 'USD' : 'EUR') as CurrencyCode,
          startOn,
          ...(pick % 4 === 1 ? { endOn: addDays(startOn, 20 + (size % 200)) } : {}),
          items: items(step, cast),
        },
      })
      return
    }
    case 'usage': {
      const item = one((await db.contractItems.orderBy('id').toArray()).filter(({ kind }) => kind === 'usage'))
      if (item === undefined) return
      await books.run(recordUsage, {
        contractItemId: item.id,
        on: await usageDay(books, item, pick),
        quantity: decimal(String(1 + (size % 5))),
        ...(pick % 4 === 0 ? { unitPrice: decimal('0.33') } : {}),
      })
      return
    }
    case 'removeUsage': {
      const record = one((await db.usageRecords.orderBy('id').toArray()).filter(({ state }) => state === 'open'))
      if (record !== undefined) await books.run(removeUsage, { id: record.id, version: record.version })
      return
    }
    case 'restoreUsage': {
      const record = one((await db.usageRecords.orderBy('id').toArray()).filter(({ state }) => state === 'removed'))
      if (record !== undefined) await books.run(restoreUsage, { id: record.id, version: record.version })
      return
    }
    case 'run':
      for (const each of groups) await runOne(books, each.id)
      return
    case 'runOne':
      await runOne(books, id)
      return
    case 'hand': {
      const item = one(await db.contractItems.orderBy('id').toArray())
      if (item === undefined) return
      const through = addDays(today, (size % 60) - 10)
      await books.run(billNow, { itemsThrough: [{ itemId: item.id, through }], chargeIds: [] })
      return
    }
    case 'handCharges': {
      const open = (await db.charges.orderBy('id').toArray()).filter(({ state }) => state === 'open')
      await books.run(billNow, { itemsThrough: [], chargeIds: open.slice(0, 1 + (pick % 3)).map((row) => row.id) })
      return
    }
    case 'hold':
      await books.must(holdGroup, { ...seen, ...(pick % 2 === 0 ? { note: 'Waiting' } : {}) })
      return
    case 'deactivate':
      await books.must(deactivateGroup, seen)
      return
    case 'cancel':
      await books.must(cancelGroup, seen)
      return
    case 'activate':
      await books.must(activateGroup, { ...seen, gap: pick % 2 === 0 ? 'bill' : 'skip' })
      return
    case 'mode':
      await books.must(setGroupMode, {
        ...seen,
        mode: group.mode === 'manual' ? 'automatic' : 'manual',
        gap: pick % 2 === 0 ? 'skip' : 'bill',
      })
      return
    case 'park':
      await books.must(parkGroup, { groupId: id, problem: { code: 'run-failed', detail: 'a test' } })
      return
    case 'unpark':
      await books.must(unparkGroup, { groupId: id })
      return
    case 'group':
      await books.run(saveBillingGroup, { clientId: group.clientId, fields: groupFields(step) })
      return
    case 'changeGroup':
      await books.must(saveBillingGroup, { seen, clientId: group.clientId, fields: groupFields(step) })
      return
    case 'removeGroup':
      await books.run(removeBillingGroup, one(groups.filter(({ isDefault }) => isDefault === 0)) ?? seen)
      return
    case 'setDefault':
      await books.run(setDefaultGroup, seen)
      return
    case 'charge': {
      const fields = chargeFields('By hand', String(1 + (size % 90)), { servedOn: addDays(today, (pick % 90) - 80) })
      await books.run(addCharge, { clientId: group.clientId, billingGroupId: id, fields })
      return
    }
    case 'release': {
      const held = (await db.charges.orderBy('id').toArray()).filter((charge) => charge.held !== undefined)
      if (held.length > 0) await books.run(releaseCharges, { chargeIds: held.slice(0, 2).map((charge) => charge.id) })
      return
    }
    case 'billing':
      await change(books, { billing: billingSettings(step) })
      return
    case 'soon':
      books.today = addDays(today, 1 + (pick % 5))
      return
    case 'later':
      books.today = addDays(today, 1 + (pick % 70))
      return
  }
}

async function runOne(books: TestBooks, groupId: BillingGroupId): Promise<void> {
  await books.run(billGroup, { groupId, asOf: calendarDate(books.today) })
}

function groupFields({ pick, size }: BillingStep) {
  const offsets = [0, 0, -20, 7] as const
  const cycle: BillingCycle = {
    kind: 'every',
    cadence: cadences[pick % 2] as Cadence,
    anchor: { origin: startOfMonth(calendarDate('2026-01-01')) },
  }
  return {
    name: `Group ${size}`,
    offsetDays: offsets[pick % offsets.length] ?? 0,
    cc: [],
    ...(pick % 3 === 1 ? { cycle } : pick % 3 === 2 ? { cycle: { kind: 'manual' as const } } : {}),
    ...(pick % 5 === 0 ? { termsDays: 7 } : {}),
  }
}

function billingSettings({ pick, size }: BillingStep): BillingSettings {
  return {
    mode: pick % 6 === 5 ? 'manual' : 'automatic',
    firstInvoice: pick % 2 === 0 ? 'at-once' : 'by-schedule',
    proration: 'actual-days',
    firstStub: 'at-once',
    missedPeriods: pick % 3 === 0 ? 'per-period' : 'combined',
    endedMonthsOnly: pick % 4 === 0 ? 1 : 0,
    corrections: (['credit-note', 'next-invoice', 'nothing', 'ask'] as const)[pick % 4] ?? 'ask',
    judgeAll: {
      ...(pick % 5 === 1 ? { trialClients: 1 as const } : {}),
      ...(pick % 5 === 2 ? { minimum: size as Minor } : {}),
      ...(pick % 5 === 3 ? { outstandingCap: 1 } : {}),
    },
  }
}
