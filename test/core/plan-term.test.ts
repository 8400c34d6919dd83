// The months of a term plan: T-7 and R-29 with their figures, and that months tile the term whatever its first day.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, type CalendarDate, calendarDate, daysBetween } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import { planTerm, type TermFacts, termEnd } from '../../src/core/selling/plan-term.ts'
import { renewalDay, restoredTerm } from '../../src/core/selling/term-days.ts'

const day = calendarDate
const price = decimal('31')

function told(facts: TermFacts): (string | number)[][] {
  return planTerm({ ...facts, unitPrice: price, currencyExponent: 2 }).periods.map(({ period, amount }) => [
    period.start,
    period.end,
    amount,
  ])
}

describe('a term that renews on the 1st (T-7)', () => {
  it('counts the rest of its first month as month 1, prorated: 1.00 + 31.00 + 31.00, next on 1 April', () => {
    const facts: TermFacts = { start: day('2026-01-31'), months: 3, renewOn: 'first' }
    expect(told(facts)).toEqual([
      ['2026-01-31', '2026-02-01', 100],
      ['2026-02-01', '2026-03-01', 3100],
      ['2026-03-01', '2026-04-01', 3100],
    ])
    expect(termEnd(facts)).toBe('2026-04-01')
    const [first, second] = planTerm({ ...facts, unitPrice: price, currencyExponent: 2 }).periods
    expect(first).toMatchObject({
      quantity: '1',
      unitPrice: '1',
      rating: { parts: [{ share: { part: 1, whole: 31 } }] },
    })
    expect(second).toMatchObject({ quantity: '1', unitPrice: '31' })
    expect(second).not.toHaveProperty('rating')
  })

  it('has whole months only when it begins on the 1st, and a cent rounded once otherwise', () => {
    expect(told({ start: day('2026-02-01'), months: 2, renewOn: 'first' })).toEqual([
      ['2026-02-01', '2026-03-01', 3100],
      ['2026-03-01', '2026-04-01', 3100],
    ])
    // 31.00 x 13 / 28 = 14.392...
    expect(told({ start: day('2026-02-16'), months: 1, renewOn: 'first' })).toEqual([
      ['2026-02-16', '2026-03-01', 1439],
    ])
  })
})

describe('a term by anniversary', () => {
  it('counts its months from the plan\u2019s first day, clamped and never lost', () => {
    expect(told({ start: day('2026-01-31'), months: 3, renewOn: 'anniversary' })).toEqual([
      ['2026-01-31', '2026-02-28', 3100],
      ['2026-02-28', '2026-03-31', 3100],
      ['2026-03-31', '2026-04-30', 3100],
    ])
    // Its renewal goes on from 30 April, still by the 31st.
    const renewed = { start: day('2026-04-30'), months: 3, renewOn: 'anniversary', origin: day('2026-01-31') } as const
    expect(told(renewed).map(([start]) => start)).toEqual(['2026-04-30', '2026-05-31', '2026-06-30'])
    expect(termEnd(renewed)).toBe('2026-07-31')
  })

  it('survives a leap day', () => {
    expect(termEnd({ start: day('2028-02-29'), months: 12, renewOn: 'anniversary' })).toBe('2029-02-28')
    const next = { start: day('2029-02-28'), months: 36, renewOn: 'anniversary', origin: day('2028-02-29') } as const
    expect(termEnd(next)).toBe('2032-02-29')
  })
})

describe('the renewal of a term (T-8, R-29)', () => {
  const term = { start: day('2026-01-31'), end: day('2026-04-01') }
  it('is invoiced one month before the end: ends on 1 April, invoiced on 1 March', () => {
    expect(renewalDay(term, { unit: 'month', every: 1 })).toBe('2026-03-01')
    expect(renewalDay(term, { unit: 'day', every: 10 })).toBe('2026-03-22')
  })
  it('is never invoiced before its second day: lead = min(setting, term - 1 day)', () => {
    expect(renewalDay(term, { unit: 'month', every: 6 })).toBe('2026-02-01')
    expect(renewalDay({ start: day('2026-03-31'), end: day('2026-04-01') }, { unit: 'month', every: 1 })).toBe(
      '2026-04-01',
    )
  })
  it('paid late goes on from the day of the payment with no paid day lost', () => {
    expect(restoredTerm(day('2026-04-10'), 3, 'anniversary')).toEqual({ start: '2026-04-10', end: '2026-07-10' })
    expect(restoredTerm(day('2026-04-10'), 3, 'first')).toEqual({ start: '2026-04-10', end: '2026-08-01' })
    expect(restoredTerm(day('2026-05-01'), 3, 'first')).toEqual({ start: '2026-05-01', end: '2026-08-01' })
  })
})

describe('any term', () => {
  const start = fc.nat(60_000).map((n) => addDays(day('1950-01-01'), n) as CalendarDate)
  const facts = fc.record({
    start,
    months: fc.integer({ min: 1, max: 36 }),
    renewOn: fc.constantFrom('first', 'anniversary'),
  })

  it('is tiled by its months; all but the first cost the whole price, and the first its days', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 1_000_000 }), (term, cents) => {
        const { end, periods } = planTerm({ ...term, unitPrice: decimal(String(cents / 100)), currencyExponent: 2 })
        expect(periods).toHaveLength(term.months)
        expect([periods[0]?.period.start, periods.at(-1)?.period.end]).toEqual([term.start, end])
        for (const [index, { period, full, amount }] of periods.entries()) {
          expect(period.end).toBe(periods[index + 1]?.period.start ?? end)
          const share = daysBetween(period.start, period.end) / daysBetween(full.start, full.end)
          if (index > 0 || term.renewOn === 'anniversary') expect([share, amount]).toEqual([1, cents])
          else expect(Math.abs(amount - cents * share)).toBeLessThanOrEqual(0.5 + 1e-6)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('and its renewals follow each other without a gap, on the day of the month they began on', () => {
    fc.assert(
      fc.property(facts, (term) => {
        let from = term.start
        for (let n = 1; n <= 5; n += 1) {
          const end = termEnd({ ...term, start: from, origin: term.start })
          const wanted =
            term.renewOn === 'anniversary'
              ? addMonths(term.start, n * term.months)
              : addMonths(day(`${term.start.slice(0, 8)}01`), n * term.months)
          expect(end).toBe(wanted)
          from = end
        }
      }),
      { numRuns: 500 },
    )
  })
})
