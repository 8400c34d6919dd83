// After an amendment: the charges, drafts and corrections of its items brought to what is agreed now.
import type { ReconcilePlan } from '../core/billing/reconcile.ts'
import type { AmendedRows } from '../core/contract/amend-contract.ts'
import type { Correction } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ContractItemId, CorrectionId, InvoiceId } from '../core/ids.ts'
import type { Charge, DraftInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { BillingSettings } from '../core/settings.ts'
import type { TableName } from '../storage/account-db.ts'
import { reconcileCharged } from '../storage/reconcile-charged.ts'
import { addCharges } from './apply-group-plan.ts'
import type { Books, Change } from './books.ts'
import { discardProposals } from './draft-corrections.ts'
import { completeDraft } from './draft-row.ts'
import { recordResolved, resolvedAs } from './resolve-correction.ts'

/** What a command that reconciles touches, beside the contract's own rows. */
export const reconcileTables = [
  'charges',
  'invoices',
  'corrections',
  'usageRecords',
  'settings',
  'taxRates',
  'creditNotes',
  'documents',
] as const satisfies readonly TableName[]

/** What is reconciled: items as they are now, each from a day on. */
export type Reconcilable = Pick<AmendedRows, 'contract' | 'items' | 'touchedFrom'> & {
  readonly amendment: Pick<AmendedRows['amendment'], 'id'>
  /** Periods that start on or after this day are not touched. */
  readonly until?: CalendarDate
}

/**
 * Writes what the amendment means for periods that are charged: open and drafted charges rated anew, drafts priced
 * anew or discarded when nothing is left on them, charges for more, corrections for less, resolved at once where the
 * setting says how. Answers the corrections made. Problems: `amount-too-large`, `charge-key-taken`, those of pricing.
 */
export async function reconcileContract(
  books: Books,
  { contract, items, amendment, touchedFrom, until }: Reconcilable,
  way: BillingSettings['corrections'],
  envelope: Envelope,
): Promise<Result<readonly CorrectionId[], Problem>> {
  const touched = items.filter(({ id }) => touchedFrom.has(id))
  const { charges, corrections, usage } = await chargedOf(
    books,
    touched.map(({ id }) => id),
  )
  const plans: ReconcilePlan[] = []
  for (const item of touched) {
    const ofItem = <Row extends { readonly contractItemId?: ContractItemId }>(rows: readonly Row[]) =>
      rows.filter(({ contractItemId }) => contractItemId === item.id)
    const from = touchedFrom.get(item.id) ?? item.startOn
    const options = { from, today: envelope.today, usage: ofItem(usage), ...(until !== undefined && { until }) }
    try {
      const [own, made] = [ofItem(charges), ofItem(corrections)]
      plans.push(await reconcileCharged(books.db, item, contract, own, made, amendment.id, options))
    } catch (error) {
      if (error instanceof RangeError) return refused({ code: 'amount-too-large' })
      throw error
    }
  }
  const problem =
    (await writeRerated(books, plans, envelope)) ??
    (await writeAdded(books, plans, envelope)) ??
    (await writeWithdrawn(books, plans, envelope))
  if (problem !== undefined) return refused(problem)
  return writeCorrections(books, plans, way, envelope)
}

async function chargedOf(books: Books, itemIds: readonly ContractItemId[]) {
  const { db } = books
  const [charges, corrections, usage] = await Promise.all([
    // The compound index is the only one by item; every charge of a contract has its period.
    Promise.all(itemIds.map((id) => db.charges.where('[contractItemId+period.end]').between([id], [id, []]).toArray())),
    db.corrections.where('contractItemId').anyOf(itemIds).toArray(),
    Promise.all(itemIds.map((id) => db.usageRecords.where('[contractItemId+on]').between([id], [id, []]).toArray())),
  ])
  return { charges: charges.flat(), corrections, usage: usage.flat() }
}

async function writeRerated(
  books: Books,
  plans: readonly ReconcilePlan[],
  envelope: Envelope,
): Promise<Problem | undefined> {
  const changes = plans
    .flatMap(({ rerated }) => rerated)
    .map(({ next, previous }): Change<Charge> => {
      return { next: { ...next, version: previous.version + 1, updatedAt: envelope.now }, previous }
    })
  await books.charges.putMany(changes)
  for (const { next, previous } of changes) recordRerated(books, next, previous)
  const draftIds = changes.flatMap(({ previous }) =>
    previous.state === 'drafted' && previous.invoiceId !== undefined ? [previous.invoiceId] : [],
  )
  for (const id of new Set(draftIds)) {
    const problem = await repriceDraft(books, id, envelope)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** A charge that is not owed after all: waived for good, and off its draft. Problems: those of pricing. */
export function waiveLine(books: Books, previous: Charge, envelope: Envelope): Promise<Problem | undefined> {
  const { invoiceId: _invoiceId, held: _held, ...rest } = previous
  const next: Charge = { ...rest, state: 'waived', waivedFor: 'nothing-to-bill' }
  const plan = { rerated: [{ next, previous }], added: [], corrections: [], withdrawn: [] }
  return writeRerated(books, [plan], envelope)
}

function recordRerated(books: Books, next: Charge, previous: Charge): void {
  const { id, clientId, contractId, description, amount, currency } = next
  const subjects = [id, clientId, contractId]
  if (next.state === 'waived') {
    books.record('charge.waived', subjects, { description, amount: previous.amount, currency, amended: true })
  } else if (previous.state === 'waived') {
    books.record('charge.restored', subjects, { description, amount, currency })
  } else books.record('charge.changed', subjects, { description, amount, currency, before: previous.amount })
}

/** The draft over the charges that are still on it, marked as changed since a person last looked; without any it goes. */
async function repriceDraft(books: Books, id: InvoiceId, envelope: Envelope): Promise<Problem | undefined> {
  const [row, charges] = await Promise.all([
    books.db.invoices.get(id),
    books.db.charges.where('invoiceId').equals(id).toArray(),
  ])
  if (row?.state !== 'draft') throw new Error(`A drafted charge is on ${id}, which is no draft`)
  const draft: DraftInvoice = row
  const byId = new Map(charges.map((charge) => [charge.id, charge]))
  const left = draft.chargeIds.flatMap((chargeId) => byId.get(chargeId) ?? [])
  const { clientId, clientName, currency } = draft
  if (left.length === 0) {
    await books.discardDraft(draft)
    books.record('draft.discarded', [id, clientId, ...draft.chargeIds], {
      clientName,
      charges: 0,
      gross: draft.gross,
      currency,
    })
    return undefined
  }
  const priced = await completeDraft(
    books,
    { ...draft, version: draft.version + 1, amendedAt: envelope.now, linesChangedOn: envelope.today },
    left,
    envelope,
  )
  if (!priced.ok) return priced.problem
  await books.invoices.put(priced.value, draft)
  books.record('draft.changed', [id, clientId], {
    clientName,
    gross: priced.value.gross,
    before: draft.gross,
    currency,
  })
  return undefined
}

async function writeAdded(
  books: Books,
  plans: readonly ReconcilePlan[],
  { now }: Envelope,
): Promise<Problem | undefined> {
  const added = plans.flatMap((plan) => plan.added)
  const taken = await addCharges(
    books,
    added.map((charge): Charge => ({ ...charge, version: 1, createdAt: now, updatedAt: now })),
  )
  if (taken !== undefined) return taken
  for (const { id, clientId, contractId, description, amount, currency } of added) {
    books.record('charge.added', [id, clientId, contractId], { description, amount, currency })
  }
  return undefined
}

async function writeWithdrawn(books: Books, plans: readonly ReconcilePlan[], envelope: Envelope): Promise<undefined> {
  await withdrawCorrections(
    books,
    plans.flatMap((plan) => plan.withdrawn),
    envelope,
  )
}

/** Withdraws open corrections, with their events. */
export async function withdrawCorrections(
  books: Books,
  withdrawn: readonly Correction[],
  { now }: Pick<Envelope, 'now'>,
): Promise<void> {
  await books.corrections.putMany(
    withdrawn.map((previous) => ({
      next: { ...previous, state: 'withdrawn', version: previous.version + 1, updatedAt: now },
      previous,
    })),
  )
  await discardProposals(books, withdrawn, { now })
  for (const { id, clientId, contractId, contractItemId, description, amount, currency } of withdrawn) {
    books.record('correction.withdrawn', [id, clientId, contractId, contractItemId], { description, amount, currency })
  }
}

async function writeCorrections(
  books: Books,
  plans: readonly ReconcilePlan[],
  way: BillingSettings['corrections'],
  envelope: Envelope,
): Promise<Result<readonly CorrectionId[], Problem>> {
  const ids: CorrectionId[] = []
  for (const made of plans.flatMap((plan) => plan.corrections)) {
    const open: Correction = { ...made, version: 1, createdAt: envelope.now, updatedAt: envelope.now }
    const { id, clientId, contractId, contractItemId, invoiceId, description, amount, currency } = open
    books.record('correction.made', [id, clientId, contractId, contractItemId, invoiceId], {
      description,
      amount,
      currency,
    })
    ids.push(id)
    if (open.state === 'resolved' || way === 'credit-note' || way === 'ask') {
      await writeCorrection(books, open)
      if (open.state === 'resolved') recordResolved(books, open)
      continue
    }
    const resolved = await resolvedAs(books, open, way, envelope)
    if (!resolved.ok) return resolved
    await writeCorrection(books, resolved.value)
    recordResolved(books, resolved.value)
  }
  return ok(ids)
}

/** In place of one that the same amendment made and that was withdrawn: after a void it counts anew. */
async function writeCorrection(books: Books, correction: Correction): Promise<void> {
  const previous = await books.db.corrections.get(correction.id)
  if (previous === undefined) return books.corrections.add(correction)
  if (previous.state !== 'withdrawn') throw new Error(`Correction ${correction.id} stands already`)
  await books.corrections.put({ ...correction, version: previous.version + 1 }, previous)
}
