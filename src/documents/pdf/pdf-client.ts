// The one PDF client of the page: what screens call.
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { PrintedPaper } from '../printed-paper.ts'
import { createPdfClient, type PdfClient, type RenderOptions } from './create-pdf-client.ts'
import { fetchFont } from './fetch-font.ts'

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

/** The PDF of a receipt or a statement. Rejects with PdfError. */
export function renderPaperPdf(paper: PrintedPaper): Promise<Uint8Array> {
  return sharedClient().renderPaper(paper)
}
