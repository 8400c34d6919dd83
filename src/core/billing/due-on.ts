// On which day a charge becomes an invoice: its billing date, its group's cycle and offset (R-6, R-7, I-10, P-11).
import type { BillingCycle } from '../contract/billing-group.ts'
import type { Contract, ContractItem } from '../contract/contract.ts'
import { addDays, type CalendarDate, endOfMonthExclusive, lastDayOf, laterOf } from '../date.ts'
import type { ContractId, ContractItemId } from '../ids.ts'
import { supplyDateOf } from '../invoice/supply-taxes.ts'
import type { Charge } from '../model.ts'
import { nextBoundaryAfter } from '../period-chain.ts'
import { inAdvance } from './charge-period.ts'
import type { NotYet } from './reason.ts'
import type { AccountFacts, GroupSnapshot } from './snapshot.ts'

/** How a group gathers. */
export interface GroupSchedule {
  readonly cycle: BillingCycle
  readonly offsetDays: number
  /** I-10; only together with a cycle. */
  readonly endedMonthsOnly: boolean
}

/** What the day depends on. */
export interface Dated {
  /** When the charge bills by itself: its `billsOn`, or the day of a service by hand. */
  readonly date: CalendarDate
  /** The last day of the service. */
  readonly suppliedOn: CalendarDate
  readonly advance: boolean
}

export interface DueDay {
  /** The billing date that terms count from: the charge's own, or the end of the cycle that it falls in. */
  readonly billsOn: CalendarDate
  /** The day on which the run puts it on an invoice. */
  readonly on: CalendarDate
}

/** The group's cycle, or its client's, or none. */
export function scheduleOf(account: AccountFacts, { group, client }: GroupSnapshot): GroupSchedule {
  return {
    cycle: group.cycle ?? client.billingCycle ?? { kind: 'manual' },
    offsetDays: group.offsetDays,
    endedMonthsOnly: account.settings.billing.endedMonthsOnly === 1,
  }
}

/**
 * With a cycle the first boundary after the date, and with `endedMonthsOnly` the first one after the month of the
 * service; the offset comes on top, forward in time for charges in advance only.
 */
export function dueDayOf(schedule: GroupSchedule, { date, suppliedOn, advance }: Dated): DueDay {
  const { cycle, offsetDays, endedMonthsOnly } = schedule
  if (cycle.kind === 'manual') return offset(date, advance || offsetDays > 0 ? offsetDays : 0)
  const from = endedMonthsOnly ? laterOf(date, lastDayOf(endOfMonthExclusive(suppliedOn))) : date
  const end = nextBoundaryAfter(cycle.anchor, cycle.cadence, from)
  return offset(end, offsetDays > 0 || (advance && !endedMonthsOnly) ? offsetDays : 0)
}

function offset(billsOn: CalendarDate, days: number): DueDay {
  return { billsOn, on: days === 0 ? billsOn : addDays(billsOn, days) }
}

/** The day of an open charge; undefined for one by hand where nothing gathers by itself (`cycle-manual`). */
export function dueDayOfOpen(
  schedule: GroupSchedule,
  charge: Charge,
  itemById: ReadonlyMap<ContractItemId, ContractItem>,
): DueDay | undefined {
  const byHand = charge.billsOn === undefined && charge.contractItemId === undefined
  if (byHand && schedule.cycle.kind === 'manual') return undefined
  const item = charge.contractItemId === undefined ? undefined : itemById.get(charge.contractItemId)
  return dueDayOf(schedule, {
    date: charge.billsOn ?? charge.servedOn,
    suppliedOn: supplyDateOf(charge),
    advance: item !== undefined && charge.cause === undefined && inAdvance(item),
  })
}

/** What a charge of this date is still waiting for on `asOf`, when its day is later. */
export function waitsFor(schedule: GroupSchedule, date: CalendarDate, asOf: CalendarDate): NotYet {
  if (date > asOf) return 'period'
  const { cycle } = schedule
  if (cycle.kind === 'manual') return 'offset'
  if (nextBoundaryAfter(cycle.anchor, cycle.cadence, date) > asOf) return 'cycle'
  return schedule.endedMonthsOnly ? 'month-not-ended' : 'offset'
}

/**
 * R-11, branch 3 of M-1: until this day a contract with items in arrears or by usage gets no invoice, since its first
 * one never comes on the day on which it starts; undefined where all its items are in advance.
 */
export function firstRunOf(contract: Contract, items: readonly ContractItem[]): FirstRun | undefined {
  const later = items.filter((item) => !inAdvance(item)).map(({ id }) => id)
  if (later.length === 0) return undefined
  return { until: addDays(laterOf(contract.activatedOn, contract.startOn), 1), itemIds: later.sort() }
}

/** The first day on which the run bills, and the items for which it waits. */
export interface FirstRun {
  readonly until: CalendarDate
  readonly itemIds: readonly ContractItemId[]
}

/** The items of each contract, in the order of the snapshot. */
export function itemsByContract(snapshot: GroupSnapshot): ReadonlyMap<ContractId, readonly ContractItem[]> {
  const map = new Map<ContractId, ContractItem[]>()
  for (const { item } of snapshot.items) {
    const list = map.get(item.contractId)
    if (list === undefined) map.set(item.contractId, [item])
    else list.push(item)
  }
  return map
}
