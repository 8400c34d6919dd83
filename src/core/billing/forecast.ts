// The planner run ahead (W-1): which invoices will come, when, and what is behind each. Nothing is written.
import type { Hold } from '../contract/contract.ts'
import { renewRows } from '../contract/renew-rows.ts'
import { addDays, type CalendarDate, compareDates, type Instant } from '../date.ts'
import type {
  BillingGroupId,
  ChargeId,
  ClientId,
  ContractId,
  ContractItemId,
  IdByPrefix,
  InvoiceId,
  NewId,
} from '../ids.ts'
import type { Charge } from '../model.ts'
import { type CurrencyCode, type Minor, sumMinor } from '../money.ts'
import { planGroup } from '../plan-billing.ts'
import { planRenewals } from '../plan-renewal.ts'
import { applyPlan } from './apply-plan.ts'
import { firstStop, groupStops } from './decide.ts'
import { planCharges } from './plan-charges.ts'
import { contextOf } from './plan-item.ts'
import type { BillingReason } from './reason.ts'
import type { AccountFacts, BillingOptions, GroupPlan, GroupSnapshot, ItemSnapshot, PlannedCharge } from './snapshot.ts'

// No row that is written: only planning reads it.
const NEVER = '1970-01-01T00:00:00.000Z' as Instant

/** A row that is there, or one that will be written. */
export type PendingCharge = PlannedCharge | Charge

/** An invoice to come. */
export interface PendingInvoice {
  readonly groupId: BillingGroupId
  readonly clientId: ClientId
  readonly contractIds: readonly ContractId[]
  /** The day on which it is made; where something stops it, the day on which it would have been. */
  readonly plannedOn: CalendarDate
  /** The automatic draft that its lines will join. */
  readonly draftId?: InvoiceId
  /** Made ahead of this billing date. */
  readonly billsOn?: CalendarDate
  readonly currency: CurrencyCode
  readonly taxIncluded: boolean
  /** In the order of the lines; those of a renewal to come have keys of their own. */
  readonly charges: readonly PendingCharge[]
  /** The sum of the charges' amounts: with tax inside where prices include it. */
  readonly net: Minor
  /** Nobody gets it until this is lifted. */
  readonly stoppedBy?: BillingReason
}

export interface ForecastOptions {
  /** Items of a contract that starts now: the first plan is that of its start. */
  readonly activate?: ReadonlySet<ContractItemId>
}

/**
 * The invoices of a group from one day through another, both included, the soonest first. Every invoice to come is its
 * own, also where its lines will join a draft that is there. What stands still or waits for a person is run ahead too, by
 * itself, and says what stops it; usage not recorded yet is not guessed.
 */
export function forecastGroup(
  account: AccountFacts,
  group: GroupSnapshot,
  from: CalendarDate,
  until: CalendarDate,
  options: ForecastOptions = {},
): readonly PendingInvoice[] {
  const ahead: Ahead = { account, from, until, ...options }
  const real = groupStops(contextOf(account, group, from, { by: 'run' }))
  const stop = firstStop(real.filter(({ code }) => code !== 'period-closed'))
  const invoices = [...runAhead(ahead, group, stop), ...waitingForHand(ahead, group, stop)]
  for (const held of heldParts(group)) invoices.push(...runAhead(ahead, held.group, stop ?? held.reason))
  return invoices.sort((left, right) => compareDates(left.plannedOn, right.plannedOn))
}

interface Ahead extends ForecastOptions {
  readonly account: AccountFacts
  readonly from: CalendarDate
  readonly until: CalendarDate
}

/** From one waking day to the next. */
function runAhead(ahead: Ahead, start: GroupSnapshot, stoppedBy: BillingReason | undefined): PendingInvoice[] {
  const { account, from, until, activate } = ahead
  const invoices: PendingInvoice[] = []
  let group = start
  let asOf: CalendarDate | undefined = from
  const renewed: Renewed = { rootOf: new Map(), tried: new Set() }
  const bill = (on: CalendarDate, options: BillingOptions): GroupPlan => {
    const plan = planGroup(account, group, on, { ...options, lifted: true })
    invoices.push(...pendingOf(group, plan, on, stoppedBy, renewed.rootOf))
    group = applyPlan(group, plan)
    return plan
  }
  if (activate !== undefined) bill(from, { by: 'activation', itemIds: activate })
  while (asOf !== undefined && asOf <= until) {
    const { wakeOn } = bill(asOf, { by: 'run' })
    // By the next day the drafts of today may have been issued.
    group = { ...group, drafts: [] }
    const going = renewAhead(group, asOf, renewed)
    if (going !== undefined) {
      group = going.group
      bill(asOf, { by: 'activation', itemIds: going.itemIds })
      continue
    }
    asOf = wakeOn !== undefined && wakeOn <= asOf ? addDays(asOf, 1) : wakeOn
  }
  return invoices
}

/** What running ahead has renewed so far. */
interface Renewed {
  /** The contract that is there, by the ones that will go on from it: screens know only the former. */
  readonly rootOf: Map<ContractId, ContractId>
  readonly tried: Set<ContractId>
}

