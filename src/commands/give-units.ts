import { checkDate, invalid } from '../core/check-fields.ts'
import type { CalendarDate } from '../core/date.ts'
import { type Decimal, decimal, isZero } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { UnitLotId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { returnedLot } from '../core/selling/draw-units.ts'
import type { UnitLot } from '../core/selling/prepaid-units.ts'
import type { Books } from './books.ts'
import type { ImportedFrom } from './draft-purchase.ts'
import type { Command } from './execute.ts'
import { expectBillable, expectRow } from './read-rows.ts'
import { addLot, changeLots, newLot, recordUnits, type UnitSubject, unitTables } from './unit-lots.ts'
import { unitsProblem } from './use-units.ts'

export interface GiveUnits extends UnitSubject {
  /** Above 0. */
  readonly units: Decimal
  /** A present; or what the client had left when the owner came from another system. */
  readonly origin: 'gift' | 'import'
  /** On this day what is left is gone; after today. Absent: never. */
  readonly expiresOn?: CalendarDate
  readonly note?: string
}

/**
 * Gives a client units without an invoice. Problems: `not-found`, `client-archived`, `not-for-sale` where the product is no
 * pack of units, `field-invalid`.
 */
export const giveUnits: Command<GiveUnits, { readonly id: UnitLotId }> = {
  name: 'giveUnits',
  tables: unitTables,
  run: (books, input, envelope) => give(books, input, envelope),
}

/** The giving itself, in the transaction of whoever gives; an import says which one it is. */
export async function give(
  books: Books,
  input: GiveUnits,
  envelope: Envelope,
  origin?: ImportedFrom,
): Promise<Result<{ id: UnitLotId }, Problem>> {
  const problem =
    unitsProblem(input.units, input.note) ??
    checkDate('expiresOn', input.expiresOn) ??
    (input.expiresOn !== undefined && input.expiresOn <= envelope.today
      ? invalid('expiresOn', 'out-of-range')
      : undefined)
  if (problem !== undefined) return refused(problem)
  const client = await expectBillable(books.db, input.clientId)
  if (!client.ok) return client
  const product = await books.db.products.get(input.productId)
  if (product === undefined) return refused({ code: 'not-found', entity: 'product', id: input.productId })
  if (product.sale?.kind !== 'pack') return refused({ code: 'not-for-sale', name: product.name })
  const note = input.note?.trim() ?? ''
  const lot: UnitLot = {
    ...newLot(input, decimal(input.units), envelope),
    origin: input.origin,
    ...(input.expiresOn === undefined ? {} : { expiresOn: input.expiresOn }),
    ...(note === '' ? {} : { note }),
    ...origin,
  }
  const touched = await addLot(books, lot, envelope)
  const names = { clientId: lot.clientId, productId: lot.productId, clientName: client.value.name }
  recordUnits(books, 'units.granted', names, lot.granted, touched, product)
  return ok({ id: lot.id })
}

/**
 * Takes back what is left of units that were given by hand, the undo of `giveUnits`; sold ones go back with their
 * purchase only. Problems: `not-found`, `stale`, `wrong-state`.
 */
export const takeBackUnits: Command<
  { readonly id: UnitLotId; readonly version?: number },
  { readonly returned: Decimal; readonly used: Decimal }
> = {
  name: 'takeBackUnits',
  tables: unitTables,
  async run(books, seen, envelope): Promise<Result<{ returned: Decimal; used: Decimal }, Problem>> {
    const found = expectRow('unitLot', await books.db.unitLots.get(seen.id), seen)
    if (!found.ok) return found
    const lot = found.value
    if (lot.origin === 'purchase' || isZero(lot.left)) {
      return refused({ code: 'wrong-state', act: 'undo', state: lot.origin === 'purchase' ? 'issued' : 'undone' })
    }
    const touched = await changeLots(books, lot, [{ next: returnedLot(lot), previous: lot }], envelope)
    const [client, product] = await Promise.all([
      books.db.clients.get(lot.clientId),
      books.db.products.get(lot.productId),
    ])
    const names = { clientId: lot.clientId, productId: lot.productId, clientName: client?.name ?? '' }
    recordUnits(books, 'units.returned', names, lot.left, touched, product)
    return ok({ returned: lot.left, used: lot.used })
  },
}
