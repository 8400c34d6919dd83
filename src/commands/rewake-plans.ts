import type { Envelope } from '../core/envelope.ts'
import type { PurchaseId } from '../core/ids.ts'
import { withWake } from '../core/selling/plan-wake.ts'
import type { SellingSettings } from '../core/settings.ts'
import type { Books } from './books.ts'

/**
 * Rewrites the day of every term that waits for one, for another lead (T-8): read by each run, never worked out anew.
 * Answers the terms that moved.
 */
export async function rewakePlans(books: Books, selling: SellingSettings, { now }: Envelope): Promise<PurchaseId[]> {
  const moved: PurchaseId[] = []
  for (const row of await books.db.purchases.where('wakeOn').above('').toArray()) {
    if (row.kind !== 'plan') continue
    const next = withWake(row, selling)
    if (next.wakeOn === row.wakeOn) continue
    await books.purchases.put({ ...next, version: row.version + 1, updatedAt: now }, row)
    moved.push(row.id)
  }
  return moved
}
