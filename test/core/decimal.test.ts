import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absolute,
  addDecimals,
  compareDecimals,
  type Decimal,
  decimal,
  decimalFromParts,
  decimalParts,
  divideDecimals,
  divideRounded,
  fixedPlaces,
  isNegative,
  isZero,
  multiplyDecimals,
  negate,
  parseDecimal,
  type RoundingMode,
  roundDecimal,
  subtractDecimals,
} from '../../src/core/decimal.ts'

const MODES: readonly RoundingMode[] = [
  'half-away-from-zero',
  'half-towards-zero',
  'half-up',
  'half-down',
  'half-even',
  'half-odd',
  'up',
  'down',
  'towards-zero',
  'away-from-zero',
]

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 8 }))
  .map(([coefficient, scale]) => decimalFromParts(coefficient, scale))

/** Numerator over 10^12: a reference in which all decimals of these tests are whole. */
function scaled(value: Decimal): bigint {
  const { coefficient, scale } = decimalParts(value)
  return coefficient * 10n ** BigInt(12 - scale)
}

describe('a decimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['-12.340', '-12.34'],
    ['100', '100'],
    ['0.001', '0.001'],
  ])('%s is written %s', (text, canonical) => {
    expect(parseDecimal(text)).toBe(canonical)
  })

  it.each([
    '',
    ' 1',
    '+1',
    '1.',
    '.5',
    '1e3',
    '1,5',
    '--1',
    'NaN',
    'Infinity',
    '0x10',
    '\u0661',
    '1_000',
    '9'.repeat(65),
  ])('is not %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
    expect(() => decimal(text)).toThrow(RangeError)
  })

  it('has one text for one value', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(parseDecimal(a)).toBe(a)
        expect(a === b).toBe(compareDecimals(a, b) === 0)
        expect(compareDecimals(a, b)).toBe(scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0)
      }),
      { numRuns: 500 },
    )
  })

  it('is calculated exactly', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(scaled(addDecimals(a, b))).toBe(scaled(a) + scaled(b))
        expect(scaled(subtractDecimals(a, b))).toBe(scaled(a) - scaled(b))
        const product = decimalParts(multiplyDecimals(a, b))
        expect(product.coefficient * 10n ** BigInt(24 - product.scale)).toBe(scaled(a) * scaled(b))
        expect(addDecimals(a, negate(a))).toBe('0')
        expect(isNegative(absolute(a))).toBe(false)
        expect(isZero(a)).toBe(scaled(a) === 0n)
      }),
      { numRuns: 1000 },
    )
  })

  it('is printed with a fixed number of places, never rounded for it', () => {
    expect(fixedPlaces(decimal('12.5'), 2)).toBe('12.50')
    expect(fixedPlaces(decimal('-7'), 3)).toBe('-7.000')
    expect(fixedPlaces(decimal('7'), 0)).toBe('7')
    expect(() => fixedPlaces(decimal('1.005'), 2)).toThrow(RangeError)
  })

  it('is rounded to places, tens and hundreds', () => {
    expect(roundDecimal(decimal('2.345'), 2)).toBe('2.35')
    expect(roundDecimal(decimal('-2.345'), 2)).toBe('-2.35')
    expect(roundDecimal(decimal('2.3'), 5)).toBe('2.3')
    expect(roundDecimal(decimal('1250'), -2)).toBe('1300')
    expect(roundDecimal(decimal('-0.4'), 0)).toBe('0')
    expect(divideDecimals(decimal('1'), decimal('3'), 4)).toBe('0.3333')
    expect(divideDecimals(decimal('-1'), decimal('0.03'), 0)).toBe('-33')
  })
})

describe('rounding a quotient', () => {
  // quotient 2.5, -2.5, 3.5, -3.5, 2.4, -2.6
  const table: readonly (readonly [RoundingMode, readonly number[]])[] = [
    ['half-away-from-zero', [3, -3, 4, -4, 2, -3]],
    ['half-towards-zero', [2, -2, 3, -3, 2, -3]],
    ['half-up', [3, -2, 4, -3, 2, -3]],
    ['half-down', [2, -3, 3, -4, 2, -3]],
    ['half-even', [2, -2, 4, -4, 2, -3]],
    ['half-odd', [3, -3, 3, -3, 2, -3]],
    ['up', [3, -2, 4, -3, 3, -2]],
    ['down', [2, -3, 3, -4, 2, -3]],
    ['towards-zero', [2, -2, 3, -3, 2, -2]],
    ['away-from-zero', [3, -3, 4, -4, 3, -3]],
  ]
  it.each(table)('%s', (mode, expected) => {
    const quotients = [25n, -25n, 35n, -35n, 24n, -26n]
    expect(quotients.map((numerator) => Number(divideRounded(numerator, 10n, mode)))).toEqual(expected)
    // The sign may stand below the line as well.
    expect(quotients.map((numerator) => Number(divideRounded(-numerator, -10n, mode)))).toEqual(expected)
  })

  it('stays within the two neighbours, and on the nearer one for every half mode', () => {
    const whole = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
    const divisor = fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }).filter((n) => n !== 0n)
    fc.assert(
      fc.property(whole, divisor, fc.constantFrom(...MODES), (numerator, denominator, mode) => {
        const result = divideRounded(numerator, denominator, mode)
        const distance = result * denominator - numerator
        const size = distance < 0n ? -distance : distance
        const width = denominator < 0n ? -denominator : denominator
        expect(size < width).toBe(true)
        if (mode.startsWith('half')) expect(size * 2n <= width).toBe(true)
        if (numerator % denominator === 0n) expect(result).toBe(numerator / denominator)
        const mirrored = divideRounded(-numerator, denominator, mode)
        const symmetric = !['half-up', 'half-down', 'up', 'down'].includes(mode)
        if (symmetric) expect(mirrored).toBe(-result)
      }),
      { numRuns: 2000 },
    )
  })

  it('refuses to divide by 0', () => {
    expect(() => divideRounded(1n, 0n, 'down')).toThrow(RangeError)
  })
})
