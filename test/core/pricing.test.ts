import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimal,
  decimalFromParts,
  multiplyDecimals,
} from '../../src/core/decimal.ts'
import { type Minor, minor } from '../../src/core/money.ts'
import {
  checkPricing,
  type PriceTier,
  type Pricing,
  rate,
  rateLateUsage,
  rateToMinor,
} from '../../src/core/rating/pricing.ts'

const RUNS = { numRuns: 1_000 }
const d = (text: string) => decimal(text)
const tiers: readonly PriceTier[] = [
  { upTo: d('100'), unitPrice: d('0.99') },
  { upTo: d('1000'), unitPrice: d('0.95') },
  { unitPrice: d('0.9') },
]
const graduated: Pricing = { kind: 'graduated', tiers }
const volume: Pricing = { kind: 'volume', tiers }

const unitPrice = fc.bigInt({ min: 0n, max: 9_999n }).map((n) => decimalFromParts(n, 3))
const anyTiers = fc
  .record({
    steps: fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 5 }),
    prices: fc.array(unitPrice, { minLength: 6, maxLength: 6 }),
  })
  .map(({ steps, prices }): PriceTier[] => {
    const limits = steps.toSorted((a, b) => a - b)
    return [
      ...limits.map((upTo, i) => ({ upTo: d(String(upTo)), unitPrice: prices[i] as Decimal })),
      { unitPrice: prices[limits.length] as Decimal },
    ]
  })
const sum = (values: readonly Decimal[]) => values.reduce(addDecimals, d('0'))

/** The price of unit n: the step that it lies in. */
function priceOfUnit(list: readonly PriceTier[], n: number): Decimal {
  return (list.find(({ upTo }) => upTo === undefined || n <= Number(upTo)) as PriceTier).unitPrice
}

