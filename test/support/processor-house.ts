// What a stand-in payment processor does inside: the documented answers of its REST API, its cards, intents, refunds and
// idempotency keys, and the money that it really took.
import type { SeenRequest } from './stand-in-server.ts'

export const processorKey = 'rk_test_0123456789abcdef'

/** What the bank says to a card: a decline's code, `action` for a client who has to confirm, `processing` for later. */
export type CardKind = 'good' | 'action' | 'processing' | { readonly decline: string }

interface StoredIntent {
  readonly id: string
  amount: number
  readonly currency: string
  readonly customer: string
  payment_method: string | null
  readonly metadata: Record<string, string>
  status:
    | 'requires_confirmation'
    | 'requires_payment_method'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled'
  last_payment_error?: Record<string, unknown>
  description: string | null
}

interface StoredRefund {
  readonly id: string
  readonly payment_intent: string
  readonly amount: number
  readonly currency: string
  status: 'succeeded' | 'pending' | 'failed'
  failure_reason?: string
  readonly metadata: Record<string, string>
}

export interface Charge {
  readonly intent: string
  readonly amount: number
  readonly currency: string
  readonly attempt: string | undefined
  readonly invoice: string | undefined
}

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

export interface ProcessorHouse {
  readonly intents: ReadonlyMap<string, StoredIntent>
  readonly refunds: ReadonlyMap<string, StoredRefund>
  /** Money that was really taken, in the order in which it was: what the cards' owners see. */
  readonly charges: readonly Charge[]
  /** Stores a card of a customer; the bank treats it as `kind`. */
  addCard(kind?: CardKind): { readonly customer: string; readonly method: string }
  /** Everything that the processor remembered of idempotency keys is gone, as after a day. */
  forgetKeys(): void
  /** The client confirms at their bank, or gives up there. */
  clientActs(intent: string, done: boolean): void
  /** What was being processed is decided. */
  decide(intent: string, taken: boolean): void
  /** The client enters a card on the page of a setup. */
  completeSetup(session: string, card?: { brand: string; last4: string; exp_month: number; exp_year: number }): void
  /** The bank treats every card so from now on. */
  cardsAre(kind: CardKind): void
  /** Refunds from now on: refused, pending or paid. */
  refundsAre(state: StoredRefund['status'] | 'refused'): void
  /** What the request does and is answered, once: whatever happens to the answer. */
  carryOut(request: SeenRequest): Answer
  /** The request's idempotency key stands for this answer from now on. */
  remember(request: SeenRequest, answer: Answer): void
  /** As if it had just been opened. */
  forget(): void
}

export const error = (status: number, fields: Record<string, unknown>): Answer => ({ status, body: { error: fields } })
const done = (body: Record<string, unknown>): Answer => ({ status: 200, body })
const invalid = (code: string, message: string, status = 400): Answer =>
  error(status, { type: 'invalid_request_error', code, message })

