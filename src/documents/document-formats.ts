// Numbers and dates of one document: its frozen language and currency, bound once.
import type { CalendarDate } from '../core/date.ts'
import type { Decimal } from '../core/decimal.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import { formatDate, formatPeriod } from '../i18n/format-date.ts'
import { formatAmount, formatDecimal, formatMoney, formatPercent, formatPrice } from '../i18n/format-money.ts'

export interface DocumentFormats {
  /** With its currency: what a sentence or a total says. */
  money(amount: Minor): string
  /** Without currency: what a column under a heading that names it says. */
  amount(amount: Minor): string
  price(value: Decimal): string
  quantity(value: Decimal): string
  percent(value: Decimal): string
  date(on: CalendarDate): string
  /** A half-open period as its first and last day. */
  period(period: Period): string
  /** The name of an ISO 3166-1 alpha-2 code; the text itself when it is none. */
  country(code: string): string
}

/** Formats of a BCP 47 language for amounts of one currency. A tag that is none falls back to English. */
export function documentFormats(language: string, currency: CurrencyCode): DocumentFormats {
  const locale = knownLocale(language)
  const countries = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })
  return {
    money: (amount) => formatMoney(amount, currency, locale),
    amount: (amount) => formatAmount(amount, currency, locale),
    price: (value) => formatPrice(value, currency, locale),
    quantity: (value) => formatDecimal(value, locale),
    percent: (value) => formatPercent(value, locale),
    date: (on) => formatDate(on, locale),
    period: (period) => formatPeriod(period, locale),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  }
}

function knownLocale(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en'
  } catch {
    return 'en'
  }
}
