import { forecastGroup, type PendingInvoice } from '../core/billing/forecast.ts'
import type { GroupSnapshot } from '../core/billing/snapshot.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import { type CalendarDate, compareDates } from '../core/date.ts'
import type { BillingGroupId, ClientId } from '../core/ids.ts'
import { priceDraft } from '../core/invoice/draft-document.ts'
import type { Charge, Client } from '../core/model.ts'
import { type Minor, ZERO } from '../core/money.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type BillingAccount, planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'

/** An invoice to come with what a list shows of it (W-1). */
export interface PendingRow extends PendingInvoice {
  /** Its place among the pending ones: group, day and number on that day. */
  readonly key: string
  readonly group: BillingGroup
  readonly client: Client
  /** Those that stand behind it, by name. */
  readonly contracts: readonly Contract[]
  /** The item on hold, where that is what stops it. */
  readonly item?: ContractItem
  /** Minor units; what it would come to with today's tax rates. Without them where a rate is missing. */
  readonly totals?: { readonly net: Minor; readonly tax: Minor; readonly gross: Minor }
}

/**
 * The billing groups that can have an invoice to come, those that bill first at the front: groups with contracts, and
 * those of clients with open charges. Found by index; no group is read yet.
 */
export async function listPendingGroups(db: AccountDb, clientId?: ClientId): Promise<BillingGroupId[]> {
  if (clientId !== undefined) return db.billingGroups.where('clientId').equals(clientId).primaryKeys()
  return db.transaction('r', [db.contracts, db.sums, db.billingGroups, db.wakeups], async () => {
    const [ofContracts, sums, wakeups] = await Promise.all([
      db.contracts.orderBy('billingGroupId').uniqueKeys(),
      db.sums.where('scope').equals('client').toArray(),
      db.wakeups.where('[kind+wakeOn]').between(['group', ''], ['group', '\uffff']).primaryKeys(),
    ])
    const clients = sums.filter(({ values }) => (values.openChargeCount ?? 0) > 0).map(({ subject }) => subject)
    const ofCharges = await db.billingGroups
      .where('clientId')
      .anyOf([...new Set(clients)] as ClientId[])
      .primaryKeys()
    const wanted = new Set<BillingGroupId>([...(ofContracts as unknown as BillingGroupId[]), ...ofCharges])
    const awake = (wakeups as BillingGroupId[]).filter((id) => wanted.has(id))
    for (const id of awake) wanted.delete(id)
    return [...awake, ...wanted]
  })
}

/** The invoices to come of some groups, from a day through another; one read transaction, nothing written. */
export async function readPending(
  db: AccountDb,
  groupIds: readonly BillingGroupId[],
  from: CalendarDate,
  until: CalendarDate,
): Promise<PendingRow[]> {
  return db.transaction('r', [...planTables], async () => {
    const account = await readAccountFacts(db)
    const rows: PendingRow[] = []
    for (const id of groupIds) {
      const snapshot = await readGroupSnapshot(db, id)
      if (snapshot !== undefined) rows.push(...pendingRows(account, snapshot, from, until))
    }
    return rows
  })
}

/** A client's invoices to come, the soonest first. */
export async function listClientPending(
  db: AccountDb,
  clientId: ClientId,
  from: CalendarDate,
  until: CalendarDate,
): Promise<PendingRow[]> {
  const groupIds = await listPendingGroups(db, clientId)
  const rows = await readPending(db, groupIds, from, until)
  return rows.sort((left, right) => compareDates(left.plannedOn, right.plannedOn))
}

/** One group's invoices to come, as rows. */
function pendingRows(
  account: BillingAccount,
  snapshot: GroupSnapshot,
  from: CalendarDate,
  until: CalendarDate,
): PendingRow[] {
  const { group, client, items } = snapshot
  const contractById = new Map(snapshot.contracts.map((contract) => [contract.id, contract]))
  return forecastGroup(account, snapshot, from, until).map((invoice, index): PendingRow => {
    const contracts = invoice.contractIds
      .flatMap((id) => contractById.get(id) ?? [])
      .sort((left, right) => left.name.localeCompare(right.name))
    const held =
      invoice.stoppedBy?.code === 'on-hold' && invoice.stoppedBy.of === 'item'
        ? items.find(({ item }) => item.id === invoice.charges[0]?.contractItemId)?.item
        : undefined
    const totals = totalsOf(account, invoice)
    return {
      ...invoice,
      key: `${group.id}/${invoice.plannedOn}/${index}`,
      group,
      client,
      contracts,
      ...(held === undefined ? {} : { item: held }),
      ...(totals === undefined ? {} : { totals }),
    }
  })
}

function totalsOf(account: BillingAccount, invoice: PendingInvoice): PendingRow['totals'] {
  const { currency, taxIncluded } = invoice
  const priced = priceDraft(
    { currency, taxIncluded, allowances: [], surcharges: [], prepaid: ZERO },
    // Only prices and taxes are read.
    invoice.charges as readonly Charge[],
    account.taxRateById,
    account.settings,
  )
  if (!priced.ok) return undefined
  const { net, tax, gross } = priced.value.totals
  return { net, tax, gross }
}

/** Changes with every command on the books: what was read before it is to be read again. */
export async function newestEventId(db: AccountDb): Promise<string> {
  const [id] = await db.events.orderBy('id').reverse().limit(1).primaryKeys()
  return id ?? ''
}
