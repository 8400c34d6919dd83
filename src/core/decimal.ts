import type { Brand } from './brand.ts'

/**
 * An exact decimal number as text in canonical form: `-?digits[.digits]`, no exponent, no plus sign, no needless
 * zeros, never `-0`. Two Decimals are equal exactly when their texts are.
 */
export type Decimal = Brand<string, 'Decimal'>

/**
 * How a quotient that is not whole becomes whole. The `half-*` modes go to the nearest whole number and differ only
 * on ties; `up` is towards +infinity, `down` towards -infinity. The product itself uses `half-away-from-zero` only.
 */
export type RoundingMode =
  | 'half-away-from-zero'
  | 'half-towards-zero'
  | 'half-up'
  | 'half-down'
  | 'half-even'
  | 'half-odd'
  | 'up'
  | 'down'
  | 'towards-zero'
  | 'away-from-zero'

/** coefficient / 10^scale. */
export interface DecimalParts {
  readonly coefficient: bigint
  readonly scale: number
}

// Enough for any price, quantity or rate; bounds what one hostile cell of an import can cost.
const MAX_TEXT = 64
const FORM = /^-?\d+(?:\.\d+)?$/

/** 10^exponent for a whole exponent of 0 or more. */
export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

/** The decimal in its machine form (`-12.50`), at most 64 characters; undefined for anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  return text.length <= MAX_TEXT && FORM.test(text) ? canonical(text) : undefined
}

/** The decimal of a text that the program itself wrote; throws RangeError where `parseDecimal` answers undefined. */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text)
  if (value === undefined) throw new RangeError(`not a decimal: ${text.slice(0, MAX_TEXT)}`)
  return value
}

function canonical(text: string): Decimal {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  const digits = whole.replace(/^0+(?=\d)/, '')
  const decimals = fraction.replace(/0+$/, '')
  const magnitude = decimals === '' ? digits : `${digits}.${decimals}`
  return (negative && magnitude !== '0' ? `-${magnitude}` : magnitude) as Decimal
}

/** Coefficient and scale of a decimal: 12.5 is 125 / 10^1. */
export function decimalParts(value: Decimal): DecimalParts {
  const dot = value.indexOf('.')
  if (dot < 0) return { coefficient: BigInt(value), scale: 0 }
  return { coefficient: BigInt(value.slice(0, dot) + value.slice(dot + 1)), scale: value.length - dot - 1 }
}

/** The decimal coefficient / 10^scale, with `scale` a whole number of 0 or more. */
export function decimalFromParts(coefficient: bigint, scale: number): Decimal {
  const negative = coefficient < 0n
  const digits = (negative ? -coefficient : coefficient).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  const magnitude = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return canonical(negative ? `-${magnitude}` : magnitude)
}

/**
 * The machine form with exactly so many places, for files and feeds: "12.50". Throws RangeError when the value has
 * more, which would need a rounding that is not this function's to choose.
 */
export function fixedPlaces(value: Decimal, places: number): string {
  const missing = places - decimalPlaces(value)
  if (missing < 0) throw new RangeError(`${value} has more than ${places} decimals`)
  if (missing === 0) return value
  return `${value}${value.includes('.') ? '' : '.'}${'0'.repeat(missing)}`
}

/** How many digits stand after the point. */
export function decimalPlaces(value: Decimal): number {
  const dot = value.indexOf('.')
  return dot < 0 ? 0 : value.length - dot - 1
}

/** The coefficient at a scale that is at least the value's own. */
function coefficientAt(parts: DecimalParts, scale: number): bigint {
  return parts.coefficient * powerOfTen(scale - parts.scale)
}

/** left + right, exact. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const a = decimalParts(left)
  const b = decimalParts(right)
  const scale = Math.max(a.scale, b.scale)
  return decimalFromParts(coefficientAt(a, scale) + coefficientAt(b, scale), scale)
}

/** left - right, exact. */
export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
  return addDecimals(left, negate(right))
}

/** left x right, exact. */
export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  const a = decimalParts(left)
  const b = decimalParts(right)
  return decimalFromParts(a.coefficient * b.coefficient, a.scale + b.scale)
}

/** left / right rounded to so many places; throws RangeError for a divisor of 0. */
export function divideDecimals(
  left: Decimal,
  right: Decimal,
  places: number,
  mode: RoundingMode = 'half-away-from-zero',
): Decimal {
  const a = decimalParts(left)
  const b = decimalParts(right)
  const quotient = divideRounded(
    a.coefficient * powerOfTen(b.scale + places),
    b.coefficient * powerOfTen(a.scale),
    mode,
  )
  return decimalFromParts(quotient, places)
}

/** Order by value: negative, 0 or positive, for `sort`. */
export function compareDecimals(left: Decimal, right: Decimal): -1 | 0 | 1 {
  const a = decimalParts(left)
  const b = decimalParts(right)
  const scale = Math.max(a.scale, b.scale)
  const difference = coefficientAt(a, scale) - coefficientAt(b, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function isZero(value: Decimal): boolean {
  return value === '0'
}

/** Below 0; 0 itself is not negative. */
export function isNegative(value: Decimal): boolean {
  return value.startsWith('-')
}

export function negate(value: Decimal): Decimal {
  return (isZero(value) ? value : isNegative(value) ? value.slice(1) : `-${value}`) as Decimal
}

export function absolute(value: Decimal): Decimal {
  return isNegative(value) ? negate(value) : value
}

/**
 * numerator / denominator as a whole number: the one rounding function of the product (design.md section 8).
 * Throws RangeError for a denominator of 0.
 */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator === 0n) throw new RangeError('division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const dividend = numerator < 0n ? -numerator : numerator
  const divisor = denominator < 0n ? -denominator : denominator
  const floor = dividend / divisor
  const remainder = dividend % divisor
  if (remainder === 0n) return negative ? -floor : floor
  const twice = remainder * 2n
  const half = twice < divisor ? -1 : twice > divisor ? 1 : 0
  const magnitude = awayFromZero(mode, half, floor % 2n === 1n, negative) ? floor + 1n : floor
  return negative ? -magnitude : magnitude
}

/** Whether a value between two whole magnitudes takes the larger one; `half` tells the side of the middle. */
function awayFromZero(mode: RoundingMode, half: -1 | 0 | 1, floorIsOdd: boolean, negative: boolean): boolean {
  switch (mode) {
    case 'towards-zero':
      return false
    case 'away-from-zero':
      return true
    case 'up':
      return !negative
    case 'down':
      return negative
    case 'half-away-from-zero':
      return half >= 0
    case 'half-towards-zero':
      return half > 0
    case 'half-up':
      return half > 0 || (half === 0 && !negative)
    case 'half-down':
      return half > 0 || (half === 0 && negative)
    case 'half-even':
      return half > 0 || (half === 0 && floorIsOdd)
    case 'half-odd':
      return half > 0 || (half === 0 && !floorIsOdd)
  }
}

/** The value with at most so many places after the point; negative places round to tens, hundreds... */
export function roundDecimal(value: Decimal, places: number, mode: RoundingMode = 'half-away-from-zero'): Decimal {
  const { coefficient, scale } = decimalParts(value)
  if (scale <= places) return value
  const rounded = divideRounded(coefficient, powerOfTen(scale - places), mode)
  return places >= 0 ? decimalFromParts(rounded, places) : decimalFromParts(rounded * powerOfTen(-places), 0)
}
