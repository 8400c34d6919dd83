// What holds for every document, checked on random ones; the reference is calculated here, on whole numbers.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, decimalFromParts, decimalParts, negate } from '../../src/core/decimal.ts'
import { computeTotals } from '../../src/core/invoice/compute-totals.ts'
import type { Adjustment, DocumentInput, DocumentTotals, LineInput, TaxOnLine } from '../../src/core/invoice/totals.ts'
import { type Minor, sumMinor } from '../../src/core/money.ts'

const decimalOf = (min: bigint, max: bigint, scale: number) =>
  fc.bigInt({ min, max }).map((coefficient) => decimalFromParts(coefficient, scale))
const quantity = decimalOf(-20_000n, 200_000n, 3)
const price = decimalOf(0n, 10_000_000n, 4)
const percent = fc.oneof(
  fc.constantFrom('19', '20', '7', '5.5', '21', '0').map((text) => text as Decimal),
  decimalOf(0n, 3_000n, 2),
)
const normalTax = fc.record({ category: fc.constant('S' as const), kind: fc.constant('normal' as const), percent })
const adjustment: fc.Arbitrary<Adjustment> = fc.oneof(
  fc.record({ kind: fc.constant('amount' as const), value: decimalOf(0n, 100_000n, 2) }),
  fc.record({ kind: fc.constant('percent' as const), value: decimalOf(0n, 5_000n, 2) }),
)

function lineWith(taxes: fc.Arbitrary<TaxOnLine[]>): fc.Arbitrary<LineInput> {
  return fc.record({
    quantity,
    unitPrice: price,
    allowances: fc.array(adjustment, { maxLength: 2 }),
    surcharges: fc.array(adjustment, { maxLength: 2 }),
    taxes,
  })
}

function documentWith(taxes: fc.Arbitrary<TaxOnLine[]>, taxIncluded: boolean): fc.Arbitrary<DocumentInput> {
  return fc.record({
    exponent: fc.constantFrom(0, 2, 3),
    taxIncluded: fc.constant(taxIncluded),
    lines: fc.array(lineWith(taxes), { minLength: 1, maxLength: 8 }),
    allowances: fc.array(adjustment, { maxLength: 2 }),
    surcharges: fc.array(adjustment, { maxLength: 2 }),
    prepaid: fc.integer({ min: 0, max: 100_000 }).map((n) => n as Minor),
  })
}

// Few rates, so that lines share them.
const oneTax = fc
  .constantFrom('19', '7', '0')
  .map((each): TaxOnLine[] => [{ category: 'S', kind: 'normal', percent: each as Decimal }])
const anyTaxes = fc.array(
  fc.oneof(
    normalTax,
    fc.record({
      category: fc.constant('S' as const),
      kind: fc.constantFrom('compound' as const, 'withholding' as const),
      percent,
    }),
  ),
  { maxLength: 3 },
)

/** over / under, half away from zero, in whole numbers. */
function rounded(over: bigint, under: bigint): bigint {
  const magnitude = ((over < 0n ? -over : over) * 2n + under) / (under * 2n)
  return over < 0n ? -magnitude : magnitude
}

function ofPercent(amount: number, rate: Decimal): number {
  const { coefficient, scale } = decimalParts(rate)
  const result = Number(rounded(BigInt(amount) * coefficient, 100n * 10n ** BigInt(scale)))
  return result === 0 ? 0 : result
}

/** EN 16931 BR-CO-10 to BR-CO-17, as far as the document's figures state them. */
function expectIdentities(totals: DocumentTotals): void {
  expect(totals.lineSum).toBe(sumMinor(totals.lines.map((line) => line.amount)))
  for (const line of totals.lines) {
    expect(line.amount).toBe(line.base - sumMinor(line.allowances) + sumMinor(line.surcharges))
  }
  expect(totals.allowanceTotal).toBe(sumMinor(totals.allowances))
  expect(totals.surchargeTotal).toBe(sumMinor(totals.surcharges))
  for (const subtotal of totals.taxes) expect(subtotal.tax).toBe(ofPercent(subtotal.taxable, subtotal.percent))
  expect(totals.tax).toBe(sumMinor(totals.taxes.map((subtotal) => subtotal.tax)))
  expect(totals.gross).toBe(totals.net + totals.tax)
  for (const each of totals.withholdings) expect(each.amount).toBe(ofPercent(each.base, each.percent))
  expect(totals.withholding).toBe(sumMinor(totals.withholdings.map((each) => each.amount)))
  expect(totals.due).toBe(totals.gross - totals.withholding - totals.prepaid + totals.rounding)
}

