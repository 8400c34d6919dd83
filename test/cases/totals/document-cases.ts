// totals/document: a whole invoice or credit note.
import { addDecimals, type Decimal, negate } from '../../../src/core/decimal.ts'
import { closingTotals, computeTotals } from '../../../src/core/invoice/compute-totals.ts'
import type { DocumentTotals } from '../../../src/core/invoice/totals.ts'
import { type Minor, minor, minorToDecimal, roundToMinor, splitByLargestRemainder } from '../../../src/core/money.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  listAt,
  type Outcome,
  objectAt,
  objectsAt,
  onlyCaseFields,
  onlyFields,
  sameJson,
  toDecimal,
} from '../case.ts'
import { type ReadDocument, readDocument } from './document-input.ts'
import { figuresBySourceRule } from './source-rule.ts'

const FIELDS = [
  'documentType',
  'typeCode',
  'currency',
  'lines',
  'documentDiscounts',
  'documentCharges',
  'documentDiscount',
  'documentTaxRates',
  'prepaid',
  'roundingAmount',
  'hasSubLines',
  'taxTotalInAccountingCurrency',
  'expected',
  'usableFor',
]

/** Which part of the source's figures may be compared, by the names of `usableFor`. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  lines: ['lineTotals', 'lineGross', 'lineTax', 'discountPerLine', 'netPerLine'],
  taxes: ['taxByRate', 'taxTotal'],
  totals: ['lineSum', 'discountTotal', 'chargeTotal', 'subtotal', 'total', 'due', 'roundedTotal'],
}

function document(fields: JsonObject): Outcome {
  onlyCaseFields(fields, FIELDS)
  const stated = objectAt(fields, 'expected')
  onlyFields(stated, Object.values(PARTS).flat(), 'expected.')
  const usable = usableParts(fields)
  const expected = comparable(stated, usable)
  const statedLines = usable.includes('lines') ? undefined : decimalsAt(stated, 'lineTotals')
  const read = readDocument(fields, statedLines)
  const totals = computeTotals(read.input)
  const statedTax =
    usable.includes('taxes') || !hasValue(stated, 'taxTotal') ? undefined : decimalAt(stated, 'taxTotal')
  const outcome = compared(expected, figuresOf(expected, read, totals, statedTax))
  if (outcome.status === 'passed') return outcome
  const bySource = figuresBySourceRule(fields, read, Object.keys(expected))
  if (bySource === undefined || !sameJson(expected, inShapeOf(expected, bySource.figures))) return outcome
  return { ...outcome, status: 'not-applicable', code: bySource.code }
}

function usableParts(fields: JsonObject): string[] {
  if (!hasValue(fields, 'usableFor')) return Object.keys(PARTS)
  return listAt(fields, 'usableFor').map((part) => {
    if (typeof part !== 'string' || !Object.hasOwn(PARTS, part)) {
      throw new CaseProblem(`unknown part ${JSON.stringify(part)} in "usableFor"`)
    }
    return part
  })
}

/** The expected figures that may be compared, as canonical decimals. */
function comparable(stated: JsonObject, usable: readonly string[]): JsonObject {
  const figures: Record<string, Json> = {}
  for (const name of usable.flatMap((part) => PARTS[part] ?? [])) {
    if (!hasValue(stated, name)) continue
    if (name === 'taxByRate') figures[name] = merged(objectsAt(stated, name).map(taxRow))
    else if (Array.isArray(stated[name])) figures[name] = decimalsAt(stated, name) ?? []
    else figures[name] = decimalAt(stated, name)
  }
  return figures
}

function decimalsAt(stated: JsonObject, name: string): Decimal[] | undefined {
  return hasValue(stated, name) ? listAt(stated, name).map((each) => toDecimal(each, name)) : undefined
}

function taxRow(row: JsonObject): JsonObject {
  onlyFields(row, ['category', 'rate', 'taxable', 'tax', 'compoundOn'], 'taxByRate.')
  const figures: Record<string, Json> = {}
  if (hasValue(row, 'category')) figures.category = row.category as Json
  // A category without a rate (O) has none: 0.
  figures.rate = hasValue(row, 'rate') ? decimalAt(row, 'rate') : '0'
  for (const name of ['taxable', 'tax']) if (hasValue(row, name)) figures[name] = decimalAt(row, name)
  return figures
}

