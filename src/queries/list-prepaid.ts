// Prepaid units as screens show them: what is left of each pack, what waits for payment, what expires when.
import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import { type Decimal, isZero } from '../core/decimal.ts'
import type { ClientId, InvoiceId, ProductId } from '../core/ids.ts'
import type { Client, Product } from '../core/model.ts'
import { availableOn, inDrawingOrder, latestLot, noUnits, sumUnits } from '../core/selling/draw-units.ts'
import type { UnitLot } from '../core/selling/prepaid-units.ts'
import type { Books } from './account-entries.ts'

/** A client's units of one product. */
export interface Prepaid {
  readonly product: Product
  /** All lots, empty ones too. */
  readonly lots: readonly UnitLot[]
  /** What can be used today. */
  readonly left: Decimal
  /** What the lots were that something is left of; with nothing left the last one. */
  readonly granted: Decimal
  /** Units that wait for the payment of their invoice (T-5), with that invoice. */
  readonly waiting: readonly { readonly units: Decimal; readonly invoiceId?: InvoiceId; readonly number?: string }[]
  /** What expires on which day, the next first. */
  readonly expires: readonly { readonly on: CalendarDate; readonly units: Decimal }[]
  readonly lowSince?: CalendarDate
}

export interface ClientPrepaid {
  readonly rows: readonly Prepaid[]
  /** Whether the account sells any pack: with none, clients without units have nothing to see here. */
  readonly sellsPacks: boolean
}

/** The prepaid units of a client, by product; archived products only while something is left of them. */
export async function listPrepaid(books: Books, clientId: ClientId, today: CalendarDate): Promise<ClientPrepaid> {
  const lots = await books.unitLots
    .where('[clientId+productId]')
    .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
    .toArray()
  const byProduct = new Map<ProductId, UnitLot[]>()
  for (const lot of lots) byProduct.set(lot.productId, [...(byProduct.get(lot.productId) ?? []), lot])
  const ids = [...byProduct.keys()]
  const products = await books.products.bulkGet(ids)
  const rows: Prepaid[] = []
  for (const product of products) {
    if (product === undefined) continue
    const row = await prepaidOf(books, product, byProduct.get(product.id) ?? [], today)
    const isOver = isZero(row.left) && row.waiting.length === 0 && product.state === 'archived'
    if (!isOver) rows.push(row)
  }
  rows.sort((a, b) => (a.product.sortName < b.product.sortName ? -1 : 1))
  return { rows, sellsPacks: rows.length > 0 || (await listPacks(books, 1)).length > 0 }
}

async function prepaidOf(
  books: Books,
  product: Product,
  lots: readonly UnitLot[],
  today: CalendarDate,
): Promise<Prepaid> {
  const live = inDrawingOrder(lots.filter((lot) => isUsable(lot, today)))
  const held = lots.filter((lot) => lot.usable === 0 && !isZero(lot.left))
  const purchases = await books.purchases.bulkGet(held.flatMap(({ purchaseId }) => purchaseId ?? []))
  const invoices = await books.invoices.bulkGet(purchases.flatMap((purchase) => purchase?.invoiceId ?? []))
  const waiting = held.map((lot) => {
    const purchase = purchases.find((one) => one?.id === lot.purchaseId)
    const invoice = invoices.find((one) => one?.id === purchase?.invoiceId)
    const number = invoice === undefined || invoice.state === 'draft' ? undefined : invoice.number
    return {
      units: lot.left,
      ...(invoice === undefined ? {} : { invoiceId: invoice.id }),
      ...(number === undefined ? {} : { number }),
    }
  })
  const byDay = new Map<CalendarDate, Decimal>()
  for (const { expiresOn, left } of live) {
    if (expiresOn !== undefined) byDay.set(expiresOn, sumUnits([byDay.get(expiresOn) ?? noUnits, left]))
  }
  const last = latestLot(lots)
  const lowSince = lots.find((lot) => lot.lowSince !== undefined)?.lowSince
  return {
    product,
    lots,
    left: sumUnits(live.map(({ left }) => left)),
    granted: live.length > 0 ? sumUnits(live.map(({ granted }) => granted)) : (last?.granted ?? noUnits),
    waiting,
    expires: [...byDay].map(([on, units]) => ({ on, units })),
    ...(lowSince === undefined ? {} : { lowSince }),
  }
}

function isUsable(lot: UnitLot, today: CalendarDate): boolean {
  return !isZero(lot.left) && !isZero(availableOn(lot, today))
}

/** Products that are sold as packs and in the catalogue, by name. */
export async function listPacks(books: Books, limit = 500): Promise<Product[]> {
  return books.products
    .where('[state+sortName+id]')
    .between(['active', Dexie.minKey], ['active', Dexie.maxKey])
    .filter(({ sale }) => sale?.kind === 'pack')
    .limit(limit)
    .toArray()
}

/** Few units are left of a product, and the owner has not put the reminder aside. */
export interface LowUnits {
  readonly client: Client
  readonly product: Product
  readonly since: CalendarDate
  /** Usable or waiting. */
  readonly left: Decimal
}

/** Clients with few units left of a product, the latest first; archived ones need no reminder. */
export async function findLowUnits(books: Books, limit: number): Promise<Omit<LowUnits, 'left'>[]> {
  const lots = await books.unitLots.orderBy('lowSince').reverse().limit(limit).toArray()
  const [clients, products] = await Promise.all([
    books.clients.bulkGet(lots.map(({ clientId }) => clientId)),
    books.products.bulkGet(lots.map(({ productId }) => productId)),
  ])
  return lots.flatMap(({ lowSince }, index) => {
    const [client, product] = [clients[index], products[index]]
    if (client === undefined || product === undefined || lowSince === undefined) return []
    return client.status === 'archived' ? [] : [{ client, product, since: lowSince }]
  })
}

/** The same with what is left of them. */
export async function listLowUnits(books: Books, limit: number): Promise<LowUnits[]> {
  const rows = await findLowUnits(books, limit)
  return Promise.all(
    rows.map(async (row) => {
      const key = [row.client.id, row.product.id]
      const lots = await books.unitLots.where('[clientId+productId]').equals(key).toArray()
      return { ...row, left: sumUnits(lots.map(({ left }) => left)) }
    }),
  )
}
