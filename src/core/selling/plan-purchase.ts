// What a purchase comes to: its lines, its amount, and what it grants. The dialog shows what the command makes.
import { checkQuantity, invalid } from '../check-fields.ts'
import { currencyExponent } from '../currency.ts'
import { type CalendarDate, parseCalendarDate } from '../date.ts'
import { compareDecimals, type Decimal, decimal, decimalPlaces, multiplyDecimals } from '../decimal.ts'
import type { Charge, Product } from '../model.ts'
import { type Minor, multiplyToMinor, sumMinor } from '../money.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import type { SellingSettings } from '../settings.ts'
import { LONGEST_TERM } from './check-sale.ts'
import { planTerm } from './plan-term.ts'
import type { PackSale, PlanSale, RenewOn, UsableOn } from './product-sale.ts'

/** What is bought of a product. */
export interface PurchaseOrder {
  /** Packs, or units where the price is that of a unit. Absent: one pack, or as many units as a pack has. */
  readonly quantity?: Decimal
  /** Of a plan. */
  readonly termMonths?: number
  /** The first day of a plan; absent: today. */
  readonly startOn?: CalendarDate
  /** Of a renewal: the plan's first day, from which months are counted. */
  readonly origin?: CalendarDate
}

/** One charge; amounts in minor units. */
export type PurchaseLine = Pick<Charge, 'description' | 'quantity' | 'unit' | 'unitPrice' | 'amount' | 'servedOn'> &
  Pick<Charge, 'period' | 'rating'>

interface Planned {
  readonly lines: readonly PurchaseLine[]
  /** The lines together, as the price list has them: what T-1 judges. */
  readonly amount: Minor
}

export interface PlannedPack extends Planned {
  readonly kind: 'pack'
  readonly quantity: Decimal
  readonly units: Decimal
  readonly usableOn: UsableOn
}

export interface PlannedPlan extends Planned {
  readonly kind: 'plan'
  readonly termMonths: number
  readonly renewOn: RenewOn
  readonly start: CalendarDate
  readonly end: CalendarDate
}

export type PlannedPurchase = PlannedPack | PlannedPlan

type Sold = Pick<Product, 'name' | 'unit' | 'unitPrice' | 'currency' | 'sale'>

/**
 * The lines of a purchase: one for a pack, one for each period of a plan's term (R-29, T-7).
 * Problems: `not-for-sale`, `field-invalid` for `quantity`, `termMonths` and `startOn`, `amount-too-large`.
 */
export function planPurchase(
  product: Sold,
  selling: Pick<SellingSettings, 'usableOn'>,
  order: PurchaseOrder,
  today: CalendarDate,
): Result<PlannedPurchase, Problem> {
  const { sale, name } = product
  if (sale === undefined) return refused({ code: 'not-for-sale', name })
  try {
    return sale.kind === 'pack' ? planPack(product, sale, selling, order, today) : planPlan(product, sale, order, today)
  } catch (error) {
    if (error instanceof RangeError) return refused({ code: 'amount-too-large' })
    throw error
  }
}

function planPack(
  { name, unit, unitPrice, currency }: Sold,
  sale: PackSale,
  selling: Pick<SellingSettings, 'usableOn'>,
  order: PurchaseOrder,
  today: CalendarDate,
): Result<PlannedPack, Problem> {
  const perPack = sale.priceOf === 'pack'
  const wanted = order.quantity ?? (perPack ? one : sale.units)
  const problem = checkQuantity('quantity', wanted)
  if (problem !== undefined) return refused(problem)
  const quantity = decimal(wanted)
  if (compareDecimals(quantity, zero) <= 0) return refused(invalid('quantity', 'not-positive'))
  if (perPack && decimalPlaces(quantity) > 0) return refused(invalid('quantity', 'too-many-decimals', 0))
  const amount = multiplyToMinor(quantity, unitPrice, currencyExponent(currency))
  const line: PurchaseLine = {
    description: name,
    quantity,
    ...(perPack || unit === undefined ? {} : { unit }),
    unitPrice,
    amount,
    servedOn: today,
  }
  const units = perPack ? multiplyDecimals(quantity, sale.units) : quantity
  return ok({ kind: 'pack', quantity, units, usableOn: sale.usableOn ?? selling.usableOn, lines: [line], amount })
}

function planPlan(
  { name, unitPrice, currency }: Sold,
  { renewOn }: PlanSale,
  { termMonths, startOn, origin }: PurchaseOrder,
  today: CalendarDate,
): Result<PlannedPlan, Problem> {
  if (termMonths === undefined) return refused(invalid('termMonths', 'missing'))
  if (!Number.isInteger(termMonths) || termMonths < 1 || termMonths > LONGEST_TERM) {
    return refused(invalid('termMonths', 'out-of-range', LONGEST_TERM))
  }
  const start = startOn ?? today
  if (parseCalendarDate(start) === undefined) return refused(invalid('startOn', 'not-a-date'))
  const exponent = currencyExponent(currency)
  const term = planTerm({
    start,
    months: termMonths,
    renewOn,
    unitPrice,
    currencyExponent: exponent,
    ...(origin === undefined ? {} : { origin }),
  })
  const lines = term.periods.map(
    ({ period, amount, quantity, unitPrice: price, rating }): PurchaseLine => ({
      description: name,
      quantity,
      unitPrice: price,
      amount,
      servedOn: period.start,
      period,
      ...(rating === undefined ? {} : { rating }),
    }),
  )
  const amount = sumMinor(lines.map((line) => line.amount))
  return ok({ kind: 'plan', termMonths, renewOn, start, end: term.end, lines, amount })
}

const one = decimal('1')
const zero = decimal('0')
