import { composeCreditNote } from '../core/credit/credit-document.ts'
import type { IssuedCreditNote } from '../core/credit/credit-note.ts'
import type { CreditSource } from '../core/credit/plan-credit.ts'
import { currencyExponent } from '../core/currency.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AddressId, CorrectionId, CreditNoteId, InvoiceId } from '../core/ids.ts'
import type { FrozenLine } from '../core/invoice/document.ts'
import type { Charge, ChargeSource, Client, DraftInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { readCreditSources } from '../storage/read-credit.ts'
import type { Books } from './books.ts'
import { type ChargeFields, newCharge } from './charge-row.ts'
import { newNote, type PlannedNote } from './credit-note-row.ts'
import { type DraftExtra, makeDraft } from './draft-invoices.ts'
import { linkOf, thaw } from './duplicate-invoice.ts'
import type { Command } from './execute.ts'
import { issueInvoice, issueTables } from './finalize-invoice.ts'
import { type IssuedNote, issueNote, issueNoteTables, putOnInvoices } from './issue-credit-note.ts'
import { expectBillable, expectFinalized, purchaseFixed, readSettings } from './read-rows.ts'

/** A line of the invoice as it is billed again. */
export interface RebillLine {
  /** Position on the invoice, from 0. */
  readonly line: number
  readonly description?: string
  readonly quantity?: Charge['quantity']
  readonly unitPrice?: Charge['unitPrice']
}

export interface CreditAndRebill {
  readonly id: InvoiceId
  readonly version?: number
  /** Of the client's addresses; absent: the billing group's or the client's own. */
  readonly addressId?: AddressId
  /** Absent: as it was, with what was added after issue. Empty: the billing group's or the client's own. */
  readonly poNumber?: string
  /** Exactly these lines are billed again; absent: all that was not credited before. */
  readonly lines?: readonly RebillLine[]
  /** Printed on the credit note. */
  readonly reason?: string
  /** Open corrections that the new figures make good. */
  readonly correctionIds?: readonly CorrectionId[]
  /** The new invoice is issued in the same act; else it is a draft for review. */
  readonly finalize?: true
}

export interface Rebilled {
  readonly creditNote: IssuedNote
  readonly invoiceId: InvoiceId
  /** When it was issued. */
  readonly invoiceNumber?: string
}

/**
 * Credit and rebill in one step (M-13, M-14, M-15): a credit note over all that is left of the invoice, and a new draft
 * over the same lines, or corrected ones, with an address or PO number of its own. The old charges stay invoiced, so no
 * period is billed again by itself. Issued in the same act, the new invoice stands for the corrected one: what is left
 * of the credit goes on it before older ones.
 * Problems: `stale`, `wrong-state`, `client-archived`, `purchase-fixed` (what was sold is changed as R-31 says), those of `issueCreditNote`, of drafting and of `finalizeInvoice`.
 */
export const creditAndRebill: Command<CreditAndRebill, Rebilled> = {
  name: 'creditAndRebill',
  tables: [...issueNoteTables, ...issueTables, 'paymentMethods'],
  async run(books, input, envelope): Promise<Result<Rebilled, Problem>> {
    const found = await expectFinalized(books.db, input, 'credit')
    if (!found.ok) return found
    const fixed = await purchaseFixed(books.db, found.value)
    if (fixed !== undefined) return refused(fixed)
    const sources = await readCreditSources(books.db, [input.id])
    if (!sources.ok) return sources
    const [source] = sources.value as [CreditSource]
    const client = await expectBillable(books.db, found.value.clientId)
    if (!client.ok) return client
    const { reason, correctionIds } = input
    const credits = [{ invoiceId: input.id, picks: 'rest' }] as const
    const made = await newNote(
      books,
      {
        credits,
        ...(reason === undefined ? {} : { reason }),
        ...(correctionIds === undefined ? {} : { correctionIds }),
      },
      envelope,
    )
    if (!made.ok) return made
    const { draft: note } = made.value
    const draft = await draftAgain(
      books,
      { source, client: client.value, planned: made.value, cause: note.id },
      input,
      envelope,
    )
    if (!draft.ok) return draft
    const { id: invoiceId } = draft.value
    const extra = { rebilledAs: invoiceId, ...(input.finalize === true && { unplaced: true as const }) }
    const creditNote = await issueNote(books, note, made.value, envelope, extra)
    if (!creditNote.ok) return creditNote
    if (input.finalize !== true) return ok({ creditNote: creditNote.value, invoiceId })
    const issued = await issueInvoice(books, draft.value, envelope)
    if (!issued.ok) return issued
    const row = (await books.db.creditNotes.get(note.id)) as IssuedCreditNote
    const placed = await putOnInvoices(books, row, envelope, invoiceId)
    return ok({ creditNote: { ...creditNote.value, ...placed }, invoiceId, invoiceNumber: issued.value.number })
  },
}

interface Again {
  readonly source: CreditSource
  readonly client: Client
  readonly planned: PlannedNote
  readonly cause: CreditNoteId
}

async function draftAgain(
  books: Books,
  { source, client, planned, cause }: Again,
  input: CreditAndRebill,
  envelope: Envelope,
): Promise<Result<DraftInvoice, Problem>> {
  const settings = await readSettings(books.db)
  const { invoice, document, prior } = source
  // What earlier notes took back stays taken back: then the lines are those of the note, discounts within.
  const whole = input.lines !== undefined || prior.length === 0
  const lines = whole
    ? linesAgain(document.lines, input.lines)
    : ok(composeCreditNote({ plan: planned.plan, client, settings }).lines)
  if (!lines.ok) return lines
  const before = await books.db.charges.bulkGet(lines.value.map(({ chargeId }) => chargeId))
  const exponent = currencyExponent(invoice.currency)
  const charges: Charge[] = []
  for (const [index, line] of lines.value.entries()) {
    const owner = {
      clientId: invoice.clientId,
      billingGroupId: invoice.billingGroupId,
      currency: invoice.currency,
      source: sourceOf(before[index]?.source),
      cause,
      rebills: line.chargeId,
    }
    const fields: ChargeFields = {
      ...linkOf(before[index]),
      description: line.description,
      quantity: line.quantity,
      ...(line.unit === undefined ? {} : { unit: line.unit }),
      unitPrice: line.unitPrice,
      allowances: line.allowances.map((each) => thaw(each, exponent)),
      surcharges: line.surcharges.map((each) => thaw(each, exponent)),
      taxIncluded: document.taxIncluded,
      servedOn: line.servedOn ?? line.period?.start ?? invoice.issuedOn,
      ...(line.period === undefined ? {} : { period: line.period }),
    }
    const fresh = newCharge(owner, fields, envelope)
    if (!fresh.ok) return fresh
    const same = line.rating !== undefined && fresh.value.amount === line.totals.amount
    charges.push(same && line.rating !== undefined ? { ...fresh.value, rating: line.rating } : fresh.value)
  }
  await books.charges.addMany(charges)
  for (const { id, clientId, description, amount, currency } of charges) {
    books.record('charge.added', [id, clientId], { description, amount, currency })
  }
  const adjusted = whole
    ? {
        allowances: document.allowances.map((each) => thaw(each, exponent)),
        surcharges: document.surcharges.map((each) => thaw(each, exponent)),
      }
    : {}
  return makeDraft(books, client, settings, charges, envelope, { ...adjusted, ...headOf(source, input) })
}

function linesAgain(
  lines: readonly FrozenLine[],
  wanted: readonly RebillLine[] | undefined,
): Result<readonly FrozenLine[], Problem> {
  if (wanted === undefined) return ok(lines)
  if (new Set(wanted.map(({ line }) => line)).size < wanted.length) {
    return refused({ code: 'field-invalid', field: 'lines', reason: 'duplicate' })
  }
  const again: FrozenLine[] = []
  for (const { line, ...changed } of wanted) {
    const original = lines[line]
    if (original === undefined) return refused({ code: 'field-invalid', field: 'lines', reason: 'out-of-range' })
    again.push({ ...original, ...changed })
  }
  return ok(again)
}

function headOf({ invoice, document }: CreditSource, { addressId, poNumber }: CreditAndRebill): DraftExtra {
  const { servicePeriod, accountCurrency, intro, notes } = document
  const po = poNumber === undefined ? (invoice.poAddendum?.poNumber ?? invoice.poNumber) : poNumber.trim()
  return {
    ...(addressId === undefined ? {} : { addressId }),
    ...(po === undefined || po === '' ? {} : { poNumber: po }),
    ...(invoice.customFields === undefined ? {} : { customFields: invoice.customFields }),
    ...(servicePeriod === undefined ? {} : { servicePeriod }),
    ...(accountCurrency === undefined
      ? {}
      : { exchangeRate: { rate: accountCurrency.rate, on: accountCurrency.on, source: accountCurrency.source } }),
    ...(intro === undefined ? {} : { intro }),
    ...(notes === undefined ? {} : { notes }),
    editedByUser: 1,
  }
}

/** The chains of contracts, fees and plans keep the charge that they made; this one only prints in its place. */
function sourceOf(source: ChargeSource | undefined): ChargeSource {
  return source === 'time' || source === 'import' ? source : 'manual'
}
