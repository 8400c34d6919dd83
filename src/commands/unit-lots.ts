// Lots of prepaid units as commands write them: every change of a lot goes through `changeLots`, which keeps the reminder
// that few are left on the lot that was granted last.
import type { CalendarDate } from '../core/date.ts'
import { compareDecimals, type Decimal, isZero } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventType } from '../core/event.ts'
import type { ClientId, ProductId, UnitLotId } from '../core/ids.ts'
import type { Product } from '../core/model.ts'
import { expiryOf, latestLot, neverUsed, noUnits, sumUnits, undoneLot } from '../core/selling/draw-units.ts'
import type { UnitLot } from '../core/selling/prepaid-units.ts'
import type { PackSale } from '../core/selling/product-sale.ts'
import type { PackPurchase } from '../core/selling/purchase.ts'
import type { AccountDb, TableName } from '../storage/account-db.ts'
import type { Books, Change } from './books.ts'

/** What writing lots touches; commands that call this file name them in their tables. */
export const unitTables = ['unitLots', 'products', 'clients'] as const satisfies readonly TableName[]

export interface UnitSubject {
  readonly clientId: ClientId
  readonly productId: ProductId
}

/** All lots of a client and product, empty ones too: they say how much was used, and lapsed units may come back. */
export function readLots(db: AccountDb, { clientId, productId }: UnitSubject): Promise<UnitLot[]> {
  return db.unitLots.where('[clientId+productId]').equals([clientId, productId]).toArray()
}

/**
 * Grants the units of a pack that was sold; they wait where they are usable on payment (T-5). Granted once: a purchase
 * that has its lot keeps it.
 */
export async function grantUnits(books: Books, purchase: PackPurchase, envelope: Envelope): Promise<void> {
  if ((await lotsOf(books.db, purchase)).length > 0) return
  const product = await books.db.products.get(purchase.productId)
  const usable = purchase.usableOn === 'issue' ? 1 : purchase.paid
  const lasts = product?.sale?.kind === 'pack' ? product.sale : {}
  const lot: UnitLot = {
    ...newLot(purchase, purchase.units, envelope),
    origin: 'purchase',
    purchaseId: purchase.id,
    usable,
    ...(usable === 1 ? lastsFrom(envelope.today, lasts) : lasting(lasts)),
    ...(purchase.importId === undefined ? {} : { importId: purchase.importId }),
  }
  const touched = await addLot(books, lot, envelope)
  recordUnits(books, 'units.granted', purchase, lot.granted, [...touched, purchase.id], product)
}

/** A lot of which nothing is used. */
export function newLot(subject: UnitSubject, units: Decimal, envelope: Envelope): Omit<UnitLot, 'origin'> {
  return {
    id: envelope.newId('lot'),
    version: 1,
    clientId: subject.clientId,
    productId: subject.productId,
    granted: units,
    used: noUnits,
    left: units,
    expired: noUnits,
    returned: noUnits,
    grantedOn: envelope.today,
    usable: 1,
    state: 'live',
    createdAt: envelope.now,
    updatedAt: envelope.now,
  }
}

/** The invoice of a pack was paid, or is open again (T-5): units that wait for payment may be used, or wait again. */
export async function setUnitsUsable(
  books: Books,
  purchase: PackPurchase,
  usable: 0 | 1,
  envelope: Envelope,
): Promise<void> {
  if (purchase.usableOn === 'issue') return
  const lots = (await lotsOf(books.db, purchase)).filter((lot) => lot.usable !== usable)
  if (lots.length === 0) return
  const product = await books.db.products.get(purchase.productId)
  const changes = lots.map((previous) => ({ previous, next: usableLot(previous, usable, envelope.today) }))
  const touched = await changeLots(books, purchase, changes, envelope)
  const left = sumUnits(lots.map((lot) => lot.left))
  const type = usable === 1 ? 'units.usable' : 'units.withheld'
  recordUnits(books, type, purchase, left, [...touched, purchase.id], product)
}

/** The lot as it may be used, or waits again. Its time begins with the first payment and does not stop (T-5). */
function usableLot(lot: UnitLot, usable: 0 | 1, today: CalendarDate): UnitLot {
  const { expiresAfter, ...rest } = lot
  if (usable === 0 || expiresAfter === undefined) return { ...lot, usable }
  return { ...rest, usable, ...lastsFrom(today, { expiresAfter }) }
}

function lastsFrom(day: CalendarDate, sale: Pick<PackSale, 'expiresAfter'>): Pick<UnitLot, 'expiresOn'> {
  const expiresOn = expiryOf(sale, day)
  return expiresOn === undefined ? {} : { expiresOn }
}

function lasting({ expiresAfter }: Pick<PackSale, 'expiresAfter'>): Pick<UnitLot, 'expiresAfter'> {
  return expiresAfter === undefined ? {} : { expiresAfter }
}

/**
 * Takes back what was never used of an undone purchase (Build 2, R-31). Answers how many units that were, and how many had been
 * used: those stay used.
 */