function negated(input: DocumentInput): DocumentInput {
  // Amounts of allowances are never negative; they mirror by changing sides.
  const amounts = (list: readonly Adjustment[] | undefined) => (list ?? []).filter((each) => each.kind === 'amount')
  const percents = (list: readonly Adjustment[] | undefined) => (list ?? []).filter((each) => each.kind === 'percent')
  return {
    ...input,
    lines: input.lines.map((line) => ({
      ...line,
      quantity: negate(line.quantity),
      allowances: [...percents(line.allowances), ...amounts(line.surcharges)],
      surcharges: [...percents(line.surcharges), ...amounts(line.allowances)],
    })),
  }
}

describe('totals of any document', () => {
  it('balance without tax in the prices', () => {
    fc.assert(
      fc.property(documentWith(anyTaxes, false), (input) => {
        const totals = computeTotals(input)
        expectIdentities(totals)
        expect(totals.net).toBe(totals.lineSum - totals.allowanceTotal + totals.surchargeTotal)
        expect(totals.rounding).toBe(0)
        for (const line of totals.lines) expect(line.net).toBe(line.amount)
      }),
      { numRuns: 1000 },
    )
  })

  it('divide the net between the rates without a rest', () => {
    fc.assert(
      fc.property(documentWith(oneTax, false), (input) => {
        const totals = computeTotals(input)
        expect(sumMinor(totals.taxes.map((subtotal) => subtotal.taxable))).toBe(totals.net)
        expect(new Set(totals.taxes.map((each) => each.percent)).size).toBe(totals.taxes.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('keep the gross of prices with tax inside to the cent', () => {
    fc.assert(
      fc.property(documentWith(anyTaxes, true), (input) => {
        const totals = computeTotals(input)
        expectIdentities(totals)
        const promised = totals.lineSum - totals.allowanceTotal + totals.surchargeTotal
        expect(totals.gross + totals.rounding).toBe(promised)
      }),
      { numRuns: 1000 },
    )
  })

  it('leave over at most one minor unit for each rate inside the prices, and share each net exactly', () => {
    fc.assert(
      fc.property(documentWith(oneTax, true), (input) => {
        const totals = computeTotals(input)
        expect(Math.abs(totals.rounding)).toBeLessThanOrEqual(totals.taxes.length)
        for (const rate of new Set(totals.taxes.map((each) => each.percent))) {
          const lines = totals.lines.filter((_, i) => input.lines[i]?.taxes[0]?.percent === rate)
          const { coefficient, scale } = decimalParts(rate)
          const hundred = 100n * 10n ** BigInt(scale)
          const sum = BigInt(sumMinor(lines.map((line) => line.amount)))
          expect(BigInt(sumMinor(lines.map((line) => line.net)))).toBe(rounded(sum * hundred, hundred + coefficient))
          for (const line of lines) {
            const exact = BigInt(line.amount) * hundred
            const gap = BigInt(line.net) * (hundred + coefficient) - exact
            expect((gap < 0n ? -gap : gap) < hundred + coefficient).toBe(true)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('mirror: a document of negative quantities has the negated figures', () => {
    fc.assert(
      fc.property(documentWith(oneTax, false), fc.boolean(), (input, taxIncluded) => {
        const plain = { ...input, taxIncluded, allowances: [], surcharges: [], prepaid: 0 as Minor }
        const totals = computeTotals(plain)
        const mirror = computeTotals(negated(plain))
        for (const name of ['lineSum', 'net', 'tax', 'gross', 'rounding', 'due'] as const) {
          expect(mirror[name] + totals[name], name).toBe(0)
        }
        expect(mirror.lines.map((line, i) => line.net + (totals.lines[i]?.net ?? 0))).toEqual(totals.lines.map(() => 0))
      }),
      { numRuns: 500 },
    )
  })

  it('do not depend on the order of the lines', () => {
    fc.assert(
      fc.property(documentWith(oneTax, false), (input) => {
        const plain = { ...input, allowances: [], surcharges: [] }
        const { net, tax, gross, due } = computeTotals(plain)
        expect(computeTotals({ ...plain, lines: [...plain.lines].reverse() })).toMatchObject({ net, tax, gross, due })
      }),
      { numRuns: 300 },
    )
  })

  it('round what is due to the coin, by less than one coin', () => {
    fc.assert(
      fc.property(documentWith(anyTaxes, true), fc.constantFrom(5, 10, 50, 100), (input, cashUnit) => {
        const exact = computeTotals(input)
        const totals = computeTotals({ ...input, cashUnit })
        expectIdentities(totals)
        expect(Math.abs(totals.due % cashUnit)).toBe(0)
        expect(Math.abs(totals.due - exact.due) * 2).toBeLessThanOrEqual(cashUnit)
      }),
      { numRuns: 300 },
    )
  })
})
