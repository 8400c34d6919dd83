import type { Correction } from '../core/contract/contract.ts'
import { amountOfCharge } from '../core/credit/credit-corrections.ts'
import { composeCreditNote } from '../core/credit/credit-document.ts'
import { leftToCredit } from '../core/credit/credit-figures.ts'
import type { DraftCreditNote, IssuedCreditNote } from '../core/credit/credit-note.ts'
import type { PlannedInvoice } from '../core/credit/plan-credit.ts'
import { laterOf } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, CorrectionId, CreditNoteId, InvoiceId } from '../core/ids.ts'
import { missingFields } from '../core/invoice/finalize-checks.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import { type Minor, minor, subtractMinor, sumMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { noteFacts, noteTables, noteWords, type PlannedNote, planNote } from './credit-note-row.ts'
import type { Command } from './execute.ts'
import { expectDraftNote } from './expect-credit-note.ts'
import { followPurchases } from './follow-purchases.ts'
import { keepDocument } from './issue-document.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { readSettings } from './read-rows.ts'
import { withdrawCorrections } from './reconcile-contract.ts'
import { recordResolved } from './resolve-correction.ts'
import { takeNumber } from './take-number.ts'

export interface IssuedNote {
  readonly id: CreditNoteId
  readonly number: string
  /** What went on which invoice at once. */
  readonly applied: readonly { readonly invoiceId: InvoiceId; readonly amount: Minor }[]
  /** What waits as the client's credit. */
  readonly rest: Minor
}

/** What `issueNote` touches. */
export const issueNoteTables = [
  ...noteTables,
  ...ledgerTables,
  'clients',
  'settings',
  'sequences',
  'seals',
  'assets',
] as const

/**
 * Issues a draft credit note: takes the number of its own series, freezes and seals the document, and puts what it gives
 * on its own invoices first, then on the oldest open ones of the group, the rest into the balance. Undone only by
 * a new invoice. Its figures are made anew: drafts reserve nothing.
 * Problems: `stale`, `wrong-state`, `books-locked`, `date-before-last`, `number-taken`, `finalize-missing`
 * those of `draftCreditNote`.
 */
export const issueCreditNote: Command<{ readonly id: CreditNoteId; readonly version?: number }, IssuedNote> = {
  name: 'issueCreditNote',
  tables: issueNoteTables,
  async run(books, seen, envelope): Promise<Result<IssuedNote, Problem>> {
    const found = await expectDraftNote(books.db, seen, 'issue')
    if (!found.ok) return found
    const { credits, correctionIds, id } = found.value
    const fields = { credits, ...(correctionIds === undefined ? {} : { correctionIds }) }
    const planned = await planNote(books, fields, id)
    return planned.ok ? issueNote(books, found.value, planned.value, envelope, { written: true }) : planned
  },
}

export interface IssueExtra {
  /** Its row is there as a draft. */
  readonly written?: true
  /** The draft that bills the same lines again. */
  readonly rebilledAs?: InvoiceId
  /** The caller puts its credit on invoices, with `putOnInvoices`. */
  readonly unplaced?: true
}