describe('a quantity', () => {
  it('at graduated prices costs 194.00 for 200 units (M-20)', () => {
    expect(rate(graduated, d('200'))).toEqual({
      net: '194',
      segments: [
        { kind: 'units', quantity: '100', unitPrice: '0.99', net: '99' },
        { kind: 'units', quantity: '100', unitPrice: '0.95', net: '95' },
      ],
    })
    expect(rateToMinor(graduated, d('200'), 2)).toBe(19_400)
  })

  it.each([
    [graduated, '0', '0'],
    [graduated, '100', '99'],
    [graduated, '100.5', '99.475'],
    [graduated, '1001', '954.9'],
    [volume, '0', '0'],
    [volume, '100', '99'],
    [volume, '100.5', '95.475'],
    [volume, '200', '190'],
    [volume, '1001', '900.9'],
    [{ kind: 'flat', price: d('49.9') }, '0', '49.9'],
    [{ kind: 'flat', price: d('49.9') }, '7', '49.9'],
    [{ kind: 'per-unit', unitPrice: d('0.0333') }, '3', '0.0999'],
    [{ kind: 'per-unit', unitPrice: d('2'), minimum: d('25') }, '3', '25'],
    [{ kind: 'per-unit', unitPrice: d('2'), minimum: d('25') }, '12.5', '25'],
    [{ kind: 'per-unit', unitPrice: d('2'), minimum: d('25') }, '13', '26'],
    [{ kind: 'graduated', tiers, minimum: d('10') }, '0', '10'],
  ] as [Pricing, string, string][])('by %j: %s units cost %s', (pricing, quantity, net) => {
    expect(rate(pricing, d(quantity)).net).toBe(net)
  })

  it('below the minimum shows what is added', () => {
    expect(rate({ kind: 'per-unit', unitPrice: d('2'), minimum: d('25') }, d('3')).segments).toEqual([
      { kind: 'units', quantity: '3', unitPrice: '2', net: '6' },
      { kind: 'top-up', quantity: '1', unitPrice: '19', net: '19' },
    ])
  })

  it('at graduated prices costs the sum of its units, each at the price of its step', () => {
    fc.assert(
      fc.property(anyTiers, fc.integer({ min: 0, max: 400 }), (list, quantity) => {
        const units = Array.from({ length: quantity }, (_, i) => priceOfUnit(list, i + 1))
        expect(rate({ kind: 'graduated', tiers: list }, d(String(quantity))).net).toBe(sum(units))
        const all = multiplyDecimals(d(String(quantity)), priceOfUnit(list, quantity))
        expect(rate({ kind: 'volume', tiers: list }, d(String(quantity))).net).toBe(all)
      }),
      RUNS,
    )
  })

  it('has segments that add up to the quantity and to the amount', () => {
    const quantity = fc.bigInt({ min: 0n, max: 400_000n }).map((n) => decimalFromParts(n, 3))
    fc.assert(
      fc.property(anyTiers, quantity, unitPrice, (list, given, minimum) => {
        const { net, segments } = rate({ kind: 'graduated', tiers: list, minimum }, given)
        expect(sum(segments.filter((each) => each.kind === 'units').map((each) => each.quantity))).toBe(given)
        expect(sum(segments.map((each) => each.net))).toBe(net)
        for (const each of segments) expect(multiplyDecimals(each.quantity, each.unitPrice)).toBe(each.net)
        expect(compareDecimals(net, minimum)).toBeGreaterThanOrEqual(0)
      }),
      RUNS,
    )
  })

  it('that arrives late costs the difference, so that all charges are the price of all usage (R-15)', () => {
    expect(rateLateUsage(graduated, d('200'), minor(9_900), 2)).toBe(9_500)
    expect(rateLateUsage(volume, d('110'), minor(9_900), 2)).toBe(550)
    expect(rateLateUsage(volume, d('101'), minor(9_900), 2)).toBe(-305)
    const parts = fc.array(fc.bigInt({ min: 0n, max: 90_000n }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(anyTiers, parts, fc.constantFrom('graduated', 'volume'), (list, arrivals, kind) => {
        const pricing: Pricing = { kind: kind as 'graduated' | 'volume', tiers: list }
        let total = 0n
        let charged: Minor = minor(0)
        for (const arrival of arrivals) {
          total += arrival
          charged = minor(charged + rateLateUsage(pricing, decimalFromParts(total, 3), charged, 2))
        }
        expect(charged).toBe(rateToMinor(pricing, decimalFromParts(total, 3), 2))
      }),
      RUNS,
    )
  })

  it.each([
    [{ kind: 'flat', price: d('-1') }, 'price-negative'],
    [{ kind: 'per-unit', unitPrice: d('-0.01') }, 'price-negative'],
    [{ kind: 'flat', price: d('1'), minimum: d('-1') }, 'minimum-negative'],
    [{ kind: 'volume', tiers: [] }, 'tiers-missing'],
    [{ kind: 'volume', tiers: [{ unitPrice: d('-1') }] }, 'price-negative'],
    [{ kind: 'graduated', tiers: [{ upTo: d('10'), unitPrice: d('1') }] }, 'last-tier-closed'],
    [{ kind: 'graduated', tiers: [{ unitPrice: d('1') }, { unitPrice: d('1') }] }, 'tier-open'],
    [{ kind: 'graduated', tiers: [{ upTo: d('0'), unitPrice: d('1') }, { unitPrice: d('1') }] }, 'tiers-not-ascending'],
    [
      {
        kind: 'graduated',
        tiers: [{ upTo: d('9'), unitPrice: d('1') }, { upTo: d('9'), unitPrice: d('1') }, { unitPrice: d('1') }],
      },
      'tiers-not-ascending',
    ],
  ] as [Pricing, string][])('cannot be priced by %j: %s', (pricing, problem) => {
    expect(checkPricing(pricing)).toBe(problem)
    expect(() => rate(pricing, d('1'))).toThrow(RangeError)
  })

  it('below 0 is refused', () => {
    expect(() => rate(graduated, d('-1'))).toThrow(RangeError)
    expect(checkPricing(graduated)).toBeUndefined()
  })
})
