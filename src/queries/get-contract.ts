import { Dexie } from 'dexie'
import { forecastGroup, type PendingInvoice } from '../core/billing/forecast.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Amendment, Contract, ContractItem, Correction, UsageRecord } from '../core/contract/contract.ts'
import { addMonths, type CalendarDate } from '../core/date.ts'
import type { ContractId, InvoiceId } from '../core/ids.ts'
import type { Charge, Client, Invoice } from '../core/model.ts'
import type { Period } from '../core/period.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readAccountFacts, readChargedThrough, readGroupSnapshot } from '../storage/read-group.ts'
import { type SchedulePeriod, schedulePeriods, scheduleWindow } from './contract-schedule.ts'

export interface ItemView {
  readonly item: ContractItem
  /** R-2; absent: nothing is charged yet. */
  readonly chargedThrough?: CalendarDate
  /** Within the window of the view. */
  readonly periods: readonly SchedulePeriod[]
}

export interface ContractView {
  readonly contract: Contract
  readonly client: Client | undefined
  readonly group: BillingGroup | undefined
  readonly items: readonly ItemView[]
  /** The latest first. */
  readonly amendments: readonly Amendment[]
  /** Open ones first. */
  readonly corrections: readonly Correction[]
  /** Every invoice and draft that a period or a correction names. */
  readonly invoiceById: ReadonlyMap<InvoiceId, Invoice>
  readonly renewedFrom?: Contract
  readonly renewedAs?: Contract
  /** What the schedule shows. */
  readonly window: Period
}

/**
 * A contract with its items, their periods around today, and what amended it; `null` when there is none.
 * @param wider how many times the usual stretch of time the schedule shows
 */
export async function getContractView(
  db: AccountDb,
  id: ContractId,
  today: CalendarDate,
  wider = 1,
): Promise<ContractView | null> {
  const contract = await db.contracts.get(id)
  if (contract === undefined) return null
  const [items, client, group, amendments, renewedFrom, renewedAs] = await Promise.all([
    db.contractItems.where('contractId').equals(id).toArray(),
    db.clients.get(contract.clientId),
    db.billingGroups.get(contract.billingGroupId),
    db.amendments.where('contractId').equals(id).toArray(),
    contract.renewedFrom === undefined ? undefined : db.contracts.get(contract.renewedFrom),
    contract.renewedAs === undefined ? undefined : db.contracts.get(contract.renewedAs),
  ])
  const corrections = await db.corrections
    .where('contractItemId')
    .anyOf(items.map((item) => item.id))
    .toArray()
  const window = scheduleWindow(contract, items, today, wider)
  const views = await Promise.all(items.map((item) => readItemView(db, item, contract, window, today)))
  const charges = views.flatMap(({ periods }) =>
    periods.flatMap(({ charge, more }) => (charge === undefined ? more : [charge, ...more])),
  )
  const invoiceIds = [...charges.map(({ invoiceId }) => invoiceId), ...corrections.map(({ invoiceId }) => invoiceId)]
  const invoices = await db.invoices.bulkGet([...new Set(invoiceIds.filter((each) => each !== undefined))])
  return {
    contract,
    client,
    group,
    items: views.sort(byStart),
    amendments: amendments.sort((left, right) => (left.id < right.id ? 1 : -1)),
    corrections: corrections.sort(byOpenness),
    invoiceById: new Map(invoices.flatMap((invoice) => (invoice === undefined ? [] : [[invoice.id, invoice]]))),
    ...(renewedFrom !== undefined && { renewedFrom }),
    ...(renewedAs !== undefined && { renewedAs }),
    window,
  }
}

async function readItemView(
  db: AccountDb,
  item: ContractItem,
  contract: Contract,
  window: Period,
  today: CalendarDate,
): Promise<ItemView> {
  const [chargedThrough, charges, usage] = await Promise.all([
    readChargedThrough(db, item.id),
    readCharges(db, item, window),
    item.kind === 'usage' ? readOpenUsage(db, item) : [],
  ])
  return {
    item,
    ...(chargedThrough !== undefined && { chargedThrough }),
    periods: schedulePeriods(item, contract, { charges, usage, chargedThrough }, window, today),
  }
}

function readCharges(db: AccountDb, item: ContractItem, window: Period): Promise<Charge[]> {
  return db.charges
    .where('[contractItemId+period.end]')
    .between([item.id, window.start], [item.id, Dexie.maxKey], false, true)
    .toArray()
}

function readOpenUsage(db: AccountDb, item: ContractItem): Promise<UsageRecord[]> {
  return db.usageRecords
    .where('[contractItemId+state+on]')
    .between([item.id, 'open', Dexie.minKey], [item.id, 'open', Dexie.maxKey])
    .toArray()
}

function byStart(left: ItemView, right: ItemView): number {
  if (left.item.startOn !== right.item.startOn) return left.item.startOn < right.item.startOn ? -1 : 1
  return left.item.id < right.item.id ? -1 : 1
}

function byOpenness(left: Correction, right: Correction): number {
  return Number(left.state !== 'open') - Number(right.state !== 'open') || (left.id < right.id ? -1 : 1)
}

/** The invoices of the coming twelve months that have lines of the contract, and lines of others beside them. */
export async function forecastContract(
  db: AccountDb,
  contract: Pick<Contract, 'id' | 'billingGroupId'>,
  today: CalendarDate,
  most: number,
): Promise<readonly PendingInvoice[]> {
  const [account, snapshot] = await Promise.all([readAccountFacts(db), readGroupSnapshot(db, contract.billingGroupId)])
  if (snapshot === undefined) return []
  return forecastGroup(account, snapshot, today, addMonths(today, 12))
    .filter(({ contractIds }) => contractIds.includes(contract.id))
    .slice(0, most)
}
