import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, InvoiceId } from '../core/ids.ts'
import type { Charge, DraftInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { type ChargeFields, changedCharge, newCharge } from './charge-row.ts'
import { checkAdjustments, checkDate, checkDays, checkText, firstProblem } from './check-fields.ts'
import {
  chargesInOrder,
  completeDraft,
  type DraftHead,
  draftedCharge,
  droppedCharge,
  releasedCharge,
} from './draft-row.ts'
import type { Command } from './execute.ts'
import { expectDraft, expectRow } from './read-rows.ts'

/** A line of the draft as it should be: one that is there, an open charge to take on, or a new one. */
export type DraftLine =
  | { readonly kind: 'keep'; readonly chargeId: ChargeId; readonly fields?: ChargeFields }
  | { readonly kind: 'take'; readonly chargeId: ChargeId }
  | { readonly kind: 'new'; readonly fields: ChargeFields }

export type DraftHeadFields = Pick<
  DraftInvoice,
  | 'addressId'
  | 'allowances'
  | 'surcharges'
  | 'poNumber'
  | 'intro'
  | 'notes'
  | 'termsDays'
  | 'servicePeriod'
  | 'prepaid'
  | 'exchangeRate'
  | 'internalNotes'
>

export interface SaveDraft {
  readonly id: InvoiceId
  readonly version: number
  readonly head: DraftHeadFields
  /** In the order in which they print. Lines of the draft that are missing here are taken off. */
  readonly lines: readonly DraftLine[]
  /** Of the lines taken off, those that are deleted instead of going back to the open charges. */
  readonly drop?: readonly ChargeId[]
}

/** Saves a draft as one act: head, order, edited, added and removed lines. Problems: `stale`, `wrong-state`, `field-invalid`, those of pricing. */
export const saveDraft: Command<SaveDraft, { readonly version: number; readonly chargeIds: readonly ChargeId[] }> = {
  name: 'saveDraft',
  tables: ['invoices', 'charges', 'settings', 'taxRates'],
  async run(books, input, envelope): Promise<Result<{ version: number; chargeIds: readonly ChargeId[] }, Problem>> {
    const found = await expectDraft(books.db, input, 'change')
    if (!found.ok) return found
    const before = found.value
    const problem = headProblem(input.head)
    if (problem !== undefined) return refused(problem)
    const present = new Map((await chargesInOrder(books, before)).map((charge) => [charge.id, charge]))
    const lines: Charge[] = []
    for (const line of input.lines) {
      const charge = await writeLine(books, before, line, present, envelope)
      if (!charge.ok) return charge
      lines.push(charge.value)
    }
    await takeOff(books, before, new Set(lines.map(({ id }) => id)), present, new Set(input.drop), envelope)
    const next = await completeDraft(books, headOf(before, input.head), lines, envelope)
    if (!next.ok) return next
    await books.invoices.put(next.value, before)
    books.record('draft.changed', [before.id, before.clientId], {
      clientName: before.clientName,
      gross: next.value.gross,
      before: before.gross,
      currency: before.currency,
    })
    return ok({ version: next.value.version, chargeIds: next.value.chargeIds })
  },
}

async function writeLine(
  books: Books,
  draft: DraftInvoice,
  line: DraftLine,
  present: ReadonlyMap<ChargeId, Charge>,
  envelope: Envelope,
): Promise<Result<Charge, Problem>> {
  if (line.kind === 'new') {
    const { clientId, billingGroupId, currency, id } = draft
    const fresh = newCharge({ clientId, billingGroupId, currency, source: 'manual' }, line.fields, envelope)
    if (!fresh.ok) return fresh
    const charge: Charge = { ...fresh.value, state: 'drafted', invoiceId: id }
    await books.charges.add(charge)
    books.record('charge.added', [charge.id, clientId, id], {
      description: charge.description,
      amount: charge.amount,
      currency,
    })
    return ok(charge)
  }
  if (line.kind === 'take') {
    const found = expectRow('charge', await books.db.charges.get(line.chargeId), { id: line.chargeId })
    if (!found.ok) return found
    const open = found.value
    if (open.clientId !== draft.clientId) return refused({ code: 'clients-differ' })
    if (open.state !== 'open')
      return refused({ code: 'charge-not-open', description: open.description, state: open.state })
    const charge = draftedCharge(open, draft.id, envelope)
    await books.charges.put(charge, open)
    return ok(charge)
  }
  const before = present.get(line.chargeId)
  if (before === undefined) return refused({ code: 'not-found', entity: 'charge', id: line.chargeId })
  if (line.fields === undefined) return ok(before)
  const next = changedCharge(before, line.fields, envelope)
  if (!next.ok) return next
  if (sameFacts(before, next.value)) return ok(before)
  await books.charges.put(next.value, before)
  return next
}

async function takeOff(
  books: Books,
  draft: DraftInvoice,
  kept: ReadonlySet<ChargeId>,
  present: ReadonlyMap<ChargeId, Charge>,
  drop: ReadonlySet<ChargeId>,
  envelope: Envelope,
): Promise<void> {
  for (const charge of present.values()) {
    if (kept.has(charge.id)) continue
    const dropped = drop.has(charge.id)
    await books.charges.put(dropped ? droppedCharge(charge, envelope) : releasedCharge(charge, envelope), charge)
    books.record(dropped ? 'charge.waived' : 'charge.released', [charge.id, charge.clientId, draft.id], {
      description: charge.description,
      amount: charge.amount,
      currency: charge.currency,
    })
  }
}

function headOf(before: DraftInvoice, head: DraftHeadFields): DraftHead {
  const { id, state, clientId, billingGroupId, currency, clientName, listedOn, taxIncluded, createdAt } = before
  return {
    id,
    state,
    clientId,
    billingGroupId,
    currency,
    clientName,
    listedOn,
    taxIncluded,
    createdAt,
    ...head,
    version: before.version + 1,
    editedByUser: 1,
  }
}

function headProblem(head: DraftHeadFields): Problem | undefined {
  const { servicePeriod, prepaid } = head
  if (servicePeriod !== undefined && servicePeriod.end <= servicePeriod.start) {
    return { code: 'field-invalid', field: 'servicePeriod', reason: 'end-before-start' }
  }
  if (!Number.isInteger(prepaid) || prepaid < 0) return { code: 'field-invalid', field: 'prepaid', reason: 'negative' }
  return firstProblem(
    checkText('poNumber', head.poNumber, 60),
    checkText('intro', head.intro, 4000),
    checkText('notes', head.notes, 4000),
    checkText('internalNotes', head.internalNotes, 10_000),
    checkDays('termsDays', head.termsDays),
    checkAdjustments('allowances', head.allowances),
    checkAdjustments('surcharges', head.surcharges),
    checkDate('servicePeriod', servicePeriod?.start),
    checkDate('servicePeriod', servicePeriod?.end),
    checkDate('exchangeRate', head.exchangeRate?.on),
  )
}

function sameFacts(left: Charge, right: Charge): boolean {
  const plain = ({ version: _version, updatedAt: _updatedAt, held: _held, ...rest }: Charge) =>
    JSON.stringify(sorted(rest))
  return plain(left) === plain(right)
}

function sorted(row: object): [string, unknown][] {
  return Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1))
}
