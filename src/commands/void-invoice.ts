import type { Cancellation } from '../core/credit/credit-note.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CreditNoteId, InvoiceId } from '../core/ids.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import { nextState } from '../core/invoice/states.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import { sumMinor } from '../core/money.ts'
import { lateFeeKey } from '../core/plan-late-fees.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import type { AccountSettings } from '../core/settings.ts'
import { readCredited } from '../storage/read-credit.ts'
import type { Books } from './books.ts'
import { droppedCharge, releasedCharge } from './draft-row.ts'
import type { Command } from './execute.ts'
import { writeDocument } from './issue-document.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { expectFinalized, readSettings } from './read-rows.ts'
import { waiveLine } from './reconcile-contract.ts'
import { reconcileVoided, voidedTables } from './reconcile-voided.ts'
import { takeNumber } from './take-number.ts'

export interface VoidInvoice {
  readonly id: InvoiceId
  readonly version?: number
  /** Asked at that point (P-5): bill these charges again, or drop them. */
  readonly charges: 'bill-again' | 'drop'
}

export interface Voided {
  readonly cancellationId?: CreditNoteId
  readonly cancellationNumber?: string
  readonly charges: number
}

/**
 * Voids an invoice; it keeps its number and stays in the books (P-5). One that left the app, or is dated in locked
 * books, is taken back by a cancellation document in the same transaction. Late fees on it that are not invoiced are waived.
 * Problems: `stale`, `wrong-state`, `payment-allocated`, `has-credit-notes`, `date-before-last`, `books-locked`.
 */
export const voidInvoice: Command<VoidInvoice, Voided> = {
  name: 'voidInvoice',
  tables: [
    'charges',
    'settings',
    'sequences',
    'documents',
    'seals',
    'assets',
    'creditNotes',
    ...ledgerTables,
    ...voidedTables,
  ],
  async run(books, input, envelope): Promise<Result<Voided, Problem>> {
    const { db } = books
    const found = await expectFinalized(db, input, 'void')
    if (!found.ok) return found
    const invoice = found.value
    if (nextState(invoice.state, 'void') === undefined) {
      return refused({ code: 'wrong-state', act: 'void', state: invoice.state, number: invoice.number })
    }
    const { clientId, currency } = invoice
    // what is credited of it is not taken back again.
    const credited = sumMinor((await readCredited(db, invoice.id)).map(({ total }) => total))
    if (credited > 0) return refused({ code: 'has-credit-notes', number: invoice.number, credited, currency })
    const money = await openLedger(books, { clientId, currency, invoiceRows: [invoice] })
    const cancelled = money.ledger.void(invoice.id)
    if (!cancelled.ok) return refused(moneyProblem(cancelled.problem, money, 'void'))
    const settings = await readSettings(db)
    const document = await db.documents.get(invoice.id)
    if (document === undefined) throw new Error(`Invoice ${invoice.number} has no document`)
    const cancellation = await cancelWhereNeeded(books, invoice, document.document, document.logoId, settings, envelope)
    if (!cancellation.ok) return cancellation
    const note = cancellation.value
    await money.write(envelope, { reason: 'voided', ...(note === undefined ? {} : { cancellationId: note.id }) })
    const charges = await db.charges.where('invoiceId').equals(invoice.id).toArray()
    // What was sold is sold anew or not at all: its charges never wait to be billed again.
    const drop = input.charges === 'drop' || invoice.sale !== undefined
    const giveBack = drop ? droppedCharge : releasedCharge
    await books.charges.putMany(charges.map((previous) => ({ next: giveBack(previous, envelope), previous })))
    books.record('invoice.voided', [invoice.id, invoice.clientId, note?.id, ...charges.map(({ id }) => id)], {
      number: invoice.number,
      clientName: invoice.clientName,
      gross: invoice.gross,
      currency: invoice.currency,
      charges: drop ? 'drop' : 'bill-again',
      ...(note === undefined ? {} : { cancellation: note.number }),
    })
    const problem =
      (await reconcileVoided(books, invoice.id, charges, !drop, envelope)) ??
      (await dropLateFees(books, invoice.id, envelope))
    if (problem !== undefined) return refused(problem)
    return ok({
      charges: charges.length,
      ...(note === undefined ? {} : { cancellationId: note.id, cancellationNumber: note.number }),
    })
  },
}

/** Nobody is late with an invoice that is void: its fees that no invoice asks for yet are waived, off their draft too. */
async function dropLateFees(books: Books, id: InvoiceId, envelope: Envelope): Promise<Problem | undefined> {
  const prefix = lateFeeKey(id, 1).slice(0, -1)
  const fees = await books.db.charges.where('id').startsWith(prefix).toArray()
  for (const fee of fees) {
    if (fee.state !== 'open' && fee.state !== 'drafted') continue
    const problem = await waiveLine(books, fee, envelope)
    if (problem !== undefined) return problem
  }
  return undefined
}

async function cancelWhereNeeded(
  books: Books,
  invoice: FinalizedInvoice,
  document: FrozenDocument,
  logoId: string | undefined,
  settings: AccountSettings,
  envelope: Envelope,
): Promise<Result<Cancellation | undefined, Problem>> {
  const locked = lockedProblem(settings, invoice.issuedOn) !== undefined
  const released = invoice.releasedAt !== undefined && !settings.plainVoid
  if (!locked && !released) return ok(undefined)
  const today = lockedProblem(settings, envelope.today)
  if (today !== undefined) return refused(today)
  if (envelope.today < invoice.issuedOn) {
    return refused({ code: 'date-before-last', today: envelope.today, last: invoice.issuedOn })
  }
  const taken = await takeNumber(books, 'creditNote', settings.numbering.creditNote, envelope)
  if (!taken.ok) return taken
  const { number, series, sequence } = taken.value
  if ((await books.db.creditNotes.where('number').equals(number).count()) > 0)
    return refused({ code: 'number-taken', number })
  const note: Cancellation = {
    id: envelope.newId('cn'),
    version: 1,
    kind: 'cancellation',
    clientId: invoice.clientId,
    billingGroupId: invoice.billingGroupId,
    clientName: invoice.clientName,
    listedOn: envelope.today,
    invoiceIds: [invoice.id],
    currency: invoice.currency,
    series,
    sequence,
    number,
    issuedOn: envelope.today,
    net: invoice.net,
    tax: invoice.tax,
    gross: invoice.gross,
    state: 'issued',
    words: searchWords(number, String(sequence), invoice.clientName),
    createdAt: envelope.now,
    updatedAt: envelope.now,
  }
  await books.creditNotes.add(note)
  const { dueOn: _dueOn, paymentReference: _reference, intro: _intro, notes: _notes, ...rest } = document
  await writeDocument(books, 'creditNote', note, {
    id: note.id,
    ...(logoId === undefined ? {} : { logoId }),
    document: {
      ...rest,
      kind: 'cancellation',
      typeCode: '381',
      number,
      issuedOn: envelope.today,
      corrects: { number: invoice.number, issuedOn: invoice.issuedOn },
      payment: {},
    },
  })
  books.record('credit-note.issued', [note.id, invoice.id, invoice.clientId], {
    number,
    invoiceNumber: invoice.number,
    gross: invoice.gross,
    currency: invoice.currency,
  })
  return ok(note)
}
