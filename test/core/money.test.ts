import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencyCode, currencyCodes, currencyExponent, isCurrency } from '../../src/core/currency.ts'
import { decimal, decimalFromParts } from '../../src/core/decimal.ts'
import { sumPerCurrency } from '../../src/core/invoice/sum-per-currency.ts'
import {
  addMinor,
  type CurrencyCode,
  type Minor,
  minor,
  minorToDecimal,
  multiplyToMinor,
  negateMinor,
  percentOf,
  roundToMinor,
  roundToUnit,
  splitByLargestRemainder,
  subtractMinor,
  sumMinor,
} from '../../src/core/money.ts'

const LIMIT = 2 ** 51
const anyMinor = fc.integer({ min: -(LIMIT - 1), max: LIMIT - 1 }).map(minor)

describe('an amount in minor units', () => {
  it('is a whole number below 2^51', () => {
    expect(minor(LIMIT - 1)).toBe(LIMIT - 1)
    expect(Object.is(minor(-0), 0)).toBe(true)
    for (const n of [LIMIT, -LIMIT, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => minor(n)).toThrow(RangeError)
  })

  it('never overflows in silence', () => {
    expect(() => addMinor(minor(LIMIT - 1), minor(1))).toThrow(RangeError)
    expect(() => subtractMinor(minor(1 - LIMIT), minor(1))).toThrow(RangeError)
    expect(() => sumMinor([minor(LIMIT - 1), minor(LIMIT - 1), minor(1 - LIMIT)])).toThrow(RangeError)
    expect(() => multiplyToMinor(decimal('99999999999999'), decimal('999999'), 2)).toThrow(RangeError)
  })

  it('goes to major units and back', () => {
    fc.assert(
      fc.property(anyMinor, fc.integer({ min: 0, max: 4 }), (amount, exponent) => {
        expect(roundToMinor(minorToDecimal(amount, exponent), exponent)).toBe(amount)
        expect(addMinor(amount, negateMinor(amount))).toBe(0)
      }),
    )
    expect(minorToDecimal(minor(-5), 2)).toBe('-0.05')
    expect(minorToDecimal(minor(1250), 2)).toBe('12.5')
  })

  it.each([
    ['1.005', 2, 101],
    ['-1.005', 2, -101],
    ['1.004999999999999999999999', 2, 100],
    ['10.5', 0, 11],
    ['0.0005', 3, 1],
  ])('%s at %d decimals is %d', (value, exponent, expected) => {
    expect(roundToMinor(decimal(value), exponent)).toBe(expected)
  })

  it.each([
    // quantity, price, base, exponent
    ['3', '33.335', undefined, 2, 10001],
    ['1000', '0.0345', undefined, 2, 3450],
    ['-3', '33.335', undefined, 2, -10001],
    ['10', '200', '2', 2, 100000],
    ['1', '1', '3', 2, 33],
    ['1', '2', '3', 2, 67],
    ['0.5', '1', undefined, 0, 1],
  ])('%s x %s per %s', (quantity, price, base, exponent, expected) => {
    const per = base === undefined ? undefined : decimal(base)
    expect(multiplyToMinor(decimal(quantity), decimal(price), exponent, per)).toBe(expected)
  })

  it('takes percentages exactly', () => {
    expect(percentOf(minor(1050), decimal('5'))).toBe(53)
    expect(percentOf(minor(-1050), decimal('5'))).toBe(-53)
    expect(percentOf(minor(10000), decimal('33.333'))).toBe(3333)
    const percent = fc.bigInt({ min: 0n, max: 10_000_000n }).map((n) => decimalFromParts(n, 4))
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), percent, (amount, rate) => {
        // Against a quotient of whole numbers, half away from zero.
        const over = BigInt(amount) * BigInt(roundToMinor(rate, 4))
        const doubled = (over < 0n ? -over : over) * 2n + 1_000_000n
        const expected = Number(doubled / 2_000_000n) * (over < 0n ? -1 : 1)
        expect(percentOf(minor(amount), rate)).toBe(expected === 0 ? 0 : expected)
      }),
      { numRuns: 1000 },
    )
  })

  it('is rounded to coins', () => {
    expect([1001, 1002, 1003, 1007, 1008, -1003].map((n) => roundToUnit(minor(n), 5))).toEqual([
      1000, 1000, 1005, 1005, 1010, -1005,
    ])
    expect(roundToUnit(minor(56180), 100)).toBe(56200)
    expect(() => roundToUnit(minor(1), 0)).toThrow(RangeError)
    expect(() => roundToUnit(minor(1), 0.5)).toThrow(RangeError)
  })
})

