import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { sumUnits } from '../core/selling/draw-units.ts'
import type { Command } from './execute.ts'
import { readLots, recordUnits, type UnitSubject, unitTables } from './unit-lots.ts'

/** The owner has seen that few units are left: no more of it until the next one is used. */
export const dismissLowUnits: Command<UnitSubject, Record<never, never>> = {
  name: 'dismissLowUnits',
  tables: unitTables,
  async run(books, subject, envelope): Promise<Result<Record<never, never>, Problem>> {
    const lots = await readLots(books.db, subject)
    const low = lots.filter(({ lowSince }) => lowSince !== undefined)
    if (low.length === 0) {
      books.nothingDone()
      return ok({})
    }
    for (const previous of low) {
      const { lowSince: _lowSince, ...rest } = previous
      await books.unitLots.put({ ...rest, version: previous.version + 1, updatedAt: envelope.now }, previous)
    }
    const [client, product] = await Promise.all([
      books.db.clients.get(subject.clientId),
      books.db.products.get(subject.productId),
    ])
    const names = { ...subject, clientName: client?.name ?? '' }
    recordUnits(
      books,
      'units.low-dismissed',
      names,
      sumUnits(lots.map(({ left }) => left)),
      low.map(({ id }) => id),
      product,
    )
    return ok({})
  },
}
