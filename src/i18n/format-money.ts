import { currencyExponent } from '../core/currency.ts'
import { type Decimal, decimalPlaces } from '../core/decimal.ts'
import { type CurrencyCode, type Minor, minorToDecimal } from '../core/money.ts'
import { formatExactly, numberFormat } from './number-symbols.ts'

export interface MoneyFormat {
  /** `symbol` (default) prints "€", `code` prints "EUR". */
  readonly currencyDisplay?: 'symbol' | 'code'
  /** Print a plus sign before amounts above 0. */
  readonly plus?: boolean
}

/** An amount with its currency: "1,250.00 €", "−$12.50". As many decimals as the currency has, no digit lost. */
export function formatMoney(amount: Minor, currency: CurrencyCode, locale: string, options: MoneyFormat = {}): string {
  const exponent = currencyExponent(currency)
  const format = numberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: options.currencyDisplay ?? 'symbol',
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
    signDisplay: options.plus === true ? 'exceptZero' : 'auto',
  })
  return formatExactly(format, minorToDecimal(amount, exponent))
}

/** An amount without its currency, for columns whose head names it: "1,250.00", as it stands in `formatMoney`. */
export function formatAmount(amount: Minor, currency: CurrencyCode, locale: string): string {
  const exponent = currencyExponent(currency)
  const format = numberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  })
  return formatExactly(format, minorToDecimal(amount, exponent), NUMBER_PARTS)
}

const NUMBER_PARTS: ReadonlySet<string> = new Set(['minusSign', 'integer', 'group', 'decimal', 'fraction'])

/** A quantity, price or rate with all its decimals, and at least `minimumPlaces` of them: "0.333", "2.50". */
export function formatDecimal(value: Decimal, locale: string, minimumPlaces = 0): string {
  const places = Math.max(decimalPlaces(value), minimumPlaces)
  return formatExactly(
    numberFormat(locale, { minimumFractionDigits: minimumPlaces, maximumFractionDigits: places }),
    value,
  )
}

/** A unit price: as many decimals as the currency has, more where the price has more: "85.00", "0.333". */
export function formatPrice(price: Decimal, currency: CurrencyCode, locale: string): string {
  return formatDecimal(price, locale, currencyExponent(currency))
}

/** A rate given in percent: "19%", "7.5 %". */
export function formatPercent(percent: Decimal, locale: string): string {
  const places = decimalPlaces(percent)
  const format = numberFormat(locale, { style: 'unit', unit: 'percent', maximumFractionDigits: places })
  return formatExactly(format, percent)
}

/** The sign that stands for a currency in a locale: "$", "€", "CHF". */
export function currencySymbol(currency: CurrencyCode, locale: string): string {
  const parts = numberFormat(locale, { style: 'currency', currency }).formatToParts(0)
  return parts.find((part) => part.type === 'currency')?.value ?? currency
}
