// A neutral document as the core's input.
import { currencyCode, currencyExponent } from '../../../src/core/currency.ts'
import { absolute, type Decimal, decimal, isNegative } from '../../../src/core/decimal.ts'
import type {
  Adjustment,
  DocumentAdjustment,
  DocumentInput,
  LineInput,
  TaxOnLine,
} from '../../../src/core/invoice/totals.ts'
import type { TaxCategory } from '../../../src/core/model.ts'
import { roundToMinor } from '../../../src/core/money.ts'
import {
  CaseProblem,
  decimalAt,
  hasValue,
  type JsonObject,
  listAt,
  objectAt,
  objectsAt,
  onlyFields,
  textAt,
  toDecimal,
} from '../case.ts'

const LINE_FIELDS = [
  'quantity',
  'unitPrice',
  'priceBaseQuantity',
  'unit',
  'discount',
  'discounts',
  'charges',
  'taxCategory',
  'taxRate',
  'taxRates',
  'taxInclusive',
  'grossUnitPrice',
  'unitPriceDiscount',
]

export interface ReadDocument {
  readonly input: DocumentInput
  /** Taxes that the source puts on the document as a whole; the same objects stand on every line. */
  readonly documentTaxes: readonly TaxOnLine[]
  /** Rates that the source gives as negative taxes: withholdings here, part of the source's total. */
  readonly hasWithholding: boolean
  /** The source's total is the cash-rounded one. */
  readonly roundsTotal: boolean
}

/** The document of a case. `statedLines`: the lines' amounts, where the source's own do not follow from its prices. */
export function readDocument(fields: JsonObject, statedLines: readonly Decimal[] | undefined): ReadDocument {
  const currency = currencyCode(textAt(fields, 'currency'))
  if (currency === undefined) throw new CaseProblem(`unknown currency "${textAt(fields, 'currency')}"`)
  const exponent = currencyExponent(currency)
  const rows = objectsAt(fields, 'lines')
  for (const row of rows) onlyFields(row, LINE_FIELDS, 'lines.')
  const documentTaxes = listAt(fields, 'documentTaxRates').map((rate) => taxOf(toDecimal(rate, 'documentTaxRates')))
  const compound = compoundTaxes(fields, rows)
  const lines = rows.map((row, index): LineInput => {
    const taxes = [...lineTaxes(row), ...documentTaxes, ...compound]
    const stated = statedLines?.[index]
    return stated === undefined ? readLine(row, taxes) : { quantity: decimal('1'), unitPrice: stated, taxes }
  })
  const cashUnit = cashUnitOf(fields, exponent)
  return {
    documentTaxes,
    input: {
      exponent,
      taxIncluded: taxIncludedOf(rows),
      lines,
      allowances: [...appDiscount(fields), ...objectsAt(fields, 'documentDiscounts').map(documentAdjustment)],
      surcharges: objectsAt(fields, 'documentCharges').map(documentAdjustment),
      ...(hasValue(fields, 'prepaid') ? { prepaid: roundToMinor(decimalAt(fields, 'prepaid'), exponent) } : {}),
      ...(hasValue(fields, 'roundingAmount')
        ? { rounding: roundToMinor(decimalAt(fields, 'roundingAmount'), exponent) }
        : {}),
      ...(cashUnit === undefined ? {} : { cashUnit }),
    },
    hasWithholding: lines.some((line) => line.taxes.some((tax) => tax.kind === 'withholding')),
    roundsTotal: cashUnit !== undefined && !hasValue(objectAt(fields, 'expected'), 'roundedTotal'),
  }
}

function readLine(row: JsonObject, taxes: readonly TaxOnLine[]): LineInput {
  return {
    quantity: decimalAt(row, 'quantity'),
    unitPrice: unitPriceOf(row),
    ...(hasValue(row, 'priceBaseQuantity') ? { priceBase: decimalAt(row, 'priceBaseQuantity') } : {}),
    allowances: [...lineDiscount(row), ...listAt(row, 'discounts').map((each) => lineAdjustment(each, 'discounts'))],
    surcharges: listAt(row, 'charges').map((each) => lineAdjustment(each, 'charges')),
    taxes,
  }
}

/** The net price; gross price and price discount (BT-148, BT-147) only explain it. */
function unitPriceOf(row: JsonObject): Decimal {
  for (const name of ['grossUnitPrice', 'unitPriceDiscount']) if (hasValue(row, name)) decimalAt(row, name)
  return decimalAt(row, 'unitPrice')
}

