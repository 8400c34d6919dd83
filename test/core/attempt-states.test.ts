// How far an attempt to charge a card can come: the whole table.
import { describe, expect, it } from 'vitest'
import { type AttemptNews, attemptAfter, isOpenAttempt } from '../../src/core/payments/attempt-states.ts'
import type { CardAttemptState } from '../../src/core/payments/card-attempt.ts'
import { pollSeconds } from '../../src/core/payments/poll-seconds.ts'

const news: readonly AttemptNews[] = ['unanswered', 'asks', 'took', 'declined', 'let-go']
const rows: readonly (readonly [state: CardAttemptState, after: readonly (CardAttemptState | undefined)[]])[] = [
  ['pending', ['unknown', 'needs-action', 'collected', 'failed', 'cancelled']],
  ['unknown', [undefined, 'needs-action', 'collected', 'failed', 'cancelled']],
  ['needs-action', [undefined, undefined, 'collected', 'failed', 'cancelled']],
  ['failed', [undefined, undefined, 'collected', undefined, undefined]],
  ['cancelled', [undefined, undefined, 'collected', undefined, undefined]],
  ['collected', [undefined, undefined, undefined, undefined, undefined]],
]
const table = rows.map(([state, after]) => ({ state, after }))

describe('an attempt', () => {
  it.each(table)('$state goes on only as it may', ({ state, after }) => {
    expect(news.map((each) => attemptAfter(state, each))).toEqual(after)
  })

  it('takes money once, and then nothing changes it', () => {
    for (const each of news) expect(attemptAfter('collected', each)).toBeUndefined()
    for (const { state } of table) if (state !== 'collected') expect(attemptAfter(state, 'took')).toBe('collected')
  })

  it('may take money while it is pending, unknown or waits for the client, and no other beside it', () => {
    expect(table.flatMap(({ state }) => (isOpenAttempt({ state }) ? [state] : []))).toEqual([
      'pending',
      'unknown',
      'needs-action',
    ])
  })

  it('is asked about often at first, then seldom, and after two weeks by a person', () => {
    const day = 86_400
    expect([0, 599, 600, 7199, 7200, 2 * day - 1, 2 * day, 14 * day - 1, 14 * day].map(pollSeconds)).toEqual([
      60,
      60,
      600,
      600,
      3600,
      3600,
      21_600,
      21_600,
      undefined,
    ])
  })
})
