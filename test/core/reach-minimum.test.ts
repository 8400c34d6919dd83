// The way out of a sale that is too small reaches the minimum, and no smaller one does (T-4).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import { compareDecimals, decimal, subtractDecimals } from '../../src/core/decimal.ts'
import type { Product } from '../../src/core/model.ts'
import { type CurrencyCode, minor, multiplyToMinor } from '../../src/core/money.ts'
import { quantityReaching, termReaching } from '../../src/core/selling/reach-minimum.ts'

const EUR = 'EUR' as CurrencyCode

describe('reaching the minimum', () => {
  it('is the least whole number for any price and minimum', () => {
    let met = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 1, max: 1_000_000 }), (millis, least) => {
        const unitPrice = decimal(`${Math.floor(millis / 1000)}.${String(millis % 1000).padStart(3, '0')}`)
        const minimum = minor(least)
        const number = quantityReaching(minimum, { unitPrice, currency: EUR })
        if (number === undefined) throw new Error('no number reaches it')
        expect(multiplyToMinor(number, unitPrice, 2)).toBeGreaterThanOrEqual(minimum)
        const less = subtractDecimals(number, decimal('1'))
        if (compareDecimals(less, decimal('0')) <= 0) return
        expect(multiplyToMinor(less, unitPrice, 2)).toBeLessThan(minimum)
        met += 1
      }),
    )
    expect(met).toBeGreaterThan(0)
  })

  it('takes 4 of 33.33 for 100.00, and nothing of what is free', () => {
    expect(quantityReaching(minor(10_000), { unitPrice: decimal('33.33'), currency: EUR })).toBe('4')
    expect(quantityReaching(minor(10_000), { unitPrice: decimal('100'), currency: EUR })).toBe('1')
    expect(quantityReaching(minor(10_000), { unitPrice: decimal('0'), currency: EUR })).toBeUndefined()
  })

  it('takes the shortest term whose months reach it (T-7: 1.00 + 31.00 + 31.00 do not)', () => {
    const plan = { name: 'Studio', unitPrice: decimal('31'), currency: EUR, sale: { kind: 'plan', renewOn: 'first' } }
    const term = (minimum: number) =>
      termReaching(minor(minimum), plan as unknown as Product, [3, 6, 12], calendarDate('2026-01-31'))
    expect(term(6_300)).toBe(3)
    expect(term(6_301)).toBe(6)
    expect(term(15_600)).toBe(6)
    expect(term(99_999)).toBeUndefined()
  })
})
