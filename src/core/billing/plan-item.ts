// Which periods of one contract item bill on a day, which one comes next, and what of the item's own stops it.
import type { Contract, ContractItem } from '../contract/contract.ts'
import { type CalendarDate, earlierOf, lastDayOf, laterOf } from '../date.ts'
import type { ContractId } from '../ids.ts'
import { type ChainPeriod, chainPeriods, isFirstStub } from '../period-chain.ts'
import { billsOnOf, chainOf, chainStartOf, endOfItem, inAdvance } from './charge-period.ts'
import {
  type DueDay,
  dueDayOf,
  firstRunOf,
  type GroupSchedule,
  itemsByContract,
  scheduleOf,
  waitsFor,
} from './due-on.ts'
import { type LateUsage, lateUsage } from './late-usage.ts'
import type { BillingReason, NotYet } from './reason.ts'
import type { AccountFacts, BillingOptions, GroupSnapshot, ItemSnapshot } from './snapshot.ts'

/** What all items of a group are planned with. */
export interface GroupContext {
  readonly account: AccountFacts
  readonly snapshot: GroupSnapshot
  readonly asOf: CalendarDate
  readonly options: BillingOptions
  readonly schedule: GroupSchedule
  readonly contractById: ReadonlyMap<ContractId, Contract>
  readonly itemsByContract: ReadonlyMap<ContractId, readonly ContractItem[]>
}

export interface DatedPeriod {
  readonly each: ChainPeriod
  readonly day: DueDay
  /** M-8: counts as sent from elsewhere. */
  readonly elsewhere: boolean
}

export interface DatedLateUsage extends LateUsage {
  /** When it bills at the latest; on any earlier invoice it goes along. */
  readonly day: DueDay
  /** Nothing else of the item is to come: it is written now, so that its date stands. */
  readonly last: boolean
}

export interface ItemOutlook {
  readonly source: ItemSnapshot
  readonly contract: Contract
  /** Periods whose day has come, the oldest first. */
  readonly due: readonly DatedPeriod[]
  readonly late: readonly DatedLateUsage[]
  /** What of the item itself stops it, in no order. */
  readonly stops: readonly BillingReason[]
  /** Nothing is made now, due or not. */
  readonly standing: boolean
  /** The first day, after asOf, on which more of it can bill by itself. */
  readonly wakeOn?: CalendarDate
}

export function contextOf(
  account: AccountFacts,
  snapshot: GroupSnapshot,
  asOf: CalendarDate,
  options: BillingOptions,
): GroupContext {
  return {
    account,
    snapshot,
    asOf,
    options,
    schedule: scheduleOf(account, snapshot),
    contractById: new Map(snapshot.contracts.map((contract) => [contract.id, contract])),
    itemsByContract: itemsByContract(snapshot),
  }
}

/** Throws RangeError for an item whose contract is not in the snapshot. */
export function outlookOf(context: GroupContext, source: ItemSnapshot): ItemOutlook {
  const { item, chargedThrough } = source
  const contract = context.contractById.get(item.contractId)
  if (contract === undefined) throw new RangeError(`the item ${item.id} without its contract`)
  if (!isChosen(context, item)) {
    return { source, contract, due: [], late: [], stops: [{ code: 'nothing-open' }], standing: true }
  }
  const due: DatedPeriod[] = []
  let next: DatedPeriod | undefined
  for (const each of chainPeriods(chainOf(item, contract, chargedThrough))) {
    const dated = datedPeriod(context, source, contract, each, due.length === 0)
    if (!isDue(context, item, dated)) {
      next = dated
      break
    }
    due.push(dated)
  }
  const late = datedLateUsage(context, source, contract, due[0] ?? next)
  const stops = stopsOf(context, source, contract, due, next, late)
  const deferred = stops.find((stop) => stop.code === 'first-invoice-deferred')
  const held = stops.some(({ code }) => code === 'on-hold')
  const days = [next?.day.on, ...late.map(({ day }) => day.on)].filter((on) => on !== undefined && on > context.asOf)
  const wakeOn = held ? undefined : (deferred?.until ?? days.sort()[0])
  return {
    source,
    contract,
    due,
    late,
    stops,
    standing: held || deferred !== undefined,
    ...(wakeOn === undefined ? {} : { wakeOn }),
  }
}

/** Whether the act is about the item at all; the schedule alone decides where the first invoice is not at once (M-3). */
function isChosen({ options, account }: GroupContext, { id }: ContractItem): boolean {
  if (options.by === 'hand') return options.itemsThrough?.has(id) === true
  if (options.by === 'run') return true
  return account.settings.billing.firstInvoice === 'at-once' && options.itemIds?.has(id) === true
}

