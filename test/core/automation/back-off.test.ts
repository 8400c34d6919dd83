import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffSeconds, nextAttemptAt } from '../../../src/core/automation/back-off.ts'
import { endpointUrlProblem } from '../../../src/core/automation/endpoint-url.ts'
import type { Instant } from '../../../src/core/date.ts'
import { addSeconds, secondsBetween } from '../../../src/core/instant.ts'

const now = '2026-02-28T23:59:30.250Z' as Instant

describe('back-off', () => {
  it('waits a minute, five, thirty, two hours, six, a day, and then gives up', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => nextAttemptAt(attempts, now))
    expect(waits).toEqual([
      '2026-03-01T00:00:30.250Z',
      '2026-03-01T00:04:30.250Z',
      '2026-03-01T00:29:30.250Z',
      '2026-03-01T01:59:30.250Z',
      '2026-03-01T05:59:30.250Z',
      '2026-03-01T23:59:30.250Z',
      undefined,
      undefined,
    ])
  })

  it('lets the receiver lengthen a wait, up to a day, and never shorten it', () => {
    expect(nextAttemptAt(1, now, 10)).toBe(nextAttemptAt(1, now))
    expect(nextAttemptAt(1, now, -10)).toBe(nextAttemptAt(1, now))
    expect(nextAttemptAt(1, now, 90.2)).toBe('2026-03-01T00:01:01.250Z')
    expect(nextAttemptAt(1, now, 1_000_000)).toBe('2026-03-01T23:59:30.250Z')
    expect(nextAttemptAt(7, now, 60)).toBeUndefined()
  })

  it('never comes earlier than the back-off says, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (attempts, asked) => {
          const wait = secondsBetween(now, nextAttemptAt(attempts, now, asked) as Instant)
          expect(wait).toBeGreaterThanOrEqual(backOffSeconds[attempts - 1] as number)
          expect(wait).toBeLessThanOrEqual(86_400)
        },
      ),
    )
  })
})

describe('instants', () => {
  it('add and subtract seconds as the clock does', () => {
    const moment = fc.date({ min: new Date('1700-01-01'), max: new Date('2900-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moment, fc.integer({ min: -1e9, max: 1e9 }), (date, seconds) => {
        const at = date.toISOString() as Instant
        const later = new Date(date.getTime() + seconds * 1000).toISOString()
        expect(addSeconds(at, seconds)).toBe(later)
        expect(secondsBetween(at, later as Instant)).toBe(seconds)
      }),
    )
  })
})

describe('the address of an endpoint', () => {
  it.each([
    ['https://example.com', undefined],
    ['https://example.com:8443/hooks/billfold?to=me&x=%20', undefined],
    ['HTTPS://EXAMPLE.com/', undefined],
    ['https://[2001:db8::1]/x', undefined],
    ['https://bücher.example/x', undefined],
    ['http://localhost:4000/x', undefined],
    ['http://127.0.0.1/x', undefined],
    ['http://[::1]:80/x', undefined],
    ['http://example.com', 'scheme'],
    ['http://localhost.example.com', 'scheme'],
    ['http://127.0.0.1.example.com', 'scheme'],
    ['ftp://example.com', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://me:secret@example.com', 'credentials'],
    ['https://me@example.com', 'credentials'],
    ['http://localhost@example.com', 'credentials'],
    ['https://exa mple.com', 'form'],
    ['https://example.com/#part', 'form'],
    ['https:///x', 'form'],
    ['https://good.example\\@bad.example/', 'form'],
    ['https://good.example\t.bad.example/', 'form'],
    ['example.com', 'form'],
    ['', 'form'],
    [`https://example.com/${'x'.repeat(2000)}`, 'too-long'],
  ])('%s: %s', (url, problem) => {
    expect(endpointUrlProblem(url)).toBe(problem)
  })

  it('is one that the browser reads the same way, whatever stands in it', () => {
    const part = fc.string({ unit: fc.constantFrom(...'ab.:/@?#\\[] \t', 'localhost', 'https://', 'http://', '//') })
    fc.assert(
      fc.property(part, (rest) => {
        const url = `https://${rest}`
        if (endpointUrlProblem(url) !== undefined) return
        if (!URL.canParse(url)) return // fetch refuses it: nothing leaves
        const read = new URL(url)
        expect(read.protocol).toBe('https:')
        expect(read.username + read.password + read.hash).toBe('')
        expect(rest.toLowerCase().startsWith(read.hostname)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
