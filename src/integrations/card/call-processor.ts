// One request to the payment processor that the owner entered in the settings (R-36): the only place that sends anything
// to it. The key stands in one header and nowhere else: no log, no error text, no event.
import { endpointUrlProblem } from '../../core/automation/endpoint-url.ts'
import { retryAfterSeconds } from '../webhook/classify-outcome.ts'
import type { Fetch } from '../webhook/post-webhook.ts'
import type { ProcessorAnswer, ProcessorFailure } from './processor.ts'

/** How long the processor has to answer: banks take their time. */
export const processorTimeoutMs = 25_000

export interface ProcessorDeps {
  readonly fetch: Fetch
  readonly signal?: AbortSignal
  /** How much time there is for the next request, where it is less than `processorTimeoutMs`; none: it is not sent. */
  readonly timeoutMs?: () => number
}

export interface ProcessorRequest {
  readonly method: 'GET' | 'POST'
  /** With its leading slash: `/v1/refunds`. */
  readonly path: string
  /** Of a POST its form, of a GET its query; what is undefined is left out. */
  readonly fields?: Readonly<Record<string, string | number | undefined>>
  /** Idempotency key. */
  readonly key?: string
}

export type Json = { readonly [name: string]: unknown }

/** The parts of a processor's answer: 2xx, or an error that it explained. */
export type RawAnswer =
  | { readonly kind: 'done'; readonly value: Json }
  | { readonly kind: 'error'; readonly status: number; readonly error: Json; readonly retryAfter?: number }
  | Extract<ProcessorFailure, { kind: 'unknown' | 'redirected' | 'bad-address' }>

/** Never throws: what went wrong is the answer. An answer that is none (cut off, not JSON) is an unknown one. */
export async function callProcessor(
  { url, key: secret }: { readonly url: string; readonly key: string },
  { method, path, fields = {}, key }: ProcessorRequest,
  { fetch, signal, timeoutMs = () => processorTimeoutMs }: ProcessorDeps,
): Promise<RawAnswer> {
  if (endpointUrlProblem(url) !== undefined) return { kind: 'bad-address' }
  const stopped = () => signal?.aborted === true
  const time = Math.min(timeoutMs(), processorTimeoutMs)
  if (stopped() || time <= 0) return { kind: 'unknown', cause: 'stopped' }
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, String(value))
  const query = form.toString()
  const address = `${baseOf(url)}${path}${method === 'GET' && query !== '' ? `?${query}` : ''}`
  const control = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    control.abort()
  }, time)
  const stop = () => control.abort()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const response = await fetch(address, {
      method,
      headers: {
        Authorization: `Bearer ${secret}`,
        'Stripe-Version': '2024-06-20',
        ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      ...(method === 'POST' ? { body: query } : {}),
      signal: control.signal,
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      mode: 'cors',
    })
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel().catch(() => undefined)
      return { kind: 'redirected' }
    }
    const { status } = response
    const value = asJson(await response.text())
    if (response.ok) return value === undefined ? { kind: 'unknown', cause: 'answer', status } : { kind: 'done', value }
    const asked = response.headers.get('Retry-After')
    const retryAfter = asked === null ? undefined : retryAfterSeconds(asked, Date.now())
    return {
      kind: 'error',
      status,
      error: objectOf(value?.error) ?? {},
      ...(retryAfter === undefined ? {} : { retryAfter }),
    }
  } catch {
    if (late) return { kind: 'unknown', cause: 'timeout' }
    return { kind: 'unknown', cause: stopped() ? 'stopped' : 'no-connection' }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** What an error means for whoever asked: nothing was done, or nobody knows. */
export function failureOf(answer: Exclude<RawAnswer, { kind: 'done' }>): ProcessorFailure {
  if (answer.kind !== 'error') return answer
  const { status, error, retryAfter } = answer
  const again = retryAfter === undefined ? {} : { retryAfter }
  // 409: another request with the same key is running, or the object is locked.
  if (status === 429 || status === 409) return { kind: 'later', status, ...again }
  if (status >= 500 || status === 408) return { kind: 'unknown', cause: 'answer', status }
  if (status === 401 || status === 403) return { kind: 'key-refused', status, message: sentence(error) }
  if (status === 404) return { kind: 'not-there', status, ...(explained(error) ? {} : { unexplained: 1 }) }
  // A page of something in between: the processor says why it refuses.
  if (!explained(error)) return { kind: 'unknown', cause: 'answer', status }
  return { kind: 'refused', status, code: codeOf(error), message: sentence(error) }
}

function explained({ type, code, message }: Json): boolean {
  return textOf(type) !== undefined || textOf(code) !== undefined || textOf(message) !== undefined
}

export function failed<Value>(answer: Exclude<RawAnswer, { kind: 'done' }>): ProcessorAnswer<Value> {
  return failureOf(answer)
}

/** The bank's reason where there is one: `insufficient_funds` says more than `card_declined`. */
export function codeOf({ decline_code, code, type }: Json): string {
  return textOf(decline_code) ?? textOf(code) ?? textOf(type) ?? 'unknown'
}

/** The processor's sentence, without anything that looks like a key of it. */
export function sentence({ message }: Json): string {
  return (textOf(message) ?? '').replaceAll(/\b[rspw]k_[A-Za-z0-9_*]+/g, '…').slice(0, 500)
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

/** The address of the processor or of a relay of it, with or without a slash or the version at its end. */
function baseOf(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1$/, '')
}

function asJson(text: string): Json | undefined {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}