export async function returnUnits(
  books: Books,
  purchase: PackPurchase,
  envelope: Envelope,
): Promise<{ readonly returned: Decimal; readonly used: Decimal }> {
  const lots = await lotsOf(books.db, purchase)
  const full = lots.filter((lot) => !isZero(neverUsed(lot)))
  const returned = sumUnits(full.map(neverUsed))
  if (full.length > 0) {
    const product = await books.db.products.get(purchase.productId)
    const changes = full.map((previous) => ({ previous, next: undoneLot(previous) }))
    const touched = await changeLots(books, purchase, changes, envelope)
    recordUnits(books, 'units.returned', purchase, returned, [...touched, purchase.id], product)
  }
  return { returned, used: sumUnits(lots.map(({ used }) => used)) }
}

function lotsOf(db: AccountDb, purchase: PackPurchase): Promise<UnitLot[]> {
  return db.unitLots.where('purchaseId').equals(purchase.id).toArray()
}

/** Adds a lot and moves the reminder to it, or takes it away where enough is left now. Answers the lots written. */
export async function addLot(books: Books, lot: UnitLot, envelope: Envelope): Promise<readonly UnitLotId[]> {
  return writeLots(books, lot, [], lot, envelope)
}

/** Writes changed lots of one client and product, each one version on, and reminds when few are left. */
export async function changeLots(
  books: Books,
  subject: UnitSubject,
  changes: readonly Change<UnitLot>[],
  envelope: Envelope,
): Promise<readonly UnitLotId[]> {
  return writeLots(books, subject, changes, undefined, envelope)
}

async function writeLots(
  books: Books,
  subject: UnitSubject,
  changes: readonly Change<UnitLot>[],
  added: UnitLot | undefined,
  envelope: Envelope,
): Promise<readonly UnitLotId[]> {
  const before = await readLots(books.db, subject)
  const next = new Map(before.map((lot) => [lot.id, lot]))
  for (const change of changes) next.set(change.next.id, change.next)
  if (added !== undefined) next.set(added.id, added)
  const product = await books.db.products.get(subject.productId)
  const lots = withReminder([...next.values()], before, product, envelope)
  const previousById = new Map(before.map((lot) => [lot.id, lot]))
  const moved = new Set(changes.map((change) => change.next.id))
  const put: Change<UnitLot>[] = []
  for (const lot of lots) {
    const previous = previousById.get(lot.id)
    if (previous === undefined) await books.unitLots.add(lot)
    else if (moved.has(lot.id) || lot.lowSince !== previous.lowSince) {
      put.push({ next: { ...lot, version: previous.version + 1, updatedAt: envelope.now }, previous })
    }
  }
  await books.unitLots.putMany(put)
  const low = lots.find(({ lowSince }) => lowSince !== undefined)
  if (low !== undefined && before.every(({ lowSince }) => lowSince === undefined)) {
    const client = await books.db.clients.get(subject.clientId)
    const names = { ...subject, clientName: client?.name ?? '' }
    recordUnits(books, 'units.low', names, sumUnits(lots.map(({ left }) => left)), [low.id], product)
  }
  return [...put.map((change) => change.next.id), ...(added === undefined ? [] : [added.id])]
}

/**
 * The lots with `lowSince` where it belongs: set when what is left falls to `lowAt` or below it, kept until there is more
 * again. Units that wait for payment are sold already, so they count; what was dismissed comes again with the next use.
 */
function withReminder(
  lots: readonly UnitLot[],
  before: readonly UnitLot[],
  product: Product | undefined,
  { today }: Envelope,
): UnitLot[] {
  const lowAt = product?.sale?.kind === 'pack' ? product.sale.lowAt : undefined
  const left = sumUnits(lots.map((lot) => lot.left))
  const since = before.find(({ lowSince }) => lowSince !== undefined)?.lowSince
  const isLow = lowAt !== undefined && compareDecimals(left, lowAt) <= 0
  const falls = compareDecimals(leftOrReturned(lots), leftOrReturned(before)) < 0
  const lowSince = isLow ? (since ?? (falls ? today : undefined)) : undefined
  const latest = latestLot(lots)
  return lots.map((lot) => {
    const { lowSince: _lowSince, ...rest } = lot
    return lot.id === latest?.id && lowSince !== undefined ? { ...rest, lowSince } : rest
  })
}

/** Units that an undone purchase took back are no reason to sell more. */
function leftOrReturned(lots: readonly UnitLot[]): Decimal {
  return sumUnits(lots.flatMap(({ left, returned }) => [left, returned]))
}

/** Notes what happened to a client's units of a product; `subjects`: the rows that changed. */
export function recordUnits(
  books: Books,
  type: UnitEvent,
  names: UnitSubject & { readonly clientName: string; readonly description?: string },
  quantity: Decimal,
  subjects: readonly (string | undefined)[],
  product: Pick<Product, 'name' | 'unit'> | undefined,
): void {
  books.record(type, [...subjects, names.clientId, names.productId], {
    clientName: names.clientName,
    description: names.description ?? product?.name ?? '',
    quantity,
    ...(product?.unit === undefined ? {} : { unit: product.unit }),
  })
}

type UnitEvent = Extract<EventType, `units.${string}`>
