// Delivers what waits in the outbox: the same code in the window, the service worker and Node. Each row is claimed in one
// transaction, sent outside of any, and settled in another; who sends twice finds the key of the first time.
import { claimDelivery } from '../commands/claim-delivery.ts'
import { type Command, execute } from '../commands/execute.ts'
import { type LeftMessage, settleDelivery } from '../commands/settle-delivery.ts'
import type { OutboxRow } from '../core/automation/outbox.ts'
import type { AttemptOutcome } from '../core/automation/settled-delivery.ts'
import type { Instant } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EndpointId, MessageId, OutboxId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import type { Result } from '../core/result.ts'
import type { Books } from '../queries/account-entries.ts'
import { type Call, dueOf, endpointsOfOutbox, mailEndpoints, nextDeliveryAt, readCall } from '../queries/read-outbox.ts'
import { type CardDelivered, deliverCard } from './card/deliver-card.ts'
import { cardDoneUrl } from './card/open-processor.ts'
import { classifyOutcome, type DeliveryOutcome, type FailureCause } from './webhook/classify-outcome.ts'
import { answerTimeoutMs, type Fetch, postWebhook } from './webhook/post-webhook.ts'

/** A message as it leaves for a mail endpoint. */
export interface ComposedMail {
  /** JSON. */
  readonly body: string
  /** What is written on the message's row once it has left. */
  readonly left: LeftMessage
  /** Called when it has left or may have: keeps the document that left. */
  readonly released?: () => Promise<void>
}

export interface OutboxDeps {
  readonly books: Books
  /** The host's own where absent. */
  readonly fetch?: Fetch
  /** A fresh one for every command; its time is the time. */
  readonly envelope: () => Envelope
  readonly signal?: AbortSignal
  /** How many milliseconds there are from now: a worker is killed after 30 s. */
  readonly budgetMs?: number
  /** Whether there is any network; nothing is tried without. */
  readonly online?: () => boolean
  /** Where a client lands after confirming at their bank; the app's own page where absent. */
  readonly returnUrl?: string
  /** Undefined: the document or its text cannot be made. Absent: messages wait for another deliverer. */
  readonly composeMail?: (id: MessageId) => Promise<ComposedMail | undefined>
}

export interface DeliveryReport {
  readonly delivered: number
  /** Not accepted or not known: tried again later. */
  readonly again: number
  readonly needYou: number
  readonly cancelled: number
  /** When the next one that this deliverer can make is due; absent when none waits. */
  readonly nextAt?: Instant
  /** Why nothing may leave: `automation-paused` and the other problems of automation. */
  readonly stoppedBy?: Problem
}

/** Endpoints that are called at the same time; one endpoint gets its calls one after the other. */
const atOnce = 4
/** A call is not begun with less time than this. */
const leastTimeMs = 4000
/** Kept back for writing down the outcome. */
const settlingMs = 2000
const defaultBudgetMs = 29_000

interface Tally {
  delivered: number
  again: number
  needYou: number
  cancelled: number
  stoppedBy: Problem | undefined
}

/**
 * Delivers everything that is due and fits the time. An endpoint that does not answer is left alone for the rest of the
 * pass, so that one dead server holds up neither the others nor the worker.
 * @throws only on failures of the database itself
 */
export async function deliverOutbox(deps: OutboxDeps): Promise<DeliveryReport> {
  const { books, signal, online, envelope, budgetMs = defaultBudgetMs } = deps
  const ends = performance.now() + budgetMs
  const tally: Tally = { delivered: 0, again: 0, needYou: 0, cancelled: 0, stoppedBy: undefined }
  const left = () => (signal?.aborted === true || tally.stoppedBy !== undefined ? 0 : ends - performance.now())
  const endpoints = await ableEndpoints(deps)
  const first = await nextDeliveryAt(books, endpoints)
  if (first === undefined || first > envelope().now || online?.() === false) {
    return { delivered: 0, again: 0, needYou: 0, cancelled: 0, ...(first === undefined ? {} : { nextAt: first }) }
  }
  const queue = [...endpoints]
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await deliverTo(deps, next, tally, left)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  const nextAt = await nextDeliveryAt(books, endpoints)
  const { stoppedBy, ...counts } = tally
  return { ...counts, ...(nextAt === undefined ? {} : { nextAt }), ...(stoppedBy === undefined ? {} : { stoppedBy }) }
}

/** The endpoints that this deliverer can serve: without a composer no message is touched, nor waited for. */
async function ableEndpoints({ books, composeMail }: OutboxDeps): Promise<readonly EndpointId[]> {
  const endpoints = await endpointsOfOutbox(books)
  if (composeMail !== undefined || endpoints.length === 0) return endpoints
  const mail = await mailEndpoints(books, endpoints)
  return endpoints.filter((id) => !mail.has(id))
}

async function deliverTo(deps: OutboxDeps, id: EndpointId, tally: Tally, left: () => number): Promise<void> {
  const tried = new Set<OutboxId>()
  for (;;) {
    const due = (await dueOf(deps.books, id, deps.envelope().now, 10 + tried.size)).filter((each) => !tried.has(each))
    if (due.length === 0) return
    for (const each of due) {
      if (left() < leastTimeMs) return
      tried.add(each)
      const went = await deliverOne(deps, each, tally, left)
      if (!went) return
    }
  }
}

