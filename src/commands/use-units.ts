import { checkDate, checkQuantity, checkRequired, checkText, firstProblem, invalid } from '../core/check-fields.ts'
import type { CalendarDate } from '../core/date.ts'
import { type Decimal, decimal, isNegative, isZero, subtractDecimals } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, UnitUseId } from '../core/ids.ts'
import type { Charge, Product } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { availableOn, drawUnits, noUnits, sumUnits } from '../core/selling/draw-units.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { PackSale } from '../core/selling/product-sale.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Books } from './books.ts'
import { defaultGroupId, newCharge } from './charge-row.ts'
import type { Command } from './execute.ts'
import { expectBillable } from './read-rows.ts'
import { changeLots, readLots, recordUnits, type UnitSubject, unitTables } from './unit-lots.ts'

export interface UseUnits extends UnitSubject {
  /** Above 0. */
  readonly units: Decimal
  /** Today or before. */
  readonly usedOn: CalendarDate
  readonly note?: string
  /** What tells this use from all others of the client and product (M-29); absent: a use of its own. */
  readonly sourceKey?: string
}

export interface UsedUnits {
  readonly id: UnitUseId
  /** Usable and left after it. */
  readonly left: Decimal
  /** What no lot had: it became the charge. */
  readonly overdraft: Decimal
  readonly chargeId?: ChargeId
}

/**
 * Uses prepaid units of a client: from the lot that expires first, then from the oldest. Beyond what is left only where
 * the product allows it: the rest becomes an open charge at its overdraft price.
 * Problems: `not-found`, `client-archived`, `not-for-sale`, `field-invalid`, `date-in-future`, `usage-duplicate`,
 * `units-short`, `amount-too-large`.
 */
export const useUnits: Command<UseUnits, UsedUnits> = {
  name: 'useUnits',
  tables: [...unitTables, 'unitUses', 'charges', 'billingGroups'],
  async run(books, input, envelope): Promise<Result<UsedUnits, Problem>> {
    const { db } = books
    const { clientId, productId, usedOn } = input
    const problem = unitsProblem(input.units, input.note) ?? problemOfUse(input, envelope.today)
    if (problem !== undefined) return refused(problem)
    const client = await expectBillable(db, clientId)
    if (!client.ok) return client
    const product = await db.products.get(productId)
    if (product === undefined) return refused({ code: 'not-found', entity: 'product', id: productId })
    const lots = await readLots(db, input)
    const sale = product.sale?.kind === 'pack' ? product.sale : undefined
    if (sale === undefined && lots.length === 0) return refused({ code: 'not-for-sale', name: product.name })
    const id = envelope.newId('use')
    const sourceKey = input.sourceKey?.trim() ?? id
    if (await isCounted(db, input, sourceKey)) return refused({ code: 'usage-duplicate', sourceKey })
    const units = decimal(input.units)
    const draw = drawUnits(lots, units, usedOn)
    const charge = isZero(draw.short)
      ? undefined
      : await overdraftCharge(books, { input, product, sale, lots, draw, envelope })
    if (charge?.ok === false) return charge
    const note = input.note?.trim() ?? ''
    const use: UnitUse = {
      id,
      version: 1,
      clientId,
      productId,
      usedOn,
      units,
      parts: draw.parts,
      overdraft: draw.short,
      ...(charge === undefined ? {} : { chargeId: charge.value.id }),
      sourceKey,
      ...(note === '' ? {} : { note }),
      state: 'live',
      createdAt: envelope.now,
      updatedAt: envelope.now,
    }
    const touched = await writeDraw(books, input, draw.lots, lots, envelope)
    if (charge !== undefined) await books.charges.add(charge.value)
    await books.unitUses.add(use)
    const names = { clientId, productId, clientName: client.value.name }
    recordUnits(books, 'units.used', names, units, [id, ...touched], product)
    if (charge !== undefined) recordCharge(books, 'charge.added', charge.value)
    const left = leftAfter(lots, draw.lots, envelope.today)
    return ok({ id, left, overdraft: draw.short, ...(charge === undefined ? {} : { chargeId: charge.value.id }) })
  },
}

