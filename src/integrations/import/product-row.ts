// One row of a file -> what would be entered about one product or service.
import type { ImportedProduct } from '../../commands/import-products.ts'
import { productProblem } from '../../commands/save-product.ts'
import { currencyExponent } from '../../core/currency.ts'
import { type Decimal, decimal, decimalPlaces, isNegative, roundDecimal } from '../../core/decimal.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { TaxRate } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { AmountReader } from './amount-column.ts'
import type { RowReading } from './client-row.ts'
import type { ProductField } from './column-names.ts'
import { fieldIssue } from './field-issue.ts'
import { findTax } from './find-tax.ts'
import type { MappedCells } from './mapped-cells.ts'
import type { RowIssue } from './row-issue.ts'
import { currencyFromText, isPurchaseOnly, kindFromText, saysYes } from './written-values.ts'

export interface ProductDefaults {
  readonly currency: CurrencyCode
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  /** The account's taxes, for matching by name or rate. */
  readonly taxes: readonly TaxRate[]
}

/**
 * Reads a product. Refused are rows without a name, with a price that is no amount, negative, or in an unknown currency.
 * An empty price becomes 0 with a warning; items that are only bought arrive archived.
 */
export function readProductRow(
  cells: MappedCells<ProductField>,
  prices: AmountReader,
  defaults: ProductDefaults,
): RowReading<ImportedProduct> {
  const name = cells.text('name')
  if (name.trim() === '') return { ok: false, issue: cells.issue('name', 'name-missing') }
  const currency = cells.has('currency') ? currencyFromText(cells.word('currency')) : defaults.currency
  if (currency === undefined) return { ok: false, issue: cells.issue('currency', 'currency-unknown') }
  const warnings: RowIssue[] = []
  // Its price is a cost: kept, but not proposed for an invoice.
  const bought = cells.has('role') && isPurchaseOnly(cells.word('role'))
  if (bought) warnings.push(cells.issue('role', 'purchase-only-archived'))
  const unitPrice = readPrice(cells, prices, currency, warnings)
  if (unitPrice === undefined) return { ok: false, issue: cells.issue('unitPrice', 'amount-unreadable') }
  if (isNegative(unitPrice)) return { ok: false, issue: cells.issue('unitPrice', 'price-negative') }
  const fields: ImportedProduct['fields'] = {
    name,
    ...(cells.has('description') ? { description: cells.text('description') } : {}),
    ...(cells.has('sku') ? { sku: cells.word('sku') } : {}),
    kind: kindFromText(cells.word('kind')),
    ...(cells.has('unit') ? { unit: cells.word('unit') } : {}),
    unitPrice,
    currency,
    taxIds: readTaxes(cells, defaults, warnings),
    taxIncluded: cells.has('taxIncluded') ? saysYes(cells.word('taxIncluded')) : defaults.taxIncluded,
  }
  const problem = productProblem(fields)
  if (problem !== undefined)
    return { ok: false, issue: fieldIssue(cells, problem, cells.issue('name', 'text-too-long')) }
  return {
    ok: true,
    input: { fields, ...(bought || saysYes(cells.word('archived')) ? { archived: true } : {}) },
    warnings,
  }
}

/** The exact price; a spreadsheet's 9.779999999999999 is cut to the decimals that a price may have, with a warning. */
function readPrice(
  cells: MappedCells<ProductField>,
  prices: AmountReader,
  currency: CurrencyCode,
  warnings: RowIssue[],
): Decimal | undefined {
  if (!cells.has('unitPrice')) {
    warnings.push(cells.issue('unitPrice', 'price-missing'))
    return decimal('0')
  }
  const price = prices.read(cells.text('unitPrice'))
  if (price === undefined) return undefined
  const places = currencyExponent(currency) + 6
  if (decimalPlaces(price) <= places) return price
  warnings.push(cells.issue('unitPrice', 'price-rounded'))
  return roundDecimal(price, places)
}

/** The account's tax that the cell names: by its name, else the only one with that percentage. */
function readTaxes(
  cells: MappedCells<ProductField>,
  defaults: ProductDefaults,
  warnings: RowIssue[],
): readonly TaxRateId[] {
  if (!cells.has('tax')) return defaults.taxIds
  const tax = findTax(cells.word('tax'), defaults.taxes)
  if (tax !== undefined) return [tax.id]
  warnings.push(cells.issue('tax', 'tax-unknown'))
  return []
}