/** Issues a credit note in the transaction of the caller. Problems: those of `issueCreditNote`, but of reading the draft. */
export async function issueNote(
  books: Books,
  draft: DraftCreditNote,
  { plan, corrections, credited }: PlannedNote,
  envelope: Envelope,
  { written, rebilledAs, unplaced }: IssueExtra = {},
): Promise<Result<IssuedNote, Problem>> {
  const { db } = books
  const { id, clientId, reason } = draft
  const [settings, client] = await Promise.all([readSettings(db), db.clients.get(clientId)])
  if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: clientId })
  const locked = lockedProblem(settings, envelope.today)
  if (locked !== undefined) return refused(locked)
  // The account's day may have gone back since: a document never comes before the one that it corrects.
  const last = plan.invoices.map(({ source }) => source.invoice.issuedOn).reduce(laterOf)
  if (envelope.today < last) return refused({ code: 'date-before-last', today: envelope.today, last })
  const context = { plan, client, settings, ...(reason === undefined ? {} : { reason }) }
  const fields = missingFields(composeCreditNote(context), settings)
  if (fields.length > 0) return refused({ code: 'finalize-missing', fields })
  const taken = await takeNumber(books, 'creditNote', settings.numbering.creditNote, envelope)
  if (!taken.ok) return taken
  const { number, series, sequence } = taken.value
  if ((await db.creditNotes.where('number').equals(number).count()) > 0) {
    return refused({ code: 'number-taken', number })
  }
  const issuedOn = envelope.today
  const document = composeCreditNote(context, { number, issuedOn })
  await keepDocument(books, 'creditNote', { id, number, series, sequence }, document)
  const { words: _words, credits: _credits, correctionIds: _ids, ...rest } = draft
  const note: IssuedCreditNote = {
    ...rest,
    state: 'issued',
    version: written === true ? draft.version + 1 : 1,
    clientName: client.name,
    listedOn: issuedOn,
    issuedOn,
    number,
    series,
    sequence,
    net: plan.net,
    tax: plan.tax,
    gross: plan.gross,
    total: plan.total,
    credits: plan.invoices.map(({ source, request, figures }) => ({
      ...request,
      number: source.invoice.number,
      figures,
    })),
    ...(corrections.length === 0 ? {} : { correctionIds: corrections.map((each) => each.id) }),
    ...(rebilledAs === undefined ? {} : { rebilledAs }),
    words: noteWords(plan, client.name, number, String(sequence), reason ?? ''),
    updatedAt: envelope.now,
  }
  if (written === true) await books.creditNotes.put(note, draft)
  else await books.creditNotes.add(note)
  const subjects = [id, clientId, ...note.invoiceIds, ...corrections.map((each) => each.id)]
  books.record('credit-note.issued', subjects, { number, ...noteFacts(plan) })
  for (const previous of corrections) {
    await resolveByNote(books, previous, credited.get(previous.id) ?? previous.amount, id, envelope)
  }
  if (rebilledAs === undefined) await lessenOpen(books, { plan, corrections, credited }, envelope)
  // Before the credit is placed: what is taken back whole never counts as paid for.
  const whole = plan.invoices.filter(isWhole).map(({ source }) => source.invoice)
  await followPurchases(books, whole, envelope, true)
  await markCredited(books, whole, envelope)
  if (unplaced === true) return ok({ id, number, applied: [], rest: plan.total })
  return ok({ id, number, ...(await putOnInvoices(books, note, envelope)) })
}

/** Whether the note takes back all that was left of an invoice. */
function isWhole({ source: { document, prior }, figures }: PlannedInvoice): boolean {
  return leftToCredit(document, [...prior, figures]).every(({ amount }) => amount === 0)
}

/** Nothing of them is left to credit: where no money is due any more, they are called credited, not paid. */
async function markCredited(
  books: Books,
  invoices: readonly FinalizedInvoice[],
  { today, now }: Envelope,
): Promise<void> {
  const rows = await books.db.invoices.bulkGet(invoices.map(({ id }) => id))
  const changes = rows.flatMap((previous) => {
    if (previous === undefined || previous.state === 'draft') return []
    return { next: { ...previous, creditedOn: today, version: previous.version + 1, updatedAt: now }, previous }
  })
  await books.invoices.putMany(changes)
}

/** The correction as far as the note gives it back; of a smaller note the rest stays open, a row of its own. */
async function resolveByNote(
  books: Books,
  previous: Correction,
  amount: Minor,
  noteId: CreditNoteId,
  { now }: Envelope,
): Promise<void> {
  const resolution = { state: 'resolved', resolution: 'credit-note', resolvedBy: noteId } as const
  const next = { ...previous, ...resolution, amount, version: previous.version + 1, updatedAt: now }
  await books.corrections.put(next, previous)
  recordResolved(books, next)
  if (amount === previous.amount) return
  // A run proposes it no second time: a person wanted less.
  await addRest(books, { ...previous, amount: subtractMinor(previous.amount, amount), proposedIn: noteId }, now)
}

