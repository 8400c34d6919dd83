// What the answer of an endpoint means for the row that was sent: settled, again later, or a person's turn.
import type { WebhookAnswer } from './post-webhook.ts'

/** A webhook may arrive twice, a mail may not. */
export type Repeatable = 'webhook' | 'mail'

export type FailureCause =
  /** The endpoint answered with this status. */
  | { readonly code: 'answered'; readonly status: number; readonly text: string }
  | { readonly code: 'no-connection' }
  | { readonly code: 'timeout' }
  | { readonly code: 'stopped' }
  | { readonly code: 'redirected' }
  | { readonly code: 'bad-address' }

export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** Not accepted: once more later; `retryAfter` in seconds when the endpoint asked for a time. */
  | { readonly kind: 'retry'; readonly cause: FailureCause; readonly retryAfter?: number }
  /** Nobody knows whether it arrived: a webhook goes again with the same key, a mail waits for a person. */
  | { readonly kind: 'unknown'; readonly cause: FailureCause }
  /** The endpoint will never accept it like this. */
  | { readonly kind: 'refused'; readonly cause: FailureCause }

const again: ReadonlySet<number> = new Set([408, 425, 429])
/** The endpoint says itself that it did nothing; any other 5xx may come after the mail was sent. */
const nothingDone: ReadonlySet<number> = new Set([408, 425, 429, 503])

/** @param nowMs unix time in milliseconds, for a `Retry-After` that is a date */
export function classifyOutcome(answer: WebhookAnswer, what: Repeatable, nowMs: number): DeliveryOutcome {
  if (answer.kind === 'answer') return classifyStatus(answer, what, nowMs)
  if (answer.kind === 'redirect') return { kind: 'refused', cause: { code: 'redirected' } }
  if (answer.kind === 'bad-address') return { kind: 'refused', cause: { code: 'bad-address' } }
  const cause: FailureCause = { code: answer.kind }
  // A connection that broke may have broken after the body: for a webhook both lead to the same key sent again.
  if (answer.kind === 'no-connection' && what === 'webhook') return { kind: 'retry', cause }
  return { kind: 'unknown', cause }
}

function classifyStatus(
  { status, retryAfter, text }: Extract<WebhookAnswer, { kind: 'answer' }>,
  what: Repeatable,
  nowMs: number,
): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status }
  const cause: FailureCause = { code: 'answered', status, text }
  if (status < 500 && !again.has(status)) return { kind: 'refused', cause }
  if (what === 'mail' && !nothingDone.has(status)) return { kind: 'unknown', cause }
  const seconds = retryAfter === undefined ? undefined : retryAfterSeconds(retryAfter, nowMs)
  return { kind: 'retry', cause, ...(seconds === undefined ? {} : { retryAfter: seconds }) }
}

/**
 * Whole seconds of a `Retry-After` header (RFC 9110, 10.2.3): a number of seconds or an HTTP date. Undefined where it is
 * neither; 0 for a date that has passed.
 */
export function retryAfterSeconds(value: string, nowMs: number): number | undefined {
  const text = value.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  // Date.parse takes much more than HTTP dates; those alone begin with the day's name and end in GMT.
  if (!/^[A-Z][a-z]{2},? .*GMT$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - nowMs) / 1000))
}
