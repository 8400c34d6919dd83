import { creditLine } from '../core/billing/credit-line.ts'
import type { Correction, CorrectionWay } from '../core/contract/contract.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, CorrectionId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import { minor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { readCharged } from '../storage/reconcile-charged.ts'
import { addCharges } from './apply-group-plan.ts'
import type { Books } from './books.ts'
import { discardProposals } from './draft-corrections.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface ResolveCorrection {
  readonly id: CorrectionId
  readonly version: number
  /** A credit note resolves it in its own command, which sets the same fields. */
  readonly way: Exclude<CorrectionWay, 'credit-note'>
}

/**
 * Says what becomes of an invoiced period that should have cost less: a line below 0 on the next invoice, or
 * nothing. Once. Problems: `not-found`, `stale`, `correction-resolved`, `credit-exceeds`, `charge-key-taken`.
 */
export const resolveCorrection: Command<ResolveCorrection, { readonly chargeId?: ChargeId }> = {
  name: 'resolveCorrection',
  tables: ['corrections', 'charges', 'creditNotes', 'invoices', 'documents'],
  async run(books, { way, ...seen }, envelope): Promise<Result<{ chargeId?: ChargeId }, Problem>> {
    const found = expectRow('correction', await books.db.corrections.get(seen.id), seen)
    if (!found.ok) return found
    const before = found.value
    if (before.state !== 'open') return refused({ code: 'correction-resolved' })
    const charged = way === 'next-invoice' ? await readCharged(books.db, before) : undefined
    if (charged !== undefined && charged + before.amount < 0) {
      // A person credited the period in the meantime: it is not given back once more.
      const { description, currency } = before
      return refused({ code: 'credit-exceeds', description, left: minor(Math.max(charged, 0)), currency })
    }
    const resolved = await resolvedAs(books, before, way, envelope)
    if (!resolved.ok) return resolved
    const next = { ...resolved.value, version: before.version + 1, updatedAt: envelope.now }
    await books.corrections.put(next, before)
    recordResolved(books, next)
    await discardProposals(books, [next], envelope)
    const { resolvedBy } = next
    return ok(way === 'next-invoice' && resolvedBy !== undefined ? { chargeId: resolvedBy as ChargeId } : {})
  },
}

/** The correction as resolved, with its line for the next invoice written where there is one. Problem: `charge-key-taken`. */
export async function resolvedAs(
  books: Books,
  correction: Correction,
  way: ResolveCorrection['way'],
  envelope: Pick<Envelope, 'now' | 'today'>,
): Promise<Result<Correction, Problem>> {
  if (way === 'nothing') return ok({ ...correction, state: 'resolved', resolution: way })
  const corrected = await books.db.charges.get(correction.chargeId)
  if (corrected === undefined) throw new Error(`Correction ${correction.id} lost its charge`)
  const { now, today } = envelope
  const charge: Charge = { ...creditLine(correction, corrected, today), version: 1, createdAt: now, updatedAt: now }
  const taken = await addCharges(books, [charge])
  if (taken !== undefined) return refused(taken)
  const { id, clientId, contractId, description, amount, currency } = charge
  books.record('charge.added', [id, clientId, contractId], { description, amount, currency })
  return ok({ ...correction, state: 'resolved', resolution: way, resolvedBy: id })
}

/** Notes how a correction was resolved. */
export function recordResolved(books: Books, correction: Correction): void {
  const { id, clientId, contractId, contractItemId, description, amount, currency, resolution } = correction
  books.record('correction.resolved', [id, clientId, contractId, contractItemId], {
    description,
    amount,
    currency,
    resolution,
  })
}
