import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  addYears,
  type CalendarDate,
  calendarDate,
  calendarDateOf,
  compareDates,
  dayOfWeek,
  daysBetween,
  daysInMonth,
  earlierOf,
  endOfMonthExclusive,
  fromDayNumber,
  isBefore,
  isLeapYear,
  lastDayOf,
  laterOf,
  monthOf,
  parseCalendarDate,
  startOfMonth,
  toDayNumber,
  yearOf,
} from '../../src/core/date.ts'
import { boundary, type Cadence, daysIn, includes, overlapOf } from '../../src/core/period.ts'

const FIRST = toDayNumber(calendarDate('1600-01-01'))
const LAST = toDayNumber(calendarDate('2400-12-31'))
const anyDate = fc.integer({ min: FIRST, max: LAST }).map(fromDayNumber)
const day = (text: string) => calendarDate(text)
const temporal = (date: CalendarDate) => Temporal.PlainDate.from(date)

describe('a calendar date', () => {
  it.each([
    '2026-02-31',
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-01-00',
    '1599-12-31',
    '26-01-01',
    '2026-1-1',
    '2026/01/01',
    ' 2026-01-01',
    '2026-01-01T00:00',
    '',
    '20260101',
    '+2026-01-01',
  ])('is not %j', (text) => {
    expect(parseCalendarDate(text)).toBeUndefined()
    expect(() => calendarDate(text)).toThrow(RangeError)
  })

  it('may be a leap day', () => {
    expect(parseCalendarDate('2024-02-29')).toBe('2024-02-29')
    expect(parseCalendarDate('2000-02-29')).toBe('2000-02-29')
    expect(calendarDateOf(2024, 2, 29)).toBe('2024-02-29')
    expect(calendarDateOf(2023, 2, 29)).toBeUndefined()
    expect(calendarDateOf(2023, 1.5, 29)).toBeUndefined()
  })

  it('clamps to the end of the month', () => {
    expect(addMonths(day('2026-01-31'), 1)).toBe('2026-02-28')
    expect(addMonths(day('2024-01-31'), 1)).toBe('2024-02-29')
    expect(addMonths(day('2026-03-31'), -1)).toBe('2026-02-28')
    expect(addYears(day('2024-02-29'), 1)).toBe('2025-02-28')
    expect(endOfMonthExclusive(day('2026-12-05'))).toBe('2027-01-01')
    expect(lastDayOf(day('2026-03-01'))).toBe('2026-02-28')
  })

  it('refuses to leave the years that it can write', () => {
    expect(() => addDays(day('9999-12-31'), 1)).toThrow(RangeError)
    expect(() => addMonths(day('1600-01-01'), -1)).toThrow(RangeError)
    expect(() => addDays(day('2026-01-01'), 0.5)).toThrow(RangeError)
    expect(() => addMonths(day('2026-01-01'), 0.5)).toThrow(RangeError)
  })

  it('agrees with Temporal in days, weekdays and month lengths', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -20_000, max: 20_000 }), anyDate, (date, days, other) => {
        const reference = temporal(date)
        expect(fromDayNumber(toDayNumber(date))).toBe(date)
        expect(dayOfWeek(date)).toBe(reference.dayOfWeek)
        expect(daysInMonth(date)).toBe(reference.daysInMonth)
        expect(isLeapYear(yearOf(date))).toBe(reference.inLeapYear)
        expect(monthOf(date)).toBe(reference.toPlainYearMonth().toString())
        expect(startOfMonth(date)).toBe(reference.with({ day: 1 }).toString())
        expect(daysBetween(date, other)).toBe(reference.until(temporal(other), { largestUnit: 'day' }).days)
        expect(compareDates(date, other)).toBe(Temporal.PlainDate.compare(reference, temporal(other)))
        expect(isBefore(date, other)).toBe(compareDates(date, other) < 0)
        expect([earlierOf(date, other), laterOf(date, other)]).toEqual([date, other].sort())
        const moved = reference.add({ days })
        if (moved.year >= 1600) expect(addDays(date, days)).toBe(moved.toString())
      }),
      { numRuns: 2000 },
    )
  })

  it('agrees with Temporal in months and years', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -600, max: 600 }), (date, months) => {
        const moved = temporal(date).add({ months }, { overflow: 'constrain' })
        if (moved.year >= 1600) expect(addMonths(date, months)).toBe(moved.toString())
        const years = Math.trunc(months / 12)
        const yearsOn = temporal(date).add({ years })
        if (yearsOn.year >= 1600) expect(addYears(date, years)).toBe(yearsOn.toString())
      }),
      { numRuns: 2000 },
    )
  })

  it('counts every single day of 800 years', () => {
    let date = day('1600-01-01')
    let number = FIRST
    while (number < LAST) {
      const next = addDays(date, 1)
      number += 1
      if (next <= date || toDayNumber(next) !== number) throw new Error(`${date} -> ${next}`)
      date = next
    }
    expect(date).toBe('2400-12-31')
  })
})

describe('a period', () => {
  it('has boundaries that clamp and come back (R-1)', () => {
    const monthly: Cadence = { unit: 'month', every: 1 }
    const from = day('2026-01-31')
    expect([0, 1, 2, 3, 13].map((k) => boundary(from, monthly, k))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2027-02-28',
    ])
    expect(boundary(day('2024-02-29'), { unit: 'year', every: 1 }, 4)).toBe('2028-02-29')
    expect(boundary(day('2024-02-29'), { unit: 'year', every: 1 }, 1)).toBe('2025-02-28')
    expect(boundary(from, { unit: 'week', every: 2 }, 3)).toBe('2026-03-14')
    expect(boundary(from, { unit: 'day', every: 10 }, -1)).toBe('2026-01-21')
  })

  it('grows strictly, so that a chain has neither gap nor overlap', () => {
    const cadence = fc.record({
      unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
      every: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(anyDate, cadence, fc.integer({ min: 0, max: 100 }), (origin, each, k) => {
        expect(boundary(origin, each, k) < boundary(origin, each, k + 1)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('does not hold its end', () => {
    const january = { start: day('2026-01-01'), end: day('2026-02-01') }
    expect(daysIn(january)).toBe(31)
    expect(includes(january, day('2026-01-31'))).toBe(true)
    expect(includes(january, day('2026-02-01'))).toBe(false)
    const halves = { start: day('2026-01-15'), end: day('2026-02-15') }
    expect(overlapOf(january, halves)).toEqual({ start: '2026-01-15', end: '2026-02-01' })
    expect(overlapOf(january, { start: day('2026-02-01'), end: day('2026-03-01') })).toBeUndefined()
  })
})
