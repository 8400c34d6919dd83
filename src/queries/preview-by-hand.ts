import { billsOnOf, chainOf, inAdvance } from '../core/billing/charge-period.ts'
import type { BillingReason } from '../core/billing/reason.ts'
import type { GroupSnapshot, PlannedCharge } from '../core/billing/snapshot.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import { type CalendarDate, earlierOf } from '../core/date.ts'
import type { BillingGroupId, ChargeId, ClientId, ContractItemId } from '../core/ids.ts'
import { priceDraft } from '../core/invoice/draft-document.ts'
import type { DocumentTotals } from '../core/invoice/totals.ts'
import type { Charge, Client } from '../core/model.ts'
import { type CurrencyCode, ZERO } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import { type ChainPeriod, chainPeriods } from '../core/period-chain.ts'
import { planGroup } from '../core/plan-billing.ts'
import type { Problem } from '../core/problem.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type BillingAccount, planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { byDefaultAndName } from './explain-billing.ts'

/** Something that can be billed by hand (W-2): an item through a day, with the charges that its periods become. */
export interface BillableItem {
  readonly item: ContractItem
  readonly charges: readonly PlannedCharge[]
  /** Where nothing can be billed through the day: the period that comes next, and whether it has to end first. */
  readonly next?: { readonly period: Period; readonly mustEnd: boolean }
  /** In advance only: the first billing date of what is not billed through the day. */
  readonly nextBillsOn?: CalendarDate
  /** What stops it besides the calendar: a hold. */
  readonly reason?: BillingReason
}

export interface BillableContract {
  readonly contract: Contract
  readonly items: readonly BillableItem[]
}

export interface BillableGroup {
  readonly group: BillingGroup
  /** Why nothing of it can be billed, by hand neither. */
  readonly stoppedBy?: BillingReason
  readonly contracts: readonly BillableContract[]
  /** Open charges, held ones too. */
  readonly charges: readonly Charge[]
}

export interface Billable {
  readonly client: Client
  readonly groups: readonly BillableGroup[]
}

/** What of a client can be billed by hand through a day; advance periods to come too. Null when there is no such client. */
export async function listBillable(
  db: AccountDb,
  clientId: ClientId,
  through: CalendarDate,
  today: CalendarDate,
): Promise<Billable | null> {
  return db.transaction('r', [...planTables], async () => {
    const client = await db.clients.get(clientId)
    if (client === undefined) return null
    const account = await readAccountFacts(db)
    const groups: BillableGroup[] = []
    for (const group of (await db.billingGroups.where('clientId').equals(clientId).toArray()).sort(byDefaultAndName)) {
      const snapshot = await readGroupSnapshot(db, group.id)
      if (snapshot !== undefined) groups.push(billableGroup(account, snapshot, through, today))
    }
    return { client, groups }
  })
}

function billableGroup(
  account: BillingAccount,
  snapshot: GroupSnapshot,
  through: CalendarDate,
  today: CalendarDate,
): BillableGroup {
  const itemsThrough = new Map(snapshot.items.map(({ item }) => [item.id, throughOf(item, through, today)] as const))
  const plan = planGroup(account, snapshot, today, { by: 'hand', itemsThrough })
  const charges = plan.intents.flatMap((intent) => (intent.kind === 'charge' ? [intent.charge] : []))
  const reasonOf = (kind: string, id: string) =>
    plan.decisions.find(({ subject }) => subject.kind === kind && subject.id === id)?.reason
  const reason = reasonOf('group', snapshot.group.id)
  const stopped = reason !== undefined && groupStopCodes.has(reason.code) && isGroups(reason)
  return {
    group: snapshot.group,
    ...(stopped ? { stoppedBy: reason } : {}),
    contracts: snapshot.contracts
      .map((contract) => ({
        contract,
        items: snapshot.items
          .filter(({ item }) => item.contractId === contract.id)
          .map(({ item, chargedThrough }): BillableItem => {
            const own = charges.filter(({ contractItemId, amount }) => contractItemId === item.id && amount !== 0)
            const until = charges.filter(({ contractItemId }) => contractItemId === item.id).at(-1)?.period?.end
            const next = nextPeriod(item, contract, until ?? chargedThrough)
            const ahead = next !== undefined && inAdvance(item) ? { nextBillsOn: billsOnOf(item, next) } : {}
            if (own.length > 0) return { item, charges: own, ...ahead }
            const why = reasonOf('item', item.id)
            return {
              item,
              charges: [],
              ...ahead,
              ...(next === undefined ? {} : { next: { period: next.period, mustEnd: !inAdvance(item) } }),
              // A hold of the whole group is said once, above.
              ...(why?.code === 'on-hold' && !isGroups(why) ? { reason: why } : {}),
            }
          }),
      }))
      .filter(({ items }) => items.some((each) => each.charges.length > 0 || each.next !== undefined))
      .sort((left, right) => left.contract.name.localeCompare(right.contract.name)),
    charges: [...snapshot.openCharges].sort((left, right) => (left.servedOn < right.servedOn ? -1 : 1)),
  }
}

