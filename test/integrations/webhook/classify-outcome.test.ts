import { describe, expect, it } from 'vitest'
import { classifyOutcome, retryAfterSeconds } from '../../../src/integrations/webhook/classify-outcome.ts'
import type { WebhookAnswer } from '../../../src/integrations/webhook/post-webhook.ts'

const now = Date.UTC(2026, 2, 1, 12)
const answered = (status: number, retryAfter?: string): WebhookAnswer => ({
  kind: 'answer',
  status,
  text: 'said',
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

describe('what an answer means', () => {
  it.each([
    // status, for a webhook, for a mail
    [200, 'delivered', 'delivered'],
    [202, 'delivered', 'delivered'],
    [204, 'delivered', 'delivered'],
    [400, 'refused', 'refused'],
    [401, 'refused', 'refused'],
    [404, 'refused', 'refused'],
    [410, 'refused', 'refused'],
    [422, 'refused', 'refused'],
    [408, 'retry', 'retry'],
    [425, 'retry', 'retry'],
    [429, 'retry', 'retry'],
    [503, 'retry', 'retry'],
    // The mail may have gone out before the error: never again by itself.
    [500, 'retry', 'unknown'],
    [502, 'retry', 'unknown'],
    [504, 'retry', 'unknown'],
    [507, 'retry', 'unknown'],
  ] as const)('%i: a webhook is %s, a mail %s', (status, webhook, mail) => {
    expect(classifyOutcome(answered(status), 'webhook', now).kind).toBe(webhook)
    expect(classifyOutcome(answered(status), 'mail', now).kind).toBe(mail)
  })

  it.each([
    ['no-connection', 'retry', 'unknown'],
    ['timeout', 'unknown', 'unknown'],
    ['stopped', 'unknown', 'unknown'],
    ['redirect', 'refused', 'refused'],
    ['bad-address', 'refused', 'refused'],
  ] as const)('%s: a webhook is %s, a mail %s', (kind, webhook, mail) => {
    expect(classifyOutcome({ kind }, 'webhook', now).kind).toBe(webhook)
    expect(classifyOutcome({ kind }, 'mail', now).kind).toBe(mail)
  })

  it('carries the time that the receiver asked for, and what it said', () => {
    expect(classifyOutcome(answered(429, '120'), 'webhook', now)).toEqual({
      kind: 'retry',
      retryAfter: 120,
      cause: { code: 'answered', status: 429, text: 'said' },
    })
    expect(classifyOutcome(answered(503, 'soon'), 'mail', now)).toEqual({
      kind: 'retry',
      cause: { code: 'answered', status: 503, text: 'said' },
    })
  })
})

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120],
    [' 120 ', 120],
    ['Sun, 01 Mar 2026 12:01:30 GMT', 90],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Sunday, 01-Mar-26 12:01:30 GMT', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['2026-03-01', undefined],
    ['99999999999', undefined],
    ['Abc, 99 Xyz 2026 12:00:00 GMT', undefined],
    ['', undefined],
  ])('%s: %s seconds', (value, seconds) => {
    expect(retryAfterSeconds(value, now)).toBe(seconds)
  })
})
