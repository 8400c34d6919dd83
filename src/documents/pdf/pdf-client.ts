// The page's side of the PDF worker: starts it, brings it fonts, ends it when it hangs, renews it when it slows, and
// keeps the bytes of finalized documents, which cannot change.
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { PrintOptions } from '../print-document.ts'
import { fetchFont } from './fetch-font.ts'
import { baseFonts, type FontId, isBaseFont } from './font-files.ts'
import type { PdfAnswer, PdfRequest } from './pdf-messages.ts'

export type PdfErrorCode = 'pdf-timed-out' | 'pdf-failed' | 'font-unavailable'

/** Why there is no PDF. `fonts` names the font files that could not be fetched. */
export class PdfError extends Error {
  readonly code: PdfErrorCode
  readonly fonts: readonly FontId[]

  constructor(code: PdfErrorCode, reason: string, fonts: readonly FontId[] = []) {
    super(reason)
    this.name = 'PdfError'
    this.code = code
    this.fonts = fonts
  }
}

export interface RenderOptions extends PrintOptions {
  /** What to do when a font cannot be fetched (offline, first use of a script): refuse (default), or print codes. */
  readonly withoutFont?: 'refuse' | 'spell'
}

/** The part of a Worker that the client uses. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent<PdfAnswer>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
  postMessage(message: PdfRequest, transfer?: Transferable[]): void
  terminate(): void
}

export interface PdfClientPorts {
  readonly startWorker: () => WorkerPort
  readonly fetchFont: (id: FontId) => Promise<Uint8Array>
  /** Milliseconds for a document of so many lines, after which the worker counts as hung. */
  readonly patience?: (lines: number) => number
}

export interface PdfClient {
  /** Starts the worker, loads the base fonts and draws once for nothing: call when an invoice page opens. */
  warm(): Promise<void>
  /** Rejects with PdfError. */
  render(document: FrozenDocument, options?: RenderOptions): Promise<Uint8Array>
  /** Like `render` for a finalized document: drawn once, then kept. The bytes are shared: do not change them. */
  keep(id: string, document: FrozenDocument, options?: RenderOptions): Promise<Uint8Array>
  /** The bytes if they are there already, for a click that must not wait. */
  kept(id: string, options?: RenderOptions): Uint8Array | undefined
  /** Ends the worker; the next call starts a new one. */
  stop(): void
}

const mostKeptBytes = 48 * 1024 * 1024
/** Below this many lines a time says more about the machine's mood than about the worker. */
const linesWorthTiming = 100
const slower = 1.8