/** Our figures under the source's names, in the shape of the expected ones. */
function figuresOf(
  expected: JsonObject,
  read: ReadDocument,
  totals: DocumentTotals,
  statedTax: Decimal | undefined,
): JsonObject {
  const { exponent, taxIncluded } = read.input
  const tax = statedTax === undefined ? totals.tax : roundToMinor(statedTax, exponent)
  const closing = closingTotals({ ...totals, tax })
  // What R-26 leaves over, and cash rounding where the source's total has it, belong to the source's total.
  const promised = minor(totals.lineSum - totals.allowanceTotal + totals.surchargeTotal)
  const inTotal = read.roundsTotal ? totals.rounding : taxIncluded ? promised - totals.net - tax : 0
  const lineTax = taxPerLine(totals)
  const discounts = sharesOf(totals.allowanceTotal, totals)
  const money = (amount: number): Json => minorToDecimal(minor(amount), exponent)
  return inShapeOf(expected, {
    lineTotals: totals.lines.map((line) => money(line.amount)),
    lineGross: totals.lines.map((line, i) => money(taxIncluded ? line.amount : line.amount + (lineTax[i] ?? 0))),
    lineTax: lineTax.map(money),
    discountPerLine: discounts.map(money),
    netPerLine: totals.lines.map((line, i) => money(line.amount - (discounts[i] ?? 0))),
    lineSum: money(totals.lineSum),
    discountTotal: money(totals.allowanceTotal),
    chargeTotal: money(totals.surchargeTotal),
    subtotal: money(totals.net),
    taxByRate: taxRows(expected, totals, exponent),
    taxTotal: money(tax - (read.hasWithholding ? totals.withholding : 0)),
    total: money(closing.gross - (read.hasWithholding ? totals.withholding : 0) + inTotal),
    roundedTotal: money(closing.gross + totals.rounding),
    due: money(closing.due),
  })
}

/** Only the figures that are expected. */
function inShapeOf(expected: JsonObject, figures: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(expected).map((name) => [name, figures[name] ?? null]))
}

/** A document total shared over the lines by value, as the product shows it per line. */
function sharesOf(amount: Minor, totals: DocumentTotals): Minor[] {
  const weights = totals.lines.map((line) => Math.abs(line.amount))
  return weights.some((weight) => weight > 0) ? splitByLargestRemainder(amount, weights) : weights.map(() => minor(0))
}

function taxPerLine(totals: DocumentTotals): Minor[] {
  return sharesOf(totals.tax, totals)
}

/** Rows of one category and rate as one: sources list a rate once for each reason of an exemption, too. */
function merged(rows: readonly JsonObject[]): JsonObject[] {
  const byRate = new Map<string, JsonObject>()
  for (const row of rows) {
    const key = `${String(row.category ?? '')} ${String(row.rate)}`
    const before = byRate.get(key)
    byRate.set(key, before === undefined ? row : sumOfRows(before, row))
  }
  return [...byRate.values()]
}

function sumOfRows(left: JsonObject, right: JsonObject): JsonObject {
  const sums: Record<string, Json> = { ...left }
  for (const name of ['taxable', 'tax']) {
    if (left[name] !== undefined) sums[name] = addDecimals(toDecimal(left[name], name), toDecimal(right[name], name))
  }
  return sums
}

/** Our subtotals in the order of the expected rows; further ones that carry tax, or a base the source would name, last. */
function taxRows(expected: JsonObject, totals: DocumentTotals, exponent: number): Json[] {
  const wanted = Array.isArray(expected.taxByRate) ? (expected.taxByRate as readonly JsonObject[]) : []
  const namesCategories = wanted.some((row) => row.category !== undefined)
  const row = (category: string, percent: Decimal, taxable: number, tax: number): JsonObject => ({
    ...(namesCategories ? { category } : {}),
    rate: percent,
    taxable: minorToDecimal(minor(taxable), exponent),
    tax: minorToDecimal(minor(tax), exponent),
  })
  const ours = merged([
    ...totals.taxes.map((each) => row(each.category, each.percent, each.taxable, each.tax)),
    ...totals.withholdings.map((each) => row('S', negate(each.percent), each.base, -each.amount)),
  ])
  const isOf = (want: JsonObject) => (own: JsonObject) => own.rate === want.rate && own.category === want.category
  const rows = wanted.map((want): Json => {
    const found = ours.find(isOf(want))
    return found === undefined ? null : Object.fromEntries(Object.keys(want).map((name) => [name, found[name] ?? null]))
  })
  const unnamed = ours.filter(
    (own) => !wanted.some((want) => isOf(want)(own)) && (own.tax !== '0' || (namesCategories && own.taxable !== '0')),
  )
  return [...rows, ...unnamed]
}

export const documentCases: readonly CaseKind[] = [{ area: 'totals', kind: 'document', run: document }]
