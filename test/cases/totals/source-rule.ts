// What a source's own rule makes of a document: the proof behind "not applicable". Nothing of this is the product's
// arithmetic; it is written apart from the core, on fractions that are rounded only where the rule says so.
import { type Decimal, decimalFromParts, decimalParts, divideRounded, powerOfTen } from '../../../src/core/decimal.ts'
import type { Adjustment, DocumentInput, LineInput, TaxOnLine } from '../../../src/core/invoice/totals.ts'
import { type ConventionCode, hasValue, type Json, type JsonObject, objectAt, objectsAt } from '../case.ts'
import type { ReadDocument } from './document-input.ts'

interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

export interface SourceFigures {
  readonly code: ConventionCode
  readonly figures: JsonObject
}

interface SourceRule {
  readonly decimals: number
  readonly perLine: boolean
  readonly eachFromGross: boolean
}

/** The figures by the rule that the case states; undefined when the rule is ours, or is not understood. */
export function figuresBySourceRule(
  fields: JsonObject,
  { input, documentTaxes }: ReadDocument,
  names: readonly string[],
): SourceFigures | undefined {
  const rule = readRule(fields, input)
  if (rule === undefined) return undefined
  const code = codeOf(rule, input)
  if (code === undefined) return undefined
  const figures = figuresBy(rule, input, documentTaxes, fields)
  return names.every((name) => figures[name] !== undefined) ? { code, figures } : undefined
}

function readRule(fields: JsonObject, input: DocumentInput): SourceRule | undefined {
  if (!hasValue(fields, 'rule')) return undefined
  const rule = objectAt(fields, 'rule')
  const lines = String(rule.lineRounding ?? '')
  const taxes = String(rule.taxRounding ?? '')
  const included = String(rule.pricesTaxInclusive ?? '')
  if (!/^per line\b/.test(lines)) return undefined
  const perLine = /^per line\b/.test(taxes)
  if (!perLine && !/^(?:on document base|per tax)/.test(taxes)) return undefined
  const decimals = /(\d+) decimals/.exec(lines)?.[1]
  return {
    decimals: decimals === undefined ? input.exponent : Number(decimals),
    perLine,
    eachFromGross: /several rates each taken from the same gross/.test(included),
  }
}

function codeOf(rule: SourceRule, input: DocumentInput): ConventionCode | undefined {
  if (rule.decimals !== input.exponent) return 'source-decimals'
  const severalTaxes = input.lines.some((line) => line.taxes.length > 1)
  if (rule.eachFromGross && input.taxIncluded && severalTaxes) return 'inclusive-each-from-gross'
  return rule.perLine ? 'tax-rounded-per-line' : undefined
}

function fraction(value: Decimal): Fraction {
  const { coefficient, scale } = decimalParts(value)
  return { over: coefficient, under: powerOfTen(scale) }
}

const ZERO: Fraction = { over: 0n, under: 1n }
const ONE: Fraction = { over: 1n, under: 1n }

function plus(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under }
}

function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { over: -b.over, under: b.under })
}

function times(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.over, under: a.under * b.under }
}

function dividedBy(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under, under: a.under * b.over }
}

function sum(values: readonly Fraction[]): Fraction {
  return values.reduce(plus, ZERO)
}

function percent(value: Decimal): Fraction {
  return dividedBy(fraction(value), { over: 100n, under: 1n })
}

interface TaxAmount {
  readonly rate: string
  readonly amount: Fraction
}

