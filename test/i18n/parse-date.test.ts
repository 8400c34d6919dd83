import { describe, expect, it } from 'vitest'
import type { CalendarDate } from '../../src/core/date.ts'
import { knownDate, parseTypedDate } from '../../src/i18n/parse-date.ts'

const today = '2026-11-22' as CalendarDate

describe('parseTypedDate', () => {
  it.each([
    ['2026-02-03', 'en-US', '2026-02-03'],
    ['2/3/2026', 'en-US', '2026-02-03'],
    ['2/3/2026', 'en-GB', '2026-03-02'],
    ['3.2.26', 'de-DE', '2026-02-03'],
    ['3.2.', 'de-DE', '2026-02-03'],
    ['3. Februar', 'de-DE', '2026-02-03'],
    ['3 Feb 2025', 'en-GB', '2025-02-03'],
    ['Feb 3, 2025', 'en-US', '2025-02-03'],
    ['3 févr. 2025', 'fr-FR', '2025-02-03'],
    ['2026/2/3', 'ja-JP', '2026-02-03'],
    ['2025.02.03', 'de-DE', '2025-02-03'],
    ['٣/٢/٢٠٢٦', 'ar-EG', '2026-02-03'],
    ['29 Feb 2024', 'en-GB', '2024-02-29'],
  ])('reads %s in %s', (text, locale, day) => {
    expect(parseTypedDate(text, locale, today)).toBe(day)
  })

  it.each([
    ['', 'en-GB'],
    ['soon', 'en-GB'],
    ['31/2/2026', 'en-GB'],
    ['29 Feb 2025', 'en-GB'],
    ['13/13/2026', 'en-US'],
    ['3', 'en-GB'],
    ['1/2/3/2026', 'en-GB'],
    ['3 Smarch 2026', 'en-GB'],
    ['1/2/026', 'en-GB'],
  ])('refuses %j in %s', (text, locale) => {
    expect(parseTypedDate(text, locale, today)).toBeUndefined()
  })

  it('reads back what the screen shows, every day of a year, in many locales', async () => {
    const { formatDate } = await import('../../src/i18n/format-date.ts')
    const { addDays } = await import('../../src/core/date.ts')
    for (const locale of [
      'en-US',
      'en-GB',
      'de-DE',
      'fr-FR',
      'es-ES',
      'pt-BR',
      'nl-NL',
      'pl-PL',
      'sv-SE',
      'it-IT',
      'tr-TR',
    ]) {
      for (let day = '2026-01-01' as CalendarDate; day < '2027-01-01'; day = addDays(day, 3)) {
        for (const style of ['short', 'medium'] as const) {
          expect([locale, parseTypedDate(formatDate(day, locale, style), locale, today)]).toEqual([locale, day])
        }
      }
    }
  })
})

describe('knownDate', () => {
  it('tells a day from typed text', () => {
    expect(knownDate('2026-02-03')).toBe('2026-02-03')
    expect(knownDate('3 Feb')).toBeUndefined()
    expect(knownDate('')).toBeUndefined()
  })
})
