// Tries a connection as a real call would go, and finds out what a browser does not say: whether the server cannot be
// reached or only does not allow calls from this page.
import { webhookBody } from '../../core/automation/webhook-body.ts'
import type { CalendarDate, Instant } from '../../core/date.ts'
import { type Fetch, postWebhook } from './post-webhook.ts'

export interface Trial {
  readonly url: string
  readonly secrets: readonly string[]
  /** Unique: a receiver may keep it. */
  readonly key: string
  readonly now: Instant
  readonly today: CalendarDate
}

export type TrialResult =
  | { readonly kind: 'delivered'; readonly status: number }
  /** It answered that it does not take this. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  /** It answered that something is wrong with itself, or that it has no time: a real call would go again later. */
  | { readonly kind: 'again'; readonly status: number; readonly text: string }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'timeout' }
  /** The server is there; the browser may not show what it says, or may not even ask. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'bad-address' }

interface TrialDeps {
  readonly fetch?: Fetch
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/** Sends a call of type `test`, signed and keyed as any other. Never throws. */
export async function tryEndpoint(
  { url, secrets, key, now, today }: Trial,
  deps: TrialDeps = {},
): Promise<TrialResult> {
  const { signal, timeoutMs } = deps
  const ask: Fetch = deps.fetch ?? ((to, init) => fetch(to, init))
  const body = webhookBody({ id: key, type: 'test', at: now, on: today, actor: 'user' }, {})
  const answer = await postWebhook(
    { url, body, key, delivery: `${key}#1`, secrets, at: Math.floor(Date.parse(now) / 1000) },
    {
      fetch: ask,
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  )
  switch (answer.kind) {
    case 'answer': {
      const { status, text } = answer
      if (status >= 200 && status < 300) return { kind: 'delivered', status }
      const again = status >= 500 || status === 408 || status === 425 || status === 429
      return { kind: again ? 'again' : 'refused', status, text }
    }
    case 'no-connection':
      return (await isThere(url, ask, signal)) ? { kind: 'not-allowed' } : { kind: 'unreachable' }
    case 'stopped':
      return { kind: 'timeout' }
    default:
      return { kind: answer.kind }
  }
}

/** Asks for nothing but a sign of life, of which the page learns only that it came. */
async function isThere(url: string, ask: Fetch, signal: AbortSignal | undefined): Promise<boolean> {
  const wait = AbortSignal.timeout(8000)
  try {
    await ask(url, {
      method: 'HEAD',
      mode: 'no-cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'follow',
      signal: signal === undefined ? wait : AbortSignal.any([signal, wait]),
    })
    return true
  } catch {
    return false
  }
}
