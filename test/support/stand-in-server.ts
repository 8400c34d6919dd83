// A real server in the place of somebody else's: it records what it is asked and misbehaves as told. Over HTTP, or over
// HTTPS with a certificate of its own making (test/support/test-certificate.ts).
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { makeTestCertificate } from './test-certificate.ts'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Undefined when the connection was dropped before the body was read. */
  readonly body: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

export type Behaviour =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
      /** How long after reading the request. */
      readonly delayMs?: number
    }
  /** Reads the head only and cuts the connection. */
  | { readonly kind: 'drop-before-reading' }
  /** Reads everything, does what is asked, and cuts the connection instead of answering. */
  | { readonly kind: 'drop-after-reading' }
  /** Reads everything, does what is asked, and never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'redirect'; readonly status: 301 | 302 | 303 | 307 | 308; readonly to: string }
  /** An answer's body of so many bytes, sent as fast as the client reads. */
  | { readonly kind: 'huge-body'; readonly status: number; readonly bytes: number }
  /** Promises more bytes than it sends, then cuts the connection. */
  | { readonly kind: 'cut-body'; readonly status: number }
  /** Bytes that are no HTTP. */
  | { readonly kind: 'nonsense' }
  /** Something between client and server sends the request twice: it is recorded, and done, twice. */
  | { readonly kind: 'repeated'; readonly status: number }
  /** Whatever the test decides from the request. */
  | { readonly kind: 'by-request'; readonly decide: (request: SeenRequest) => Behaviour }

/** What a browser is told about other origins; undefined: nothing, so a page may not read any answer. */
export interface CrossOrigin {
  readonly origin: string
  readonly methods?: string
  readonly headers?: string
  readonly expose?: string
  /** The status of the answer to the question before the request; 204 where absent. */
  readonly preflightStatus?: number
}

export const friendlyCrossOrigin: CrossOrigin = {
  origin: '*',
  methods: 'POST',
  headers: 'Content-Type, Idempotency-Key, Billfold-Delivery, Billfold-Signature',
  expose: 'Retry-After',
}

export interface StandIn {
  /** Without a slash at its end. */
  readonly url: string
  /** Everything but the questions before a request, in the order in which it came. */
  readonly requests: SeenRequest[]
  /** The questions that browsers ask before a request (OPTIONS). */
  readonly preflights: SeenRequest[]
  crossOrigin: CrossOrigin | undefined
  /** What to do with the next requests, one each; then `always` again. */
  next(...behaviours: readonly Behaviour[]): void
  always(behaviour: Behaviour): void
  /** Resolves when so many requests have been read. */
  received(count: number): Promise<void>
  /** Ends the server and every open connection. */
  stop(): Promise<void>
}

export interface StandInOptions {
  /** 0: any free one. */
  readonly port?: number
  readonly secure?: boolean
}

export async function startStandIn({ port = 0, secure = false }: StandInOptions = {}): Promise<StandIn> {
  const requests: SeenRequest[] = []
  const preflights: SeenRequest[] = []
  const queue: Behaviour[] = []
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const waiting: { readonly count: number; readonly tell: () => void }[] = []
  let usual: Behaviour = { kind: 'answer', status: 200 }

  const note = (list: SeenRequest[], seen: SeenRequest): SeenRequest => {
    list.push(seen)
    for (const { count, tell } of waiting) if (requests.length >= count) tell()
    return seen
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(crossOriginHeaders(standIn.crossOrigin))) response.setHeader(name, value)
    if (request.method === 'OPTIONS') {
      note(preflights, seenRequest(request, undefined))
      response.writeHead(standIn.crossOrigin?.preflightStatus ?? 204).end()
      return
    }
    const behaviour = queue.shift() ?? usual
    if (behaviour.kind === 'drop-before-reading') {
      note(requests, seenRequest(request, undefined))
      request.socket.destroy()
      return
    }
    const body = await readBody(request)
    if (body === undefined) return
    const seen = note(requests, seenRequest(request, body))
    behave(behaviour, request, response, seen)
  }

  const behave = (
    behaviour: Behaviour,
    request: IncomingMessage,
    response: ServerResponse,
    seen: SeenRequest,
  ): void => {
    switch (behaviour.kind) {
      case 'answer': {
        const send = () => {
          response.writeHead(behaviour.status, { 'Content-Type': 'text/plain', ...behaviour.headers })
          response.end(behaviour.body ?? '')
        }
        if (behaviour.delayMs === undefined) {
          send()
          return
        }
        const timer = setTimeout(() => {
          timers.delete(timer)
          if (!request.socket.destroyed) send()
        }, behaviour.delayMs)
        timers.add(timer)
        return
      }
      case 'drop-before-reading':
      case 'drop-after-reading':
        request.socket.destroy()
        return
      case 'hang':
        return
      case 'redirect':
        response.writeHead(behaviour.status, { Location: behaviour.to }).end()
        return
      case 'huge-body':
        response.writeHead(behaviour.status, { 'Content-Type': 'text/plain' })
        void pour(response, behaviour.bytes)
        return
      case 'cut-body':
        response.writeHead(behaviour.status, { 'Content-Type': 'text/plain', 'Content-Length': '1000' })
        response.write('half of it', () => request.socket.destroy())
        return
      case 'nonsense':
        request.socket.end('\u0000\u0001 this is no answer\r\n\r\n')
        return
      case 'repeated':
        note(requests, { ...seen, at: Date.now() })
        response.writeHead(behaviour.status).end()
        return
      case 'by-request':
        behave(behaviour.decide(seen), request, response, seen)
    }
  }

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  }
  const server = secure ? createSecureServer(makeTestCertificate(), answer) : createServer(answer)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await listen(server, port)
  const { port: found } = server.address() as AddressInfo

  const standIn: StandIn = {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${found}`,
    requests,
    preflights,
    crossOrigin: undefined,
    next: (...behaviours) => void queue.push(...behaviours),
    always(behaviour) {
      usual = behaviour
    },
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve()
        else waiting.push({ count, tell: resolve })
      }),
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return standIn
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

function seenRequest(request: IncomingMessage, body: string | undefined): SeenRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return { method: request.method ?? '', path: request.url ?? '', headers, body, at: Date.now() }
}

/** Undefined when the client went away while sending. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function pour(response: ServerResponse, bytes: number): Promise<void> {
  const chunk = 'x'.repeat(64 * 1024)
  for (let sent = 0; sent < bytes && !response.destroyed; sent += chunk.length) {
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        const goOn = () => {
          response.off('drain', goOn).off('close', goOn)
          resolve()
        }
        response.on('drain', goOn).on('close', goOn)
      })
    }
  }
  response.end()
}

function crossOriginHeaders(cors: CrossOrigin | undefined): Record<string, string> {
  if (cors === undefined) return {}
  return {
    'Access-Control-Allow-Origin': cors.origin,
    ...(cors.methods === undefined ? {} : { 'Access-Control-Allow-Methods': cors.methods }),
    ...(cors.headers === undefined ? {} : { 'Access-Control-Allow-Headers': cors.headers }),
    ...(cors.expose === undefined ? {} : { 'Access-Control-Expose-Headers': cors.expose }),
  }
}
