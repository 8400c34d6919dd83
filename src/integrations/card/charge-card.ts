// One stored card charged once: find or make an unconfirmed intent, have its name stored, confirm it, and learn what
// came of it. Killed, cut off or lied to between any two steps, the next pass reads the intent and goes on from there.
import type { Clearance } from '../../commands/clear-card-attempt.ts'
import type { ChargeReport } from '../../commands/settle-card-attempt.ts'
import type { OutboxRow } from '../../core/automation/outbox.ts'
import { type Minor, minor } from '../../core/money.ts'
import type { CardAttempt } from '../../core/payments/card-attempt.ts'
import type { StoredCard } from '../../core/payments/stored-method.ts'
import type { CardProcessor, Intent, IntentState, ProcessorFailure } from './processor.ts'

export interface ChargeWork {
  readonly processor: CardProcessor
  /** As claimed. */
  readonly row: OutboxRow
  readonly attempt: CardAttempt
  readonly card: StoredCard
  /** What is due of its invoice now. */
  readonly due: Minor
  /** Intents that the attempts of its invoice have in these books. */
  readonly known: ReadonlySet<string>
  readonly returnUrl: string
  /** Stores the intent's name and reads the facts again; undefined: nothing may be written now, nothing goes on. */
  clear(intent: string, amount: Minor): Promise<Clearance | undefined>
}

/** `left`: another deliverer has it, or books that may not write now; there is nothing to settle. */
export type Charged = ChargeReport | 'left'

/** Carries one attempt as far as it goes now. Never throws for anything that the processor does. */
export async function chargeCard(work: ChargeWork): Promise<Charged> {
  const { processor, attempt } = work
  if (attempt.intent !== undefined) {
    const read = await processor.readIntent(attempt.intent)
    return read.kind === 'done' ? goOn(work, read.value) : reportOf(read)
  }
  const found = await processor.findIntents({
    customer: work.card.customer,
    invoiceId: attempt.invoiceId,
  })
  if (found.kind !== 'done') return reportOf(found)
  const amount = minor(Math.min(attempt.amount, work.due))
  const known = foundIntent(work, found.value, amount)
  if (known !== undefined) return goOn(work, known)
  if (attempt.givenUp === 1) return { kind: 'cancelled', why: 'by-hand' }
  if (amount <= 0) return { kind: 'cancelled', why: 'settled' }
  const made = await processor.createIntent({
    attemptId: attempt.id,
    invoiceId: attempt.invoiceId,
    invoiceNumber: attempt.invoiceNumber,
    card: work.card,
    amount,
    currency: attempt.currency,
    key: createKey(work, amount),
  })
  if (made.kind === 'done') return goOn(work, made.value)
  // It takes no money before it is confirmed, and nobody has its name: refused is the end of it.
  if (made.kind === 'refused') return { kind: 'failed', code: made.code, message: made.message }
  if (made.kind === 'not-there' && made.unexplained !== 1) return { kind: 'failed', code: 'not-there', message: '' }
  return reportOf(made)
}

/** A processor that failed keeps its failure under the key: then a new one asks anew. */
function createKey({ attempt, row }: ChargeWork, amount: Minor): string {
  const key = `${attempt.id}/${amount}`
  return (row.lastStatus ?? 0) >= 500 ? `${key}/${row.attempts}` : key
}

/**
 * What another pass, or another copy of these books, has made for the attempt: first what has taken money or may. Of
 * other attempts only that, and only what these books do not know: they went back in time.
 */
function foundIntent({ attempt, known }: ChargeWork, all: readonly Intent[], amount: Minor): Intent | undefined {
  const order: readonly IntentState['kind'][] = ['collected', 'processing', 'needs-action', 'declined', 'unconfirmed']
  const lasting: readonly IntentState['kind'][] = ['collected', 'processing', 'needs-action']
  const found = all.filter(({ id, attemptId, state }) => {
    return attemptId === attempt.id || (lasting.includes(state.kind) && !known.has(id))
  })
  for (const kind of order) {
    const intent = found.find((each) => each.state.kind === kind && (kind !== 'unconfirmed' || each.amount === amount))
    if (intent !== undefined) return intent
  }
  return undefined
}

async function goOn(work: ChargeWork, intent: Intent): Promise<Charged> {
  const { state } = intent
  switch (state.kind) {
    case 'collected':
      return { kind: 'collected', intent: intent.id, amount: state.amount }
    case 'cancelled':
      return state.decline === undefined
        ? { kind: 'cancelled', why: 'by-hand', elsewhere: 1 }
        : { kind: 'failed', ...state.decline }
    case 'processing':
      return (await stored(work, intent)) ?? { kind: 'processing' }
    case 'needs-action': {
      const cleared = await stored(work, intent)
      return cleared ?? { kind: 'needs-action', ...(state.url === undefined ? {} : { url: state.url }) }
    }
    case 'declined':
      return state.wantsClient ? askClient(work, intent, state) : refusedForGood(work, intent, state)
    case 'unconfirmed': {
      const cleared = await stored(work, intent)
      if (cleared !== undefined) return cleared
      return confirmed(
        work,
        intent,
        await work.processor.confirmIntent({ id: intent.id, key: `${work.attempt.id}/confirm/${work.row.version}` }),
        (after, declined) =>
          declined.wantsClient ? askClient(work, after, declined) : refusedForGood(work, after, declined),
      )
    }
  }
}

