// What the acts on a ledger changed becomes rows and events again: see `openLedger`.
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AllocationId, CreditNoteId, InvoiceId } from '../core/ids.ts'
import type { Allocation, CreditEntry, CustomField, FinalizedInvoice } from '../core/model.ts'
import { type Minor, minor } from '../core/money.ts'
import type { LedgerAllocation, LedgerInvoice, LedgerRows } from '../core/settlement/ledger-rows.ts'
import { settle } from '../core/settlement/settle.ts'
import type { Books, Change } from './books.ts'
import { followPurchases } from './follow-purchases.ts'
import { type BooksLedger, isCredit } from './ledger-books.ts'
import { hurryCharges, stopChargesOf } from './stop-charges.ts'
import { type StopReason, stopMessagesOf } from './stop-messages.ts'

/** What the rows keep and no ledger knows. */
export interface LedgerFacts {
  /** The day of a new payment: its allocations lie there since then. Credit is put on an invoice today. */
  readonly allocatedOn?: CalendarDate
  /** Why allocations were released, and payments and refunds undone. */
  readonly reason?: string
  /** Of the credit that was made. */
  readonly credit?: {
    readonly creditNoteId?: CreditNoteId
    readonly reason?: string
    readonly customFields?: readonly CustomField[]
  }
  /** Of the invoice that was made void. */
  readonly cancellationId?: CreditNoteId
  /** The owner took it off by hand. */
  readonly byHand?: true
}

type Opened = Omit<BooksLedger, 'write'>

/** Writes the difference; answers the invoices that changed, in the order in which money was put on them. */
export async function writeLedger(
  books: Books,
  opened: Opened,
  envelope: Envelope,
  facts: LedgerFacts,
): Promise<FinalizedInvoice[]> {
  const after = opened.ledger.rows()
  const moves = allocationMoves(opened, after, envelope, facts)
  const changed = invoiceChanges(opened, after, moves, envelope, facts)
  const added = [...moves.added, ...changed.flatMap(({ added }) => added)]
  const released = [...moves.released, ...changed.flatMap(({ released }) => released)]
  await books.allocations.putMany(released)
  await books.allocations.addMany(added)
  await books.invoices.putMany(changed)
  await writeCredits(books, opened, after, moves, envelope, facts)
  await writeReturns(books, opened, after, envelope, facts)
  await tellInvoices(books, changed, moves, envelope, facts)
  return changed.map(({ next }) => next)
}

interface Moves {
  readonly added: readonly Allocation[]
  readonly released: readonly Change<Allocation>[]
  /** By how much what a source has on an invoice changed; never 0. */
  readonly shifts: readonly { readonly invoiceId: InvoiceId; readonly sourceId: string; readonly by: Minor }[]
  readonly sourceKinds: ReadonlyMap<string, Allocation['sourceKind']>
}

function allocationMoves(
  { clientId, currency, rows }: Opened,
  after: LedgerRows,
  envelope: Envelope,
  { allocatedOn, reason = '' }: LedgerFacts,
): Moves {
  const added: Allocation[] = []
  const released: Change<Allocation>[] = []
  const shiftByKey = new Map<string, { invoiceId: InvoiceId; sourceId: string; by: number }>()
  const sourceKinds = new Map<string, Allocation['sourceKind']>()
  const dayOf = new Map<AllocationId, CalendarDate>([...rows.allocations].map(([id, row]) => [id, row.allocatedOn]))
  const shift = ({ invoiceId, sourceId, sourceKind }: LedgerAllocation, by: number) => {
    const key = `${invoiceId} ${sourceId}`
    const entry = shiftByKey.get(key) ?? { invoiceId, sourceId, by: 0 }
    entry.by += by
    shiftByKey.set(key, entry)
    sourceKinds.set(sourceId, sourceKind)
  }
  for (const row of after.allocations) {
    const previous = rows.allocations.get(row.id)
    if (previous !== undefined) {
      if (row.state === 'live') continue
      shift(row, -row.amount)
      released.push({
        next: { ...previous, state: 'released', releasedAt: envelope.now, releasedReason: reason },
        previous,
      })
      continue
    }
    // What is left of one that was released in part lies there since the same day.
    const ofPart = row.restOf === undefined ? undefined : dayOf.get(row.restOf)
    const day = ofPart ?? (row.sourceKind === 'payment' ? (allocatedOn ?? envelope.today) : envelope.today)
    dayOf.set(row.id, day)
    if (row.state !== 'live') continue
    shift(row, row.amount)
    added.push({
      id: envelope.newId('all'),
      clientId,
      sourceKind: row.sourceKind,
      sourceId: row.sourceId,
      invoiceId: row.invoiceId,
      currency,
      amount: row.amount,
      allocatedOn: day,
      state: 'live',
      createdAt: envelope.now,
    })
  }
  const shifts = [...shiftByKey.values()].filter(({ by }) => by !== 0)
  return { added, released, shifts: shifts.map((each) => ({ ...each, by: minor(each.by) })), sourceKinds }
}