function taxIncludedOf(rows: readonly JsonObject[]): boolean {
  const included = rows.map((row) => row.taxInclusive ?? false)
  if (!included.every((each) => typeof each === 'boolean')) throw new CaseProblem('"taxInclusive" is not true or false')
  if (new Set(included).size > 1) throw new CaseProblem('lines with and without "taxInclusive" in one document')
  return included[0] === true
}

/** A rate below 0 is how some sources write a withholding. */
function taxOf(rate: Decimal, category = 'S'): TaxOnLine {
  return isNegative(rate)
    ? { category: category as TaxCategory, kind: 'withholding', percent: absolute(rate) }
    : { category: category as TaxCategory, kind: 'normal', percent: rate }
}

function lineTaxes(row: JsonObject): TaxOnLine[] {
  const rates = listAt(row, 'taxRates').map((rate) => taxOf(toDecimal(rate, 'taxRates')))
  return hasValue(row, 'taxCategory') || hasValue(row, 'taxRate') ? [categoryTax(row), ...rates] : rates
}

/** Category and rate as EN 16931 gives them; a missing rate is 0. */
function categoryTax(row: JsonObject): TaxOnLine {
  const rate = hasValue(row, 'taxRate') ? decimalAt(row, 'taxRate') : decimal('0')
  return taxOf(rate, hasValue(row, 'taxCategory') ? textAt(row, 'taxCategory') : 'S')
}

/** A tax on net plus tax stands only in the expected rows, marked `compoundOn`: it belongs to every line. */
function compoundTaxes(fields: JsonObject, rows: readonly JsonObject[]): TaxOnLine[] {
  const named = new Set(rows.flatMap((row) => lineTaxes(row).map((tax) => tax.percent)))
  return objectsAt(objectAt(fields, 'expected'), 'taxByRate')
    .filter((row) => hasValue(row, 'compoundOn') && !named.has(decimalAt(row, 'rate')))
    .map((row) => ({ category: 'S', kind: 'compound', percent: decimalAt(row, 'rate') }))
}

/** `discount` of an app's line or document: {type: amount | percent, value}. */
function typedDiscount(discount: JsonObject, where: string): Adjustment {
  onlyFields(discount, ['type', 'value'], `${where}.`)
  const type = textAt(discount, 'type')
  if (type !== 'amount' && type !== 'percent') throw new CaseProblem(`unknown ${where}.type "${type}"`)
  return { kind: type, value: decimalAt(discount, 'value') }
}

function lineDiscount(row: JsonObject): Adjustment[] {
  return hasValue(row, 'discount') ? [typedDiscount(objectAt(row, 'discount'), 'discount')] : []
}

function appDiscount(fields: JsonObject): DocumentAdjustment[] {
  return hasValue(fields, 'documentDiscount')
    ? [typedDiscount(objectAt(fields, 'documentDiscount'), 'documentDiscount')]
    : []
}

/** {amount, base?, percent?} or the bare amount; where a percentage stands beside it, the amount is what counts. */
function lineAdjustment(value: JsonObject[string], where: string): Adjustment {
  if (typeof value === 'string' || typeof value === 'number') return { kind: 'amount', value: toDecimal(value, where) }
  const fields = objectAt({ [where]: value }, where)
  onlyFields(fields, ['amount', 'base', 'percent'], `${where}.`)
  return { kind: 'amount', value: decimalAt(fields, 'amount') }
}

function documentAdjustment(fields: JsonObject): DocumentAdjustment {
  onlyFields(fields, ['amount', 'base', 'percent', 'taxCategory', 'taxRate', 'taxed'], 'documentDiscounts/Charges.')
  const adjustment = { kind: 'amount', value: decimalAt(fields, 'amount') } as const
  if (hasValue(fields, 'taxCategory') || hasValue(fields, 'taxRate')) {
    return { ...adjustment, taxes: [categoryTax(fields)] }
  }
  return fields.taxed === false ? { ...adjustment, taxes: [] } : adjustment
}

/** Cash rounding is told by a tag: to a named step, or to whole units where a rounded total is expected. */
function cashUnitOf(fields: JsonObject, exponent: number): number | undefined {
  for (const tag of listAt(fields, 'tags')) {
    const step = typeof tag === 'string' ? /^cash-rounding-(.+)$/.exec(tag)?.[1] : undefined
    if (step !== undefined) return roundToMinor(toDecimal(step, 'tags'), exponent)
  }
  return hasValue(objectAt(fields, 'expected'), 'roundedTotal') ? 10 ** exponent : undefined
}
