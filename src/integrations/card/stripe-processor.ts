// The processor's public REST API (https://docs.stripe.com/api): form-encoded requests, JSON answers. No program of
// theirs is loaded: everything goes through `callProcessor`.
import { isCurrency } from '../../core/currency.ts'
import type { CardAttemptId, RefundId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import {
  callProcessor,
  codeOf,
  failed,
  failureOf,
  type Json,
  objectOf,
  type ProcessorDeps,
  type ProcessorRequest,
  type RawAnswer,
  sentence,
  textOf,
} from './call-processor.ts'
import type {
  CardProcessor,
  Intent,
  IntentState,
  ProcessorAnswer,
  ProcessorRefund,
  SetupLink,
  SetupState,
} from './processor.ts'
import { fromProcessorAmount, toProcessorAmount } from './stripe-amount.ts'

/** The public address; a relay of the owner's own may stand in its place. */
export const stripeUrl = 'https://api.stripe.com'

/** What a restricted key must be allowed: shown where the key is entered, in the processor's own words. */
export const stripeScopes = [
  { resource: 'Customers', access: 'Write' },
  { resource: 'Checkout Sessions', access: 'Write' },
  { resource: 'SetupIntents', access: 'Read' },
  { resource: 'PaymentMethods', access: 'Read' },
  { resource: 'PaymentIntents', access: 'Write' },
  { resource: 'Charges and Refunds', access: 'Write' },
] as const

/** Talks to the processor with one key. `url`: of the endpoint as the owner entered it. */
export function stripeProcessor(
  endpoint: { readonly url: string; readonly key: string },
  deps: ProcessorDeps,
): CardProcessor {
  const call = (request: ProcessorRequest) => callProcessor(endpoint, request, deps)
  const get = (path: string, fields: NonNullable<ProcessorRequest['fields']> = {}) =>
    call({ method: 'GET', path, fields })
  const post = (path: string, fields: NonNullable<ProcessorRequest['fields']>, key?: string) =>
    call({ method: 'POST', path, fields, ...(key === undefined ? {} : { key }) })
  const intentPath = (id: string) => `/v1/payment_intents/${encodeURIComponent(id)}`
  const readIntent: CardProcessor['readIntent'] = async (id) => read(await get(intentPath(id)), intentOf)

  return {
    async tryKey() {
      // The only thing that every key for this needs: charging. Reading one intent neither makes nor takes anything.
      const answer = await get('/v1/payment_intents', { limit: 1 })
      if (answer.kind !== 'done') return failed(answer)
      const account = await get('/v1/account')
      const name = account.kind === 'done' ? accountName(account.value) : undefined
      const first = listOf(answer.value)[0]
      const live = first === undefined ? !/^[rsp]k_test_/.test(endpoint.key) : first.livemode === true
      return { kind: 'done', value: { live, ...(name === undefined ? {} : { name }) } }
    },

    async createCustomer({ clientId, name, email, key }) {
      const answer = await post('/v1/customers', { name, email, 'metadata[client]': clientId }, key)
      return read(answer, (value) => {
        const customer = textOf(value.id)
        return customer === undefined ? undefined : { customer }
      })
    },

    async beginSetup({ customer, returnUrl, key }) {
      const answer = await post(
        '/v1/checkout/sessions',
        {
          mode: 'setup',
          customer,
          'payment_method_types[0]': 'card',
          success_url: returnUrl,
          cancel_url: returnUrl,
        },
        key,
      )
      return read(answer, (value): SetupLink | undefined => {
        const [id, url] = [textOf(value.id), textOf(value.url)]
        return id === undefined || url === undefined ? undefined : { id, url }
      })
    },

    async readSetup(id) {
      const answer = await get(`/v1/checkout/sessions/${encodeURIComponent(id)}`, {
        'expand[0]': 'setup_intent.payment_method',
      })
      return read(answer, setupOf)
    },

    async findIntents({ customer, invoiceId }) {
      const found: Intent[] = []
      let after: string | undefined
      for (;;) {
        const answer = await get('/v1/payment_intents', {
          customer,
          limit: 100,
          starting_after: after,
        })
        if (answer.kind !== 'done') return failed(answer)
        const page = listOf(answer.value)
        for (const each of page) {
          if (objectOf(each.metadata)?.invoice !== invoiceId) continue
          const intent = intentOf(each)
          // One that cannot be read may take money: no other is made beside it.
          if (intent === undefined) return unreadable
          found.push(intent)
        }
        after = textOf(page.at(-1)?.id)
        if (answer.value.has_more !== true || after === undefined) return { kind: 'done', value: found }
      }
    },

    async createIntent({ attemptId, invoiceId, invoiceNumber, card, amount, currency, key }) {
      const counted = toProcessorAmount(amount, currency)
      if (counted === undefined) return notChargeable(currency)
      const answer = await post(
        '/v1/payment_intents',
        {
          amount: counted,
          currency: currency.toLowerCase(),
          customer: card.customer,
          payment_method: card.method,
          'payment_method_types[0]': 'card',
          description: invoiceNumber,
          'metadata[invoice]': invoiceId,
          'metadata[attempt]': attemptId,
        },
        key,
      )
      return read(answer, intentOf)
    },

    async confirmIntent({ id, key }) {
      return readConfirmed(await post(`${intentPath(id)}/confirm`, { off_session: 'true' }, key))
    },

    async askClient({ id, method, returnUrl, key }) {
      const fields = { payment_method: method, return_url: returnUrl }
      return readConfirmed(await post(`${intentPath(id)}/confirm`, fields, key))
    },

    readIntent,

    async cancelIntent(id) {
      const answer = await post(`${intentPath(id)}/cancel`, { cancellation_reason: 'abandoned' })
      if (answer.kind === 'done') return read(answer, intentOf)
      const failure = failureOf(answer)
      // It has ended already, or its money is on its way: it says which.
      return failure.kind === 'refused' ? readIntent(id) : failure
    },

    async refund({ intent, refundId, amount, currency, key }) {
      const counted = toProcessorAmount(amount, currency)
      if (counted === undefined) return notChargeable(currency)
      const fields = { payment_intent: intent, amount: counted, 'metadata[refund]': refundId }
      return read(await post('/v1/refunds', fields, key), refundOf)
    },

    async readRefunds(intent) {
      const answer = await get('/v1/refunds', { payment_intent: intent, limit: 100 })
      return read(answer, (value) => {
        const found = listOf(value).map(refundOf)
        // One that cannot be read may be the one that is looked for.
        return found.every((each) => each !== undefined) ? found : undefined
      })
    },
  }
}

const unreadable = { kind: 'unknown', cause: 'answer' } as const

/** An answer that is not what was asked for says nothing. */
function read<Value>(answer: RawAnswer, of: (value: Json) => Value | undefined): ProcessorAnswer<Value> {
  if (answer.kind !== 'done') return failed(answer)
  const value = of(answer.value)
  return value === undefined ? unreadable : { kind: 'done', value }
}

/** A declined card is an error whose intent says how it stands. */
function readConfirmed(answer: RawAnswer): ProcessorAnswer<Intent> {
  if (answer.kind === 'error') {
    const { error } = answer
    const carried = objectOf(error.payment_intent)
    const intent = carried === undefined ? undefined : intentOf(carried)
    if (error.type === 'card_error' && intent !== undefined) {
      // What the error says of the card is newer than what the intent remembers.
      const state: IntentState = intent.state.kind === 'unconfirmed' ? declineOf(error) : intent.state
      return { kind: 'done', value: { ...intent, state } }
    }
  }
  return read(answer, intentOf)
}

function intentOf(value: Json): Intent | undefined {
  const [id, code] = [textOf(value.id), textOf(value.currency)?.toUpperCase()]
  if (id === undefined || code === undefined || !isCurrency(code)) return undefined
  const currency = code as CurrencyCode
  const state = stateOf(value, currency)
  const amount = fromProcessorAmount(value.amount, currency)
  if (state === undefined || amount === undefined) return undefined
  const attemptId = textOf(objectOf(value.metadata)?.attempt)
  return {
    id,
    amount,
    currency,
    ...(attemptId === undefined ? {} : { attemptId: attemptId as CardAttemptId }),
    state,
  }
}

function stateOf(value: Json, currency: CurrencyCode): IntentState | undefined {
  const error = objectOf(value.last_payment_error)
  switch (value.status) {
    case 'requires_confirmation':
      return { kind: 'unconfirmed' }
    case 'processing':
    // Authorised and not taken: never asked for here; a person at the processor has to look.
    case 'requires_capture':
      return { kind: 'processing' }
    case 'requires_action':
    case 'requires_source_action': {
      const url = textOf(objectOf(objectOf(value.next_action)?.redirect_to_url)?.url)
      return { kind: 'needs-action', ...(url === undefined ? {} : { url }) }
    }
    case 'requires_payment_method':
    case 'requires_source':
      return declineOf(error ?? {})
    case 'succeeded': {
      const amount = fromProcessorAmount(value.amount_received ?? value.amount, currency)
      return amount === undefined ? undefined : { kind: 'collected', amount }
    }
    case 'canceled':
      return {
        kind: 'cancelled',
        ...(error === undefined ? {} : { decline: { code: codeOf(error), message: sentence(error) } }),
      }
    default:
      return undefined
  }
}

function declineOf(error: Json): Extract<IntentState, { kind: 'declined' }> {
  const code = codeOf(error)
  return {
    kind: 'declined',
    code,
    message: sentence(error),
    wantsClient: error.code === 'authentication_required' || code === 'authentication_required',
  }
}

function refundOf(value: Json): ProcessorRefund | undefined {
  const [id, code] = [textOf(value.id), textOf(value.currency)?.toUpperCase()]
  if (id === undefined || code === undefined || !isCurrency(code)) return undefined
  const amount = fromProcessorAmount(value.amount, code as CurrencyCode)
  if (amount === undefined) return undefined
  const refundId = textOf(objectOf(value.metadata)?.refund)
  const reason = textOf(value.failure_reason)
  const failedOnes: readonly unknown[] = ['failed', 'canceled']
  return {
    id,
    ...(refundId === undefined ? {} : { refundId: refundId as RefundId }),
    amount,
    state: value.status === 'succeeded' ? 'paid' : failedOnes.includes(value.status) ? 'failed' : 'pending',
    ...(reason === undefined ? {} : { reason }),
  }
}

function setupOf(value: Json): SetupState | undefined {
  if (value.status === 'expired') return { kind: 'expired' }
  if (value.status !== 'complete') return { kind: 'open' }
  const setup = objectOf(value.setup_intent)
  const method = objectOf(setup?.payment_method)
  const [customer, id] = [textOf(value.customer), textOf(method?.id)]
  if (setup?.status !== 'succeeded') return { kind: 'open' }
  if (customer === undefined || method === undefined || id === undefined) return undefined
  const card = objectOf(method.card) ?? {}
  const [brand, last4] = [textOf(card.brand), textOf(card.last4)]
  const { exp_year: year, exp_month: month } = card
  return {
    kind: 'stored',
    card: {
      customer,
      method: id,
      ...(brand === undefined ? {} : { brand }),
      ...(last4 === undefined ? {} : { last4 }),
      ...(typeof year === 'number' && typeof month === 'number'
        ? { expires: `${year}-${String(month).padStart(2, '0')}` }
        : {}),
    },
  }
}

function listOf(value: Json): readonly Json[] {
  const { data } = value
  if (!Array.isArray(data)) return []
  return data.map(objectOf).filter((each) => each !== undefined)
}

function accountName(value: Json): string | undefined {
  const profile = objectOf(value.business_profile)
  const dashboard = objectOf(objectOf(value.settings)?.dashboard)
  return textOf(profile?.name) ?? textOf(dashboard?.display_name) ?? textOf(value.email)
}

function notChargeable<Value>(currency: CurrencyCode): ProcessorAnswer<Value> {
  return {
    kind: 'refused',
    status: 0,
    code: 'amount-not-chargeable',
    message: `This amount cannot be charged exactly in ${currency}.`,
  }
}