/** Has the intent's name stored; undefined: cleared to go on, else what became of it. */
async function stored(work: ChargeWork, intent: Intent): Promise<Charged | undefined> {
  const clearance = await work.clear(intent.id, intent.amount)
  if (clearance === undefined || clearance.act === 'leave') return 'left'
  if (clearance.act === 'confirm') return undefined
  // What is on its way already cannot be called back: its outcome is waited for.
  return intent.state.kind === 'processing' ? { kind: 'processing' } : letGo(work, intent, clearance.why)
}

type Declined = Extract<IntentState, { kind: 'declined' }>

/** The bank wants the client themselves: the same intent gets a page where they confirm. */
async function askClient(work: ChargeWork, intent: Intent, declined: Declined): Promise<Charged> {
  const cleared = await stored(work, intent)
  if (cleared !== undefined) return cleared
  const { attempt, row, card, returnUrl } = work
  const asked = await work.processor.askClient({
    id: intent.id,
    method: card.method,
    returnUrl,
    key: `${attempt.id}/ask/${row.version}`,
  })
  return confirmed(work, intent, asked, (after, again) =>
    refusedForGood(work, after, again.message === '' ? declined : again),
  )
}

/** What a confirmation led to. Without an answer the intent is read once; then it waits for the next pass. */
async function confirmed(
  work: ChargeWork,
  intent: Intent,
  answer: Awaited<ReturnType<CardProcessor['confirmIntent']>>,
  whenDeclined: (intent: Intent, declined: Declined) => Promise<Charged>,
): Promise<Charged> {
  const lost = answer.kind === 'unknown' && answer.cause !== 'stopped'
  const latest = lost || answer.kind === 'refused' ? await work.processor.readIntent(intent.id) : answer
  if (latest.kind !== 'done') return reportOf(latest)
  const { state } = latest.value
  switch (state.kind) {
    case 'collected':
      return { kind: 'collected', intent: intent.id, amount: state.amount }
    case 'needs-action':
      return { kind: 'needs-action', ...(state.url === undefined ? {} : { url: state.url }) }
    case 'processing':
      return { kind: 'processing' }
    case 'cancelled':
      return goOn(work, latest.value)
    case 'declined':
      return whenDeclined(latest.value, state)
    case 'unconfirmed':
      // It did not arrive, or not yet: read again before anything else is tried.
      return answer.kind === 'refused'
        ? { kind: 'ask', problem: { code: 'refused', status: answer.status, text: answer.message } }
        : { kind: 'again' }
  }
}

/** A refusal counts when the intent is cancelled: no late request of ours can charge it then. */
async function refusedForGood(work: ChargeWork, intent: Intent, { code, message }: Declined): Promise<Charged> {
  const ended = await ends(work, intent)
  return ended === 'cancelled' ? { kind: 'failed', code, message } : ended
}

async function letGo(work: ChargeWork, intent: Intent, why: NonNullable<OutboxRow['why']>): Promise<Charged> {
  const ended = await ends(work, intent)
  return ended === 'cancelled' ? { kind: 'cancelled', why } : ended
}

/** Cancels an intent, unless it has taken money after all. */
async function ends({ processor }: ChargeWork, { id }: Intent): Promise<'cancelled' | ChargeReport> {
  const answer = await processor.cancelIntent(id)
  if (answer.kind !== 'done') return reportOf(answer)
  const { state } = answer.value
  if (state.kind === 'cancelled') return 'cancelled'
  if (state.kind === 'collected') return { kind: 'collected', intent: id, amount: state.amount }
  return state.kind === 'processing' ? { kind: 'processing' } : { kind: 'again' }
}

/** What a request without a useful answer means for its delivery. */
export function reportOf(failure: ProcessorFailure): Extract<ChargeReport, { kind: 'again' | 'ask' }> {
  switch (failure.kind) {
    case 'unknown':
      return { kind: 'again', ...(failure.status === undefined ? {} : { status: failure.status }) }
    case 'later': {
      const { status, retryAfter } = failure
      return { kind: 'again', status, ...(retryAfter === undefined ? {} : { retryAfter }) }
    }
    case 'redirected':
    case 'bad-address':
      return { kind: 'ask', problem: { code: failure.kind } }
    case 'not-there':
      return asks(failure.status, '')
    case 'refused':
    case 'key-refused':
      return asks(failure.status, failure.message)
  }
}

function asks(status: number, text: string): Extract<ChargeReport, { kind: 'ask' }> {
  return { kind: 'ask', status, problem: { code: 'refused', status, text } }
}