/** The first thing wrong with a number of units and its note: `field-invalid`. */
export function unitsProblem(units: Decimal, note: string | undefined): Problem | undefined {
  return firstProblem(
    checkQuantity('units', units) ??
      (isNegative(units) || isZero(decimal(units)) ? invalid('units', 'not-positive') : undefined),
    checkText('note', note, 1000),
  )
}

function problemOfUse({ usedOn, sourceKey }: UseUnits, today: CalendarDate): Problem | undefined {
  return (
    firstProblem(
      checkDate('usedOn', usedOn),
      sourceKey === undefined ? undefined : checkRequired('sourceKey', sourceKey),
    ) ?? (usedOn > today ? { code: 'date-in-future', date: usedOn, today } : undefined)
  )
}

/** Whether there is a use with the key, undone or not (M-29). */
async function isCounted(db: AccountDb, { clientId, productId }: UnitSubject, sourceKey: string): Promise<boolean> {
  const key = [clientId, productId, sourceKey]
  return (await db.unitUses.where('[clientId+productId+sourceKey]').equals(key).count()) > 0
}

/** The charge over what no lot had. Problems: `units-short` where the product allows none, `amount-too-large`. */
async function overdraftCharge(
  books: Books,
  {
    input,
    product,
    sale,
    lots,
    draw,
    envelope,
  }: {
    readonly input: UseUnits
    readonly product: Product
    readonly sale: PackSale | undefined
    readonly lots: readonly UnitLot[]
    readonly draw: { readonly short: Decimal }
    readonly envelope: Envelope
  },
): Promise<Result<Charge, Problem>> {
  const units = decimal(input.units)
  if (sale?.overdraftPrice === undefined) {
    return refused({
      code: 'units-short',
      wanted: units,
      left: subtractDecimals(units, draw.short),
      waiting: sumUnits(lots.flatMap((lot) => (lot.usable === 1 ? [] : [lot.left]))),
      ...(product.unit === undefined ? {} : { unit: product.unit }),
    })
  }
  return newCharge(
    {
      clientId: input.clientId,
      billingGroupId: await defaultGroupId(books.db, input.clientId),
      currency: product.currency,
      source: 'usage',
    },
    {
      description: product.name,
      quantity: draw.short,
      ...(product.unit === undefined ? {} : { unit: product.unit }),
      unitPrice: sale.overdraftPrice,
      taxIds: product.taxIds,
      taxIncluded: product.taxIncluded,
      servedOn: input.usedOn,
      productId: product.id,
    },
    envelope,
  )
}

/** Writes the lots that a draw took from. Answers all lots that changed. */
export async function writeDraw(
  books: Books,
  subject: UnitSubject,
  drawn: readonly UnitLot[],
  before: readonly UnitLot[],
  envelope: Envelope,
): Promise<readonly UnitLot['id'][]> {
  if (drawn.length === 0) return []
  const byId = new Map(before.map((lot) => [lot.id, lot]))
  const changes = drawn.map((next) => ({ next, previous: byId.get(next.id) as UnitLot }))
  return changeLots(books, subject, changes, envelope)
}

function leftAfter(before: readonly UnitLot[], drawn: readonly UnitLot[], today: CalendarDate): Decimal {
  const next = new Map([...before, ...drawn].map((lot) => [lot.id, lot]))
  return sumUnits([...next.values()].map((lot) => (isZero(lot.left) ? noUnits : availableOn(lot, today))))
}

function recordCharge(books: Books, type: 'charge.added' | 'charge.waived', charge: Charge): void {
  const { id, clientId, description, amount, currency } = charge
  books.record(type, [id, clientId], { description, amount, currency })
}
