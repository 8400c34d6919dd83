import { describe, expect, it } from 'vitest'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { formatDate, formatInstant, formatMonth, formatPeriod, formatRelativeDays } from '../../src/i18n/format-date.ts'
import {
  currencySymbol,
  formatAmount,
  formatDecimal,
  formatMoney,
  formatPercent,
  formatPrice,
} from '../../src/i18n/format-money.ts'

const EUR = 'EUR' as CurrencyCode
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ')

describe('money', () => {
  it.each([
    ['en-US', 'USD', -1250, '\u2212$12.50'],
    ['de-DE', 'EUR', 123456, '1.234,56 €'],
    ['fr-FR', 'EUR', -123456, '\u22121 234,56 €'],
    ['en-IN', 'INR', 123456789, '₹12,34,567.89'],
    ['ja', 'JPY', 500, '￥500'],
    ['en', 'KWD', 1234, 'KWD 1.234'],
    ['en', 'ISK', 1234, 'ISK 1,234'],
    ['en', 'HUF', 1234, 'HUF 12.34'],
    ['en', 'UYW', 10000, 'UYW 1.0000'],
  ])('%s %s', (locale, currency, amount, expected) => {
    expect(plain(formatMoney(minor(amount), currency as CurrencyCode, locale))).toBe(expected)
  })

  it('loses no digit, however large', () => {
    expect(formatAmount(minor(2 ** 51 - 1), EUR, 'en')).toBe('22,517,998,136,852.47')
    expect(formatDecimal(decimal('123456789012345678901234567890.123456789'), 'en')).toBe(
      '123,456,789,012,345,678,901,234,567,890.123456789',
    )
  })

  it('prints Latin digits everywhere, so that columns align', () => {
    for (const locale of ['ar-EG', 'fa-IR', 'hi-IN', 'bn-BD', 'my']) {
      expect(formatAmount(minor(1234567), EUR, locale)).toMatch(/^[\d.,\u066b\u066c\u00a0]+$/)
      expect(formatDate(calendarDate('2026-03-09'), locale, 'short')).toMatch(/2026/)
    }
  })

  it('knows prices, rates, signs and codes', () => {
    expect(formatPrice(decimal('85'), EUR, 'en')).toBe('85.00')
    expect(formatPrice(decimal('0.00345'), EUR, 'de')).toBe('0,00345')
    expect(formatPercent(decimal('7.5'), 'en')).toBe('7.5%')
    expect(formatMoney(minor(500), EUR, 'en', { plus: true })).toBe('+€5.00')
    expect(formatMoney(minor(0), EUR, 'en', { plus: true })).toBe('€0.00')
    expect(plain(formatMoney(minor(500), EUR, 'en', { currencyDisplay: 'code' }))).toBe('EUR 5.00')
    expect(currencySymbol(EUR, 'en')).toBe('€')
    expect(formatDecimal(decimal('-0.5'), 'en')).toBe('\u22120.5')
  })
})

describe('dates', () => {
  const day = calendarDate('2026-11-02')
  it('are printed with all four digits of the year', () => {
    expect(formatDate(day, 'en-GB')).toBe('2 Nov 2026')
    expect(formatDate(day, 'en-US', 'long')).toBe('November 2, 2026')
    expect(formatDate(day, 'de', 'short')).toBe('02.11.2026')
    expect(formatMonth('2026-11', 'en')).toBe('November 2026')
  })

  it('do not shift with the time zone of the device', () => {
    const zone = process.env.TZ
    try {
      for (const tz of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
        process.env.TZ = tz
        expect(formatDate(calendarDate('1850-01-01'), 'en-GB')).toBe('1 Jan 1850')
      }
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  it('show a period from its first to its last day', () => {
    const period = (start: string, end: string) => ({ start: calendarDate(start), end: calendarDate(end) })
    expect(plain(formatPeriod(period('2026-01-01', '2026-02-01'), 'en-GB'))).toBe('1 – 31 Jan 2026')
    expect(plain(formatPeriod(period('2026-01-15', '2026-02-15'), 'en-US'))).toBe('Jan 15 – Feb 14, 2026')
    expect(formatPeriod(period('2026-01-01', '2026-01-02'), 'en-GB')).toBe('1 Jan 2026')
  })

  it('show a moment in the zone that is asked for', () => {
    expect(formatInstant('2026-11-22T23:30:00.000Z' as Instant, 'en-GB', 'Europe/Berlin')).toBe('23 Nov 2026, 00:30')
  })

  it('are told in words beside the exact day', () => {
    expect([-1, 0, 1, 14, -59, 60, 400, -800].map((days) => formatRelativeDays(days, 'en'))).toEqual([
      'yesterday',
      'today',
      'tomorrow',
      'in 14 days',
      '59 days ago',
      'in 2 months',
      'in 13 months',
      '2 years ago',
    ])
  })
})
