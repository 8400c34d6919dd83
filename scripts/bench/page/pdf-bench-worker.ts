/// <reference lib="webworker" />
// Our renderer and raw pdfkit in one worker, with the same fonts and the same words.
import { bookForDocument } from '../../../src/documents/pdf/book-for-document.ts'
import { fetchFont } from '../../../src/documents/pdf/fetch-font.ts'
import { type FontFace, openFontFace } from '../../../src/documents/pdf/font-face.ts'
import { baseFonts } from '../../../src/documents/pdf/font-files.ts'
import { renderInvoice } from '../../../src/documents/pdf/render-invoice.ts'
import { loadLanguage } from '../../../src/i18n/translate.ts'
import { frozenDocument, sampleLines } from '../../../test/support/frozen-document.ts'
import { drawWithRawPdfkit } from '../../../test/support/raw-pdfkit.ts'

declare const self: DedicatedWorkerGlobalScope

export interface PdfBenchRequest {
  readonly by: 'ours' | 'raw'
  readonly lines: number
}

export interface PdfBenchAnswer {
  readonly milliseconds: number
  readonly bytes: number
  readonly error?: string
}

const files = new Map<string, Uint8Array>()
const faces = new Map<string, FontFace>()

async function prepare(): Promise<void> {
  if (faces.size > 0) return
  await loadLanguage('en-GB')
  for (const id of Object.values(baseFonts)) {
    const bytes = await fetchFont(id)
    files.set(id, bytes)
    faces.set(id, openFontFace(id, bytes))
  }
}

async function draw({ by, lines }: PdfBenchRequest): Promise<PdfBenchAnswer> {
  await prepare()
  const document = frozenDocument({ lines: sampleLines(lines) })
  const began = performance.now()
  let bytes: Uint8Array
  if (by === 'ours') {
    const { book } = bookForDocument(document, {}, faces)
    if (book === undefined) throw new Error('the base fonts do not cover the document')
    bytes = renderInvoice(document, book)
  } else {
    bytes = await drawWithRawPdfkit(document, fontFile(baseFonts.regular), fontFile(baseFonts.bold))
  }
  return { milliseconds: performance.now() - began, bytes: bytes.length }
}

function fontFile(id: string): Uint8Array {
  const file = files.get(id)
  if (file === undefined) throw new Error(`no font ${id}`)
  return file
}

self.onmessage = async ({ data }: MessageEvent<PdfBenchRequest>) => {
  try {
    self.postMessage(await draw(data))
  } catch (error) {
    self.postMessage({ milliseconds: 0, bytes: 0, error: String(error) } satisfies PdfBenchAnswer)
  }
}
