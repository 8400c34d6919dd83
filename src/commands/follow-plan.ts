// What becomes of a term of a plan when its invoice is paid, open again, or taken back (T-20, R-29). The row has `state` and
// `paid` of its invoice already; called by `followPurchases`, in the same transaction.
import { type CalendarDate, laterOf } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import { unmovedTerm } from '../core/selling/plan-chain.ts'
import { withWake } from '../core/selling/plan-wake.ts'
import type { PlanPurchase } from '../core/selling/purchase.ts'
import { restoredTerm } from '../core/selling/term-days.ts'
import type { SellingSettings } from '../core/settings.ts'
import type { Books } from './books.ts'
import { readSettings } from './read-rows.ts'

/**
 * Paid: the plan goes on; one that had expired is restored from the old end, or from the day on which the money came
 * where the account says so.
 */
export async function planPaid(
  books: Books,
  term: PlanPurchase,
  paidOn: CalendarDate,
  envelope: Envelope,
): Promise<void> {
  const { selling } = await readSettings(books.db)
  if (term.expiredOn === undefined || term.restoredOn !== undefined) {
    await rewrite(books, term, withWake(term, selling), envelope)
    return
  }
  const next = restored(term, term.expiredOn, paidOn, selling)
  await rewrite(books, term, next, envelope)
  books.record('plan.restored', [term.id, term.planId, term.clientId, term.invoiceId], {
    clientName: term.clientName,
    description: term.description,
  })
}

/** Corrected: the money came on another day. What was restored goes on from that one, unless another term follows it. */
export async function planRedated(
  books: Books,
  term: PlanPurchase,
  paidOn: CalendarDate,
  envelope: Envelope,
): Promise<void> {
  const { expiredOn, restoredOn, renewedBy } = term
  if (term.paid === 0 || expiredOn === undefined || restoredOn === undefined || renewedBy !== undefined) return
  const { selling } = await readSettings(books.db)
  await rewrite(books, term, restored(await unmoved(books, term), expiredOn, paidOn, selling), envelope)
}

function restored(
  term: PlanPurchase,
  expiredOn: CalendarDate,
  paidOn: CalendarDate,
  selling: SellingSettings,
): PlanPurchase {
  // The first term was served on credit: it stays where it was; so does one that was served and then not renewed, one
  // that was paid in time and entered late, and one that has a successor already.
  const moves =
    selling.restoreFrom === 'payment-day' &&
    term.term > 1 &&
    expiredOn === term.start &&
    term.renewedBy === undefined &&
    paidOn > term.start
  const moved = moves ? restoredTerm(paidOn, term.termMonths, term.renewOn) : {}
  return withWake({ ...term, ...moved, restoredOn: laterOf(paidOn, expiredOn) }, selling)
}

async function unmoved(books: Books, term: PlanPurchase): Promise<PlanPurchase> {
  const rows = await books.db.purchases.where('planId').equals(term.planId).toArray()
  return unmovedTerm(
    term,
    rows.filter((row) => row.kind === 'plan'),
  )
}

/** Open again, a payment bounced: it stands as if it had never been paid, and gets no renewal until it is. */
export async function planReopened(books: Books, term: PlanPurchase, envelope: Envelope): Promise<void> {
  const { selling } = await readSettings(books.db)
  const { restoredOn: _restoredOn, ...rest } = await unmoved(books, term)
  await rewrite(books, term, withWake(rest, selling), envelope)
}

/** Taken back: nothing happens to it by itself any more. The owner gave it up, so the term before is not renewed again. */
export async function planUndone(books: Books, term: PlanPurchase, envelope: Envelope): Promise<void> {
  const { selling } = await readSettings(books.db)
  await rewrite(books, term, withWake(term, selling), envelope)
}

async function rewrite(books: Books, before: PlanPurchase, next: PlanPurchase, { now }: Envelope): Promise<void> {
  if (JSON.stringify(next) === JSON.stringify(before)) return
  await books.purchases.put({ ...next, version: before.version + 1, updatedAt: now }, before)
}
