// Taking the net out of prices with tax inside.
import { decimalParts, divideRounded, powerOfTen } from '../decimal.ts'
import { type Minor, minorFromBigInt } from '../money.ts'
import { effectivePercent } from './tax-subtotals.ts'
import type { TaxOnLine } from './totals.ts'

/** net = gross x numerator / denominator. */
export interface NetFraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * What part of a gross price is net: 1 / (1 + sum of the normal rates), and for each compound tax again
 * 1 / (1 + its rate). Withholding is no part of a price.
 */
export function netFraction(taxes: readonly TaxOnLine[]): NetFraction {
  const normal = taxes.filter((tax) => tax.kind === 'normal').map((tax) => decimalParts(effectivePercent(tax)))
  const scale = normal.reduce((largest, rate) => Math.max(largest, rate.scale), 0)
  let numerator = powerOfTen(scale + 2)
  let denominator = normal.reduce((sum, rate) => sum + rate.coefficient * powerOfTen(scale - rate.scale), numerator)
  for (const tax of taxes.filter((each) => each.kind === 'compound')) {
    const rate = decimalParts(effectivePercent(tax))
    const hundred = powerOfTen(rate.scale + 2)
    numerator *= hundred
    denominator *= hundred + rate.coefficient
  }
  return { numerator, denominator }
}

/**
 * The nets of several gross amounts of either sign. Their sum is round(sum of the amounts x fraction), half away from zero; each differs from its own
 * exact net by less than one minor unit (largest remainder, ties to the first; negating every amount negates every net).
 */
export function shareNet(amounts: readonly Minor[], fraction: NetFraction): Minor[] {
  const gross = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)
  const sign = gross < 0n ? -1n : 1n
  const shares = amounts.map((amount, index) => {
    const exact = sign * BigInt(amount) * fraction.numerator
    const floor = divideRounded(exact, fraction.denominator, 'down')
    return { index, floor, remainder: exact - floor * fraction.denominator }
  })
  const target = divideRounded(sign * gross * fraction.numerator, fraction.denominator, 'half-away-from-zero')
  const rest = Number(target - shares.reduce((sum, share) => sum + share.floor, 0n))
  const byRemainder = [...shares].sort((a, b) => (a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : 0))
  for (const share of byRemainder.slice(0, rest)) share.floor += 1n
  return shares.map((share) => minorFromBigInt(sign * share.floor))
}