export function openProcessorHouse(): ProcessorHouse {
  const intents = new Map<string, StoredIntent>()
  const refunds = new Map<string, StoredRefund>()
  const customers = new Map<string, { id: string; metadata: Record<string, string> }>()
  const methods = new Map<string, CardKind>()
  const cards = new Map<string, { brand: string; last4: string; exp_month: number; exp_year: number }>()
  const sessions = new Map<string, { id: string; customer: string; status: string; method?: string }>()
  const remembered = new Map<string, { readonly form: string; readonly answer: Answer }>()
  const charges: Charge[] = []
  let refundState: StoredRefund['status'] | 'refused' = 'succeeded'
  let counter = 0
  const newId = (prefix: string) => {
    counter += 1
    return `${prefix}_${String(counter).padStart(6, '0')}`
  }

  const take = (intent: StoredIntent): void => {
    intent.status = 'succeeded'
    delete intent.last_payment_error
    const { attempt, invoice } = intent.metadata
    charges.push({ intent: intent.id, amount: intent.amount, currency: intent.currency, attempt, invoice })
  }

  const refuse = (intent: StoredIntent, code: string, decline?: string): void => {
    intent.status = 'requires_payment_method'
    intent.payment_method = null
    intent.last_payment_error = {
      type: 'card_error',
      code,
      ...(decline === undefined ? {} : { decline_code: decline }),
      message:
        code === 'authentication_required' ? 'This transaction requires authentication.' : 'Your card was declined.',
    }
  }

  const view = (intent: StoredIntent): Record<string, unknown> => ({
    object: 'payment_intent',
    livemode: false,
    ...intent,
    last_payment_error: intent.last_payment_error ?? null,
    amount_received: intent.status === 'succeeded' ? intent.amount : 0,
    next_action:
      intent.status === 'requires_action'
        ? { type: 'redirect_to_url', redirect_to_url: { url: `https://bank.example/confirm/${intent.id}` } }
        : null,
  })

  const confirm = (intent: StoredIntent, form: URLSearchParams): Answer => {
    const method = form.get('payment_method') ?? intent.payment_method
    const open = intent.status === 'requires_confirmation' || intent.status === 'requires_payment_method'
    if (!open || (intent.status === 'requires_payment_method' && form.get('payment_method') === null)) {
      return error(400, {
        type: 'invalid_request_error',
        code: 'payment_intent_unexpected_state',
        message: `This PaymentIntent's status is ${intent.status}.`,
        payment_intent: view(intent),
      })
    }
    const kind = method === null ? undefined : methods.get(method)
    if (kind === undefined) return invalid('resource_missing', 'No such PaymentMethod')
    intent.payment_method = method
    if (kind === 'good') take(intent)
    else if (kind === 'processing') intent.status = 'processing'
    else if (kind === 'action' && form.get('off_session') !== 'true') intent.status = 'requires_action'
    else {
      const decline = kind === 'action' ? 'authentication_required' : kind.decline
      refuse(intent, kind === 'action' ? 'authentication_required' : 'card_declined', decline)
      return error(402, { ...intent.last_payment_error, payment_intent: view(intent) })
    }
    return done(view(intent))
  }

  /** What the request does and is answered, once: whatever happens to the answer. */
  const carryOut = ({ method, path, body = '', headers }: SeenRequest): Answer => {
    const [route = '', query = ''] = path.split('?')
    const form = new URLSearchParams(method === 'GET' ? query : body)
    if (headers.authorization !== `Bearer ${processorKey}`) {
      return error(401, { type: 'invalid_request_error', message: 'Invalid API Key provided: rk_test_*********cdef' })
    }
    const key = method === 'POST' ? headers['idempotency-key'] : undefined
    const known = key === undefined ? undefined : remembered.get(key)
    if (known !== undefined) {
      return known.form === `${route}?${body}`
        ? known.answer
        : error(400, { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used once.' })
    }
    const answer = handle(method, route, form)
    if (key !== undefined) remembered.set(key, { form: `${route}?${body}`, answer })
    return answer
  }

  const handle = (method: string, route: string, form: URLSearchParams): Answer => {
    const [, , resource = '', id = '', act = ''] = route.split('/').map(decodeURIComponent)
    const metadata = Object.fromEntries(
      [...form].flatMap(([name, value]) => {
        const field = /^metadata\[(.+)\]$/.exec(name)?.[1]
        return field === undefined ? [] : [[field, value]]
      }),
    )
    switch (`${method} ${resource}${id === '' ? '' : '/id'}${act === '' ? '' : `/${act}`}`) {
      case 'GET account':
        return done({ object: 'account', business_profile: { name: 'Ada Practice' } })
      case 'POST customers': {
        const customer = { id: newId('cus'), metadata }
        customers.set(customer.id, customer)
        return done({ object: 'customer', ...customer })
      }
      case 'POST checkout/id': {
        const customer = form.get('customer') ?? ''
        if (!customers.has(customer)) return invalid('resource_missing', 'No such customer')
        if (form.get('mode') !== 'setup' || form.get('success_url') === null)
          return invalid('parameter_missing', 'mode')
        const session = { id: newId('cs'), customer, status: 'open' }
        sessions.set(session.id, session)
        return done({ object: 'checkout.session', ...session, url: `https://checkout.example/${session.id}` })
      }
      case 'GET payment_intents': {
        const customer = form.get('customer')
        const all = [...intents.values()].filter((each) => customer === null || each.customer === customer).reverse()
        const after = form.get('starting_after')
        const from = after === null ? 0 : all.findIndex((each) => each.id === after) + 1
        const page = all.slice(from, from + Number(form.get('limit') ?? 10))
        return done({ object: 'list', data: page.map(view), has_more: from + page.length < all.length })
      }
      case 'POST payment_intents': {
        const [amount, customer, card] = [Number(form.get('amount')), form.get('customer'), form.get('payment_method')]
        if (!Number.isInteger(amount) || amount <= 0) return invalid('parameter_invalid_integer', 'amount')
        if (amount < 50) return invalid('amount_too_small', 'Amount must be at least €0.50 eur')
        if (customer === null || card === null || !methods.has(card)) return invalid('resource_missing', 'No such card')
        if (form.get('payment_method_types[0]') !== 'card' || form.has('confirm'))
          return invalid('parameter_invalid', '')
        const intent: StoredIntent = {
          id: newId('pi'),
          amount,
          currency: form.get('currency') ?? '',
          customer,
          payment_method: card,
          metadata,
          status: 'requires_confirmation',
          description: form.get('description'),
        }
        intents.set(intent.id, intent)
        return done(view(intent))
      }
      case 'POST refunds': {
        const intent = intents.get(form.get('payment_intent') ?? '')
        const amount = Number(form.get('amount'))
        const given = [...refunds.values()]
          .filter((each) => each.payment_intent === intent?.id && each.status !== 'failed')
          .reduce((sum, each) => sum + each.amount, 0)
        if (intent?.status !== 'succeeded' || given + amount > intent.amount || refundState === 'refused') {
          return invalid('charge_already_refunded', 'There is nothing left to refund.')
        }
        const refund: StoredRefund = {
          id: newId('re'),
          payment_intent: intent.id,
          amount,
          currency: intent.currency,
          status: refundState,
          ...(refundState === 'failed' ? { failure_reason: 'lost_or_stolen_card' } : {}),
          metadata,
        }
        refunds.set(refund.id, refund)
        return done({ object: 'refund', ...refund })
      }
      case 'GET refunds': {
        const data = [...refunds.values()].filter((each) => each.payment_intent === form.get('payment_intent'))
        return done({ object: 'list', data, has_more: false })
      }
    }
    if (resource === 'checkout' && method === 'GET') {
      const session = sessions.get(act)
      if (session === undefined) return invalid('resource_missing', 'No such session', 404)
      const { method: card, ...rest } = session
      return done({
        object: 'checkout.session',
        ...rest,
        setup_intent:
          card === undefined
            ? { status: 'requires_payment_method', payment_method: null }
            : { status: 'succeeded', payment_method: { id: card, type: 'card', card: cards.get(card) } },
      })
    }
    if (resource === 'payment_intents') {
      const intent = intents.get(id)
      if (intent === undefined) return invalid('resource_missing', 'No such payment_intent', 404)
      if (method === 'GET') return done(view(intent))
      if (act === 'confirm') return confirm(intent, form)
      if (act === 'cancel') {
        if (['succeeded', 'canceled', 'processing'].includes(intent.status)) {
          return invalid('payment_intent_unexpected_state', `You cannot cancel this PaymentIntent: ${intent.status}`)
        }
        intent.status = 'canceled'
        return done(view(intent))
      }
    }
    return invalid('unknown', `Unrecognized request URL (${method}: ${route})`, 404)
  }

  return {
    intents,
    refunds,
    charges,
    carryOut,
    remember(request, answer) {
      const key = request.headers['idempotency-key']
      if (key !== undefined) remembered.set(key, { form: `${request.path}?${request.body ?? ''}`, answer })
    },
    forget() {
      for (const kept of [intents, refunds, customers, methods, cards, sessions, remembered]) kept.clear()
      charges.splice(0)
    },
    forgetKeys: () => remembered.clear(),
    addCard(kind = 'good') {
      const customer = { id: newId('cus'), metadata: {} }
      customers.set(customer.id, customer)
      const method = newId('pm')
      methods.set(method, kind)
      return { customer: customer.id, method }
    },
    cardsAre(kind) {
      for (const id of methods.keys()) methods.set(id, kind)
    },
    clientActs(id, confirmed) {
      const intent = intents.get(id)
      if (intent?.status !== 'requires_action') throw new Error(`nothing to confirm: ${id}`)
      if (confirmed) take(intent)
      else refuse(intent, 'payment_intent_authentication_failure')
    },
    decide(id, taken) {
      const intent = intents.get(id)
      if (intent?.status !== 'processing') throw new Error(`nothing to decide: ${id}`)
      if (taken) take(intent)
      else refuse(intent, 'card_declined', 'generic_decline')
    },
    completeSetup(id, card = { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2029 }) {
      const session = sessions.get(id)
      if (session === undefined) throw new Error(`no such session: ${id}`)
      const method = newId('pm')
      methods.set(method, 'good')
      cards.set(method, card)
      sessions.set(id, { ...session, status: 'complete', method })
    },
    refundsAre(state) {
      refundState = state
    },
  }
}
