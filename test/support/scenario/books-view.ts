// What the books of an account show, by the names of the scenario and with amounts as decimal texts.

import type { CreditNote, IssuedCreditNote } from '../../../src/core/credit/credit-note.ts'
import type { CalendarDate } from '../../../src/core/date.ts'
import type { DocumentTotals } from '../../../src/core/invoice/totals.ts'
import type { Allocation, Charge, FinalizedInvoice, Invoice, Payment } from '../../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../../src/core/money.ts'
import type { Sum } from '../../../src/core/settlement/sum.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import { readAccountFacts, readGroupSnapshot } from '../../../src/storage/read-group.ts'
import { contractChargeName } from './billing-verbs.ts'
import { type BillingRows, contractChargeView, nameOfCharge, viewBilling } from './billing-view.ts'
import type { BooksNames } from './commands-stage.ts'
import { amountText, type View } from './scenario-world.ts'

export async function viewBooks(
  db: AccountDb,
  names: BooksNames,
  currency: CurrencyCode,
  eventsBefore: number,
  today: CalendarDate,
): Promise<{ readonly [field: string]: View }> {
  const [invoices, charges, payments, allocations, notes, credits, sums, events, clients, documents] =
    await Promise.all([
      db.invoices.toArray(),
      db.charges.toArray(),
      db.payments.toArray(),
      db.allocations.toArray(),
      db.creditNotes.toArray(),
      db.creditEntries.toArray(),
      db.sums.toArray(),
      db.events.toArray(),
      db.clients.toArray(),
      db.documents.toArray(),
    ])
  const invoiceById = new Map(invoices.map((invoice) => [invoice.id, invoice]))
  const finalized = invoices.filter((invoice): invoice is FinalizedInvoice => invoice.state !== 'draft')
  return {
    invoices: named(names.invoices.entries(), invoiceById, (row) => ({
      ...invoiceView(row, charges, allocations, notes, names),
      ...totalsView(
        row.state === 'draft' ? row.totals : documents.find(({ id }) => id === row.id)?.document.totals,
        row.currency,
      ),
    })),
    charges: {
      ...named(names.charges.entries(), new Map(charges.map((row) => [row.id, row])), (row) => chargeView(row, names)),
      ...Object.fromEntries(
        charges.flatMap((row) => {
          const name = contractChargeName(names, row.id)
          return name === undefined ? [] : [[name, { ...chargeView(row, names), ...contractChargeView(row) }] as const]
        }),
      ),
    },
    payments: named(names.payments.entries(), new Map(payments.map((row) => [row.id, row])), (row) =>
      paymentView(row, allocations, names),
    ),
    clients: named(names.clients.entries(), new Map(clients.map((row) => [row.id, row])), (row) => ({
      status: row.status,
      ...balanceView(sums, row.id, currency),
    })),
    creditNotes: notes
      .filter((note) => note.state === 'issued')
      .sort((a, b) => (a.number < b.number ? -1 : 1))
      .map((note) => ({
        number: note.number,
        invoice: note.invoiceIds.map((id) => invoiceName(id, names)).join(', '),
        gross: amountText(note.gross, note.currency),
        issuedOn: note.issuedOn,
        ...(note.kind === 'correction' ? correctionNoteView(note, names) : {}),
      })),
    draftNotes: notes
      .filter((note) => note.state === 'draft')
      .map((note) => ({
        invoice: note.invoiceIds.map((id) => invoiceName(id, names)).join(', '),
        total: amountText(note.total, note.currency),
        corrections: String(note.correctionIds?.length ?? 0),
        version: String(note.version),
      })),
    credit: credits.filter(({ state }) => state === 'live').map((entry) => amountText(entry.remaining, entry.currency)),
    numbers: finalized.map(({ number }) => number).sort(),
    sums: sumsView(sums),
    events: events
      .sort((a, b) => (eventOrder(a.id) < eventOrder(b.id) ? -1 : 1))
      .slice(eventsBefore)
      .map(({ type }) => type),
    ...viewBilling(await readBilling(db, charges, today), names),
  }
}

