// The form's parser: reads what a person types by the rules of one locale and refuses whatever could mean something
// else. The importer has its own, parse-localised.ts.
import { currencyExponent } from '../core/currency.ts'
import { type Decimal, decimalPlaces, parseDecimal } from '../core/decimal.ts'
import { type CurrencyCode, type Minor, roundToMinor } from '../core/money.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { currencySymbol } from './format-money.ts'
import { groupingFormat, type NumberStyle, numberFormat, numberSymbols } from './number-symbols.ts'

/** Why a typed number was refused; each code has a text in the catalogue. */
export interface AmountProblem {
  readonly code: 'empty' | 'not-a-number' | 'ambiguous' | 'too-many-decimals' | 'too-large' | 'other-currency'
  /** How many decimals are allowed, with `too-many-decimals`. */
  readonly places?: number
}

export interface NumberRules {
  /** How many decimals may be more than zeros; default: no limit. */
  readonly places?: number
}

// One more digit could leave the range of minor units in a product of two amounts.
const MAX_WHOLE_DIGITS = 13
const MAX_TEXT = 60
const SPACES = /[\s\u00a0\u2007\u2009\u202f]/gu
// Formatted text of right-to-left locales holds them; pasted back they mean nothing.
const BIDI_MARKS = /[\u061c\u200e\u200f]/gu
const APOSTROPHES = /['\u2019\u02bc]/gu

/**
 * A plain number as the locale writes it: "1.234,5" in German, "1,234.5" in English. A group separator must stand
 * where the locale puts it: "1,50" typed in English is `ambiguous`, not 150.
 */
export function parseNumber(text: string, locale: string, rules: NumberRules = {}): Result<Decimal, AmountProblem> {
  return parseStyled(text, locale, 'decimal', rules)
}

function parseStyled(
  text: string,
  locale: string,
  style: NumberStyle,
  { places }: NumberRules,
): Result<Decimal, AmountProblem> {
  const trimmed = text.replace(BIDI_MARKS, '').replace(SPACES, ' ').replace(APOSTROPHES, "'").trim()
  if (trimmed === '') return refused({ code: 'empty' })
  if (trimmed.length > MAX_TEXT) return refused({ code: 'too-large' })
  const match = /^([-\u2212+]?) ?([\d.,' \u066b\u066c]*\d[\d.,' \u066b\u066c]*)$/u.exec(trimmed)
  if (match === null) return refused({ code: 'not-a-number' })
  const [, sign = '', body = ''] = match
  const symbols = numberSymbols(locale, style)
  const pieces = body.split(foldSign(symbols.decimal))
  const [whole = '', fraction = ''] = pieces
  if (pieces.length > 2 || !/^\d*$/.test(fraction)) return refused({ code: 'ambiguous' })
  const groupSign = foldSign(symbols.group)
  if (!isGrouped(whole, groupSign, locale, style)) return refused({ code: 'ambiguous' })
  const digits = whole.replaceAll(groupSign, '').replace(/^0+(?=\d)/, '')
  if (digits.length > MAX_WHOLE_DIGITS) return refused({ code: 'too-large' })
  const value = parseDecimal(`${sign === '' || sign === '+' ? '' : '-'}${digits || '0'}.${fraction || '0'}`)
  if (value === undefined) return refused({ code: 'not-a-number' })
  if (places !== undefined && decimalPlaces(value) > places) return refused({ code: 'too-many-decimals', places })
  return ok(value)
}

function foldSign(sign: string): string {
  return sign.replace(SPACES, ' ').replace(APOSTROPHES, "'")
}

/** No separators at all, or the locale's own exactly where the locale puts them (also 12,34,567 in India). */
function isGrouped(whole: string, groupSign: string, locale: string, style: NumberStyle): boolean {
  if (/^\d*$/.test(whole)) return true
  const digits = whole.replaceAll(groupSign, '')
  if (!/^[1-9]\d*$/.test(digits) || digits.length > MAX_WHOLE_DIGITS) return false
  const written = groupingFormat(locale, style).formatToParts(BigInt(digits))
  const grouped = written.filter((part) => part.type === 'integer' || part.type === 'group').map((part) => part.value)
  return foldSign(grouped.join('')) === whole
}

/**
 * An amount or unit price, the currency's own sign or code allowed around it: "85", "€ 85,00", "85.00 USD".
 * Another currency's sign is refused. `places` defaults to the currency's decimals.
 */
export function parseAmount(
  text: string,
  locale: string,
  currency: CurrencyCode,
  rules: NumberRules = {},
): Result<Decimal, AmountProblem> {
  const bare = withoutCurrency(text, locale, currency)
  if (bare === undefined) return refused({ code: 'other-currency' })
  const limited = { places: rules.places ?? currencyExponent(currency) }
  const plain = parseStyled(bare, locale, 'decimal', limited)
  if (plain.ok || plain.problem.code !== 'ambiguous') return plain
  return parseStyled(bare, locale, 'currency', limited)
}

/** An amount in minor units of the currency, for fields that hold money and no prices. */
export function parseMoney(text: string, locale: string, currency: CurrencyCode): Result<Minor, AmountProblem> {
  const amount = parseAmount(text, locale, currency)
  return amount.ok ? ok(roundToMinor(amount.value, currencyExponent(currency))) : amount
}

/** A rate in percent, with or without its sign: "19", "7,5 %", "%18". */
export function parsePercent(text: string, locale: string, rules: NumberRules = {}): Result<Decimal, AmountProblem> {
  const bare = text.replace(BIDI_MARKS, '').trim()
  return parseNumber(bare.replace(/^([-\u2212]?)[%\u066a]|[%\u066a]$/u, '$1'), locale, rules)
}

/** The text without the currency's name, its sign kept; undefined when it names another currency. */
function withoutCurrency(text: string, locale: string, currency: CurrencyCode): string | undefined {
  const match = /^([^\d.,]*)(.*?)([^\d.,]*)$/su.exec(
    text
      .replace(BIDI_MARKS, '')
      .replace(/(?<=\p{L})\./gu, '')
      .trim(),
  )
  const [, before = '', body = '', after = ''] = match ?? []
  const minus = /[-\u2212]/u.test(before) ? '-' : ''
  const names = [before, after].map((name) => name.replace(/[-\u2212+\s\u00a0\u202f'\u2019]/gu, ''))
  const known = new Set([
    currency,
    currencySymbol(currency, locale),
    narrowSymbol(currency, locale),
    currencySymbol(currency, 'en'),
  ])
  const foreign = names.filter((name) => name !== '' && ![...known].some((own) => sameName(own, name)))
  if (foreign.length === 0) return minus === '' ? body : `${minus}${body}`
  // Only a currency is called one; any other word is simply not a number.
  return foreign.every((name) => /^\p{Sc}$/u.test(name) || /^[A-Z]{3}$/u.test(name)) ? undefined : text
}

function narrowSymbol(currency: CurrencyCode, locale: string): string {
  const parts = numberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  return parts.find((part) => part.type === 'currency')?.value ?? currency
}

function sameName(own: string, typed: string): boolean {
  const fold = (name: string) => name.toLocaleUpperCase('en').replace(/[\s\u00a0\u202f.\u061c\u200e\u200f]/gu, '')
  return fold(own) === fold(typed)
}