interface InvoiceChange extends Change<FinalizedInvoice> {
  /** Its write-off, as it is and was. */
  readonly added: readonly Allocation[]
  readonly released: readonly Change<Allocation>[]
}

function invoiceChanges(
  { rows }: Opened,
  after: LedgerRows,
  moves: Moves,
  envelope: Envelope,
  facts: LedgerFacts,
): InvoiceChange[] {
  const ledgerInvoices = new Map(after.invoices.map((row) => [row.id, row]))
  const goneIds = new Set(moves.released.map(({ next }) => next.id))
  const standing = new Map<InvoiceId, Allocation[]>()
  for (const row of [...rows.allocations.values(), ...moves.added]) {
    if (row.state !== 'live' || goneIds.has(row.id)) continue
    const list = standing.get(row.invoiceId)
    if (list === undefined) standing.set(row.invoiceId, [row])
    else list.push(row)
  }
  const touched = new Set<InvoiceId>([
    ...moves.added.map(({ invoiceId }) => invoiceId),
    ...moves.released.map(({ next }) => next.invoiceId),
    ...after.invoices.filter(({ id, state }) => rows.invoices.get(id)?.state !== state).map(({ id }) => id),
  ])
  const changes: InvoiceChange[] = []
  for (const id of touched) {
    const [previous, ledgerInvoice] = [rows.invoices.get(id), ledgerInvoices.get(id)]
    if (previous === undefined || ledgerInvoice === undefined) throw new Error(`Money on no invoice: ${id}`)
    const onIt = standing.get(id) ?? []
    const next = {
      ...settledInvoice(previous, ledgerInvoice, onIt, envelope, facts),
      version: previous.version + 1,
      updatedAt: envelope.now,
    }
    changes.push({ next, previous, ...writeOffMoves(previous, next, onIt, envelope) })
  }
  return changes
}

function settledInvoice(
  previous: FinalizedInvoice,
  { state, givenUp }: LedgerInvoice,
  onIt: readonly Allocation[],
  { today }: Envelope,
  { cancellationId }: LedgerFacts,
): FinalizedInvoice {
  if (state === 'void') {
    const { paidOn: _paidOn, ...rest } = previous
    const how = cancellationId === undefined ? {} : { cancellationId }
    return { ...rest, state, amountDue: minor(0), voidedOn: today, ...how }
  }
  const next = settle({ ...previous, state: givenUp === 1 ? 'uncollectible' : 'open' }, onIt)
  if (next.state !== state) throw new Error(`${previous.number} would be ${next.state}, and ${state} in its ledger`)
  return next
}

/** The write-off row of an invoice is what is due of an uncollectible one; else there is none. */
function writeOffMoves(
  previous: FinalizedInvoice,
  next: FinalizedInvoice,
  onIt: readonly Allocation[],
  envelope: Envelope,
): Pick<InvoiceChange, 'added' | 'released'> {
  const before = onIt.filter(({ sourceKind }) => sourceKind === 'writeOff')
  const wanted = next.state === 'uncollectible' ? next.amountDue : 0
  if (before.reduce((sum, { amount }) => sum + amount, 0) === wanted) return { added: [], released: [] }
  const releasedReason =
    next.state === 'void'
      ? 'voided'
      : next.state === 'open'
        ? 'reopened'
        : next.amountDue < previous.amountDue
          ? 'recovered'
          : 'returned'
  const released = before.map((row) => ({
    next: { ...row, state: 'released', releasedAt: envelope.now, releasedReason } as const,
    previous: row,
  }))
  if (wanted === 0) return { added: [], released }
  const row: Allocation = {
    id: envelope.newId('all'),
    clientId: next.clientId,
    sourceKind: 'writeOff',
    sourceId: next.id,
    invoiceId: next.id,
    currency: next.currency,
    amount: minor(wanted),
    allocatedOn: envelope.today,
    state: 'live',
    createdAt: envelope.now,
  }
  return { added: [row], released }
}

