// A contract tried before it is signed: its rows are built in memory and run through the planner; nothing is saved.
import { forecastGroup, type PendingInvoice } from '../core/billing/forecast.ts'
import type { GroupSnapshot } from '../core/billing/snapshot.ts'
import { buildContract, type ContractRows } from '../core/contract/build-contract.ts'
import type { ContractFields } from '../core/contract/contract-fields.ts'
import { addDays, type CalendarDate, type Instant, laterOf } from '../core/date.ts'
import type { BillingGroupId, IdByPrefix, NewId, ProductId } from '../core/ids.ts'
import type { Cadence } from '../core/period.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { readTermsDays } from '../storage/read-terms.ts'

export interface ContractPreview {
  /** The invoices of this contract alone, the soonest first. */
  readonly invoices: readonly PendingInvoice[]
  /** Usage is billed when there is some: the preview knows none. */
  readonly hasUsage: boolean
  /** Payment terms in days that the invoices would have. */
  readonly termsDays: number
}

const SHOWN = 3

/** The first three invoices that a contract would make, as it was entered (W-1). Problems: those of `buildContract`. */
export async function previewContract(
  db: AccountDb,
  fields: ContractFields,
  today: CalendarDate,
): Promise<Result<ContractPreview, Problem>> {
  const client = await db.clients.get(fields.clientId)
  const groupId = fields.billingGroupId ?? (await defaultGroupOf(db, fields.clientId))
  const snapshot = groupId === undefined ? undefined : await readGroupSnapshot(db, groupId)
  if (client === undefined || snapshot === undefined) {
    return refused({ code: 'not-found', entity: 'client', id: fields.clientId })
  }
  const account = await readAccountFacts(db)
  const built = buildContract(fields, {
    settings: account.settings,
    clientName: client.name,
    billingGroupId: snapshot.group.id,
    notProrated: await notProrated(db, fields),
    today,
    now: `${today}T00:00:00.000Z` as Instant,
    newId: inMemoryIds(),
  })
  if (!built.ok) return built
  const group = aloneInGroup(snapshot, built.value)
  const activate = new Set(built.value.items.map(({ id }) => id))
  const from = laterOf(today, fields.startOn)
  let invoices: readonly PendingInvoice[] = []
  for (const days of horizons(built.value)) {
    invoices = forecastGroup(account, group, today, addDays(from, days), { activate })
    if (invoices.length >= SHOWN) break
  }
  return ok({
    invoices: invoices.slice(0, SHOWN),
    hasUsage: built.value.items.some(({ kind }) => kind === 'usage'),
    termsDays: await readTermsDays(db, { group: snapshot.group, client, settings: account.settings }),
  })
}

/** The group as if it had nothing but the contract. */
function aloneInGroup(snapshot: GroupSnapshot, { contract, items }: ContractRows): GroupSnapshot {
  return {
    ...snapshot,
    contracts: [contract],
    items: items.map((item) => ({ item, usage: [], charges: [] })),
    openCharges: [],
    drafts: [],
    corrections: [],
  }
}

/** How far to look for three invoices: a few periods of the shortest cadence, then further, ten years at most. */
function* horizons({ items }: ContractRows): Generator<number> {
  const shortest = Math.min(...items.map(({ cadence, kind }) => (kind === 'one-off' ? 31 : cadenceDays(cadence))))
  const trial = Math.max(0, ...items.map(({ trialDays }) => trialDays))
  let days = Math.min(3660, trial + shortest * 4 + 31)
  while (days < 3660) {
    yield days
    days *= 3
  }
  yield 3660
}

function cadenceDays({ unit, every }: Cadence): number {
  return every * { day: 1, week: 7, month: 31, year: 366 }[unit]
}

async function defaultGroupOf(
  db: AccountDb,
  clientId: ContractFields['clientId'],
): Promise<BillingGroupId | undefined> {
  const groups = await db.billingGroups.where('clientId').equals(clientId).toArray()
  return (groups.find(({ isDefault }) => isDefault === 1) ?? groups[0])?.id
}

async function notProrated(db: AccountDb, fields: ContractFields): Promise<ReadonlySet<ProductId>> {
  const ids = fields.items.flatMap(({ productId }) => productId ?? [])
  const products = await db.products.bulkGet(ids)
  return new Set(products.flatMap((product) => (product?.notProrated === 1 ? [product.id] : [])))
}

/** Ids for rows that are never written. */
export function inMemoryIds(): NewId {
  let count = 0
  return <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
    count += 1
    return `${prefix}_preview${count}` as IdByPrefix[Prefix]
  }
}