describe('a split by largest remainder', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [2, [1, 1, 1], [1, 1, 0]],
    [5, [3, 7], [2, 3]],
    [5, [7, 3], [4, 1]],
    [-5, [7, 3], [-4, -1]],
    [5, [7, 0, 3], [4, 0, 1]],
    [0, [0, 1], [0, 0]],
    [10, [2, 3, 4], [2, 3, 5]],
    [1, [1, 5], [0, 1]],
  ])('%d over %j is %j', (amount, weights, expected) => {
    expect(splitByLargestRemainder(minor(amount), weights)).toEqual(expected)
  })

  it('takes decimals and big whole numbers as weights', () => {
    expect(splitByLargestRemainder(minor(100), [decimal('50.5'), decimal('49.5')])).toEqual([51, 49])
    expect(splitByLargestRemainder(minor(10), [10n ** 30n, 3n * 10n ** 30n])).toEqual([3, 7])
  })

  it('refuses what cannot be split', () => {
    expect(() => splitByLargestRemainder(minor(1), [0, 0])).toThrow(RangeError)
    expect(() => splitByLargestRemainder(minor(1), [])).toThrow(RangeError)
    expect(() => splitByLargestRemainder(minor(1), [2, -1])).toThrow(RangeError)
  })

  it('conserves the sum, stays next to the exact share, mirrors, and keeps to the order', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
      .filter((list) => list.some((weight) => weight > 0))
    fc.assert(
      fc.property(anyMinor, weights, (amount, list) => {
        const parts = splitByLargestRemainder(amount, list)
        const total = list.reduce((sum, weight) => sum + BigInt(weight), 0n)
        expect(parts.reduce((sum, part) => sum + BigInt(part), 0n)).toBe(BigInt(amount))
        parts.forEach((part, i) => {
          const gap = BigInt(part) * total - BigInt(amount) * BigInt(list[i] as number)
          expect((gap < 0n ? -gap : gap) < total).toBe(true)
          if (list[i] === 0) expect(part).toBe(0)
        })
        expect(splitByLargestRemainder(negateMinor(amount), list)).toEqual(parts.map((part) => negateMinor(part)))
        // Of two equal weights the first never gets less.
        parts.forEach((part, i) => {
          const next = list.indexOf(list[i] as number, i + 1)
          if (next > 0) expect(Math.abs(part)).toBeGreaterThanOrEqual(Math.abs(parts[next] as number))
        })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('currencies', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['HUF', 2],
    ['ISK', 0],
    ['TND', 3],
  ])('%s has %d decimals', (code, exponent) => {
    expect(currencyExponent(code as CurrencyCode)).toBe(exponent)
  })

  it('are known by their exact code, found in any case', () => {
    expect(isCurrency('EUR')).toBe(true)
    expect(isCurrency('eur')).toBe(false)
    expect(currencyCode(' eur ')).toBe('EUR')
    expect(currencyCode('XYZ')).toBeUndefined()
    expect(currencyCode('toString')).toBeUndefined()
    expect(() => currencyExponent('XYZ' as CurrencyCode)).toThrow(RangeError)
  })

  it('are listed once each, with every code that the browser supports for ISO 4217', () => {
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length)
    expect(currencyCodes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true)
    const inUse =
      'AUD BHD BRL CAD CHF CLP CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD MXN MYR NGN NOK NZD PHP PLN RON SAR SEK SGD THB TND TRY TWD UAH USD VND XAF XOF ZAR'
    for (const code of inUse.split(' ')) expect(isCurrency(code), code).toBe(true)
  })

  it('are never summed together', () => {
    const amount = (currency: string, n: number) => ({ currency: currency as CurrencyCode, amount: n as Minor })
    const sums = sumPerCurrency([amount('EUR', 5), amount('JPY', 7), amount('EUR', -2)])
    expect([...sums]).toEqual([
      ['EUR', 3],
      ['JPY', 7],
    ])
  })
})
