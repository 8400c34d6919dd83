// What changed work costs beyond what was invoiced for it (P-9).
import { currencyExponent } from '../currency.ts'
import type { Charge } from '../model.ts'
import { type Minor, minor } from '../money.ts'
import { computeLine } from './compute-line.ts'

/**
 * What the work would cost with another quantity or price, its own allowances and surcharges kept, less what was charged
 * for it: by the charge and by earlier differences that were not waived. Minor units, below 0 where too much was charged.
 * Throws RangeError beyond 2^51 minor units.
 */
export function chargedDifference(
  charge: Charge,
  differences: readonly Charge[],
  wanted: Pick<Charge, 'quantity' | 'unitPrice'>,
): Minor {
  const { allowances, surcharges, currency } = charge
  const { amount } = computeLine({ ...wanted, allowances, surcharges, taxes: [] }, currencyExponent(currency))
  const before = differences.filter(({ state }) => state !== 'waived').reduce((sum, each) => sum + each.amount, 0)
  return minor(amount - charge.amount - before)
}
