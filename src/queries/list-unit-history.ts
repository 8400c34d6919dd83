// What came in, was used, expired and went back of a client's prepaid units: a ledger, the newest first.
import { Dexie } from 'dexie'
import { type CalendarDate, calendarDate } from '../core/date.ts'
import { type Decimal, isZero } from '../core/decimal.ts'
import type { ChargeId, ClientId, InvoiceId, ProductId } from '../core/ids.ts'
import type { Client, Product } from '../core/model.ts'
import { sumUnits } from '../core/selling/draw-units.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { Books } from './account-entries.ts'

export interface UnitLine {
  readonly key: string
  readonly on: CalendarDate
  readonly kind: 'bought' | 'given' | 'brought' | 'used' | 'expired' | 'returned'
  readonly product: Product
  /** Never below 0; what takes away is said by the kind. */
  readonly units: Decimal
  readonly note?: string
  /** That sold them. */
  readonly invoice?: { readonly id: InvoiceId; readonly number: string }
  /** Of a use. */
  readonly use?: UnitUse
  /** The charge over what was used beyond the units, with the invoice that has it. */
  readonly charge?: { readonly id: ChargeId; readonly invoiceId?: InvoiceId }
  /** Of what was given by hand and is not used up: it can be taken back. */
  readonly lot?: UnitLot
}

/** A product's units in all: granted = used + left + expired + returned. */
export interface UnitTotals {
  readonly product: Product
  readonly granted: Decimal
  readonly used: Decimal
  readonly left: Decimal
  readonly expired: Decimal
  readonly returned: Decimal
  /** Used beyond them. */
  readonly overdraft: Decimal
}

export interface UnitHistory {
  readonly client: Client
  readonly totals: readonly UnitTotals[]
  readonly lines: readonly UnitLine[]
}

/** A client's ledger of units; `null` when there is no such client. */
export async function getUnitHistory(books: Books, clientId: ClientId): Promise<UnitHistory | null> {
  const client = await books.clients.get(clientId)
  if (client === undefined) return null
  const [lots, uses] = await Promise.all([
    books.unitLots.where('[clientId+productId]').between([clientId, Dexie.minKey], [clientId, Dexie.maxKey]).toArray(),
    books.unitUses
      .where('[clientId+productId+usedOn]')
      .between([clientId, Dexie.minKey, Dexie.minKey], [clientId, Dexie.maxKey, Dexie.maxKey])
      .toArray(),
  ])
  const productIds = [...new Set([...lots, ...uses].map(({ productId }) => productId))]
  const products = new Map<ProductId, Product>()
  for (const product of await books.products.bulkGet(productIds)) {
    if (product !== undefined) products.set(product.id, product)
  }
  const lines = [...(await linesOfLots(books, lots, products)), ...(await linesOfUses(books, uses, products))]
  lines.sort((a, b) => (a.on === b.on ? (a.key < b.key ? 1 : -1) : a.on < b.on ? 1 : -1))
  const totals = [...products.values()]
    .map((product) => totalsOf(product, lots, uses))
    .sort((a, b) => (a.product.sortName < b.product.sortName ? -1 : 1))
  return { client, totals, lines }
}

function totalsOf(product: Product, allLots: readonly UnitLot[], allUses: readonly UnitUse[]): UnitTotals {
  const lots = allLots.filter(({ productId }) => productId === product.id)
  const uses = allUses.filter(({ productId, state }) => productId === product.id && state === 'live')
  return {
    product,
    granted: sumUnits(lots.map(({ granted }) => granted)),
    used: sumUnits(lots.map(({ used }) => used)),
    left: sumUnits(lots.map(({ left }) => left)),
    expired: sumUnits(lots.map(({ expired }) => expired)),
    returned: sumUnits(lots.map(({ returned }) => returned)),
    overdraft: sumUnits(uses.map(({ overdraft }) => overdraft)),
  }
}

const kindOf = { purchase: 'bought', gift: 'given', import: 'brought' } as const

async function linesOfLots(
  books: Books,
  lots: readonly UnitLot[],
  products: ReadonlyMap<ProductId, Product>,
): Promise<UnitLine[]> {
  const purchases = await books.purchases.bulkGet(lots.flatMap(({ purchaseId }) => purchaseId ?? []))
  const purchaseOf = new Map(purchases.flatMap((purchase) => (purchase === undefined ? [] : [[purchase.id, purchase]])))
  const invoices = await books.invoices.bulkGet([...purchaseOf.values()].map(({ invoiceId }) => invoiceId))
  const numberOf = new Map(
    invoices.flatMap((invoice) =>
      invoice === undefined || invoice.state === 'draft' ? [] : [[invoice.id, invoice.number] as const],
    ),
  )
  return lots.flatMap((lot) => {
    const product = products.get(lot.productId)
    if (product === undefined) return []
    const purchase = lot.purchaseId === undefined ? undefined : purchaseOf.get(lot.purchaseId)
    const number = purchase === undefined ? undefined : numberOf.get(purchase.invoiceId)
    const sold = purchase === undefined || number === undefined ? {} : { invoice: { id: purchase.invoiceId, number } }
    const said = lot.note === undefined ? {} : { note: lot.note }
    const byHand = lot.origin !== 'purchase' && !isZero(lot.left) ? { lot } : {}
    const lines: UnitLine[] = [
      {
        key: `${lot.id}/1`,
        on: lot.grantedOn,
        kind: kindOf[lot.origin],
        product,
        units: lot.granted,
        ...sold,
        ...said,
        ...byHand,
      },
    ]
    if (!isZero(lot.expired) && lot.expiresOn !== undefined) {
      lines.push({ key: `${lot.id}/2`, on: lot.expiresOn, kind: 'expired', product, units: lot.expired, ...sold })
    }
    if (!isZero(lot.returned)) {
      const on = purchase?.undoneOn ?? calendarDate(lot.updatedAt.slice(0, 10))
      lines.push({ key: `${lot.id}/3`, on, kind: 'returned', product, units: lot.returned, ...sold })
    }
    return lines
  })
}

async function linesOfUses(
  books: Books,
  uses: readonly UnitUse[],
  products: ReadonlyMap<ProductId, Product>,
): Promise<UnitLine[]> {
  const charges = await books.charges.bulkGet(uses.flatMap(({ chargeId }) => chargeId ?? []))
  const invoiceOf = new Map(charges.flatMap((charge) => (charge === undefined ? [] : [[charge.id, charge.invoiceId]])))
  return uses.flatMap((use) => {
    const product = products.get(use.productId)
    if (product === undefined) return []
    const invoiceId = use.chargeId === undefined ? undefined : invoiceOf.get(use.chargeId)
    const charge =
      use.chargeId === undefined
        ? {}
        : { charge: { id: use.chargeId, ...(invoiceId === undefined ? {} : { invoiceId }) } }
    const said = use.note === undefined ? {} : { note: use.note }
    return [{ key: use.id, on: use.usedOn, kind: 'used' as const, product, units: use.units, use, ...charge, ...said }]
  })
}
