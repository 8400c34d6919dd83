// Against a real server that answers, drops, delays, repeats, refuses and talks nonsense.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postWebhook, type WebhookCall } from '../../../src/integrations/webhook/post-webhook.ts'
import { type StandIn, startStandIn } from '../../support/stand-in-server.ts'

const call: Omit<WebhookCall, 'url'> = {
  body: '{"type":"invoice.paid","note":"ä 💶"}',
  key: 'evt_1/end_1',
  delivery: 'evt_1/end_1#2',
  secrets: ['whs_one'],
  at: 1_780_000_000,
}

describe('posting to an endpoint', () => {
  let server: StandIn
  const post = (change: Partial<WebhookCall> = {}, options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    postWebhook({ ...call, url: `${server.url}/hooks`, ...change }, { fetch, ...options })

  beforeEach(async () => {
    server = await startStandIn()
  })
  afterEach(() => server.stop())

  it('sends the body byte for byte, with its key, the attempt and the signature, and nothing of the browser', async () => {
    server.next({ kind: 'answer', status: 201, body: 'thanks' })
    expect(await post()).toEqual({ kind: 'answer', status: 201, text: 'thanks' })
    const [seen] = server.requests
    expect(seen).toMatchObject({ method: 'POST', path: '/hooks', body: call.body })
    expect(seen?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'evt_1/end_1',
      'billfold-delivery': 'evt_1/end_1#2',
    })
    expect(seen?.headers['billfold-signature']).toMatch(/^t=1780000000,v1=[0-9a-f]{64}$/)
    for (const name of ['cookie', 'authorization', 'referer']) expect(seen?.headers).not.toHaveProperty(name)
  })

  it('is unsigned without a secret', async () => {
    await post({ secrets: [] })
    expect(server.requests[0]?.headers).not.toHaveProperty('billfold-signature')
  })

  it('tells a refusal and the time that the receiver asks for', async () => {
    server.next({ kind: 'answer', status: 429, headers: { 'Retry-After': '30' }, body: 'slow down' })
    expect(await post()).toEqual({ kind: 'answer', status: 429, retryAfter: '30', text: 'slow down' })
  })

  it.each([301, 302, 303, 307, 308] as const)('follows no redirect (%i)', async (status) => {
    const elsewhere = await startStandIn()
    server.next({ kind: 'redirect', status, to: `${elsewhere.url}/stolen` })
    expect(await post()).toEqual({ kind: 'redirect' })
    expect(elsewhere.requests).toEqual([])
    await elsewhere.stop()
  })

  it.each(['drop-before-reading', 'drop-after-reading', 'nonsense'] as const)('%s: no connection', async (kind) => {
    server.next({ kind })
    expect(await post()).toEqual({ kind: 'no-connection' })
    expect(server.requests).toHaveLength(1)
  })

  it('a server that is not there: no connection', async () => {
    const { url } = server
    await server.stop()
    expect(await post({ url })).toEqual({ kind: 'no-connection' })
  })

  it('waits no longer than it was told, for an answer that never comes or comes late', async () => {
    server.next({ kind: 'hang' }, { kind: 'answer', status: 200, delayMs: 5000 })
    expect(await post({}, { timeoutMs: 60 })).toEqual({ kind: 'timeout' })
    expect(await post({}, { timeoutMs: 60 })).toEqual({ kind: 'timeout' })
    expect(server.requests).toHaveLength(2)
  })

  it('stops when the caller stops, before and after sending', async () => {
    const gone = new AbortController()
    gone.abort()
    expect(await post({}, { signal: gone.signal })).toEqual({ kind: 'stopped' })
    expect(server.requests).toHaveLength(0)
    server.next({ kind: 'hang' })
    const later = new AbortController()
    const answer = post({}, { signal: later.signal })
    await server.received(1)
    later.abort()
    expect(await answer).toEqual({ kind: 'stopped' })
  })

  it('reads the start of an endless answer only, and believes the status of one that breaks off', async () => {
    server.next({ kind: 'huge-body', status: 200, bytes: 2_000_000_000 }, { kind: 'cut-body', status: 200 })
    const started = Date.now()
    const huge = await post()
    expect(Date.now() - started).toBeLessThan(5000)
    expect(huge).toEqual({ kind: 'answer', status: 200, text: 'x'.repeat(500) })
    expect(await post()).toMatchObject({ kind: 'answer', status: 200 })
  })

  it('keeps what an answer says readable', async () => {
    server.next({ kind: 'answer', status: 400, body: 'no\u0000\u001b[31m such\nfield' })
    expect(await post()).toEqual({ kind: 'answer', status: 400, text: 'no  [31m such\nfield' })
  })

  it('calls nothing but https and this computer', async () => {
    let called = 0
    const spy = async () => {
      called += 1
      return new Response()
    }
    for (const url of ['http://example.com/', 'https://me:pw@example.com/', 'file:///etc/passwd', 'nothing']) {
      expect(await postWebhook({ ...call, url }, { fetch: spy })).toEqual({ kind: 'bad-address' })
    }
    expect(called).toBe(0)
  })

  it('what is repeated on the way has the same key', async () => {
    server.next({ kind: 'repeated', status: 200 })
    await post()
    expect(server.requests).toHaveLength(2)
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })
})

describe('over HTTPS', () => {
  it('the stand-in answers with a certificate of its own', async () => {
    const server = await startStandIn({ secure: true })
    // Node does not know who signed it: the handshake itself must work all the same.
    const { request } = await import('node:https')
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${server.url}/x`, { rejectUnauthorized: false, method: 'POST' }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      asked.on('error', reject)
      asked.end('{}')
    })
    expect(status).toBe(200)
    expect(server.requests[0]?.body).toBe('{}')
    expect(await postWebhook({ ...call, url: server.url }, { fetch })).toEqual({ kind: 'no-connection' })
    await server.stop()
  })
})