/** Renews what goes on by itself on the day (M-24), as the run does after billing; undefined where nothing does. */
function renewAhead(
  group: GroupSnapshot,
  asOf: CalendarDate,
  { rootOf, tried }: Renewed,
): { readonly group: GroupSnapshot; readonly itemIds: ReadonlySet<ContractItemId> } | undefined {
  const due = planRenewals(group.contracts, asOf).intents.filter(({ contractId }) => !tried.has(contractId))
  const contract = group.contracts.find(({ id }) => id === due[0]?.contractId)
  if (contract === undefined) return undefined
  tried.add(contract.id)
  const items = group.items.filter(({ item }) => item.contractId === contract.id).map(({ item }) => item)
  let made = 0
  const newId: NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
    made += 1
    // Never written: only different from all others.
    return `${prefix}_ahead-${contract.id}-${made}` as IdByPrefix[Prefix]
  }
  const rows = renewRows(contract, items, { today: asOf, now: NEVER, newId })
  if (!rows.ok) return renewAhead(group, asOf, { rootOf, tried })
  const { before, contract: next, items: added } = rows.value
  rootOf.set(next.id, rootOf.get(contract.id) ?? contract.id)
  return {
    group: {
      ...group,
      contracts: [...group.contracts.map((each) => (each === contract ? before : each)), next],
      items: [...group.items, ...added.map((item): ItemSnapshot => ({ item, usage: [], charges: [] }))],
    },
    itemIds: new Set(added.map(({ id }) => id)),
  }
}

function pendingOf(
  { group, client, openCharges }: GroupSnapshot,
  { intents }: GroupPlan,
  plannedOn: CalendarDate,
  stoppedBy: BillingReason | undefined,
  rootOf: ReadonlyMap<ContractId, ContractId> = new Map(),
): PendingInvoice[] {
  const byId = new Map<ChargeId, PendingCharge>(openCharges.map((charge) => [charge.id, charge]))
  for (const intent of intents) if (intent.kind === 'charge') byId.set(intent.charge.id, intent.charge)
  return intents.flatMap((intent): PendingInvoice[] => {
    if (intent.kind !== 'draft') return []
    const charges = intent.chargeIds.flatMap((id) => byId.get(id) ?? [])
    const own = charges.flatMap(({ contractId }) => (contractId === undefined ? [] : [contractId]))
    const contractIds = [...new Set(own.map((id) => rootOf.get(id) ?? id))].sort()
    return [
      {
        groupId: group.id,
        clientId: client.id,
        contractIds,
        plannedOn,
        ...(intent.draftId === undefined ? {} : { draftId: intent.draftId }),
        ...(intent.billsOn === undefined ? {} : { billsOn: intent.billsOn }),
        currency: intent.currency,
        taxIncluded: intent.taxIncluded,
        charges,
        net: sumMinor(charges.map(({ amount }) => amount)),
        ...(stoppedBy === undefined ? {} : { stoppedBy }),
      },
    ]
  })
}

/** Open charges that no run takes: those by hand where nothing gathers them, and those that were released. */
function waitingForHand(ahead: Ahead, group: GroupSnapshot, stop: BillingReason | undefined): PendingInvoice[] {
  const { account, from } = ahead
  const { open } = planCharges(contextOf(account, group, from, { by: 'run', lifted: true }), [])
  const invoices = (charges: readonly Charge[], reason: (chargeIds: readonly ChargeId[]) => BillingReason) => {
    if (charges.length === 0) return []
    const chargeIds = charges.map(({ id }) => id).sort()
    const options: BillingOptions = { by: 'hand', chargeIds: new Set(chargeIds), lifted: true }
    return pendingOf(group, planGroup(account, group, from, options), from, stop ?? reason(chargeIds))
  }
  return [
    ...invoices(open.byHand, (chargeIds) => ({ code: 'cycle-manual', chargeIds })),
    ...invoices(open.held, (chargeIds) => ({ code: 'held-after-void', chargeIds })),
  ]
}

interface HeldPart {
  readonly group: GroupSnapshot
  readonly reason: BillingReason
}

/** Each contract and each item on hold by itself, as if it were not. */
function heldParts(group: GroupSnapshot): HeldPart[] {
  const parts: HeldPart[] = []
  for (const contract of group.contracts) {
    const items = group.items.filter(({ item }) => item.contractId === contract.id)
    if (contract.hold !== undefined) {
      const openCharges = group.openCharges.filter(({ contractId }) => contractId === contract.id)
      const { hold, ...lifted } = contract
      parts.push({
        group: { ...group, contracts: [lifted], items: items.map(liftedItem), openCharges },
        reason: { code: 'on-hold', of: 'contract', ...hold },
      })
      continue
    }
    for (const { item } of items) {
      const { hold } = item
      if (hold === undefined) continue
      const openCharges = group.openCharges.filter(({ contractItemId }) => contractItemId === item.id)
      // The others stay, standing still: what the contract's first invoice waits for depends on them.
      const alone = items.map((each) => (each.item.id === item.id ? liftedItem(each) : heldItem(each, hold)))
      parts.push({
        group: { ...group, contracts: [contract], items: alone, openCharges },
        reason: { code: 'on-hold', of: 'item', ...hold },
      })
    }
  }
  return parts
}

function liftedItem(source: ItemSnapshot): ItemSnapshot {
  const { hold, ...item } = source.item
  return hold === undefined ? source : { ...source, item }
}

function heldItem(source: ItemSnapshot, hold: Hold): ItemSnapshot {
  return { ...source, item: { ...source.item, hold } }
}
