// The page's side of the PDF worker: starts it, brings it fonts, ends it when it hangs, renews it when it slows, and
// keeps the bytes of finalized documents, which cannot change.
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { PrintOptions } from '../print-document.ts'
import type { PrintedPaper } from '../printed-paper.ts'
import { createByteCache } from './byte-cache.ts'
import { baseFonts, type FontId, isBaseFont } from './font-files.ts'
import { PdfError } from './pdf-error.ts'
import type { PdfAnswer, PdfRequest } from './pdf-messages.ts'

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
  /** A receipt or a statement: drawn anew each time, since its figures are today's. Rejects with PdfError. */
  renderPaper(paper: PrintedPaper, withoutFont?: RenderOptions['withoutFont']): Promise<Uint8Array>
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
/** A document asks for fonts once or twice: for its script's, then for a second choice. */
const mostRounds = 12

type Question =
  | { readonly kind: 'warm' }
  | { readonly kind: 'render'; readonly document: FrozenDocument; readonly options: PrintOptions }
  | { readonly kind: 'paper'; readonly paper: PrintedPaper }

export function createPdfClient(ports: PdfClientPorts): PdfClient {
  const patience = ports.patience ?? ((lines) => 20_000 + lines * 20)
  const fontFiles = new Map<FontId, Promise<Uint8Array>>()
  const kept = createByteCache(mostKeptBytes)
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

  /** Brings the worker the fonts that it lacks; returns those that could not be had. */
  async function sendFonts(ids: readonly FontId[]): Promise<FontId[]> {
    const wanted = ids.filter((id) => !sentFonts.has(id))
    if (wanted.length === 0) return []
    const results = await Promise.allSettled(wanted.map(fontFile))
    const files: { id: FontId; bytes: Uint8Array }[] = []
    const unavailable: FontId[] = []
    wanted.forEach((id, index) => {
      const result = results[index]
      if (result?.status === 'fulfilled') files.push({ id, bytes: result.value })
      else unavailable.push(id)
    })
    worker ??= ports.startWorker()
    if (files.length > 0) worker.postMessage({ kind: 'fonts', files })
    for (const { id } of files) sentFonts.add(id)
    return unavailable
  }

  /** Asks again as long as the worker names fonts that it lacks; each round brings some or gives them up. */
  async function converse(
    question: Question,
    milliseconds: number,
    withoutFont: 'refuse' | 'spell',
  ): Promise<PdfAnswer> {
    const without: FontId[] = []
    let fonts: readonly FontId[] = Object.values(baseFonts)
    for (let round = 0; round < mostRounds; round++) {
      const unavailable = await sendFonts(fonts)
      if (unavailable.length > 0 && (withoutFont === 'refuse' || unavailable.some(isBaseFont))) {
        throw new PdfError('font-unavailable', `could not load ${unavailable.join(', ')}`, unavailable)
      }
      without.push(...unavailable)
      const id = ++lastId
      const answer = await ask(
        question.kind === 'warm' ? { kind: 'warm', id } : { ...question, id, without: [...without] },
        milliseconds,
      )
      if (answer.kind === 'failed') throw new PdfError('pdf-failed', answer.reason)
      if (answer.kind !== 'need-fonts') return answer
      fonts = answer.fonts
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
      await converse({ kind: 'warm' }, patience(0), 'refuse')
    }).catch((error: unknown) => {
      warmed = undefined
      throw error
    })
    return warmed
  }

  async function draw(document: FrozenDocument, options: RenderOptions): Promise<Uint8Array> {
    const { withoutFont = 'refuse', ...print } = options
    const lines = document.lines.length
    const answer = await converse({ kind: 'render', document, options: print }, patience(lines), withoutFont)
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

  async function drawPaper(paper: PrintedPaper, withoutFont: 'refuse' | 'spell'): Promise<Uint8Array> {
    const rows = paper.tables.reduce((sum, table) => sum + table.rows.length, 0)
    const answer = await converse({ kind: 'paper', paper }, patience(rows), withoutFont)
    if (answer.kind !== 'rendered') throw new PdfError('pdf-failed', `unexpected answer: ${answer.kind}`)
    return answer.bytes
  }

  const keyOf = (id: string, { mark, poAddendum }: RenderOptions) => JSON.stringify([id, mark, poAddendum])

  return {
    warm,
    render,
    renderPaper: (paper, withoutFont = 'refuse') => inTurn(() => drawPaper(paper, withoutFont)),
    stop,
    kept: (id, options = {}) => kept.get(keyOf(id, options)),
    keep(id, document, options = {}) {
      const key = keyOf(id, options)
      const bytes = kept.get(key)
      if (bytes !== undefined) return Promise.resolve(bytes)
      let drawing = underWay.get(key)
      if (drawing === undefined) {
        drawing = render(document, options)
          .then((drawn) => {
            // Drawn without a font that may come back: shown, but not kept.
            if (options.withoutFont !== 'spell') kept.put(key, drawn)
            return drawn
          })
          .finally(() => underWay.delete(key))
        underWay.set(key, drawing)
      }
      return drawing
    },
  }
}