/** The whole group can be stopped by these for a person too; a hold only where it is the group's own. */
const groupStopCodes: ReadonlySet<BillingReason['code']> = new Set([
  'group-cancelled',
  'group-deactivated',
  'period-closed',
  'on-hold',
  'client-archived',
] as const)

function isGroups(reason: BillingReason): boolean {
  return reason.code !== 'on-hold' || reason.of === 'group'
}

/** What is billed after it was served is never billed ahead. */
function throughOf(item: ContractItem, through: CalendarDate, today: CalendarDate): CalendarDate {
  return inAdvance(item) ? through : earlierOf(through, today)
}

function nextPeriod(
  item: ContractItem,
  contract: Contract,
  chargedThrough: CalendarDate | undefined,
): ChainPeriod | undefined {
  for (const each of chainPeriods(chainOf(item, contract, chargedThrough))) return each
  return undefined
}

/** What was picked: as `billNow` takes it. */
export interface HandChoice {
  readonly itemsThrough: readonly { readonly itemId: ContractItemId; readonly through: CalendarDate }[]
  readonly chargeIds: readonly ChargeId[]
}

export interface PlannedInvoice {
  readonly group: BillingGroup
  readonly currency: CurrencyCode
  readonly charges: readonly (PlannedCharge | Charge)[]
  readonly totals?: DocumentTotals
  readonly problem?: Problem
}

/** The drafts that `billNow` would make of a choice, with their totals; nothing is written. */
export async function previewByHand(
  db: AccountDb,
  choice: HandChoice,
  today: CalendarDate,
): Promise<readonly PlannedInvoice[]> {
  return db.transaction('r', [...planTables], async () => {
    const account = await readAccountFacts(db)
    const [items, charges] = await Promise.all([
      db.contractItems.bulkGet(choice.itemsThrough.map(({ itemId }) => itemId)),
      db.charges.bulkGet([...choice.chargeIds]),
    ])
    const groupIds = [...items, ...charges].flatMap((row) => row?.billingGroupId ?? [])
    const itemsThrough = new Map(choice.itemsThrough.map(({ itemId, through }) => [itemId, through]))
    const chargeIds = new Set(choice.chargeIds)
    const planned: PlannedInvoice[] = []
    for (const id of new Set<BillingGroupId>(groupIds)) {
      const snapshot = await readGroupSnapshot(db, id)
      if (snapshot === undefined) continue
      const plan = planGroup(account, snapshot, today, { by: 'hand', itemsThrough, chargeIds })
      const byId = new Map<ChargeId, PlannedCharge | Charge>(snapshot.openCharges.map((charge) => [charge.id, charge]))
      for (const intent of plan.intents) if (intent.kind === 'charge') byId.set(intent.charge.id, intent.charge)
      for (const intent of plan.intents) {
        if (intent.kind !== 'draft') continue
        const lines = intent.chargeIds.flatMap((chargeId) => byId.get(chargeId) ?? [])
        planned.push({
          group: snapshot.group,
          currency: intent.currency,
          charges: lines,
          ...totalsOf(account, intent.currency, intent.taxIncluded, lines),
        })
      }
    }
    return planned
  })
}

function totalsOf(
  account: BillingAccount,
  currency: CurrencyCode,
  taxIncluded: boolean,
  lines: readonly (PlannedCharge | Charge)[],
): Pick<PlannedInvoice, 'totals' | 'problem'> {
  const priced = priceDraft(
    { currency, taxIncluded, allowances: [], surcharges: [], prepaid: ZERO },
    // Only prices and taxes are read.
    lines as readonly Charge[],
    account.taxRateById,
    account.settings,
  )
  return priced.ok ? { totals: priced.value.totals } : { problem: priced.problem }
}