async function readBilling(db: AccountDb, charges: readonly Charge[], today: CalendarDate): Promise<BillingRows> {
  const [contracts, items, groups, corrections, usage, wakeups, account] = await Promise.all([
    db.contracts.toArray(),
    db.contractItems.toArray(),
    db.billingGroups.toArray(),
    db.corrections.toArray(),
    db.usageRecords.toArray(),
    db.wakeups.toArray(),
    readAccountFacts(db),
  ])
  const snapshots = await Promise.all(groups.map(({ id }) => readGroupSnapshot(db, id)))
  return {
    contracts,
    items,
    groups,
    corrections,
    usage,
    charges,
    account,
    snapshots: snapshots.filter((snapshot) => snapshot !== undefined),
    wakeOn: new Map(wakeups.map(({ id, wakeOn }) => [id, wakeOn])),
    today,
  }
}

function named<Id extends string, Row>(
  entries: readonly (readonly [string, Id])[],
  rows: ReadonlyMap<Id, Row>,
  view: (row: Row) => View,
): Record<string, View> {
  const shown: Record<string, View> = {}
  for (const [name, id] of entries) {
    const row = rows.get(id)
    if (row !== undefined) shown[name] = view(row)
  }
  return shown
}

function invoiceView(
  invoice: Invoice,
  charges: readonly Charge[],
  allocations: readonly Allocation[],
  notes: readonly CreditNote[],
  names: BooksNames,
): Record<string, View> {
  const amount = (value: Minor) => amountText(value, invoice.currency)
  const lines =
    invoice.state === 'draft'
      ? invoice.chargeIds
      : charges.filter((row) => row.invoiceId === invoice.id).map(({ id }) => id)
  const head = {
    state: invoice.state,
    client: invoice.clientName,
    currency: invoice.currency,
    gross: amount(invoice.gross),
    amountDue: amount(invoice.amountDue),
    version: String(invoice.version),
    charges: lines.map((id) => nameOfCharge(id, names) ?? charges.find((row) => row.id === id)?.description ?? id),
    ...(invoice.poNumber === undefined ? {} : { poNumber: invoice.poNumber }),
  }
  if (invoice.state === 'draft') {
    return {
      ...head,
      termsDays: String(invoice.termsDays),
      amended: String(invoice.amendedAt !== undefined),
      ...(invoice.billsOn === undefined ? {} : { billsOn: invoice.billsOn }),
    }
  }
  const writtenOff = allocations.filter(
    (one) => one.invoiceId === invoice.id && one.sourceKind === 'writeOff' && one.state === 'live',
  )
  const cancellation = notes.find(({ id }) => id === invoice.cancellationId)
  return {
    ...head,
    number: invoice.number,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    payable: amount(invoice.payable),
    writtenOff: amount(writtenOff.reduce((sum, one) => sum + one.amount, 0) as Minor),
    ...(invoice.paidOn === undefined ? {} : { paidOn: invoice.paidOn }),
    ...(invoice.voidedOn === undefined ? {} : { voidedOn: invoice.voidedOn }),
    ...(cancellation?.state === 'issued' ? { cancelledBy: cancellation.number } : {}),
    ...(invoice.poAddendum === undefined ? {} : { poAddendum: invoice.poAddendum.poNumber }),
  }
}

