import type { PurchaseId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { withWake } from '../core/selling/plan-wake.ts'
import type { PlanPurchase } from '../core/selling/purchase.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow, readSettings } from './read-rows.ts'

interface SeenTerm {
  readonly id: PurchaseId
  readonly version?: number
}

/** Lets a plan run out at the end of its last term. Problems: `not-found`, `stale`, `purchase-undone`, `plan-renewed`. */
export const stopPlan: Command<SeenTerm, { readonly version: number }> = {
  name: 'stopPlan',
  tables: ['purchases', 'settings'],
  run: (books, input, envelope) => setRenews(books, input, 0, envelope.now),
}

/** Renews the plan again when its day comes. Problems: those of `stopPlan`. */
export const resumePlan: Command<SeenTerm, { readonly version: number }> = {
  name: 'resumePlan',
  tables: ['purchases', 'settings'],
  run: (books, input, envelope) => setRenews(books, input, 1, envelope.now),
}

async function setRenews(
  books: Books,
  input: SeenTerm,
  renews: 0 | 1,
  now: PlanPurchase['updatedAt'],
): Promise<Result<{ version: number }, Problem>> {
  const found = expectRow('purchase', await books.db.purchases.get(input.id), input)
  if (!found.ok) return found
  const term = found.value
  if (term.kind !== 'plan') return refused({ code: 'not-found', entity: 'purchase', id: input.id })
  const { clientName, description } = term
  if (term.state === 'undone') return refused({ code: 'purchase-undone', description })
  if (term.renewedBy !== undefined) {
    const renewal = await books.db.purchases.get(term.renewedBy)
    if (renewal !== undefined && renewal.state !== 'undone') return refused({ code: 'plan-renewed', description })
  }
  // Whoever wants it renewed again takes back that the last renewal was given up.
  const { renewedBy: _renewedBy, ...rest } = term
  const { selling } = await readSettings(books.db)
  const next = withWake({ ...(renews === 1 ? rest : term), renews, version: term.version + 1, updatedAt: now }, selling)
  await books.purchases.put(next, term)
  books.record(renews === 1 ? 'plan.resumed' : 'plan.stopped', [term.id, term.planId, term.clientId], {
    clientName,
    description,
  })
  return ok({ version: next.version })
}
