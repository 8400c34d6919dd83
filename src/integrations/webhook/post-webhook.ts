// One call to an endpoint that the owner entered in the settings: the only place that sends anything to it.
import { endpointUrlProblem } from '../../core/automation/endpoint-url.ts'
import { signatureHeader, signBody } from './sign-body.ts'

/** `fetch` of the page, the worker or a test. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface WebhookCall {
  readonly url: string
  /** JSON, sent and signed byte for byte. */
  readonly body: string
  /** The same for every attempt at the same thing: what a receiver knows a repetition by. */
  readonly key: string
  /** Names this attempt in logs. */
  readonly delivery: string
  /** One, or the new and the old one for a while after a change; none: unsigned. */
  readonly secrets: readonly string[]
  /** Unix time in whole seconds. */
  readonly at: number
}

/** What came of a call, as far as anybody on this side can know. */
export type WebhookAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly retryAfter?: string
      /** The start of the answer's text, for the log. */
      readonly text: string
    }
  /** It was sent somewhere else to: not followed. */
  | { readonly kind: 'redirect' }
  /** No connection, a connection that broke, or an answer that the browser may not show (CORS): looks the same. */
  | { readonly kind: 'no-connection' }
  /** No answer in time: it may have arrived. */
  | { readonly kind: 'timeout' }
  /** The caller stopped waiting: it may have arrived. */
  | { readonly kind: 'stopped' }
  /** The address is none that may be called; nothing was sent. */
  | { readonly kind: 'bad-address' }

/** How long an endpoint has to answer. */
export const answerTimeoutMs = 20_000

const longestText = 500

/**
 * Posts JSON to an endpoint, signed, without cookies or any credentials of the browser, following no redirect.
 * Never throws: what went wrong is the answer.
 */
export async function postWebhook(
  { url, body, key, delivery, secrets, at }: WebhookCall,
  { fetch, signal, timeoutMs = answerTimeoutMs }: { fetch: Fetch; signal?: AbortSignal; timeoutMs?: number },
): Promise<WebhookAnswer> {
  if (endpointUrlProblem(url) !== undefined) return { kind: 'bad-address' }
  const stopped = () => signal?.aborted === true
  if (stopped()) return { kind: 'stopped' }
  const control = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    control.abort()
  }, timeoutMs)
  const stop = () => control.abort()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
        'Billfold-Delivery': delivery,
        ...(secrets.length === 0 ? {} : { [signatureHeader]: signBody(body, secrets, at) }),
      },
      signal: control.signal,
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      mode: 'cors',
    })
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel().catch(() => undefined)
      return { kind: 'redirect' }
    }
    const retryAfter = response.headers.get('Retry-After')
    return {
      kind: 'answer',
      status: response.status,
      ...(retryAfter === null ? {} : { retryAfter }),
      text: await startOf(response),
    }
  } catch {
    if (late) return { kind: 'timeout' }
    return stopped() ? { kind: 'stopped' } : { kind: 'no-connection' }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** The first characters of an answer; the rest of it, however long, is not read. The status stands whatever breaks here. */
async function startOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length < longestText) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // What was read so far is enough.
  }
  await reader.cancel().catch(() => undefined)
  return readable(text.slice(0, longestText))
}

/** Line breaks stay, other control characters do not: the text is shown to people. */
function readable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/g, ' ').trim()
}
