import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/core/date.ts'
import { guardDocuments, guardRun, type RunFacts, type RunVerdict } from '../../src/core/run-guard.ts'
import { day, inv } from '../support/invoice-facts.ts'

const berlin = 'Europe/Berlin'
const facts = (lastRunOn: string, given: Partial<RunFacts> = {}): RunFacts => ({
  rulesVersion: 2,
  timeZone: berlin,
  lastRun: { asOf: day(lastRunOn), rulesVersion: 2, timeZone: berlin },
  ...given,
})
const runs: RunVerdict = { acts: 'all', outcome: 'do', reason: { code: 'runs' } }

describe('guardRun', () => {
  it('goes the first time, again on the same day, and on the next', () => {
    expect(guardRun({ rulesVersion: 2, timeZone: berlin }, day('2026-03-10'))).toEqual(runs)
    expect(guardRun(facts('2026-03-10'), day('2026-03-10'))).toEqual(runs)
    expect(guardRun(facts('2026-03-10'), day('2026-03-11'))).toEqual(runs)
  })

  it('does nothing when the clock went back, and says so', () => {
    const stopped = (days: number): RunVerdict => ({
      acts: 'none',
      outcome: 'blocked',
      reason: { code: 'clock-went-back', lastRunOn: day('2026-03-10'), days },
      wakeOn: day('2026-03-10'),
    })
    expect(guardRun(facts('2026-03-10'), day('2026-03-09'))).toEqual(stopped(1))
    expect(guardRun(facts('2026-03-10'), day('2026-03-08'))).toEqual(stopped(2))
    // Two days are more than a change of time zone explains.
    expect(guardRun(facts('2026-03-10', { timeZone: 'Pacific/Honolulu' }), day('2026-03-08'))).toEqual(stopped(2))
  })

  it('waits silently for a day after a change of time zone (R-32)', () => {
    const moved = facts('2026-03-10', { timeZone: 'Pacific/Honolulu' })
    expect(guardRun(moved, day('2026-03-09'))).toEqual({
      acts: 'none',
      outcome: 'wait',
      reason: { code: 'time-zone-changed', lastRunOn: '2026-03-10', from: berlin, to: 'Pacific/Honolulu' },
      wakeOn: '2026-03-10',
    })
    expect(guardRun(moved, day('2026-03-10'))).toEqual(runs)
  })

  it('leaves the books to newer rules (G-10), whatever the clock says', () => {
    const older = facts('2026-03-10', { rulesVersion: 1 })
    for (const asOf of ['2026-03-10', '2026-03-01', '2026-09-01']) {
      expect(guardRun(older, day(asOf))).toEqual({
        acts: 'none',
        outcome: 'blocked',
        reason: { code: 'newer-rules', found: 2, own: 1 },
      })
    }
    expect(guardRun(facts('2026-03-10', { rulesVersion: 3 }), day('2026-03-10'))).toEqual(runs)
  })

  it('prepares only, after more than 40 days', () => {
    expect(guardRun(facts('2026-03-10'), day('2026-04-19'))).toEqual(runs)
    const away = { lastRunOn: day('2026-03-10'), since: day('2026-04-20') }
    expect(guardRun(facts('2026-03-10'), day('2026-04-20'))).toEqual({
      acts: 'prepare',
      outcome: 'blocked',
      reason: { code: 'away-too-long', away, days: 41 },
      away,
    })
  })

  it('stays away until confirmed, however many runs follow', () => {
    const away = { lastRunOn: day('2026-03-10'), since: day('2026-04-20') }
    const next = guardRun(facts('2026-04-20', { away }), day('2026-04-21'))
    expect(next).toMatchObject({ acts: 'prepare', reason: { code: 'away-too-long', away, days: 41 }, away })
    // Away again within the first absence: still the first one counts.
    expect(guardRun(facts('2026-04-20', { away }), day('2026-09-21')).away).toEqual(away)
    expect(guardRun(facts('2026-04-20'), day('2026-04-21'))).toEqual(runs)
  })
})

const documents = (n: number) => Array.from({ length: n }, (_each, i) => inv(String(i)))

describe('guardDocuments', () => {
  const none = new Set<never>()

  it('lets 25 documents go and asks for 26, each counted once', () => {
    expect(guardDocuments({ run: runs, documents: documents(25), confirmed: none })).toEqual({
      go: documents(25),
      waiting: [],
      outcome: 'do',
      reason: { code: 'runs' },
    })
    expect(guardDocuments({ run: runs, documents: documents(26), confirmed: none })).toEqual({
      go: [],
      waiting: documents(26),
      outcome: 'blocked',
      reason: { code: 'too-many-documents', documents: 26, limit: 25 },
    })
    const twice = [...documents(20), ...documents(20)]
    expect(guardDocuments({ run: runs, documents: twice, confirmed: none }).go).toEqual(documents(20))
  })

  it('lets the confirmed go and counts only the rest', () => {
    const confirmed = new Set(documents(26))
    expect(guardDocuments({ run: runs, documents: documents(26), confirmed }).go).toEqual(documents(26))
    const more = documents(52)
    const verdict = guardDocuments({ run: runs, documents: more, confirmed })
    expect([verdict.go, verdict.waiting]).toEqual([documents(26), more.slice(26)])
    expect(guardDocuments({ run: runs, documents: documents(51), confirmed }).go).toEqual(documents(51))
  })

  it('after an absence everything waits that is not confirmed, even one', () => {
    const run = guardRun(facts('2026-01-01'), day('2026-04-20'))
    const verdict = guardDocuments({ run, documents: documents(2), confirmed: new Set([inv('1')]) })
    expect(verdict).toMatchObject({ go: ['inv_1'], waiting: ['inv_0'], reason: { code: 'away-too-long' } })
  })

  it('nothing goes where nothing runs, confirmed or not', () => {
    const run = guardRun(facts('2026-03-10'), day('2026-03-01'))
    const verdict = guardDocuments({ run, documents: documents(2), confirmed: new Set(documents(2)) })
    expect(verdict).toEqual({ go: [], waiting: [], outcome: 'blocked', reason: run.reason })
  })
})

describe('the guard, for any clock', { timeout: 60_000 }, () => {
  it('never runs before its mark, and a mark that only runs move never goes back', () => {
    const jumps = fc.array(fc.integer({ min: -60, max: 60 }), { maxLength: 30 })
    const zones = fc.constantFrom(berlin, 'Pacific/Honolulu')
    fc.assert(
      fc.property(jumps, fc.array(zones, { minLength: 30, maxLength: 30 }), (clock, zone) => {
        let state: RunFacts = facts('2026-03-10')
        let now = day('2026-03-10')
        clock.forEach((jump, i) => {
          now = addDays(now, jump)
          state = { ...state, timeZone: zone[i] ?? berlin }
          const before = state.lastRun?.asOf ?? now
          const verdict = guardRun(state, now)
          expect(verdict.acts === 'none').toBe(now < before)
          if (verdict.acts === 'none') {
            expect(verdict.wakeOn).toBe(before)
            return
          }
          const { away: _before, ...rest } = state
          state = {
            ...rest,
            lastRun: { asOf: now, rulesVersion: 2, timeZone: state.timeZone },
            ...(verdict.away && { away: verdict.away }),
          }
          expect(guardRun(state, now)).toEqual(verdict)
        })
      }),
      { numRuns: 1_000 },
    )
  })
})
