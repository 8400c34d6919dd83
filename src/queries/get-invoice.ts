// One invoice with all that its page shows.

import type { Cancellation, IssuedCreditNote } from '../core/credit/credit-note.ts'
import type { CalendarDate } from '../core/date.ts'
import type { FieldDefinition } from '../core/fields/field-definition.ts'
import type { CreditNoteId, InvoiceId, PaymentId, TaxRateId } from '../core/ids.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import type {
  Allocation,
  Charge,
  Client,
  CreditEntry,
  DraftInvoice,
  FinalizedInvoice,
  Payment,
  TaxRate,
} from '../core/model.ts'
import { type Minor, sumMinor } from '../core/money.ts'
import { readNotesOf } from '../storage/read-credit.ts'
import type { Books } from './account-entries.ts'
import { getDocument } from './get-document.ts'
import { type DraftFields, getDraftFields } from './list-fields.ts'

export interface DraftView {
  readonly kind: 'draft'
  readonly draft: DraftInvoice
  /** In the order of the lines. */
  readonly charges: readonly Charge[]
  readonly client: Client
  readonly taxRateById: ReadonlyMap<TaxRateId, TaxRate>
  /** Charges of the client that could be taken on: same group, currency and mode of prices, oldest first. */
  readonly openCharges: readonly Charge[]
  /** The client's credit of the same group and currency (P-7). */
  readonly credit: Minor
  /** The latest date on an invoice: no later one may carry an earlier date. */
  readonly lastIssuedOn?: CalendarDate
  /** The owner's own fields of invoices, and what else a document prints of them (M-7). */
  readonly fields: readonly FieldDefinition[]
  readonly printable: DraftFields
}

/** Money on an invoice with where it came from. */
export interface MoneyOnInvoice {
  readonly allocation: Allocation
  /** Of a payment, or of the payment that left the credit. */
  readonly payment?: Payment
  /** The credit note that gives it. */
  readonly note?: IssuedCreditNote
}

/** A credit note as its invoice names it (W-11). */
export interface NoteOnInvoice {
  readonly id: CreditNoteId
  /** Absent for a draft. */
  readonly number?: string
  /** Day of issue, of creation for a draft. */
  readonly listedOn: CalendarDate
  /** What it takes back of this invoice; a draft over several invoices: of all. */
  readonly amount: Minor
  /** The draft or invoice that bills the same lines again (M-15). */
  readonly rebilledAs?: InvoiceId
}

export interface FinalView {
  readonly kind: 'final'
  readonly invoice: FinalizedInvoice
  readonly document: FrozenDocument
  readonly clientStatus: Client['status'] | undefined
  /** Live first, then by date. */
  readonly money: readonly MoneyOnInvoice[]
  readonly cancellation?: Cancellation
  /** Credit notes over it, drafts too, in the order of their making (W-11). */
  readonly notes: readonly NoteOnInvoice[]
  /** The client's credit that could be put on it, of the same group and currency (P-7). */
  readonly credit: Minor
  /** How many charges of the client's stand behind it: asked about when it is voided. */
  readonly chargeCount: number
}

export interface CancellationView {
  readonly kind: 'cancellation'
  readonly note: Cancellation
  readonly document: FrozenDocument
  readonly invoice: FinalizedInvoice
}

export type InvoiceView = DraftView | FinalView | CancellationView

/** What stands under an id of an invoice or of a cancellation; null when there is nothing. `today`: credit that is over is none. */
export async function getInvoiceView(books: Books, id: string, today: CalendarDate): Promise<InvoiceView | null> {
  if (id.startsWith('cn_')) return getCancellation(books, id as CreditNoteId)
  const invoice = await books.invoices.get(id as InvoiceId)
  if (invoice === undefined) return null
  return invoice.state === 'draft' ? getDraft(books, invoice, today) : getFinal(books, invoice, today)
}

async function getDraft(books: Books, draft: DraftInvoice, today: CalendarDate): Promise<DraftView | null> {
  const [client, found, taxRates, open, credit, sequences] = await Promise.all([
    books.clients.get(draft.clientId),
    books.charges.bulkGet([...draft.chargeIds]),
    books.taxRates.toArray(),
    books.charges.where('[clientId+state]').equals([draft.clientId, 'open']).limit(500).toArray(),
    creditFor(books, draft, today),
    books.sequences.where('kind').equals('invoice').toArray(),
  ])
  if (client === undefined) return null
  const charges = found.filter((charge) => charge !== undefined)
  const printable = await getDraftFields(books, draft, client, charges)
  const lastIssuedOn = sequences
    .map((sequence) => sequence.lastIssuedOn)
    .filter((date) => date !== undefined)
    .sort()
    .at(-1)
  return {
    kind: 'draft',
    credit,
    ...(lastIssuedOn === undefined ? {} : { lastIssuedOn }),
    draft,
    client,
    charges,
    fields: printable.definitions.filter(({ subject }) => subject === 'invoice'),
    printable,
    taxRateById: new Map(taxRates.map((tax) => [tax.id, tax])),
    openCharges: open
      .filter(
        ({ billingGroupId, currency, taxIncluded }) =>
          billingGroupId === draft.billingGroupId && currency === draft.currency && taxIncluded === draft.taxIncluded,
      )
      .sort((left, right) => (left.servedOn + left.id < right.servedOn + right.id ? -1 : 1)),
  }
}

