import type { Brand } from './brand.ts'
import {
  type Decimal,
  decimalFromParts,
  decimalParts,
  divideRounded,
  powerOfTen,
  type RoundingMode,
} from './decimal.ts'

/** An amount in whole minor units (cents, yen, fils) of a currency that stands beside it; |n| < 2^51. */
export type Minor = Brand<number, 'Minor'>

/** ISO 4217 alphabetic code, upper case. */
export type CurrencyCode = Brand<string, 'CurrencyCode'>

// A sum of three amounts still fits a safe integer, so that an overflow is seen and never rounded away.
const LIMIT = 2 ** 51

export const ZERO = 0 as Minor

/** Whether n is an amount: a whole number with |n| < 2^51. */
export function isMinor(n: number): n is Minor {
  return Number.isInteger(n) && Math.abs(n) < LIMIT
}

/** The amount n minor units; throws RangeError unless n is a whole number with |n| < 2^51. */
export function minor(n: number): Minor {
  if (!isMinor(n)) throw new RangeError(`not an amount in minor units: ${n}`)
  return (n === 0 ? 0 : n) as Minor
}

/** The amount of a whole number; throws RangeError beyond 2^51. */
export function minorFromBigInt(n: bigint): Minor {
  return minor(Number(n))
}

export function addMinor(left: Minor, right: Minor): Minor {
  return minor(left + right)
}

export function subtractMinor(left: Minor, right: Minor): Minor {
  return minor(left - right)
}

export function negateMinor(amount: Minor): Minor {
  return minor(-amount)
}

/** The sum of amounts of one currency; 0 for none. */
export function sumMinor(amounts: Iterable<Minor>): Minor {
  let sum = 0
  for (const amount of amounts) sum = minor(sum + amount)
  return sum as Minor
}

/** A decimal in major units as minor units of a currency with `exponent` decimals, rounded half away from zero. */
export function roundToMinor(value: Decimal, exponent: number, mode: RoundingMode = 'half-away-from-zero'): Minor {
  const { coefficient, scale } = decimalParts(value)
  return minorFromBigInt(divideRounded(coefficient * powerOfTen(exponent), powerOfTen(scale), mode))
}

/** The amount in major units: 1250 with exponent 2 is 12.5. */
export function minorToDecimal(amount: Minor, exponent: number): Decimal {
  return decimalFromParts(BigInt(amount), exponent)
}

/**
 * quantity x price / priceBase in minor units, rounded once, half away from zero (BT-131 before allowances).
 * `price` is in major units for `priceBase` units (default 1). Throws RangeError for a price base of 0.
 */
export function multiplyToMinor(quantity: Decimal, price: Decimal, exponent: number, priceBase?: Decimal): Minor {
  const q = decimalParts(quantity)
  const p = decimalParts(price)
  const base = priceBase === undefined ? { coefficient: 1n, scale: 0 } : decimalParts(priceBase)
  return minorFromBigInt(
    divideRounded(
      q.coefficient * p.coefficient * powerOfTen(exponent + base.scale),
      base.coefficient * powerOfTen(q.scale + p.scale),
      'half-away-from-zero',
    ),
  )
}

/** amount x percent / 100, rounded half away from zero. */
export function percentOf(amount: Minor, percent: Decimal): Minor {
  const { coefficient, scale } = decimalParts(percent)
  return minorFromBigInt(divideRounded(BigInt(amount) * coefficient, powerOfTen(scale + 2), 'half-away-from-zero'))
}

/** The nearest multiple of `unit` minor units (5 for Swiss cash); `unit` is a whole number of 1 or more. */
export function roundToUnit(amount: Minor, unit: number, mode: RoundingMode = 'half-away-from-zero'): Minor {
  if (!Number.isSafeInteger(unit) || unit < 1) throw new RangeError(`not a rounding unit: ${unit}`)
  return minorFromBigInt(divideRounded(BigInt(amount), BigInt(unit), mode) * BigInt(unit))
}

/**
 * Parts of an amount in proportion to weights: each part is the exact share rounded towards zero, and the minor units
 * left over go one each to the largest remainders, ties to the first. The parts' sum is the amount; a negative amount
 * gives the negated parts of the positive one, so that a full credit mirrors its invoice.
 * Throws RangeError for a negative weight or when all weights are 0.
 */
export function splitByLargestRemainder(amount: Minor, weights: readonly (Decimal | bigint | number)[]): Minor[] {
  const whole = wholeWeights(weights)
  const total = whole.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) throw new RangeError('cannot split: every weight is 0')
  const magnitude = BigInt(Math.abs(amount))
  const parts = whole.map((weight) => (magnitude * weight) / total)
  const remainders = whole.map((weight, index) => ({ index, remainder: (magnitude * weight) % total }))
  // Array.prototype.sort is stable: of equal remainders the first stays first.
  remainders.sort((a, b) => (a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : 0))
  const rest = Number(magnitude - parts.reduce((sum, part) => sum + part, 0n))
  for (const { index } of remainders.slice(0, rest)) parts[index] = (parts[index] ?? 0n) + 1n
  return parts.map((part) => minorFromBigInt(amount < 0 ? -part : part))
}

/** The weights as whole numbers in the same proportion. */
function wholeWeights(weights: readonly (Decimal | bigint | number)[]): bigint[] {
  const parts = weights.map((weight) => {
    if (typeof weight === 'bigint') return { coefficient: weight, scale: 0 }
    if (typeof weight === 'number') return { coefficient: BigInt(weight), scale: 0 }
    return decimalParts(weight)
  })
  const scale = parts.reduce((largest, part) => Math.max(largest, part.scale), 0)
  return parts.map((part) => {
    if (part.coefficient < 0n) throw new RangeError('cannot split: a weight is negative')
    return part.coefficient * powerOfTen(scale - part.scale)
  })
}
