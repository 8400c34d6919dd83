// The row of a credit note that is being written: its figures, its words, the corrections that it is to resolve.
import { checkText } from '../core/check-fields.ts'
import type { Correction } from '../core/contract/contract.ts'
import { creditedOf, creditsForCorrections } from '../core/credit/credit-corrections.ts'
import type { CreditWish, DraftCreditNote } from '../core/credit/credit-note.ts'
import { type PlannedCredit, planCredit } from '../core/credit/plan-credit.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CorrectionId, CreditNoteId } from '../core/ids.ts'
import { type Minor, ZERO } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import { correctedTables, readCorrected } from '../storage/read-corrections.ts'
import { readCreditSources, readDraftNotes } from '../storage/read-credit.ts'
import type { Books } from './books.ts'

/** What a person says about a credit note. */
export interface CreditNoteFields {
  /** What of which invoices; `corrections`: the lines and days that the corrections name. */
  readonly credits: readonly CreditWish[] | 'corrections'
  /** Printed. */
  readonly reason?: string
  /** Open corrections that it resolves when it is issued. */
  readonly correctionIds?: readonly CorrectionId[]
}

/** What `planNote` and `newNote` touch. */
export const noteTables = [...correctedTables, 'corrections'] as const

export interface PlannedNote {
  readonly plan: PlannedCredit
  /** The corrections that it gives something of. */
  readonly corrections: readonly Correction[]
  /** What it gives of each, below 0. */
  readonly credited: ReadonlyMap<CorrectionId, Minor>
}

/**
 * What the note comes to now; corrections that it gives nothing of are not on it. Problems: those of `planCredit` and `creditsForCorrections`, `not-found`,
 * `correction-resolved`, `correction-drafted` where another draft has it already.
 */
export async function planNote(
  books: Books,
  { credits, correctionIds = [] }: CreditNoteFields,
  ownId?: CreditNoteId,
): Promise<Result<PlannedNote, Problem>> {
  const { db } = books
  const corrections = await openCorrections(books, correctionIds, ownId)
  if (!corrections.ok) return corrections
  const wishes: Result<readonly CreditWish[], Problem> =
    credits === 'corrections' ? creditsForCorrections(await readCorrected(db, corrections.value)) : ok(credits)
  if (!wishes.ok) return wishes
  const sources = await readCreditSources(
    db,
    wishes.value.map(({ invoiceId }) => invoiceId),
  )
  if (!sources.ok) return sources
  const plan = planCredit(sources.value, wishes.value)
  if (!plan.ok) return plan
  const { clientId } = plan.value.invoices[0].source.invoice
  if (corrections.value.some((each) => each.clientId !== clientId)) return refused({ code: 'clients-differ' })
  const given = creditedOf(await readCorrected(db, corrections.value), plan.value)
  const credited = new Map(corrections.value.map(({ id }, index) => [id, given[index] ?? ZERO] as const))
  return ok({ plan: plan.value, corrections: corrections.value.filter(({ id }) => credited.get(id) !== 0), credited })
}

async function openCorrections(
  books: Books,
  correctionIds: readonly CorrectionId[],
  ownId: CreditNoteId | undefined,
): Promise<Result<readonly Correction[], Problem>> {
  const ids = [...new Set(correctionIds)]
  const rows = await books.db.corrections.bulkGet(ids)
  const corrections: Correction[] = []
  for (const [index, row] of rows.entries()) {
    if (row === undefined) return refused({ code: 'not-found', entity: 'correction', id: String(ids[index]) })
    if (row.state !== 'open') return refused({ code: 'correction-resolved' })
    corrections.push(row)
  }
  const [first] = corrections
  if (first === undefined) return ok(corrections)
  const others = (await readDraftNotes(books.db, first.clientId)).filter(({ id }) => id !== ownId)
  const drafted = new Set(others.flatMap((note) => note.correctionIds ?? []))
  const twice = corrections.find(({ id }) => drafted.has(id))
  return twice === undefined ? ok(corrections) : refused({ code: 'correction-drafted', description: twice.description })
}

/** The row of a new draft, not written yet. Problems: those of `planNote`, `field-invalid`. */
export async function newNote(
  books: Books,
  fields: CreditNoteFields,
  envelope: Envelope,
  id: CreditNoteId = envelope.newId('cn'),
): Promise<Result<PlannedNote & { readonly draft: DraftCreditNote }, Problem>> {
  const planned = await planNote(books, fields)
  if (!planned.ok) return planned
  const { invoice } = planned.value.plan.invoices[0].source
  const head = {
    id,
    version: 1,
    kind: 'correction',
    state: 'draft',
    clientId: invoice.clientId,
    billingGroupId: invoice.billingGroupId,
    currency: invoice.currency,
    clientName: (await books.db.clients.get(invoice.clientId))?.name ?? invoice.clientName,
    listedOn: envelope.today,
    createdAt: envelope.now,
  } as const
  const draft = withPlan(head, planned.value, fields.reason, envelope)
  return draft.ok ? ok({ ...planned.value, draft: draft.value }) : draft
}

type NoteHead = Pick<
  DraftCreditNote,
  | 'id'
  | 'version'
  | 'kind'
  | 'state'
  | 'clientId'
  | 'billingGroupId'
  | 'currency'
  | 'clientName'
  | 'listedOn'
  | 'createdAt'
>

/** The draft with what it takes back; figures are those of this moment. Problem: `field-invalid`. */
export function withPlan(
  head: NoteHead,
  { plan, corrections }: PlannedNote,
  reason: string | undefined,
  { now }: Pick<Envelope, 'now'>,
): Result<DraftCreditNote, Problem> {
  const problem = checkText('reason', reason, 1000)
  if (problem !== undefined) return refused(problem)
  const { id, version, kind, state, clientId, billingGroupId, currency, clientName, listedOn, createdAt } = head
  const said = reason?.trim() ?? ''
  return ok({
    id,
    version,
    kind,
    state,
    clientId,
    billingGroupId,
    currency,
    clientName,
    listedOn,
    invoiceIds: plan.invoices.map(({ request }) => request.invoiceId),
    credits: plan.invoices.map(({ request }) => request),
    net: plan.net,
    tax: plan.tax,
    gross: plan.gross,
    total: plan.total,
    ...(said === '' ? {} : { reason: said }),
    ...(corrections.length === 0 ? {} : { correctionIds: corrections.map((each) => each.id) }),
    words: noteWords(plan, clientName, said),
    createdAt,
    updatedAt: now,
  })
}

/** What a credit note is found by; `own`: its number, once it has one. */
export function noteWords(plan: PlannedCredit, clientName: string, ...own: readonly string[]): string[] {
  return searchWords(
    ...own,
    clientName,
    ...plan.invoices.flatMap(({ source: { invoice, document }, figures }) => [
      invoice.number,
      String(invoice.sequence),
      ...figures.lines.map(({ line }) => document.lines[line]?.description),
    ]),
  )
}

/** Facts of a note for the sentence about it. */
export function noteFacts({ invoices: [first, ...others], gross, total }: PlannedCredit) {
  const { clientName, currency } = first.source.invoice
  const numbers = [first, ...others].map(({ source }) => source.invoice.number)
  return { clientName, numbers, gross, total, currency }
}
