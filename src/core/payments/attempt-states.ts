// How far an attempt to charge a card can come, and from where. Pure: a table.
import type { OutboxRow } from '../automation/outbox.ts'
import type { CardAttempt, CardAttemptState } from './card-attempt.ts'

/**
 * What is learnt about an attempt. `unanswered`: it left and nobody knows; `asks`: the client has to confirm; `took`: the
 * money was taken; `declined`, `let-go`: it was refused or given up, and can take no money any more.
 */
export type AttemptNews = 'unanswered' | 'asks' | 'took' | 'declined' | 'let-go'

const transitions: Readonly<Record<CardAttemptState, Readonly<Partial<Record<AttemptNews, CardAttemptState>>>>> = {
  pending: {
    unanswered: 'unknown',
    asks: 'needs-action',
    took: 'collected',
    declined: 'failed',
    'let-go': 'cancelled',
  },
  unknown: { asks: 'needs-action', took: 'collected', declined: 'failed', 'let-go': 'cancelled' },
  'needs-action': { took: 'collected', declined: 'failed', 'let-go': 'cancelled' },
  // Money that was taken is never lost, whatever was believed before.
  failed: { took: 'collected' },
  cancelled: { took: 'collected' },
  collected: {},
}

/** The state after the news; undefined where it says nothing new: what ended stays, and money counts once. */
export function attemptAfter(state: CardAttemptState, news: AttemptNews): CardAttemptState | undefined {
  return transitions[state][news]
}

/** States in which an attempt may still take money: no other is begun beside it. */
export type OpenAttemptState = 'pending' | 'unknown' | 'needs-action'

/**
 * Its intent is stored, or books that went back in time do not know what their other copy did: the processor is
 * asked before it counts as never sent.
 */
export function mayHaveLeft({ state, intent }: Pick<CardAttempt, 'state' | 'intent'>): boolean {
  return intent !== undefined || state === 'unknown'
}

/**
 * Whether nobody who can be asked knows how it stands: the key is of another account or no longer good, or the connection
 * is gone. Then the owner may forget it.
 */
export function isForgettable(attempt: Pick<CardAttempt, 'state'>, delivery: Pick<OutboxRow, 'state' | 'problem'>) {
  const { state, problem } = delivery
  if (!isOpenAttempt(attempt) || state !== 'needs-you' || problem === undefined) return false
  if (problem.code === 'refused') return problem.status === 401 || problem.status === 403 || problem.status === 404
  return problem.code === 'endpoint-gone' || problem.code === 'secret-missing'
}

export function isOpenAttempt<Row extends Pick<CardAttempt, 'state'>>(
  attempt: Row,
): attempt is Row & { readonly state: OpenAttemptState } {
  const { state } = attempt
  return state === 'pending' || state === 'unknown' || state === 'needs-action'
}
