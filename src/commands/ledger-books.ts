// The one way from rows of money to the ledger and back (R-20..R-28): a command loads the slice that its act touches,
// acts on the ledger, and writes what differs.
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type {
  AllocationId,
  BillingGroupId,
  ClientId,
  CreditEntryId,
  InvoiceId,
  PaymentId,
  RefundId,
} from '../core/ids.ts'
import type { Allocation, CreditEntry, FinalizedInvoice, Invoice, Payment } from '../core/model.ts'
import { type CurrencyCode, minor } from '../core/money.ts'
import type { Refund } from '../core/payments/refund.ts'
import { Ledger } from '../core/settlement/ledger.ts'
import type { LedgerRows } from '../core/settlement/ledger-rows.ts'
import type { Books } from './books.ts'
import { saleTables } from './follow-purchases.ts'
import { type LedgerFacts, writeLedger } from './write-ledger.ts'

/** What of a client's money in one currency an act touches; all of it is read by index. */
export interface LedgerStart {
  readonly clientId: ClientId
  readonly currency: CurrencyCode
  /** With what lies on them, and the credits that it came from. */
  readonly invoices?: readonly InvoiceId[]
  /** As `invoices`, where the command has read the rows in this transaction. */
  readonly invoiceRows?: readonly FinalizedInvoice[]
  /** With their credit, their refunds, and every invoice that one of them paid. */
  readonly payments?: readonly PaymentId[]
  /** With their refunds and every invoice that they are on. */
  readonly credits?: readonly CreditEntryId[]
  /** All open invoices of the client in this currency. */
  readonly openOnes?: true
  /** Credit that may be used on this day: of one group, or of every group of the client. */
  readonly creditOf?: { readonly group: BillingGroupId | 'every'; readonly on: CalendarDate }
}

/** The rows as they were read, by id. */
export interface LoadedMoney {
  readonly invoices: ReadonlyMap<InvoiceId, FinalizedInvoice>
  readonly payments: ReadonlyMap<PaymentId, Payment>
  readonly credits: ReadonlyMap<CreditEntryId, CreditEntry>
  readonly refunds: ReadonlyMap<RefundId, Refund>
  /** Write-offs among them; released ones only of invoices. */
  readonly allocations: ReadonlyMap<AllocationId, Allocation>
}

export interface BooksLedger {
  readonly clientId: ClientId
  readonly currency: CurrencyCode
  readonly ledger: Ledger
  readonly rows: LoadedMoney
  /**
   * Writes what the acts changed, with its events, and answers the invoices that changed. New payments and refunds are
   * rows of the command's own; new credits are written here. Once for a ledger.
   */
  write(envelope: Envelope, facts?: LedgerFacts): Promise<FinalizedInvoice[]>
}

/** What `openLedger` and its `write` touch; a command of money names them in its tables. */
export const ledgerTables = [
  'payments',
  'invoices',
  'allocations',
  'creditEntries',
  'refunds',
  'messages',
  'outbox',
  'cardAttempts',
  ...saleTables,
] as const

/** Reads the slice that an act touches; rows of another client or currency, and drafts, are not in it. */
export async function openLedger(books: Books, start: LedgerStart): Promise<BooksLedger> {
  const rows = await load(books, start)
  let made = 0
  const ledger = new Ledger(ledgerRows(rows), () => {
    made += 1
    return `all_new-${made}` as AllocationId
  })
  const opened = { clientId: start.clientId, currency: start.currency, ledger, rows }
  return { ...opened, write: (envelope, facts = {}) => writeLedger(books, opened, envelope, facts) }
}

async function load({ db }: Books, start: LedgerStart): Promise<LoadedMoney> {
  const { clientId, currency } = start
  const mine = (row: { readonly clientId: ClientId; readonly currency: CurrencyCode } | undefined) =>
    row !== undefined && row.clientId === clientId && row.currency === currency
  const invoices = new Map<InvoiceId, FinalizedInvoice>()
  const credits = new Map<CreditEntryId, CreditEntry>()
  const allocations = new Map<AllocationId, Allocation>()
  const keepInvoices = (rows: readonly (Invoice | undefined)[]) => {
    for (const row of rows) if (row !== undefined && row.state !== 'draft' && mine(row)) invoices.set(row.id, row)
  }
  const keepCredits = (rows: readonly (CreditEntry | undefined)[]) => {
    for (const row of rows) if (row !== undefined && mine(row)) credits.set(row.id, row)
  }
  const keepAllocations = (rows: readonly Allocation[]) => {
    for (const row of rows) allocations.set(row.id, row)
  }

  const payments = byId((await bulkGet(db.payments, start.payments ?? [])).filter(mine))
  if (payments.size > 0)
    keepCredits(
      await db.creditEntries
        .where('paymentId')
        .anyOf([...payments.keys()])
        .toArray(),
    )
  keepCredits(await bulkGet(db.creditEntries, start.credits ?? []))
  const sources = [...payments.keys(), ...credits.keys()]
  const refunds = byId(sources.length === 0 ? [] : await db.refunds.where('sourceId').anyOf(sources).toArray())
  if (sources.length > 0) {
    const used = await db.allocations.where('sourceId').anyOf(sources).toArray()
    keepAllocations(used.filter(({ state }) => state === 'live'))
  }
  if (start.creditOf !== undefined) {
    const { group, on } = start.creditOf
    const rows = await db.creditEntries.where('[clientId+currency]').equals([clientId, currency]).toArray()
    keepCredits(rows.filter((row) => (group === 'every' || row.billingGroupId === group) && isUsable(row, on)))
  }

  keepInvoices(start.invoiceRows ?? [])
  const named = [...(start.invoices ?? []), ...[...allocations.values()].map(({ invoiceId }) => invoiceId)]
  keepInvoices(
    await bulkGet(
      db.invoices,
      [...new Set(named)].filter((id) => !invoices.has(id)),
    ),
  )
  const asked = [...(start.invoices ?? []), ...(start.invoiceRows ?? []).map(({ id }) => id)]
  if (start.openOnes === true) {
    keepInvoices(await db.invoices.where('[clientId+state]').equals([clientId, 'open']).toArray())
  }
  // An open invoice of which all is due has nothing on it: most of those that are paid together.
  const withMoney = [...invoices.values()].filter((row) => row.state !== 'open' || row.amountDue !== row.payable)
  if (withMoney.length > 0) {
    keepAllocations(
      await db.allocations
        .where('invoiceId')
        .anyOf(withMoney.map(({ id }) => id))
        .toArray(),
    )
  }
  const onAsked = new Set<string>(asked)
  const from = [...allocations.values()]
    .filter(({ invoiceId, sourceKind, state }) => onAsked.has(invoiceId) && isCredit(sourceKind) && state === 'live')
    .map(({ sourceId }) => sourceId as CreditEntryId)
  keepCredits(
    await bulkGet(
      db.creditEntries,
      [...new Set(from)].filter((id) => !credits.has(id)),
    ),
  )
  return { invoices, payments, credits, refunds, allocations }
}

