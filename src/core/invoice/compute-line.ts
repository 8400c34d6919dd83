import { type Minor, minor, multiplyToMinor, percentOf, roundToMinor, sumMinor } from '../money.ts'
import type { Adjustment, LineInput, LineTotals } from './totals.ts'

/** A line by itself; its net is known only within its document when prices include tax. */
export type LineAmounts = Omit<LineTotals, 'net'>

/**
 * The amounts of one line in minor units: quantity x price / price base, rounded, then allowances off and surcharges
 * on, each rounded by itself (EN 16931 BT-131). Percentages are taken from the base.
 * Throws RangeError beyond 2^51 minor units and for a price base of 0.
 */
export function computeLine(line: LineInput, exponent: number): LineAmounts {
  const base = multiplyToMinor(line.quantity, line.unitPrice, exponent, line.priceBase)
  const allowances = (line.allowances ?? []).map((allowance) => adjustmentAmount(allowance, base, exponent))
  const surcharges = (line.surcharges ?? []).map((surcharge) => adjustmentAmount(surcharge, base, exponent))
  return { base, allowances, surcharges, amount: minor(base - sumMinor(allowances) + sumMinor(surcharges)) }
}

/** What an allowance or surcharge comes to: round(base x percent / 100), or its amount in minor units. */
export function adjustmentAmount(adjustment: Adjustment, base: Minor, exponent: number): Minor {
  return adjustment.kind === 'percent' ? percentOf(base, adjustment.value) : roundToMinor(adjustment.value, exponent)
}
