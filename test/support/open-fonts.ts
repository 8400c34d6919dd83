// The fonts of public/fonts for tests in Node, opened once.
import { readFileSync } from 'node:fs'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import { bookForDocument } from '../../src/documents/pdf/book-for-document.ts'
import { type FontFace, openFontFace } from '../../src/documents/pdf/font-face.ts'
import { fontPath } from '../../src/documents/pdf/font-files.ts'
import { renderInvoice } from '../../src/documents/pdf/render-invoice.ts'
import type { PrintOptions } from '../../src/documents/print-document.ts'

const opened = new Map<string, FontFace>()

/** Renders as the worker does, opening further fonts as the document needs them. */
export function renderInNode(document: FrozenDocument, options: PrintOptions = {}): Uint8Array {
  for (;;) {
    const { book, missing } = bookForDocument(document, options, opened)
    if (book !== undefined) return renderInvoice(document, book, options)
    for (const id of missing) {
      opened.set(id, openFontFace(id, readFileSync(new URL(`../../public/${fontPath(id)}`, import.meta.url))))
    }
  }
}
