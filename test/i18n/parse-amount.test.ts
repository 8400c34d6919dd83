import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencyCodes, currencyExponent } from '../../src/core/currency.ts'
import { decimalFromParts } from '../../src/core/decimal.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { formatAmount, formatDecimal, formatMoney, formatPercent } from '../../src/i18n/format-money.ts'
import { parseAmount, parseMoney, parseNumber, parsePercent } from '../../src/i18n/parse-amount.ts'
import { parseQuickLine } from '../../src/i18n/parse-quick-line.ts'

const LOCALES = [
  'en-US',
  'en-GB',
  'en-IN',
  'de-DE',
  'de-CH',
  'de-AT',
  'fr-FR',
  'es',
  'pl',
  'pt-PT',
  'sv',
  'ja',
  'ar-EG',
  'tr',
  'ru',
]

function amountOf(text: string, locale: string, currency = 'EUR') {
  const result = parseAmount(text, locale, currency as CurrencyCode)
  return result.ok ? result.value : result.problem.code
}

describe('the form reads an amount', () => {
  it.each([
    ['en-US', '1,234.50', '1234.5'],
    ['en-US', '1234.5', '1234.5'],
    ['en-US', '.99', '0.99'],
    ['en-US', '5.', '5'],
    ['en-US', '1,50', 'ambiguous'],
    ['en-US', '1.234,50', 'ambiguous'],
    ['en-US', '12,34.00', 'ambiguous'],
    ['en-US', '0,001', 'ambiguous'],
    ['en-US', '1.2.3', 'ambiguous'],
    ['en-US', '1.005', 'too-many-decimals'],
    ['en-US', '1.500', '1.5'],
    ['de-DE', '1.234,50', '1234.5'],
    ['de-DE', '1.50', 'ambiguous'],
    ['de-DE', '1.500', '1500'],
    ['de-DE', ',99', '0.99'],
    ['de-CH', "1'234.50", '1234.5'],
    ['de-CH', '1\u2019234.50', '1234.5'],
    ['fr-FR', '1 234,50', '1234.5'],
    ['fr-FR', '1\u202f234,50', '1234.5'],
    ['fr-FR', '12 34', 'ambiguous'],
    ['en-IN', '12,34,567.89', '1234567.89'],
    ['en-IN', '1,234,567.89', 'ambiguous'],
    ['en-US', '-12.50', '-12.5'],
    ['en-US', '\u221212.50', '-12.5'],
    ['en-US', '', 'empty'],
    ['en-US', '  ', 'empty'],
    ['en-US', '.', 'not-a-number'],
    ['en-US', '1e5', 'not-a-number'],
    ['en-US', 'twelve', 'not-a-number'],
    ['en-US', '12 apples', 'not-a-number'],
    ['en-US', '1-2', 'not-a-number'],
    ['en-US', '\u0661\u0662', 'not-a-number'],
    ['en-US', '12345678901234', 'too-large'],
    ['en-US', '9'.repeat(5000), 'too-large'],
  ])('%s: %j is %s', (locale, text, expected) => {
    expect(amountOf(text, locale)).toBe(expected)
  })

  it.each([
    ['EUR', '€ 5.00', '5'],
    ['EUR', '5.00 €', '5'],
    ['EUR', 'eur 5', '5'],
    ['EUR', '-€5', '-5'],
    ['EUR', '€-5', '-5'],
    ['EUR', '$5', 'other-currency'],
    ['EUR', '5 USD', 'other-currency'],
    ['USD', '$5', '5'],
    ['USD', 'US$ 5', 'not-a-number'],
    ['CHF', 'CHF 5.00', '5'],
    ['JPY', '¥500', '500'],
    ['JPY', '500.5', 'too-many-decimals'],
    ['JPY', '500.00', '500'],
    ['KWD', '1.234', '1.234'],
  ])('%s: %j is %s', (currency, text, expected) => {
    expect(amountOf(text, 'en', currency)).toBe(expected)
  })

  it('says how many decimals are allowed', () => {
    expect(parseAmount('1.005', 'en', 'EUR' as CurrencyCode)).toEqual({
      ok: false,
      problem: { code: 'too-many-decimals', places: 2 },
    })
    expect(parseAmount('0.00345', 'en', 'EUR' as CurrencyCode, { places: 6 })).toEqual({ ok: true, value: '0.00345' })
    expect(parseNumber('0.123456789', 'en')).toEqual({ ok: true, value: '0.123456789' })
  })

  it('reads percentages with or without their sign', () => {
    expect(parsePercent('7,5 %', 'de')).toEqual({ ok: true, value: '7.5' })
    expect(parsePercent('19%', 'en')).toEqual({ ok: true, value: '19' })
    expect(parsePercent('%', 'en')).toEqual({ ok: false, problem: { code: 'empty' } })
  })

  it('reads again whatever was printed, in every locale and currency', () => {
    const currency = fc.constantFrom(...currencyCodes.filter((code) => currencyExponent(code) !== 4))
    const amount = fc.integer({ min: -1e12, max: 1e12 }).map(minor)
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), currency, amount, (locale, code, value) => {
        expect(parseMoney(formatAmount(value, code, locale), locale, code)).toEqual({ ok: true, value })
        expect(parseMoney(formatMoney(value, code, locale), locale, code)).toEqual({ ok: true, value })
        expect(parseMoney(formatMoney(value, code, locale, { currencyDisplay: 'code' }), locale, code)).toEqual({
          ok: true,
          value,
        })
      }),
      { numRuns: 3000 },
    )
  })

  it('reads printed quantities and rates again', () => {
    const number = fc
      .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 3, max: 8 }))
      .map(([coefficient, scale]) => decimalFromParts(coefficient, scale))
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), number, (locale, value) => {
        expect(parseNumber(formatDecimal(value, locale), locale)).toEqual({ ok: true, value })
        expect(parsePercent(formatPercent(value, locale), locale)).toEqual({ ok: true, value })
      }),
      { numRuns: 1000 },
    )
  })

  it('never answers with anything but a number or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...LOCALES), (text, locale) => {
        const result = parseAmount(text, locale, 'EUR' as CurrencyCode)
        if (result.ok) expect(text).toMatch(/\d/)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a quick line', () => {
  it.each([
    ['en', '3 x 85.00', { quantity: '3', unitPrice: '85', description: '' }],
    ['de', '3 x 85,00', { quantity: '3', unitPrice: '85', description: '' }],
    ['de', 'Beratung 1,5 h @ 90 €', { quantity: '1.5', unit: 'h', unitPrice: '90', description: 'Beratung' }],
    ['en', '2 × $40 Design review', { quantity: '2', unitPrice: '40', description: 'Design review' }],
    ['en', 'Design review: 1,250.00', { quantity: '1', unitPrice: '1250', description: 'Design review' }],
    ['en', '85', { quantity: '1', unitPrice: '85', description: '' }],
    ['en', '-1 x 20 discount', { quantity: '-1', unitPrice: '20', description: 'discount' }],
    ['en', 'Room 3x4 painting 50', { quantity: '1', unitPrice: '50', description: 'Room 3x4 painting' }],
    ['en', '1000 * 0.00345 API calls', { quantity: '1000', unitPrice: '0.00345', description: 'API calls' }],
    ['en', 'no price here', undefined],
    ['en', '', undefined],
    ['en', '3 x -85', undefined],
    ['en', '3 x 85,00', undefined],
  ])('%s: %j', (locale, text, expected) => {
    const currency = (text.includes('€') ? 'EUR' : 'USD') as CurrencyCode
    expect(parseQuickLine(text, locale, currency)).toEqual(expected)
  })
})
