// What a save makes of a draft's lines: decided whole before anything is written.
import type { Envelope } from '../core/envelope.ts'
import type { ChargeId } from '../core/ids.ts'
import type { Charge, DraftInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books, Change } from './books.ts'
import { type ChargeFields, changedCharge, newCharge } from './charge-row.ts'
import { draftedCharge, droppedCharge, releasedCharge } from './draft-row.ts'

/** A line of the draft as it should be: one that is there, an open charge to take on, or a new one. */
export type DraftLine =
  | { readonly kind: 'keep'; readonly chargeId: ChargeId; readonly fields?: ChargeFields }
  | { readonly kind: 'take'; readonly chargeId: ChargeId }
  | { readonly kind: 'new'; readonly fields: ChargeFields }

export interface PlannedLines {
  /** The charges of the draft in the order of its lines. */
  readonly charges: readonly Charge[]
  readonly added: readonly Charge[]
  /** Edited and taken on. */
  readonly changed: readonly Change<Charge>[]
  readonly takenOff: readonly Change<Charge>[]
}

/**
 * The rows that the wanted lines ask for.
 * @param present the draft's charges as they stand
 * @param drop of the lines taken off, those that are deleted instead of going back to the open charges
 * Problems: `not-found` (also for a line named twice), `clients-differ`, `charge-not-open`, `field-invalid`, `amount-too-large`.
 */
export async function planLines(
  books: Books,
  draft: DraftInvoice,
  present: readonly Charge[],
  wanted: readonly DraftLine[],
  drop: ReadonlySet<ChargeId>,
  envelope: Envelope,
): Promise<Result<PlannedLines, Problem>> {
  const named = wanted.flatMap((line) => (line.kind === 'new' ? [] : [line.chargeId]))
  const twice = named.find((id, index) => named.indexOf(id) !== index)
  if (twice !== undefined) return refused({ code: 'not-found', entity: 'charge', id: twice })
  const takeIds = wanted.flatMap((line) => (line.kind === 'take' ? [line.chargeId] : []))
  const open = takeIds.length === 0 ? [] : await books.db.charges.bulkGet(takeIds)
  const byId = new Map<ChargeId, Charge>()
  for (const charge of [...present, ...open]) if (charge !== undefined) byId.set(charge.id, charge)
  const charges: Charge[] = []
  const added: Charge[] = []
  const changed: Change<Charge>[] = []
  for (const line of wanted) {
    if (line.kind === 'new') {
      const fresh = newLine(draft, line.fields, envelope)
      if (!fresh.ok) return fresh
      added.push(fresh.value)
      charges.push(fresh.value)
      continue
    }
    const previous = byId.get(line.chargeId)
    if (previous === undefined) return refused({ code: 'not-found', entity: 'charge', id: line.chargeId })
    const next = line.kind === 'take' ? takenLine(draft, previous, envelope) : keptLine(previous, line.fields, envelope)
    if (!next.ok) return next
    if (next.value !== previous) changed.push({ next: next.value, previous })
    charges.push(next.value)
  }
  const kept = new Set(charges.map(({ id }) => id))
  const takenOff = present
    .filter(({ id }) => !kept.has(id))
    .map((previous) => ({
      next: drop.has(previous.id) ? droppedCharge(previous, envelope) : releasedCharge(previous, envelope),
      previous,
    }))
  return ok({ charges, added, changed, takenOff })
}

/** Writes the planned rows, with an event for each line that came new or went. */
export async function writeLines(
  books: Books,
  draft: DraftInvoice,
  { added, changed, takenOff }: PlannedLines,
): Promise<void> {
  await books.charges.addMany(added)
  await books.charges.putMany([...changed, ...takenOff])
  for (const charge of added) books.record('charge.added', [charge.id, charge.clientId, draft.id], facts(charge))
  for (const { next } of takenOff) {
    books.record(
      next.state === 'waived' ? 'charge.waived' : 'charge.released',
      [next.id, next.clientId, draft.id],
      facts(next),
    )
  }
}

function facts({ description, amount, currency }: Charge): Readonly<Record<string, unknown>> {
  return { description, amount, currency }
}

function newLine(draft: DraftInvoice, fields: ChargeFields, envelope: Envelope): Result<Charge, Problem> {
  const { clientId, billingGroupId, currency, id } = draft
  const fresh = newCharge({ clientId, billingGroupId, currency, source: 'manual' }, fields, envelope)
  return fresh.ok ? ok({ ...fresh.value, state: 'drafted', invoiceId: id }) : fresh
}

function takenLine(draft: DraftInvoice, open: Charge, envelope: Envelope): Result<Charge, Problem> {
  if (open.clientId !== draft.clientId) return refused({ code: 'clients-differ' })
  const { description, state } = open
  if (state !== 'open') return refused({ code: 'charge-not-open', description, state })
  return ok(draftedCharge(open, draft.id, envelope))
}

function keptLine(before: Charge, fields: ChargeFields | undefined, envelope: Envelope): Result<Charge, Problem> {
  if (fields === undefined) return ok(before)
  const next = changedCharge(before, fields, envelope)
  return next.ok && sameFacts(before, next.value) ? ok(before) : next
}

function sameFacts(left: Charge, right: Charge): boolean {
  const plain = ({ version: _version, updatedAt: _updatedAt, held: _held, ...rest }: Charge) =>
    JSON.stringify(sorted(rest))
  return plain(left) === plain(right)
}

function sorted(row: object): [string, unknown][] {
  return Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1))
}
