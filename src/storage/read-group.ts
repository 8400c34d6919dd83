// What the billing planner reads of one group: a few requests by index each, never a whole table (design.md section 4).
import { Dexie } from 'dexie'
import type { AccountFacts, GroupSnapshot, ItemSnapshot } from '../core/billing/snapshot.ts'
import type { ContractItem, UsageRecord } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb, TableName } from './account-db.ts'

/** What reading an account's facts, a group's snapshot and its terms touches: the tables of every transaction that plans. */
export const planTables = [
  'settings',
  'taxRates',
  'clients',
  'billingGroups',
  'contracts',
  'contractItems',
  'corrections',
  'usageRecords',
  'charges',
  'invoices',
  'paymentMethods',
] as const satisfies readonly TableName[]

/** What every plan and every draft of the account depends on. */
export interface BillingAccount extends AccountFacts {
  readonly settings: AccountSettings
}

/** The account's settings and taxes: read once, good for any number of groups in the same transaction. */
export async function readAccountFacts(db: AccountDb): Promise<BillingAccount> {
  const [settings, taxes] = await Promise.all([db.settings.get('account'), db.taxRates.toArray()])
  if (settings === undefined) throw new Error('The account has no settings')
  return { settings, taxRateById: new Map(taxes.map((tax) => [tax.id, tax])) }
}

/** Everything of one group that its plan depends on; undefined when there is no such group. */
export async function readGroupSnapshot(db: AccountDb, groupId: BillingGroupId): Promise<GroupSnapshot | undefined> {
  const group = await db.billingGroups.get(groupId)
  if (group === undefined) return undefined
  const { clientId } = group
  const [client, contracts, items, openCharges, draftRows, corrections, outstandingCount] = await Promise.all([
    db.clients.get(clientId),
    db.contracts.where('billingGroupId').equals(groupId).toArray(),
    db.contractItems.where('billingGroupId').equals(groupId).toArray(),
    db.charges.where('[billingGroupId+state]').equals([groupId, 'open']).toArray(),
    db.invoices.where('[clientId+state]').equals([clientId, 'draft']).toArray(),
    db.corrections.where('[billingGroupId+state]').equals([groupId, 'open']).toArray(),
    // what is open or uncollectible has something due, whatever else is finalized has not.
    db.invoices
      .where('[clientId+state]')
      .anyOf([
        [clientId, 'open'],
        [clientId, 'uncollectible'],
      ])
      .count(),
  ])
  if (client === undefined) throw new Error(`Billing group ${groupId} has no client`)
  const drafts = draftRows
    .filter((row) => row.state === 'draft')
    // An invoice over a purchase gets no other lines.
    .filter((draft) => draft.billingGroupId === groupId && draft.sale === undefined)
  return {
    group,
    client,
    contracts,
    items: await Promise.all(items.map((item) => readItem(db, item))),
    openCharges,
    drafts,
    corrections,
    outstandingCount,
  }
}

/** The groups that may have something to do by the day, those that have waited longest first. */
export async function readDueGroups(db: AccountDb, asOf: CalendarDate): Promise<BillingGroupId[]> {
  const ids = await db.wakeups
    .where('[kind+wakeOn]')
    .between(['group', Dexie.minKey], ['group', asOf], true, true)
    .primaryKeys()
  return ids as BillingGroupId[]
}

/** Charged through: charges with a cause lie inside charged periods, so the largest end of all is the chain's. */
export async function readChargedThrough(db: AccountDb, itemId: ContractItem['id']): Promise<CalendarDate | undefined> {
  const last = await db.charges
    .where('[contractItemId+period.end]')
    .between([itemId, Dexie.minKey], [itemId, Dexie.maxKey])
    .last()
  return last?.period?.end
}

async function readItem(db: AccountDb, item: ContractItem): Promise<ItemSnapshot> {
  const through = await readChargedThrough(db, item.id)
  const charged = through === undefined ? {} : { chargedThrough: through }
  if (item.kind !== 'usage') return { item, ...charged, usage: [], charges: [] }
  const [ahead, late] = await Promise.all([
    db.usageRecords
      .where('[contractItemId+on]')
      .between([item.id, through ?? Dexie.minKey], [item.id, Dexie.maxKey])
      .toArray(),
    through === undefined
      ? []
      : db.usageRecords
          .where('[contractItemId+state+on]')
          .between([item.id, 'open', Dexie.minKey], [item.id, 'open', through], true, false)
          .toArray(),
  ])
  const behind = await readLatePeriods(db, item, late)
  const usage = [...behind.usage, ...ahead].filter(({ state }) => state !== 'removed')
  if (behind.charges.length === 0) return { item, ...charged, usage, charges: behind.charges }
  // Resolved ones count too: what a credit note took back of a late period was not charged for it.
  const corrections = await db.corrections.where('contractItemId').equals(item.id).toArray()
  return { item, ...charged, usage, charges: behind.charges, corrections }
}

/** Of the charged periods that got late records: all their records and all their charges. */
async function readLatePeriods(
  db: AccountDb,
  item: ContractItem,
  late: readonly UsageRecord[],
): Promise<{ readonly usage: readonly UsageRecord[]; readonly charges: readonly Charge[] }> {
  const usage = new Map(late.map((record) => [record.id, record]))
  const charges = new Map<string, Charge>()
  let covered: CalendarDate | undefined
  for (const { on } of [...late].sort((left, right) => (left.on < right.on ? -1 : 1))) {
    if (covered !== undefined && on < covered) continue
    // The chain charge of the day: charges with a cause have their chain charge's period, or a part of it.
    const chain = await db.charges
      .where('[contractItemId+period.end]')
      .between([item.id, on], [item.id, Dexie.maxKey], false, true)
      .filter(({ cause }) => cause === undefined)
      .first()
    const period = chain?.period
    if (period === undefined || period.start > on) continue
    covered = period.end
    const [records, rows] = await Promise.all([
      db.usageRecords
        .where('[contractItemId+on]')
        .between([item.id, period.start], [item.id, period.end], true, false)
        .toArray(),
      db.charges
        .where('[contractItemId+period.end]')
        .between([item.id, period.start], [item.id, period.end], false, true)
        .toArray(),
    ])
    for (const record of records) usage.set(record.id, record)
    for (const row of rows) charges.set(row.id, row)
  }
  return { usage: [...usage.values()], charges: [...charges.values()] }
}
