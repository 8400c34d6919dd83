// The fonts of public/fonts for tests in Node, opened once.
import { readFileSync } from 'node:fs'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import { bookForDocument, bookForPaper } from '../../src/documents/pdf/book-for-document.ts'
import { type FontFace, openFontFace } from '../../src/documents/pdf/font-face.ts'
import { type FontId, fontPath } from '../../src/documents/pdf/font-files.ts'
import { renderInvoice } from '../../src/documents/pdf/render-invoice.ts'
import { renderPaper } from '../../src/documents/pdf/render-paper.ts'
import type { PrintOptions } from '../../src/documents/print-document.ts'
import type { PrintedPaper } from '../../src/documents/printed-paper.ts'

const opened = new Map<FontId, FontFace>()

/** Renders as the worker does, opening further fonts as the document needs them. */
export function renderInNode(document: FrozenDocument, options: PrintOptions = {}): Uint8Array {
  for (;;) {
    const { book, missing } = bookForDocument(document, options, opened)
    if (book !== undefined) return renderInvoice(document, book, options)
    openAll(missing)
  }
}

/** The same for a receipt or a statement. */
export function renderPaperInNode(paper: PrintedPaper): Uint8Array {
  for (;;) {
    const { book, missing } = bookForPaper(paper, opened)
    if (book !== undefined) return renderPaper(paper, book)
    openAll(missing)
  }
}

function openAll(ids: readonly FontId[]): void {
  for (const id of ids) {
    opened.set(id, openFontFace(id, readFileSync(new URL(`../../public/${fontPath(id)}`, import.meta.url))))
  }
}
