/// <reference lib="webworker" />
// The dedicated worker that draws documents, so that the page never waits. It opens each font once and keeps it.
import { bookForDocument, bookForPaper } from './book-for-document.ts'
import { type FontFace, openFontFace } from './font-face.ts'
import type { FontId } from './font-files.ts'
import type { PdfAnswer, PdfRequest } from './pdf-messages.ts'
import { renderInvoice } from './render-invoice.ts'
import { renderPaper } from './render-paper.ts'
import { warmUpDocument } from './warm-up-document.ts'

declare const self: DedicatedWorkerGlobalScope

const opened = new Map<FontId, FontFace>()

function answer(message: PdfAnswer, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer)
}

function handle(request: PdfRequest): void {
  if (request.kind === 'fonts') {
    for (const { id, bytes } of request.files) opened.set(id, openFontFace(id, bytes))
    return
  }
  const started = performance.now()
  if (request.kind === 'paper') {
    const { id, paper } = request
    const { book, missing } = bookForPaper(paper, opened, new Set(request.without))
    if (book === undefined) {
      answer({ kind: 'need-fonts', id, fonts: missing })
      return
    }
    const bytes = renderPaper(paper, book)
    answer({ kind: 'rendered', id, bytes, milliseconds: performance.now() - started }, [bytes.buffer])
    return
  }
  const document = request.kind === 'warm' ? warmUpDocument : request.document
  const options = request.kind === 'warm' ? {} : request.options
  const without = new Set(request.kind === 'warm' ? [] : request.without)
  const { book, missing } = bookForDocument(document, options, opened, without)
  if (book === undefined) {
    answer({ kind: 'need-fonts', id: request.id, fonts: missing })
    return
  }
  const bytes = renderInvoice(document, book, options)
  if (request.kind === 'warm') answer({ kind: 'warmed', id: request.id })
  else {
    const milliseconds = performance.now() - started
    answer({ kind: 'rendered', id: request.id, bytes, milliseconds }, [bytes.buffer])
  }
}

self.onmessage = ({ data }: MessageEvent<PdfRequest>) => {
  try {
    handle(data)
  } catch (error) {
    if (data.kind === 'fonts') throw error
    answer({ kind: 'failed', id: data.id, reason: error instanceof Error ? error.message : String(error) })
  }
}