export function createPdfClient(ports: PdfClientPorts): PdfClient {
  const patience = ports.patience ?? ((lines) => 20_000 + lines * 20)
  const fontFiles = new Map<FontId, Promise<Uint8Array>>()
  const kept = new Map<string, Uint8Array>()
  const underWay = new Map<string, Promise<Uint8Array>>()
  let worker: WorkerPort | undefined
  let sentFonts = new Set<FontId>()
  let warmed: Promise<void> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let lastId = 0
  let bestPerLine = Number.POSITIVE_INFINITY

  function stop(): void {
    worker?.terminate()
    worker = undefined
    sentFonts = new Set()
    warmed = undefined
  }

  /** One question, one answer, or an end to the waiting. A worker that does not answer is ended. */
  function ask(request: Exclude<PdfRequest, { kind: 'fonts' }>, milliseconds: number): Promise<PdfAnswer> {
    worker ??= ports.startWorker()
    const port = worker
    return new Promise((resolve, reject) => {
      const give = (settle: () => void) => {
        clearTimeout(timer)
        port.onmessage = null
        port.onerror = null
        settle()
      }
      const fail = (error: PdfError) =>
        give(() => {
          if (worker === port) stop()
          reject(error)
        })
      const timer = setTimeout(
        () => fail(new PdfError('pdf-timed-out', `no answer after ${milliseconds} ms`)),
        milliseconds,
      )
      port.onmessage = ({ data }) => {
        if (data.id === request.id) give(() => resolve(data))
      }
      port.onerror = (event) => fail(new PdfError('pdf-failed', event.message || 'the PDF worker stopped'))
      port.postMessage(request)
    })
  }

  function fontFile(id: FontId): Promise<Uint8Array> {
    let file = fontFiles.get(id)
    if (file === undefined) {
      file = ports.fetchFont(id)
      fontFiles.set(id, file)
      // A failure is not kept: the network may be back.
      file.catch(() => fontFiles.delete(id))
    }
    return file
  }

  async function sendFonts(ids: readonly FontId[], withoutFont: 'refuse' | 'spell'): Promise<void> {
    const wanted = ids.filter((id) => !sentFonts.has(id))
    const results = await Promise.allSettled(wanted.map(fontFile))
    const files: { id: FontId; bytes: Uint8Array }[] = []
    const unavailable: FontId[] = []
    wanted.forEach((id, index) => {
      const result = results[index]
      if (result?.status === 'fulfilled') files.push({ id, bytes: result.value })
      else unavailable.push(id)
    })
    if (unavailable.length > 0 && (unavailable.some(isBaseFont) || withoutFont === 'refuse')) {
      throw new PdfError('font-unavailable', `could not load ${unavailable.join(', ')}`, unavailable)
    }
    worker ??= ports.startWorker()
    worker.postMessage({ kind: 'fonts', files, unavailable })
    for (const { id } of files) sentFonts.add(id)
  }

  /** Asks again as long as the worker names fonts that it lacks; each round brings at least one or gives it up. */
  async function converse(
    request: Exclude<PdfRequest, { kind: 'fonts' }>,
    milliseconds: number,
    withoutFont: 'refuse' | 'spell',
  ): Promise<PdfAnswer> {
    await sendFonts(Object.values(baseFonts), 'refuse')
    for (let round = 0; round < 12; round++) {
      const answer = await ask(request, milliseconds)
      if (answer.kind === 'failed') throw new PdfError('pdf-failed', answer.reason)
      if (answer.kind !== 'need-fonts') return answer
      await sendFonts(answer.fonts, withoutFont)
    }
    throw new PdfError('pdf-failed', 'the fonts of this document cannot be settled')
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work)
    queue = turn.catch(() => undefined)
    return turn
  }

  function warm(): Promise<void> {
    warmed ??= inTurn(async () => {
      await converse({ kind: 'warm', id: ++lastId }, patience(0), 'refuse')
    }).catch((error: unknown) => {
      warmed = undefined
      throw error
    })
    return warmed
  }

  async function draw(document: FrozenDocument, options: RenderOptions): Promise<Uint8Array> {
    const { withoutFont = 'refuse', ...print } = options
    const lines = document.lines.length
    const request = { kind: 'render', id: ++lastId, document, options: print } as const
    const answer = await converse(request, patience(lines), withoutFont)
    if (answer.kind !== 'rendered') throw new PdfError('pdf-failed', `unexpected answer: ${answer.kind}`)
    if (lines >= linesWorthTiming) {
      const perLine = answer.milliseconds / lines
      // A worker that has drawn very long documents gets slower: a fresh one takes over before the next.
      if (perLine > bestPerLine * slower) {
        stop()
        warm().catch(() => undefined)
      }
      bestPerLine = Math.min(bestPerLine, perLine)
    }
    return answer.bytes
  }

  function render(document: FrozenDocument, options: RenderOptions = {}): Promise<Uint8Array> {
    return inTurn(() => draw(document, options))
  }

  const keyOf = (id: string, { mark, poAddendum }: RenderOptions) => JSON.stringify([id, mark, poAddendum])

  function remember(key: string, bytes: Uint8Array): void {
    kept.delete(key)
    kept.set(key, bytes)
    let total = 0
    for (const one of kept.values()) total += one.length
    for (const [oldest, one] of kept) {
      if (total <= mostKeptBytes || oldest === key) break
      kept.delete(oldest)
      total -= one.length
    }
  }

  return {
    warm,
    render,
    stop,
    kept(id, options = {}) {
      const key = keyOf(id, options)
      const bytes = kept.get(key)
      if (bytes !== undefined) remember(key, bytes)
      return bytes
    },
    keep(id, document, options = {}) {
      const key = keyOf(id, options)
      const bytes = kept.get(key)
      if (bytes !== undefined) {
        remember(key, bytes)
        return Promise.resolve(bytes)
      }
      let drawing = underWay.get(key)
      if (drawing === undefined) {
        drawing = render(document, options)
          .then((drawn) => {
            // Drawn without a font that may come back: shown, but not kept.
            if (options.withoutFont !== 'spell') remember(key, drawn)
            return drawn
          })
          .finally(() => underWay.delete(key))
        underWay.set(key, drawing)
      }
      return drawing
    },
  }
}

let client: PdfClient | undefined

function sharedClient(): PdfClient {
  client ??= createPdfClient({
    startWorker: () => new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module', name: 'pdf' }),
    fetchFont,
  })
  return client
}

/** Call when an invoice page opens, so that the click is instant. */
export function warmPdf(): Promise<void> {
  return sharedClient().warm()
}

/** The PDF of a document. Rejects with PdfError. */
export function renderPdf(document: FrozenDocument, options?: RenderOptions): Promise<Uint8Array> {
  return sharedClient().render(document, options)
}

/** The PDF of a finalized document, drawn once and kept in memory. Rejects with PdfError. */
export function keepPdf(id: string, document: FrozenDocument, options?: RenderOptions): Promise<Uint8Array> {
  return sharedClient().keep(id, document, options)
}

/** What `keepPdf` has ready. */
export function keptPdf(id: string, options?: RenderOptions): Uint8Array | undefined {
  return sharedClient().kept(id, options)
}