async function writeCredits(
  books: Books,
  { clientId, currency, ledger, rows }: Opened,
  after: LedgerRows,
  { shifts, sourceKinds }: Moves,
  envelope: Envelope,
  { credit: about = {}, byHand }: LedgerFacts,
): Promise<void> {
  const changes: Change<CreditEntry>[] = []
  const added: CreditEntry[] = []
  const paymentOf = new Map<string, string | undefined>()
  const reversed = new Set<string>()
  for (const { id, kind, billingGroupId, paymentId, receivedOn, expiresOn, ...figures } of after.credits) {
    const { amount, refunded, expired, state } = figures
    const previous = rows.credits.get(id)
    const now = { amount, refunded, expired, state, remaining: ledger.left(id) }
    paymentOf.set(id, paymentId)
    if (previous === undefined) {
      added.push({
        id,
        version: 1,
        clientId,
        billingGroupId,
        currency,
        origin: kind,
        ...(paymentId === undefined ? {} : { paymentId }),
        ...about,
        ...now,
        receivedOn,
        ...(expiresOn === undefined ? {} : { expiresOn }),
        createdAt: envelope.now,
        updatedAt: envelope.now,
      })
      // Goodwill and a credit note have events of their own, by their commands.
      const kept = paymentId === undefined ? now.remaining : amount
      if (kind !== 'goodwill' && kept > 0) {
        books.record('credit.deposited', [id, paymentId, clientId], { amount: kept, currency, origin: kind })
      }
      continue
    }
    if (!differs(previous, now)) continue
    changes.push({ next: { ...previous, ...now, version: previous.version + 1, updatedAt: envelope.now }, previous })
    if (previous.state !== state) {
      reversed.add(id)
      books.record('credit.reversed', [id, paymentId, clientId], { amount, currency })
    }
    if (expired > previous.expired) {
      books.record('credit.expired', [id, clientId], { amount: expired - previous.expired, currency })
    }
  }
  for (const { invoiceId, sourceId, by } of shifts) {
    const kind = sourceKinds.get(sourceId)
    if (kind === undefined || !isCredit(kind) || reversed.has(sourceId)) continue
    const type = by > 0 ? 'credit.applied' : byHand === true ? 'credit.taken-off' : 'credit.returned'
    books.record(type, [sourceId, invoiceId, clientId, paymentOf.get(sourceId)], {
      number: rows.invoices.get(invoiceId)?.number,
      amount: Math.abs(by),
      currency,
    })
  }
  await books.creditEntries.putMany(changes)
  await books.creditEntries.addMany(added)
}

function differs(row: CreditEntry, now: Partial<CreditEntry>): boolean {
  return (Object.keys(now) as (keyof CreditEntry)[]).some((field) => row[field] !== now[field])
}

/** Payments and refunds as they stand now: given back in part, or undone. */
async function writeReturns(
  books: Books,
  { clientId, currency, rows }: Opened,
  after: LedgerRows,
  envelope: Envelope,
  { reason = '' }: LedgerFacts,
): Promise<void> {
  const undone = { state: 'undone', undoneReason: reason } as const
  for (const { id, refunded, state } of after.payments) {
    const previous = rows.payments.get(id)
    if (previous === undefined || (previous.refunded === refunded && previous.state === state)) continue
    const taken = state === 'undone' ? undone : {}
    const next = { ...previous, refunded, ...taken, version: previous.version + 1, updatedAt: envelope.now }
    await books.payments.put(next, previous)
  }
  for (const { id, state } of after.refunds) {
    const previous = rows.refunds.get(id)
    if (previous === undefined || previous.state === state) continue
    await books.refunds.put(
      { ...previous, ...undone, version: previous.version + 1, updatedAt: envelope.now },
      previous,
    )
    const credits = after.credits.filter(({ paymentId }) => paymentId === previous.sourceId)
    books.record('refund.undone', [id, previous.sourceId, clientId, ...credits.map((credit) => credit.id)], {
      clientName: previous.clientName,
      amount: previous.amount,
      currency,
      reason,
    })
  }
}

/** What is settled or void has nothing to be reminded of. */
async function tellInvoices(
  books: Books,
  changed: readonly InvoiceChange[],
  { added }: Moves,
  envelope: Envelope,
  { reason = '' }: LedgerFacts,
): Promise<void> {
  const credited = new Set(
    added.filter(({ sourceKind }) => sourceKind === 'creditNote').map(({ invoiceId }) => invoiceId),
  )
  const why = new Map<InvoiceId, StopReason>()
  for (const { next, previous } of changed) {
    const { id, clientId, number, currency, gross, amountDue, state } = next
    if (state === previous.state) continue
    if (state === 'paid') {
      books.record('invoice.paid', [id, clientId], { number, gross, currency })
      why.set(id, credited.has(id) ? 'credited' : 'settled')
    } else if (state === 'void') why.set(id, 'void')
    else if (previous.state !== 'open') {
      books.record('invoice.reopened', [id, clientId], { number, reason, due: amountDue, currency })
    } else if (state === 'uncollectible') why.set(id, 'written-off')
  }
  await stopMessagesOf(books, why, envelope.now)
  await stopChargesOf(books, why, envelope)
  const less = changed.filter(({ next, previous }) => !why.has(next.id) && next.amountDue < previous.amountDue)
  if (less.length > 0) {
    const ids = less.map(({ next }) => next.id)
    await hurryCharges(books, await books.db.cardAttempts.where('invoiceId').anyOf(ids).toArray(), envelope)
  }
  const moved = changed.filter(({ next, previous }) => next.state !== previous.state)
  await followPurchases(
    books,
    moved.map(({ next }) => next),
    envelope,
  )
}
