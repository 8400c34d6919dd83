// What "Try it" finds out, against a real server; what only a browser can see is in test/browser/connections.spec.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { calendarDate, type Instant } from '../../../src/core/date.ts'
import { tryEndpoint } from '../../../src/integrations/webhook/try-endpoint.ts'
import { type StandIn, startStandIn } from '../../support/stand-in-server.ts'

const trial = {
  secrets: ['whs_0123456789abcdef'],
  key: 'test/cmd_1',
  now: '2026-03-02T10:00:00.000Z' as Instant,
  today: calendarDate('2026-03-02'),
}

describe('trying a connection', () => {
  let server: StandIn
  const attempt = (url = server.url, timeoutMs?: number) =>
    tryEndpoint({ ...trial, url }, timeoutMs === undefined ? {} : { timeoutMs })

  beforeEach(async () => {
    server = await startStandIn()
  })
  afterEach(() => server.stop())

  it('sends a signed call that says that nothing has happened', async () => {
    expect(await attempt()).toEqual({ kind: 'delivered', status: 200 })
    const [seen] = server.requests
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      version: 1,
      id: 'test/cmd_1',
      type: 'test',
      at: '2026-03-02T10:00:00.000Z',
      on: '2026-03-02',
      by: 'user',
    })
    expect(seen?.headers).toMatchObject({ 'idempotency-key': 'test/cmd_1' })
    expect(seen?.headers['billfold-signature']).toMatch(/^t=1772445600,v1=/)
  })

  it.each([
    [
      { kind: 'answer', status: 404, body: 'no' },
      { kind: 'refused', status: 404, text: 'no' },
    ],
    [
      { kind: 'answer', status: 500 },
      { kind: 'again', status: 500, text: '' },
    ],
    [
      { kind: 'answer', status: 429 },
      { kind: 'again', status: 429, text: '' },
    ],
    [{ kind: 'redirect', status: 301, to: 'https://example.com/' }, { kind: 'redirect' }],
  ] as const)('%o', async (behaviour, result) => {
    server.next(behaviour)
    expect(await attempt()).toEqual(result)
  })

  it('tells a server that is silent, one that drops calls, and one that is not there', async () => {
    server.next({ kind: 'hang' })
    expect(await attempt(server.url, 50)).toEqual({ kind: 'timeout' })
    // The call broke and a sign of life came: a browser that withholds the answer looks exactly like this.
    server.next({ kind: 'drop-after-reading' })
    expect(await attempt()).toEqual({ kind: 'not-allowed' })
    server.always({ kind: 'drop-before-reading' })
    expect(await attempt()).toEqual({ kind: 'unreachable' })
    const { url } = server
    await server.stop()
    expect(await attempt(url)).toEqual({ kind: 'unreachable' })
    expect(await attempt('http://example.com')).toEqual({ kind: 'bad-address' })
  })
})