function datedPeriod(
  context: GroupContext,
  { item, chargedThrough }: ItemSnapshot,
  contract: Contract,
  each: ChainPeriod,
  first: boolean,
): DatedPeriod {
  const { schedule, options, asOf } = context
  const billsOn = billsOnOf(item, each)
  const elsewhere = contract.sentElsewhereBefore !== undefined && billsOn < contract.sentElsewhereBefore
  if (elsewhere || options.by === 'hand') return { each, day: { billsOn, on: billsOn }, elsewhere }
  const suppliedOn = lastDayOf(each.period.end)
  const day = dueDayOf(schedule, { date: billsOn, suppliedOn, advance: inAdvance(item) })
  if (!first || chargedThrough !== undefined || !billsAtOnce(context, item, contract, each)) {
    return { each, day, elsewhere }
  }
  // only the offset and a billing date still to come are set aside; a cycle gathers as ever.
  const from = schedule.cycle.kind === 'manual' ? asOf : day.billsOn
  return { each, day: { billsOn: day.billsOn, on: earlierOf(day.on, from) }, elsewhere }
}

/** Branch 4 of M-1. A trial, a later start and a stub that waits for the next billing day are schedules of their own. */
function billsAtOnce({ options }: GroupContext, item: ContractItem, contract: Contract, each: ChainPeriod): boolean {
  const waits = item.firstStub === 'with-next' && isFirstStub(each)
  return options.by === 'activation' && item.trialDays === 0 && item.startOn <= contract.startOn && !waits
}

function isDue({ options, asOf }: GroupContext, item: ContractItem, { each, day }: DatedPeriod): boolean {
  if (options.by !== 'hand') return day.on <= asOf
  const through = options.itemsThrough?.get(item.id)
  // what is served is billed after it, early or not.
  return through !== undefined && day.billsOn <= through && (inAdvance(item) || each.period.end <= asOf)
}

function datedLateUsage(
  { snapshot, schedule, options, asOf }: GroupContext,
  source: ItemSnapshot,
  contract: Contract,
  coming: DatedPeriod | undefined,
): readonly DatedLateUsage[] {
  if (source.item.kind !== 'usage') return []
  const date = coming === undefined ? asOf : billsOnOf(source.item, coming.each)
  return lateUsage(source, contract, snapshot.corrections, date).map((each) => {
    const suppliedOn = lastDayOf(each.charge.period?.end ?? asOf)
    const byHand = options.by === 'hand'
    const day = byHand ? { billsOn: asOf, on: asOf } : dueDayOf(schedule, { date, suppliedOn, advance: false })
    return { ...each, day, last: coming === undefined }
  })
}

function stopsOf(
  context: GroupContext,
  { item, chargedThrough }: ItemSnapshot,
  contract: Contract,
  due: readonly DatedPeriod[],
  next: DatedPeriod | undefined,
  late: readonly DatedLateUsage[],
): BillingReason[] {
  const { asOf, options } = context
  const stops: BillingReason[] = []
  const endOn = endOfItem(item, contract)
  if (due.length === 0 && next === undefined && late.length === 0) {
    const ended = endOn !== undefined && endOn <= asOf
    const through = chargedThrough === undefined ? {} : { chargedThrough }
    stops.push(ended ? { code: 'contract-ended', endOn, ...through } : { code: 'nothing-open' })
  }
  if (options.by !== 'hand' && asOf <= laterOf(contract.activatedOn, contract.startOn)) {
    const first = firstRunOf(contract, context.itemsByContract.get(contract.id) ?? [])
    if (first !== undefined) stops.push({ code: 'first-invoice-deferred', ...first })
  }
  const dueLate = late.some(({ day, last }) => day.on <= asOf || last)
  if (due.length === 0 && !dueLate && next !== undefined) {
    const { each, day } = next
    stops.push({ code: 'not-yet-due', on: day.on, period: each.period, why: whyNotYet(context, item, next) })
  }
  const before = contract.sentElsewhereBefore
  if (before !== undefined && due.length > 0 && due.every(({ elsewhere }) => elsewhere) && !dueLate) {
    stops.push({ code: 'assumed-sent-elsewhere', before, periods: due.length })
  }
  if (contract.hold !== undefined) stops.push({ code: 'on-hold', of: 'contract', ...contract.hold })
  if (item.hold !== undefined) stops.push({ code: 'on-hold', of: 'item', ...item.hold })
  return stops
}

function whyNotYet({ schedule, asOf, options }: GroupContext, item: ContractItem, { each }: DatedPeriod): NotYet {
  if (asOf < item.startOn) return 'not-started'
  if (asOf < chainStartOf(item)) return 'trial'
  return options.by === 'hand' ? 'period' : waitsFor(schedule, billsOnOf(item, each), asOf)
}
