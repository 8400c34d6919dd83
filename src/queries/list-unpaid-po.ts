// What a PO number may be put on beside future invoices: drafts and unpaid invoices (T-12), and what it was before.
import type { BookEvent } from '../core/event.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { AccountDb } from '../storage/account-db.ts'

export interface UnpaidPo {
  readonly id: InvoiceId
  /** Absent: a draft. */
  readonly number?: string
  readonly due: Minor
  readonly currency: CurrencyCode
  /** What stands on it now, an addendum before what was printed. */
  readonly poNumber?: string
  /** The name of its billing group, where that has a PO number of its own. */
  readonly ownGroup?: string
}

/** Drafts first, then what is issued and unpaid, oldest first; of one billing group only where it is given. */
export async function listUnpaidPo(
  db: AccountDb,
  clientId: ClientId,
  billingGroupId?: BillingGroupId,
): Promise<UnpaidPo[]> {
  const states: readonly Invoice['state'][] = ['draft', 'open', 'uncollectible']
  const [groups, ...found] = await Promise.all([
    db.billingGroups.where('clientId').equals(clientId).toArray(),
    ...states.map((state) => db.invoices.where('[clientId+state]').equals([clientId, state]).toArray()),
  ])
  const [drafts = [], ...issued] = found
  const oldestFirst = (rows: Invoice[]) =>
    rows
      .filter((row) => billingGroupId === undefined || row.billingGroupId === billingGroupId)
      .sort((left, right) => (left.listedOn === right.listedOn ? 0 : left.listedOn < right.listedOn ? -1 : 1))
  return [...oldestFirst(drafts), ...oldestFirst(issued.flat())].map((row) => {
    const poNumber = row.state === 'draft' ? row.poNumber : (row.poAddendum?.poNumber ?? row.poNumber)
    const group = groups.find(({ id }) => id === row.billingGroupId)
    const isOwn = billingGroupId === undefined && group?.poNumber !== undefined
    return {
      id: row.id,
      ...(row.state === 'draft' ? {} : { number: row.number }),
      due: row.amountDue,
      currency: row.currency,
      ...(poNumber === undefined ? {} : { poNumber }),
      ...(isOwn ? { ownGroup: group.name } : {}),
    }
  })
}

const MOST_PO_EVENTS = 50

/** When a client's PO numbers were set, those of its billing groups too, newest first. */
export async function listPoEvents(db: AccountDb, clientId: ClientId): Promise<BookEvent[]> {
  return db.events
    .where('subjects')
    .equals(clientId)
    .reverse()
    .filter(({ type }) => type === 'client.po-changed')
    .limit(MOST_PO_EVENTS)
    .toArray()
}