/** What is left of a correction, open, as a row of its own. */
async function addRest(books: Books, correction: Correction, now: Envelope['now']): Promise<void> {
  let number = 2
  const idOf = () => `${correction.id}~${number}` as CorrectionId
  while ((await books.db.corrections.get(idOf())) !== undefined) number += 1
  const { contractId, contractItemId, clientId, invoiceId, description, amount, currency } = correction
  await books.corrections.add({ ...correction, id: idOf(), version: 1, createdAt: now, updatedAt: now })
  const subjects = [idOf(), clientId, contractId, contractItemId, invoiceId]
  books.record('correction.made', subjects, { description, amount, currency })
}

/**
 * What a person credits of lines whose correction waits elsewhere is given back once: the correction is as much smaller
 * . What is billed again in the same act is no gift.
 */
async function lessenOpen(
  books: Books,
  { plan, corrections, credited }: PlannedNote,
  envelope: Envelope,
): Promise<void> {
  const { clientId } = plan.invoices[0].source.invoice
  const rows = await books.db.corrections.where('[clientId+state]').equals([clientId, 'open']).toArray()
  if (rows.length === 0) return
  const given = new Map<string, number>()
  const add = (chargeId: ChargeId, amount: number) => {
    const key = periodOf(chargeId)
    given.set(key, (given.get(key) ?? 0) + amount)
  }
  for (const { source, figures } of plan.invoices) {
    for (const { line, amount } of figures.lines) {
      const chargeId = source.document.lines[line]?.chargeId
      if (chargeId !== undefined) add(chargeId, amountOfCharge(source.document, line, amount))
    }
  }
  for (const { id, chargeId } of corrections) add(chargeId, credited.get(id) ?? 0)
  for (const row of rows) {
    const part = Math.min(given.get(periodOf(row.chargeId)) ?? 0, -row.amount)
    if (part <= 0) continue
    add(row.chargeId, -part)
    await withdrawCorrections(books, [row], envelope)
    const { proposedIn: _proposedIn, ...left } = row
    if (row.amount + part < 0) await addRest(books, { ...left, amount: minor(row.amount + part) }, envelope.now)
  }
}

/** An item's period, of its charges whatever made them. */
function periodOf(chargeId: ChargeId): string {
  return chargeId.split('/').slice(0, 2).join('/')
}

/**
 * The credit that the note gives, and where it lies. `anew`: the invoice that takes the place of the corrected one,
 * which comes right after it: what was paid for the one has paid the other.
 */
export async function putOnInvoices(
  books: Books,
  note: IssuedCreditNote,
  envelope: Envelope,
  anew?: InvoiceId,
): Promise<Pick<IssuedNote, 'applied' | 'rest'>> {
  const { clientId, currency, billingGroupId, total } = note
  const invoices = [...note.invoiceIds, ...(anew === undefined ? [] : [anew])]
  const opened = await openLedger(books, { clientId, currency, invoices, openOnes: true })
  const credit = {
    id: envelope.newId('cre'),
    kind: 'credit-note',
    billingGroupId,
    receivedOn: note.issuedOn,
    amount: total,
  } as const
  const own = note.credits.map(({ invoiceId, figures }) => ({ invoiceId, amount: figures.total }))
  const applied = opened.ledger.credit(credit, [...own, ...(anew === undefined ? [] : [anew])])
  await opened.write(envelope, { credit: { creditNoteId: note.id } })
  return { applied, rest: minor(total - sumMinor(applied.map(({ amount }) => amount))) }
}
