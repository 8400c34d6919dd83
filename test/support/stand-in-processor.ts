// A payment processor in the place of the real one: the documented requests and answers of its REST API over HTTP, a
// ledger of its own, and every way of failing that the network and the processor have.
import { type Answer, error, openProcessorHouse, type ProcessorHouse } from './processor-house.ts'
import { type Behaviour, type SeenRequest, type StandIn, startStandIn } from './stand-in-server.ts'

/** What goes wrong with one request; `ok`: nothing. The request is carried out unless it says otherwise. */
export type Fault =
  | 'ok'
  /** Not carried out. */
  | 'drop-before-reading'
  | 'server-error'
  | 'conflict'
  | 'rate-limit'
  | 'nonsense'
  /** Not carried out, and never answered. */
  | 'hang-before'
  /** Carried out, and the connection is cut, or stays silent, or answers half, or fails afterwards. */
  | 'drop-after'
  | 'hang-after'
  | 'cut-body'
  | 'server-error-after'
  /** Something on the way sends it twice: carried out twice, answered once. */
  | 'twice'

export const faults: readonly Fault[] = [
  'drop-before-reading',
  'server-error',
  'conflict',
  'rate-limit',
  'nonsense',
  'hang-before',
  'drop-after',
  'hang-after',
  'cut-body',
  'server-error-after',
  'twice',
]

export interface StandInProcessor extends Omit<ProcessorHouse, 'carryOut' | 'remember' | 'forget'> {
  readonly url: string
  readonly server: StandIn
  /** The same without a network in between, for histories in their hundreds. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** What goes wrong with the next requests, one each; then nothing. */
  next(...faults: readonly Fault[]): void
  /** Nothing goes wrong any more. */
  heal(): void
  /** As if it had just been started: for the next history, whose books have the same ids. */
  forgetEverything(): void
  stop(): Promise<void>
}

/** `secure`: over HTTPS, as a page of the built app asks for. */
export async function startProcessor(port = 0, { secure = false } = {}): Promise<StandInProcessor> {
  const server = await startStandIn({ port, secure })
  server.crossOrigin = {
    origin: '*',
    methods: 'GET, POST',
    headers: 'Authorization, Content-Type, Idempotency-Key, Stripe-Version',
  }
  const house = openProcessorHouse()
  const queue: Fault[] = []

  const asBehaviour = ({ status, body }: Answer): Behaviour => ({
    kind: 'answer',
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

  const decide = (request: SeenRequest): Behaviour => {
    const fault = queue.shift() ?? 'ok'
    switch (fault) {
      case 'drop-before-reading':
        return { kind: 'drop-after-reading' }
      case 'hang-before':
        return { kind: 'hang' }
      case 'nonsense':
        return { kind: 'nonsense' }
      case 'server-error':
        return asBehaviour(error(500, { type: 'api_error', message: 'An error occurred.' }))
      case 'conflict':
        return asBehaviour(error(409, { type: 'idempotency_error', message: 'Another request is in progress.' }))
      case 'rate-limit':
        return asBehaviour(error(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many.' }))
    }
    const answer = house.carryOut(request)
    switch (fault) {
      case 'ok':
        return asBehaviour(answer)
      case 'twice':
        return asBehaviour(house.carryOut(request))
      case 'drop-after':
        return { kind: 'drop-after-reading' }
      case 'hang-after':
        return { kind: 'hang' }
      case 'cut-body':
        return { kind: 'cut-body', status: 200 }
      case 'server-error-after': {
        const failure = error(500, { type: 'api_error', message: 'An error occurred.' })
        // The failure is what is remembered under the key.
        house.remember(request, failure)
        return asBehaviour(failure)
      }
    }
  }
  server.always({ kind: 'by-request', decide })

  const processor: StandInProcessor = {
    url: server.url,
    server,
    async fetch(url, { method = 'GET', headers, body }) {
      const { pathname, search } = new URL(url)
      const named = Object.entries(headers as Record<string, string>).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ])
      const behaviour = decide({
        method,
        path: `${pathname}${search}`,
        headers: Object.fromEntries(named),
        body: typeof body === 'string' ? body : '',
        at: 0,
      })
      if (behaviour.kind === 'answer') return new Response(behaviour.body, { status: behaviour.status })
      if (behaviour.kind === 'cut-body') return new Response('half of it', { status: behaviour.status })
      throw new TypeError('Failed to fetch')
    },
    ...house,
    next: (...more) => void queue.push(...more),
    heal: () => void queue.splice(0),
    forgetEverything() {
      house.forget()
      queue.splice(0)
      server.requests.splice(0)
    },
    stop: () => server.stop(),
  }
  return processor
}
