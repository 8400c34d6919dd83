import { describe, expect, it } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { prorationFactor } from '../../src/core/proration.ts'
import type { ChargeRating, RatedPart } from '../../src/core/rating/charge-rating.ts'
import { rate } from '../../src/core/rating/pricing.ts'
import { documentFormats } from '../../src/documents/document-formats.ts'
import { documentWords } from '../../src/documents/document-words.ts'
import { printRating } from '../../src/documents/print-rating.ts'

const january = { start: calendarDate('2026-01-01'), end: calendarDate('2026-02-01') }
const half = { start: calendarDate('2026-01-17'), end: calendarDate('2026-02-01') }
const graduated = {
  kind: 'graduated',
  tiers: [
    { upTo: decimal('100'), unitPrice: decimal('0.99') },
    { upTo: decimal('1000'), unitPrice: decimal('0.95') },
    { unitPrice: decimal('0.9') },
  ],
} as const

function said(rating: ChargeRating | undefined, line = { quantity: decimal('1'), unitPrice: decimal('194') }) {
  return printRating(
    { ...line, ...(rating === undefined ? {} : { rating }) },
    documentWords('en'),
    documentFormats('en', 'EUR' as CurrencyCode),
  )
}

function part(changes: Partial<RatedPart>): RatedPart {
  return { period: january, segments: rate(graduated, decimal('200')).segments, ...changes }
}

describe('how an amount came to be', () => {
  it('names every step of a price list (M-20)', () => {
    expect(said({ parts: [part({})] })).toBe('100 × 0.99 + 100 × 0.95')
  })

  it('says the days of a part of a period', () => {
    const flat = rate({ kind: 'flat', price: decimal('30') }, decimal('1')).segments
    const share = prorationFactor(half, january)
    expect(said({ parts: [part({ period: half, segments: flat, share })] })).toBe('30.00, 15 of 31 days')
  })

  it('says the part of calendar months as a percentage', () => {
    const flat = rate({ kind: 'flat', price: decimal('90') }, decimal('1')).segments
    const quarter = { start: january.start, end: calendarDate('2026-04-01') }
    const share = prorationFactor(january, quarter, 'calendar-months')
    expect(said({ parts: [part({ segments: flat, share })] })).toBe('90.00, 33.33% of a whole period')
  })

  it('says each part of a split period with its days', () => {
    const before = rate({ kind: 'per-unit', unitPrice: decimal('10') }, decimal('2')).segments
    const after = rate({ kind: 'per-unit', unitPrice: decimal('10') }, decimal('3')).segments
    const first = { start: january.start, end: half.start }
    const text = said({
      parts: [
        part({ period: first, segments: before, share: prorationFactor(first, january) }),
        part({ period: half, segments: after, share: prorationFactor(half, january) }),
      ],
    })?.replace(/[\u2009\u202f\u00a0]/g, ' ')
    expect(text).toBe('Jan 1 – 16, 2026: 2 × 10.00, 16 of 31 days; Jan 17 – 31, 2026: 3 × 10.00, 15 of 31 days')
  })

  it('says what is missing to a minimum', () => {
    const segments = rate({ kind: 'per-unit', unitPrice: decimal('2'), minimum: decimal('25') }, decimal('10')).segments
    expect(said({ parts: [part({ segments })] })).toBe('10 × 2.00 + 5.00 to the minimum')
  })

  it('is silent where the line says it, and where nothing is known', () => {
    const segments = rate({ kind: 'per-unit', unitPrice: decimal('12.5') }, decimal('3')).segments
    const line = { quantity: decimal('3'), unitPrice: decimal('12.5') }
    expect(said({ parts: [part({ segments })] }, line)).toBeUndefined()
    expect(said({ parts: [] })).toBeUndefined()
    expect(said(undefined)).toBeUndefined()
    // The same figures for a part of the period do not say it.
    const share = prorationFactor(half, january)
    expect(said({ parts: [part({ segments, period: half, share })] }, line)).toBe('3 × 12.50, 15 of 31 days')
  })
})
