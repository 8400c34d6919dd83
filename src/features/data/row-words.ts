// What the preview of an import says of one row: its name, and the few facts by which a person knows it.
import type { ImportedClient } from '../../commands/import-clients.ts'
import type { ImportedProduct } from '../../commands/import-products.ts'
import type { ItemFields } from '../../core/contract/contract-fields.ts'
import type { Decimal } from '../../core/decimal.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import type { PlannedRow } from '../../integrations/import/plan-import.ts'
import type { PlannedPurchaseRow } from '../../integrations/import/plan-purchases.ts'
import type { ImportedUsage } from '../../integrations/import/plan-usage.ts'
import type { ImportedContractRow } from '../../integrations/import/planned-contract.ts'

export type Input = ImportedClient | ImportedProduct | ImportedContractRow | ImportedUsage | PlannedPurchaseRow
type Row = PlannedRow<Input, { readonly name: string }>

export function nameOf(row: Row): string {
  if (row.state === 'refused') return row.cells.find((cell) => cell.trim() !== '') ?? '–'
  const { input } = row
  if ('record' in input) return `${input.item.item.description} · ${input.item.contract.name}`
  if ('purchase' in input) return `${input.client.name} · ${input.product.name}`
  if ('contract' in input) return `${input.contract.fields.name} · ${input.item.description}`
  return input.fields.name
}

export function detailOf(row: Row, locale: string): string {
  if (row.state === 'refused') {
    const filled = row.cells.filter((cell) => cell.trim() !== '')
    return filled.slice(1, 4).join(' · ')
  }
  const { input } = row
  if ('record' in input) {
    const { on, quantity, unitPrice } = input.record
    const { item, contract } = input.item
    const amount = `${formatDecimal(quantity, locale)}${item.unit === undefined ? '' : ` ${item.unit}`}`
    const price = unitPrice === undefined ? '' : ` × ${formatPrice(unitPrice, contract.currency, locale)}`
    return [contract.clientName, formatDate(on, locale), `${amount}${price}`].join(' · ')
  }
  if ('purchase' in input) return purchaseOf(input, locale)
  if ('contract' in input) {
    const { client, fields } = input.contract
    const price = priceOf(input.item, fields.currency, locale)
    return [client.name, formatDate(fields.startOn, locale), price].join(' · ')
  }
  const { fields } = input
  if ('unitPrice' in fields) return `${formatPrice(fields.unitPrice, fields.currency, locale)} ${fields.currency}`
  return [fields.email, fields.addresses[0]?.city].filter((text) => text !== undefined && text !== '').join(' · ')
}

function priceOf({ pricing, quantity, kind }: ItemFields, currency: CurrencyCode, locale: string): string {
  if (pricing.kind === 'graduated' || pricing.kind === 'volume') {
    return t('data.contract-tiers', { count: pricing.tiers.length })
  }
  const price = pricing.kind === 'flat' ? pricing.price : pricing.unitPrice
  const amount = `${formatPrice(price, currency, locale)} ${currency}`
  return kind === 'usage' || quantity === '1' ? amount : `${formatDecimal(quantity, locale)} × ${amount}`
}

function purchaseOf({ purchase, product }: PlannedPurchaseRow, locale: string): string {
  const amount = (units: Decimal) => {
    const number = formatDecimal(units, locale)
    return product.unit === undefined ? number : `${number} ${product.unit}`
  }
  if ('balance' in purchase) return t('data.purchase-units-left', { units: amount(purchase.balance.units) })
  const { quantity, termMonths, startOn, poNumber } = purchase.sale
  const price = `${formatPrice(product.unitPrice, product.currency, locale)} ${product.currency}`
  return [
    quantity === undefined ? price : `${formatDecimal(quantity, locale)} × ${price}`,
    termMonths === undefined ? undefined : t('data.purchase-months', { months: termMonths }),
    startOn === undefined ? undefined : formatDate(startOn, locale),
    poNumber,
  ]
    .filter((text) => text !== undefined)
    .join(' · ')
}