function figuresBy(
  rule: SourceRule,
  input: DocumentInput,
  documentTaxes: readonly TaxOnLine[],
  fields: JsonObject,
): JsonObject {
  const round = (value: Fraction): Fraction => ({
    over: divideRounded(value.over * powerOfTen(rule.decimals), value.under, 'half-away-from-zero'),
    under: powerOfTen(rule.decimals),
  })
  const print = (value: Fraction): Json => decimalFromParts(round(value).over, rule.decimals)
  const adjustment = (each: Adjustment, base: Fraction) =>
    round(each.kind === 'percent' ? times(base, percent(each.value)) : fraction(each.value))

  const lineTotals = input.lines.map((line) => lineTotal(line, round, adjustment))
  const lineSum = sum(lineTotals)
  const discount = sum((input.allowances ?? []).map((each) => adjustment(each, lineSum)))
  const charges = (input.surcharges ?? []).map((each) => ({
    taxed: each.taxes === undefined,
    amount: adjustment(each, lineSum),
  }))
  const charge = sum(charges.map((each) => each.amount))
  const net = minus(lineSum, discount)

  const lineTaxes = input.lines.map((line, index) => {
    const own = line.taxes.filter((tax) => !documentTaxes.includes(tax))
    const total = lineTotals[index] ?? ZERO
    // The discount lies on the lines in proportion to their totals, not rounded.
    const base = lineSum.over === 0n ? total : minus(total, dividedBy(times(discount, total), lineSum))
    return taxesOn(own, base, input.taxIncluded, rule.perLine ? round : (exact) => exact)
  })
  const taxedCharges = sum(charges.filter((each) => each.taxed).map((each) => each.amount))
  const onDocument = taxesOn(documentTaxes, plus(net, taxedCharges), input.taxIncluded, round)
  const byRate = sumByRate([...lineTaxes.flat(), ...onDocument], round)
  const taxTotal = sum(byRate.map((each) => each.amount))
  const total = plus(input.taxIncluded ? net : plus(net, taxTotal), charge)
  const minorUnits = (amount: number | undefined): Fraction => ({
    over: BigInt(amount ?? 0),
    under: powerOfTen(input.exponent),
  })
  const figures: Record<string, Json> = {
    lineTotals: lineTotals.map(print),
    lineSum: print(lineSum),
    discountTotal: print(discount),
    chargeTotal: print(charge),
    lineTax: lineTaxes.map((taxes) => print(sum(taxes.map((tax) => tax.amount)))),
    taxTotal: print(taxTotal),
    total: print(total),
    due: print(plus(minus(total, minorUnits(input.prepaid)), minorUnits(input.rounding))),
    subtotal: print(input.taxIncluded ? minus(net, taxTotal) : net),
  }
  // Only the tax is known to be stated for these; a stated base would need a rule of its own.
  const wanted = objectsAt(objectAt(fields, 'expected'), 'taxByRate')
  if (wanted.every((row) => !hasValue(row, 'taxable') && !hasValue(row, 'category'))) {
    figures.taxByRate = byRate.map((each) => ({ rate: each.rate, tax: print(each.amount) }))
  }
  return figures
}

/** The taxes of one base, each rounded by the rule; inside the price each is taken from the same gross. */
function taxesOn(
  taxes: readonly TaxOnLine[],
  base: Fraction,
  included: boolean,
  round: (value: Fraction) => Fraction,
): TaxAmount[] {
  let withTaxes = base
  return taxes.map((tax) => {
    const sign = tax.kind === 'withholding' ? '-' : ''
    const rate = percent(tax.percent)
    const from = tax.kind === 'compound' ? withTaxes : base
    const exact = included ? minus(from, dividedBy(from, plus(ONE, rate))) : times(from, rate)
    const amount = round(sign === '-' ? minus(ZERO, exact) : exact)
    withTaxes = plus(withTaxes, amount)
    return { rate: `${sign}${tax.percent}`, amount }
  })
}

function sumByRate(taxes: readonly TaxAmount[], round: (value: Fraction) => Fraction): TaxAmount[] {
  const rates = [...new Set(taxes.map((tax) => tax.rate))]
  return rates.map((rate) => ({
    rate,
    amount: round(sum(taxes.filter((tax) => tax.rate === rate).map((tax) => tax.amount))),
  }))
}

function lineTotal(
  line: LineInput,
  round: (value: Fraction) => Fraction,
  adjustment: (each: Adjustment, base: Fraction) => Fraction,
): Fraction {
  const product = times(fraction(line.quantity), fraction(line.unitPrice))
  const base = round(line.priceBase === undefined ? product : dividedBy(product, fraction(line.priceBase)))
  const discounts = (line.allowances ?? []).map((each) => adjustment(each, base))
  const charges = (line.surcharges ?? []).map((each) => adjustment(each, base))
  return plus(minus(base, sum(discounts)), sum(charges))
}