async function getFinal(books: Books, invoice: FinalizedInvoice, today: CalendarDate): Promise<FinalView | null> {
  const [document, client, allocations, cancellation, credit, notes] = await Promise.all([
    getDocument(books, invoice.id),
    books.clients.get(invoice.clientId),
    books.allocations.where('invoiceId').equals(invoice.id).toArray(),
    cancellationOf(books, invoice.cancellationId),
    creditFor(books, invoice, today),
    listNotesOf(books, invoice.id),
  ])
  if (document === undefined) return null
  return {
    kind: 'final',
    invoice,
    document,
    clientStatus: client?.status,
    money: await withSources(books, allocations),
    ...(cancellation === undefined ? {} : { cancellation }),
    notes,
    credit,
    chargeCount: document.lines.length,
  }
}

/** The credit notes of an invoice in the order of their making, without its cancellation. */
async function listNotesOf(books: Books, id: InvoiceId): Promise<NoteOnInvoice[]> {
  return (await readNotesOf(books, id)).flatMap((note): NoteOnInvoice[] => {
    if (note.kind === 'cancellation') return []
    const { id: noteId, listedOn } = note
    if (note.state === 'draft') return [{ id: noteId, listedOn, amount: note.total }]
    const own = note.credits.filter(({ invoiceId }) => invoiceId === id).map(({ figures }) => figures.total)
    const { number, rebilledAs } = note
    return [{ id: noteId, number, listedOn, amount: sumMinor(own), ...(rebilledAs !== undefined && { rebilledAs }) }]
  })
}

async function cancellationOf(books: Books, id: CreditNoteId | undefined): Promise<Cancellation | undefined> {
  const note = id === undefined ? undefined : await books.creditNotes.get(id)
  return note?.kind === 'cancellation' ? note : undefined
}

/** What the client has of credit that could go on an invoice today (M-17). */
async function creditFor(
  books: Books,
  invoice: Pick<DraftInvoice, 'clientId' | 'currency' | 'billingGroupId'>,
  today: CalendarDate,
): Promise<Minor> {
  const entries = await books.creditEntries
    .where('[clientId+currency]')
    .equals([invoice.clientId, invoice.currency])
    .toArray()
  return sumMinor(
    entries
      .filter(({ state, billingGroupId }) => state === 'live' && billingGroupId === invoice.billingGroupId)
      .filter(({ expiresOn }) => expiresOn === undefined || expiresOn > today)
      .map(({ remaining }) => remaining),
  )
}

/** Allocations with what each came from, live first, then by date. */
async function withSources(books: Books, allocations: readonly Allocation[]): Promise<MoneyOnInvoice[]> {
  const credits = await books.creditEntries.bulkGet(
    allocations
      .filter(({ sourceKind }) => sourceKind === 'creditBalance' || sourceKind === 'creditNote')
      .map(({ sourceId }) => sourceId as CreditEntry['id']),
  )
  const creditOf = (allocation: Allocation) => credits.find((credit) => credit?.id === allocation.sourceId)
  const paymentIdOf = (allocation: Allocation): PaymentId | undefined =>
    allocation.sourceKind === 'payment' ? (allocation.sourceId as PaymentId) : creditOf(allocation)?.paymentId
  const ids = [...new Set(allocations.map(paymentIdOf).filter((id) => id !== undefined))]
  const noteIds = [...new Set(credits.map((credit) => credit?.creditNoteId).filter((id) => id !== undefined))]
  const [payments, notes] = await Promise.all([books.payments.bulkGet(ids), books.creditNotes.bulkGet(noteIds)])
  const keyOf = ({ state, allocatedOn, id }: Allocation) => `${state === 'live' ? 0 : 1} ${allocatedOn} ${id}`
  return [...allocations]
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
    .map((allocation) => {
      const payment = payments.find((each) => each !== undefined && each.id === paymentIdOf(allocation))
      const note = notes.find((each) => each !== undefined && each.id === creditOf(allocation)?.creditNoteId)
      return {
        allocation,
        ...(payment !== undefined && { payment }),
        ...(note?.kind === 'correction' && note.state === 'issued' && { note }),
      }
    })
}

async function getCancellation(books: Books, id: CreditNoteId): Promise<CancellationView | null> {
  const note = await books.creditNotes.get(id)
  if (note?.kind !== 'cancellation') return null
  const [document, invoice] = await Promise.all([
    getDocument(books, id),
    books.invoices.get(note.invoiceIds[0] ?? ('' as never)),
  ])
  if (document === undefined || invoice === undefined || invoice.state === 'draft') return null
  return { kind: 'cancellation', note, document, invoice }
}
