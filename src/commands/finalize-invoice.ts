import { addDays, laterOf } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import { requiredProblem } from '../core/fields/kept-values.ts'
import type { InvoiceId } from '../core/ids.ts'
import { addressOf, composeDocument } from '../core/invoice/draft-document.ts'
import { finalizeProblem } from '../core/invoice/finalize-checks.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { Charge, DraftInvoice, FinalizedInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import { printedFieldTables, readFields, readPrintedFields } from '../storage/read-fields.ts'
import type { Books } from './books.ts'
import { chargesInOrder } from './draft-row.ts'
import type { Command } from './execute.ts'
import { followPurchases } from './follow-purchases.ts'
import { keepDocument } from './issue-document.ts'
import { ledgerTables } from './ledger-books.ts'
import { readyMessage, readyTables } from './prepare-message.ts'
import { expectDraft, readSettings, readTaxRates } from './read-rows.ts'
import { takeNumber } from './take-number.ts'
import { applyCredit } from './use-credit.ts'

export interface Finalized {
  readonly id: InvoiceId
  readonly number: string
  readonly state: FinalizedInvoice['state']
}

/** What `issueInvoice` touches. */
export const issueTables = [
  ...printedFieldTables,
  'charges',
  'clients',
  'settings',
  'taxRates',
  'sequences',
  'documents',
  'seals',
  'assets',
  ...ledgerTables,
  ...readyTables,
] as const

/**
 * Finalize & lock (P-4): takes the number, freezes everything that prints, fixes the dates, and applies the client's
 * credit where the setting says so. A total of 0 is paid at once. Where the rule of its group says so, the message
 * that it is ready is prepared with it (M-5).
 * Problems: `stale`, `wrong-state`, `draft-empty`, `total-negative`, `finalize-missing`,
 * `date-before-last`, `books-locked`, `number-taken`, those of pricing, `field-required` (M-7).
 */
export const finalizeInvoice: Command<{ readonly id: InvoiceId; readonly version?: number }, Finalized> = {
  name: 'finalizeInvoice',
  tables: issueTables,
  async run(books, input, envelope): Promise<Result<Finalized, Problem>> {
    const found = await expectDraft(books.db, input, 'finalize')
    if (!found.ok) return found
    return issueInvoice(books, found.value, envelope)
  },
}

/**
 * Makes a draft an invoice, in the transaction of the caller: the one way, by hand and by rule (P-4, M-5).
 * Problems: those of `finalizeInvoice`, but of reading the draft.
 */
export async function issueInvoice(
  books: Books,
  draft: DraftInvoice,
  envelope: Envelope,
): Promise<Result<Finalized, Problem>> {
  const { db } = books
  const [client, settings, taxRateById, charges, definitions] = await Promise.all([
    db.clients.get(draft.clientId),
    readSettings(db),
    readTaxRates(db),
    chargesInOrder(books, draft),
    readFields(db, 'invoice'),
  ])
  if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: draft.clientId })
  const fields = await readPrintedFields(db, { client, draft, charges })
  const context = { draft, charges, client, settings, taxRateById, fields }
  const preview = composeDocument(context)
  if (!preview.ok) return preview
  const problem =
    finalizeProblem(preview.value, settings) ??
    requiredProblem(draft.customFields ?? [], definitions) ??
    lockedProblem(settings, envelope.today)
  if (problem !== undefined) return refused(problem)
  const taken = await takeNumber(books, 'invoice', settings.numbering.invoice, envelope)
  if (!taken.ok) return taken
  const { number, series, sequence } = taken.value
  if ((await db.invoices.where('number').equals(number).count()) > 0) return refused({ code: 'number-taken', number })
  const issuedOn = envelope.today
  // made ahead of its billing date, the terms run from that day.
  const dueOn = addDays(laterOf(issuedOn, draft.billsOn ?? issuedOn), draft.termsDays)
  const document = composeDocument(context, { number, issuedOn, dueOn })
  if (!document.ok) return document
  await keepDocument(books, 'invoice', { id: draft.id, number, series, sequence }, document.value)
  const { totals } = document.value
  const address = addressOf(client, draft)
  const invoice: FinalizedInvoice = {
    id: draft.id,
    version: draft.version + 1,
    state: totals.due === 0 ? 'paid' : 'open',
    clientId: draft.clientId,
    billingGroupId: draft.billingGroupId,
    currency: draft.currency,
    clientName: client.name,
    listedOn: issuedOn,
    series,
    sequence,
    number,
    issuedOn,
    dueOn,
    net: totals.net,
    tax: totals.tax,
    gross: totals.gross,
    payable: totals.due,
    amountDue: totals.due,
    ...(draft.poNumber === undefined ? {} : { poNumber: draft.poNumber }),
    ...(address === undefined ? {} : { addressId: address.id }),
    ...(draft.sale === undefined ? {} : { sale: draft.sale }),
    ...(draft.internalNotes === undefined ? {} : { internalNotes: draft.internalNotes }),
    ...(draft.tags === undefined ? {} : { tags: draft.tags }),
    ...(draft.customFields === undefined ? {} : { customFields: draft.customFields }),
    ...(totals.due === 0 ? { paidOn: issuedOn } : {}),
    // People search for "42" and mean 2026-0042.
    words: searchWords(
      number,
      String(sequence),
      client.name,
      draft.poNumber,
      ...(draft.tags ?? []),
      ...[...fields, ...(draft.customFields ?? [])].map(({ value }) => value),
      ...charges.map(({ description }) => description),
    ),
    createdAt: draft.createdAt,
    updatedAt: envelope.now,
  }
  await books.invoices.put(invoice, draft)
  await books.charges.putMany(charges.map((previous) => ({ next: invoicedCharge(previous, envelope), previous })))
  books.record('invoice.finalized', [invoice.id, invoice.clientId, ...draft.chargeIds], {
    number,
    clientName: client.name,
    gross: totals.gross,
    due: totals.due,
    currency: draft.currency,
  })
  await followPurchases(books, [invoice], envelope)
  await readyMessage(books, invoice, envelope)
  const settled =
    settings.creditBalance === 'apply' && invoice.state === 'open'
      ? await applyCredit(books, invoice, envelope)
      : invoice
  return ok({ id: invoice.id, number, state: settled.state })
}

function invoicedCharge(charge: Charge, envelope: Envelope): Charge {
  return { ...charge, state: 'invoiced', version: charge.version + 1, updatedAt: envelope.now }
}