/** Answers false when the endpoint had better be left alone for now. */
async function deliverOne(deps: OutboxDeps, id: OutboxId, tally: Tally, left: () => number): Promise<boolean> {
  const { books } = deps
  const claimed = await run(deps, claimDelivery, { id })
  if (!claimed.ok) {
    tally.stoppedBy = claimed.problem
    return false
  }
  const { act, version } = claimed.value
  if (act === 'cancel') tally.cancelled += 1
  if (act === 'ask') tally.needYou += 1
  if (act !== 'deliver') return true
  const call = await readCall(books, id, deps.envelope().now)
  if (call?.row.payload.kind.startsWith('card-') === true) {
    const carried = await sendCard(deps, call, version, left)
    if (!carried.ok) {
      tally.stoppedBy = carried.problem
      return false
    }
    count(tally, carried.value.state)
    return !carried.value.failing
  }
  const { outcome, mail, failing } = await send(deps, call, left)
  const done = await run(deps, settleDelivery, {
    id,
    version,
    outcome,
    ...(mail === undefined ? {} : { left: mail.left }),
  })
  if (!done.ok) {
    tally.stoppedBy = done.problem
    return false
  }
  count(tally, done.value.state)
  return !failing
}

function count(tally: Tally, state: OutboxRow['state']): void {
  if (state === 'delivered') tally.delivered += 1
  else if (state === 'needs-you') tally.needYou += 1
  else if (state === 'cancelled') tally.cancelled += 1
  else tally.again += 1
}

/** One pass over a card: the processor has what is left of the time, and no more. */
function sendCard(
  deps: OutboxDeps,
  call: Call,
  version: number,
  left: () => number,
): Promise<Result<CardDelivered, Problem>> {
  const { books, fetch: given, signal, returnUrl = cardDoneUrl() } = deps
  return deliverCard({
    books,
    call,
    version,
    returnUrl,
    run: (command, input) => run(deps, command, input),
    fetch: given ?? ((to, init) => fetch(to, init)),
    timeoutMs: () => left() - settlingMs,
    ...(signal === undefined ? {} : { signal }),
  })
}

interface Sent {
  readonly outcome: AttemptOutcome
  readonly mail?: ComposedMail
  /** The endpoint did not answer, or asked for time. */
  readonly failing: boolean
}

/** One attempt: nothing of the books is held while it lasts. */
async function send(
  { fetch: given, signal, composeMail, envelope }: OutboxDeps,
  call: Call | undefined,
  left: () => number,
): Promise<Sent> {
  if (call === undefined) return { outcome: { kind: 'ask', problem: { code: 'endpoint-gone' } }, failing: false }
  const { row, endpoint, secrets } = call
  const { payload } = row
  // A message that cannot be made needs a person; it must not look as if it had left.
  const mail = payload.kind === 'message' ? await composeMail?.(payload.messageId).catch(() => undefined) : undefined
  const body = payload.kind === 'message' ? mail?.body : payload.kind === 'webhook' ? payload.body : undefined
  if (body === undefined) return { outcome: { kind: 'ask', problem: { code: 'no-document' } }, failing: false }
  const nowMs = Date.parse(envelope().now)
  const answer = await postWebhook(
    {
      url: endpoint.url,
      body,
      key: row.id,
      delivery: `${row.id}#${row.version}`,
      secrets,
      at: Math.floor(nowMs / 1000),
    },
    {
      fetch: given ?? ((to, init) => fetch(to, init)),
      timeoutMs: Math.max(leastTimeMs - settlingMs, Math.min(answerTimeoutMs, left() - settlingMs)),
      ...(signal === undefined ? {} : { signal }),
    },
  )
  const found = classifyOutcome(answer, payload.kind === 'message' ? 'mail' : 'webhook', nowMs)
  if (found.kind === 'delivered' || found.kind === 'unknown') await mail?.released?.()
  return {
    outcome: attemptOutcome(found, row),
    ...(mail === undefined ? {} : { mail }),
    failing: found.kind === 'retry' || found.kind === 'unknown',
  }
}

function attemptOutcome(found: DeliveryOutcome, { payload, attempts }: OutboxRow): AttemptOutcome {
  if (found.kind === 'delivered') return { kind: 'delivered', status: found.status }
  const { cause } = found
  const status = cause.code === 'answered' ? { status: cause.status } : {}
  if (found.kind === 'refused') return { kind: 'ask', problem: refusal(cause), ...status }
  if (found.kind === 'unknown' && payload.kind === 'message') {
    return { kind: 'ask', problem: { code: 'outcome-unknown', attempt: attempts }, ...status }
  }
  const retryAfter = found.kind === 'retry' ? found.retryAfter : undefined
  return { kind: 'again', ...status, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

function refusal(cause: FailureCause): Extract<AttemptOutcome, { kind: 'ask' }>['problem'] {
  if (cause.code === 'answered') return { code: 'refused', status: cause.status, text: cause.text }
  return cause.code === 'redirected' ? { code: 'redirected' } : { code: 'bad-address' }
}

/** Whoever delivers is automation: paused books, a newer version and a clock that went back stop it. */
function run<Input, Value>(
  { books, envelope }: OutboxDeps,
  command: Command<Input, Value>,
  input: Input,
): Promise<Result<Value, Problem>> {
  return execute(books, command, input, { ...envelope(), actor: 'automation' })
}
