import { expect, it } from 'vitest'
import type { Instant } from '../../src/core/date.ts'
import { dayOfInstant } from '../../src/i18n/day-of-instant.ts'

it('is the day of the zone, on both sides of midnight and of the date line', () => {
  const late = '2026-11-22T23:28:00.000Z' as Instant
  expect(dayOfInstant(late, 'Europe/Berlin')).toBe('2026-11-23')
  expect(dayOfInstant(late, 'UTC')).toBe('2026-11-22')
  expect(dayOfInstant('2026-11-23T03:00:00.000Z' as Instant, 'America/New_York')).toBe('2026-11-22')
  expect(dayOfInstant('2026-11-22T11:00:00.000Z' as Instant, 'Pacific/Kiritimati')).toBe('2026-11-23')
  expect(dayOfInstant(late, 'Mars/Olympus')).toBe('2026-11-22')
})