/** The figures of a document, taxes by category and rate such as `S 19`. */
export function totalsView(totals: DocumentTotals | undefined, currency: CurrencyCode): Record<string, View> {
  if (totals === undefined) return {}
  const amount = (value: Minor) => amountText(value, currency)
  return {
    lines: totals.lines.map(({ net }) => amount(net)),
    lineSum: amount(totals.lineSum),
    net: amount(totals.net),
    tax: amount(totals.tax),
    gross: amount(totals.gross),
    withholding: amount(totals.withholding),
    prepaid: amount(totals.prepaid),
    rounding: amount(totals.rounding),
    due: amount(totals.due),
    taxes: Object.fromEntries(
      totals.taxes.map(({ category, percent, taxable, tax }) => [
        `${category} ${percent}`,
        { taxable: amount(taxable), tax: amount(tax) },
      ]),
    ),
  }
}

function chargeView(charge: Charge, names: BooksNames): Record<string, View> {
  return {
    state: charge.state,
    amount: amountText(charge.amount, charge.currency),
    servedOn: charge.servedOn,
    ...(charge.held === undefined ? {} : { held: charge.held }),
    ...(charge.invoiceId === undefined ? {} : { invoice: invoiceName(charge.invoiceId, names) }),
  }
}

function paymentView(payment: Payment, allocations: readonly Allocation[], names: BooksNames): View {
  const live = allocations.filter(
    ({ sourceId, sourceKind, state }) => sourceId === payment.id && sourceKind === 'payment' && state === 'live',
  )
  return {
    state: payment.state,
    amount: amountText(payment.amount, payment.currency),
    receivedOn: payment.receivedOn,
    method: payment.method,
    refunded: amountText(payment.refunded, payment.currency),
    allocated: Object.fromEntries(
      live.map((one) => [invoiceName(one.invoiceId, names), amountText(one.amount, one.currency)]),
    ),
  }
}

/** A credit note by its figures, of each of its invoices in their order. */
function correctionNoteView(note: IssuedCreditNote, names: BooksNames): Record<string, View> {
  const amount = (value: Minor) => amountText(value, note.currency)
  return {
    net: amount(note.net),
    tax: amount(note.tax),
    total: amount(note.total),
    credits: note.credits.map(({ figures }) => amount(figures.total)),
    lines: note.credits.flatMap(({ figures }) => figures.lines.map((line) => amount(line.amount))),
    days: note.credits.flatMap(({ figures }) =>
      figures.lines.flatMap(({ period }) => (period === undefined ? [] : [`${period.start}..${period.end}`])),
    ),
    ...(note.reason === undefined ? {} : { reason: note.reason }),
    ...(note.rebilledAs === undefined ? {} : { rebilledAs: invoiceName(note.rebilledAs, names) }),
  }
}

function invoiceName(id: string, names: BooksNames): string {
  return names.invoices.nameOf(id) ?? id
}

const amountFields = [
  'openCharges',
  'drafts',
  'invoiced',
  'net',
  'tax',
  'due',
  'received',
  'refunded',
  'credited',
  'credit',
  'writtenOff',
] as const

/** Every sum of the client in the account's currency; sums in others stand in `sums`. */
function balanceView(sums: readonly Sum[], subject: string, currency: CurrencyCode): Record<string, View> {
  const found = sums.find((sum) => sum.scope === 'client' && sum.subject === subject && sum.currency === currency)
  return Object.fromEntries(
    amountFields.map((field) => [field, amountText((found?.values[field] ?? 0) as Minor, currency)]),
  )
}

/** `state open EUR: {due: ...}`, `account EUR`, `month 2026-03 EUR`: all but those of clients, which have names. */
function sumsView(sums: readonly Sum[]): View {
  const shown: Record<string, View> = {}
  for (const { scope, subject, currency, values } of sums) {
    if (scope === 'client') continue
    const key = [scope, subject, currency].filter((part) => part !== '').join(' ')
    shown[key] = Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        field,
        field.endsWith('Count') ? String(value) : amountText(value as Minor, currency),
      ]),
    )
  }
  return shown
}

/** Ids of events are `<command>/<n>`; within a command they count up. */
function eventOrder(id: string): string {
  const [command = '', n = '0'] = id.split('/')
  return `${command}/${n.padStart(4, '0')}`
}
