import { currencyCodes } from '../core/currency.ts'
import { type Decimal, decimal, isNegative } from '../core/decimal.ts'
import type { CurrencyCode } from '../core/money.ts'
import { parseAmount, parseNumber } from './parse-amount.ts'

/** What one typed line says: quantity x unit price and the words around it. */
export interface QuickLine {
  readonly quantity: Decimal
  readonly unit?: string
  readonly unitPrice: Decimal
  readonly description: string
}

const MAX_TEXT = 500
const PRICE_PLACES = 6
// "3 x 85", "1,5 h @ 90 €", "2 sessions × $40.00"
const NUMBER = "[-\\u2212]?(?:\\d[\\d.,'\\u2019\\u00a0\\u202f]*)?[\\d]"
const CURRENCY = `(?:\\p{Sc}|(?:${currencyCodes.join('|')})(?!\\p{L}))`
const MONEY = `(?:${CURRENCY}[ \\u00a0]?)?${NUMBER}(?:[ \\u00a0]?${CURRENCY})?`
const TIMES = new RegExp(
  `(?<![\\p{L}\\d.,])(${NUMBER})(?:[ \\u00a0]?(\\p{L}[\\p{L}.]*))??[ \\u00a0]*[x\\u00d7*@][ \\u00a0]*(${MONEY})(?![\\p{L}\\d])`,
  'u',
)
const AT_END = new RegExp(`(?<![\\p{L}\\d.,-])(${MONEY})$`, 'u')

/**
 * Reads "Design review 3 x 85,00" or "Design review 85,00" by the locale's rules. A multiplication at either end comes
 * first, then a price at the end, then a multiplication between words ("Room 3x4 painting 50" costs 50).
 * Undefined when there is no price, or a number that the form would refuse.
 */
export function parseQuickLine(text: string, locale: string, currency: CurrencyCode): QuickLine | undefined {
  const line = text.trim().slice(0, MAX_TEXT)
  const product = TIMES.exec(line)
  const single = AT_END.exec(line)
  if (product !== null && (single === null || isAtEdge(product, line))) {
    const [all, count = '', unit, price = ''] = product
    const quantity = parseNumber(count, locale)
    const unitPrice = parsePrice(price, locale, currency)
    if (!quantity.ok || unitPrice === undefined) return undefined
    const description = tidy(`${line.slice(0, product.index)} ${line.slice(product.index + all.length)}`)
    return { quantity: quantity.value, ...(unit === undefined ? {} : { unit }), unitPrice, description }
  }
  if (single === null) return undefined
  const unitPrice = parsePrice(single[1] ?? '', locale, currency)
  if (unitPrice === undefined) return undefined
  return { quantity: decimal('1'), unitPrice, description: tidy(line.slice(0, single.index)) }
}

function isAtEdge(product: RegExpExecArray, line: string): boolean {
  return product.index === 0 || product.index + product[0].length === line.length
}

/** A price may have more decimals than an amount, and is never negative (BR-27). */
function parsePrice(text: string, locale: string, currency: CurrencyCode): Decimal | undefined {
  const price = parseAmount(text, locale, currency, { places: PRICE_PLACES })
  return price.ok && !isNegative(price.value) ? price.value : undefined
}

function tidy(words: string): string {
  return words
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[-\u2013\u2014:,;=\s]+|[-\u2013\u2014:,;=\s]+$/gu, '')
}
