// From what is due to what is written: new charges, open ones, and the invoices that take them.
import type { ContractItem } from '../contract/contract.ts'
import type { CalendarDate } from '../date.ts'
import type { ContractId, ContractItemId } from '../ids.ts'
import type { Charge } from '../model.ts'
import { includes } from '../period.ts'
import { chargeForPeriod } from './charge-period.ts'
import { groupStops } from './decide.ts'
import { type DueDay, dueDayOfOpen } from './due-on.ts'
import { type Candidate, type Gathered, gather, waits } from './gather.ts'
import { isLate } from './late-usage.ts'
import type { GroupContext, ItemOutlook } from './plan-item.ts'
import type { BillingReason } from './reason.ts'
import type { PlannedCharge } from './snapshot.ts'

export interface ChargePlan {
  /** What stops the whole group now. */
  readonly stops: readonly BillingReason[]
  /** Charges to be written, in the order of their ids. */
  readonly made: readonly Candidate[]
  readonly gathered: Gathered
  readonly open: OpenCharges
  /** Whether anything has come whose day it is, stopped or not. */
  readonly somethingDue: boolean
}

/** The group's open charges by what becomes of them. */
export interface OpenCharges {
  readonly due: readonly Candidate[]
  readonly waiting: readonly { readonly charge: Charge; readonly day: DueDay }[]
  /** */
  readonly held: readonly Charge[]
  /** by hand, and nothing gathers them. */
  readonly byHand: readonly Charge[]
  /** Of a contract or an item that is on hold. */
  readonly onHold: readonly { readonly charge: Charge; readonly reason: BillingReason }[]
}

export function planCharges(context: GroupContext, outlooks: readonly ItemOutlook[]): ChargePlan {
  const { account, asOf, options, snapshot } = context
  const { billing } = account.settings
  const stops = groupStops(context)
  const open = sortOpen(context)
  const moving = outlooks.filter(({ standing }) => !standing)
  const somethingDue =
    open.due.some(({ rides }) => !rides) ||
    moving.some(({ due, late }) => due.length > 0 || late.some(({ day, last }) => last || day.on <= asOf))
  if (stops.length > 0 || !somethingDue) return { stops, made: [], gathered: nothing, open, somethingDue }
  const planned = moving.flatMap((outlook) => [...periodCandidates(outlook), ...lateCandidates(outlook, asOf)])
  const { minimum } = billing.judgeAll
  const gathered = gather([...open.due, ...planned.filter(({ charge }) => charge.state === 'open')], {
    account,
    asOf,
    drafts: options.by === 'hand' ? [] : snapshot.drafts,
    perPeriod: options.by !== 'hand' && billing.missedPeriods === 'per-period',
    ...(options.by === 'hand' || minimum === undefined ? {} : { minimum }),
  })
  const waived = planned.filter((each) => each.charge.state === 'waived' && !waits(each, gathered.waitingFrom))
  const made = [...gathered.piles.flatMap(({ candidates }) => candidates), ...gathered.leftOpen, ...waived]
    .filter((each) => each.planned)
    .sort((left, right) => (left.charge.id < right.charge.id ? -1 : 1))
  return { stops, made, gathered, open, somethingDue }
}

const nothing: Gathered = { piles: [], leftOpen: [], stoppedById: new Map(), waitingFrom: new Map(), retryOn: [] }

function periodCandidates({ source, contract, due }: ItemOutlook): Candidate[] {
  const { item, usage } = source
  return due.map(({ each, day, elsewhere }) => {
    const charge = chargeForPeriod(item, each, usage, contract.currency)
    const sentElsewhere: PlannedCharge = { ...charge, state: 'waived', waivedFor: 'sent-elsewhere' }
    const records =
      item.kind === 'usage' ? usage.filter(({ state, on }) => state === 'open' && includes(each.period, on)) : []
    return {
      charge: elsewhere ? sentElsewhere : charge,
      usageIds: records.map(({ id }) => id).sort(),
      planned: true,
      billsOn: day.billsOn,
      rides: false,
      keep: true,
    }
  })
}

/** Late usage that comes to nothing is written with its day, so that its records count as billed. */
function lateCandidates({ late }: ItemOutlook, asOf: CalendarDate): Candidate[] {
  return late.flatMap(({ charge, usageIds, day, last }): Candidate[] => {
    const rides = day.on > asOf
    if (rides && !last && charge.state === 'waived') return []
    return [{ charge, usageIds, planned: true, billsOn: day.billsOn, rides, keep: last || !rides }]
  })
}

function sortOpen(context: GroupContext): OpenCharges {
  const { options, schedule, asOf, snapshot } = context
  const due: Candidate[] = []
  const waiting: { charge: Charge; day: DueDay }[] = []
  const held: Charge[] = []
  const byHand: Charge[] = []
  const onHold: { charge: Charge; reason: BillingReason }[] = []
  if (options.by === 'activation') return { due, waiting, held, byHand, onHold }
  const itemById = new Map(snapshot.items.map(({ item }) => [item.id, item]))
  for (const charge of snapshot.openCharges) {
    const candidate = { charge, usageIds: [], planned: false, rides: false, keep: false }
    const hold = holdOf(context, charge.contractId, itemById.get(charge.contractItemId as ContractItemId))
    if (options.by === 'hand') {
      if (options.chargeIds?.has(charge.id) !== true) continue
      if (hold === undefined) due.push({ ...candidate, billsOn: charge.billsOn ?? asOf })
      else onHold.push({ charge, reason: hold })
      continue
    }
    const day = dueDayOfOpen(schedule, charge, itemById)
    if (charge.held !== undefined) held.push(charge)
    else if (hold !== undefined) onHold.push({ charge, reason: hold })
    else if (day === undefined) byHand.push(charge)
    else if (day.on <= asOf) due.push({ ...candidate, billsOn: day.billsOn })
    else {
      waiting.push({ charge, day })
      if (isLate(charge)) due.push({ ...candidate, billsOn: day.billsOn, rides: true })
    }
  }
  return { due, waiting, held, byHand, onHold }
}

/** The hold of the contract or the item that a charge came from. */
function holdOf(
  { contractById }: GroupContext,
  contractId: ContractId | undefined,
  item: ContractItem | undefined,
): BillingReason | undefined {
  const contract = contractId === undefined ? undefined : contractById.get(contractId)
  if (contract?.hold !== undefined) return { code: 'on-hold', of: 'contract', ...contract.hold }
  return item?.hold === undefined ? undefined : { code: 'on-hold', of: 'item', ...item.hold }
}
