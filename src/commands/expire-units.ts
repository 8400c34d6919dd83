import type { Decimal } from '../core/decimal.ts'
import type { ClientId, UnitLotId } from '../core/ids.ts'
import { ok, type Result } from '../core/result.ts'
import { expiredLot } from '../core/selling/draw-units.ts'
import type { UnitLot } from '../core/selling/prepaid-units.ts'
import { expiredUnits } from '../storage/expired-units.ts'
import type { Command } from './execute.ts'
import { changeLots, recordUnits, unitTables } from './unit-lots.ts'

export interface ExpiredLot {
  readonly lotId: UnitLotId
  readonly clientId: ClientId
  readonly clientName: string
  readonly product: string
  readonly units: Decimal
}

export interface ExpiredUnits {
  /** What went, by lot. */
  readonly expired: readonly ExpiredLot[]
}

/** Lets prepaid units go whose day has come, as far as they were not used (T-5). */
export const expireUnits: Command<Record<never, never>, ExpiredUnits> = {
  name: 'expireUnits',
  tables: unitTables,
  async run(books, _input, envelope): Promise<Result<ExpiredUnits, never>> {
    const due = await expiredUnits(books.db, envelope.today)
    const expired: ExpiredLot[] = []
    const bySubject = new Map<string, UnitLot[]>()
    for (const lot of due) {
      const key = `${lot.clientId} ${lot.productId}`
      bySubject.set(key, [...(bySubject.get(key) ?? []), lot])
    }
    for (const lots of bySubject.values()) {
      const [first] = lots
      if (first === undefined) continue
      const changes = lots.map((previous) => ({ next: expiredLot(previous), previous }))
      const touched = await changeLots(books, first, changes, envelope)
      const [client, product] = await Promise.all([
        books.db.clients.get(first.clientId),
        books.db.products.get(first.productId),
      ])
      const names = { clientId: first.clientId, productId: first.productId, clientName: client?.name ?? '' }
      for (const [index, { id, left }] of lots.entries()) {
        recordUnits(books, 'units.expired', names, left, [id, ...(index === 0 ? touched : [])], product)
        const { clientId, clientName } = names
        expired.push({ lotId: id, clientId, clientName, product: product?.name ?? '', units: left })
      }
    }
    if (due.length === 0) books.nothingDone()
    return ok({ expired })
  },
}