/** Whether credit may be put on an invoice that day (M-17). */
export function isUsable({ state, remaining, expiresOn }: CreditEntry, on: CalendarDate): boolean {
  return state === 'live' && remaining > 0 && (expiresOn === undefined || expiresOn > on)
}

export function isCredit(sourceKind: Allocation['sourceKind']): boolean {
  return sourceKind === 'creditBalance' || sourceKind === 'creditNote'
}

function ledgerRows({ invoices, payments, credits, refunds, allocations }: LoadedMoney): LedgerRows {
  const live = [...allocations.values()].filter(
    ({ state, sourceKind }) => state === 'live' && sourceKind !== 'writeOff',
  )
  const used = new Map<string, number>()
  for (const { sourceId, amount } of live) used.set(sourceId, (used.get(sourceId) ?? 0) + amount)
  const givenUp = givenUpOnes([...allocations.values()])
  return {
    invoices: [...invoices.values()].map(({ id, number, billingGroupId, issuedOn, dueOn, payable, state }) => ({
      id,
      number,
      billingGroupId,
      issuedOn,
      dueOn,
      payable,
      state,
      givenUp: state === 'uncollectible' || (state === 'paid' && givenUp.has(id)) ? 1 : 0,
    })),
    payments: [...payments.values()].map(({ id, amount, refunded, state }) => ({ id, amount, refunded, state })),
    credits: [...credits.values()].map(
      ({
        id,
        origin,
        billingGroupId,
        paymentId,
        receivedOn,
        amount,
        refunded,
        expiresOn,
        expired,
        remaining,
        state,
      }) => ({
        id,
        kind: origin,
        billingGroupId,
        ...(paymentId === undefined ? {} : { paymentId }),
        receivedOn,
        amount,
        refunded,
        ...(expiresOn === undefined ? {} : { expiresOn }),
        expired,
        elsewhere: minor(state === 'reversed' ? 0 : amount - refunded - expired - remaining - (used.get(id) ?? 0)),
        state,
      }),
    ),
    allocations: live.map(({ id, sourceKind, sourceId, invoiceId, amount, state }) => ({
      id,
      sourceKind,
      sourceId,
      invoiceId,
      amount,
      state,
    })),
    refunds: [...refunds.values()].map(({ id, sourceKind, sourceId, amount, direct, state }) => ({
      id,
      source:
        sourceKind === 'payment'
          ? { kind: 'payment', id: sourceId as PaymentId }
          : { kind: 'credit', id: sourceId as CreditEntryId },
      amount,
      direct,
      state,
    })),
  }
}

/** Paid invoices that a recovery settled: undone, they are uncollectible again; what was reopened before is not. */
function givenUpOnes(allocations: readonly Allocation[]): ReadonlySet<InvoiceId> {
  const last = new Map<InvoiceId, Allocation>()
  const orderOf = ({ createdAt, id }: Allocation) => createdAt + id
  for (const row of allocations) {
    if (row.sourceKind !== 'writeOff') continue
    const before = last.get(row.invoiceId)
    if (before === undefined || orderOf(before) < orderOf(row)) last.set(row.invoiceId, row)
  }
  return new Set([...last].filter(([, row]) => row.releasedReason === 'recovered').map(([id]) => id))
}

async function bulkGet<Row, Id>(
  table: { bulkGet(ids: Id[]): PromiseLike<(Row | undefined)[]> },
  ids: readonly Id[],
): Promise<Row[]> {
  if (ids.length === 0) return []
  return (await table.bulkGet([...ids])).filter((row): row is Row & {} => row !== undefined)
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<Row['id'], Row> {
  return new Map(rows.map((row) => [row.id, row]))
}
