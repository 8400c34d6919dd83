// A frozen document to the bytes of a PDF/A-3a that is also PDF/UA-1. Pure: fonts and logo come in as bytes, the same
// input gives the same bytes (documents.md 7), nothing is fetched and no clock is read.
import type { FrozenDocument } from '../../core/invoice/document.ts'
import { documentWords } from '../document-words.ts'
import { type PrintOptions, printDocument } from '../print-document.ts'
import type { PrintedDocument } from '../printed-document.ts'
import { drawFeet, drawNotes, drawPayment, footerHeight } from './draw-closing.ts'
import { drawHead } from './draw-head.ts'
import { drawLines } from './draw-lines.ts'
import { drawTotals, layoutTotals } from './draw-totals.ts'
import { openEngine } from './engine.ts'
import type { FontBook } from './font-book.ts'
import { textsIn } from './render-paper.ts'
import { Sheet } from './sheet.ts'
import { templateStyle } from './template-style.ts'
import { isUsableLogo } from './usable-logo.ts'

/** Draws what `printDocument` says. `book` must hold the faces that `planFonts` named for `textToShape`. */
export function renderInvoice(document: FrozenDocument, book: FontBook, options: PrintOptions = {}): Uint8Array {
  const printed = printDocument(document, options)
  const words = documentWords(document.language)
  const style = templateStyle(document.look.template, document.look.accent)
  const { engine, finish } = openEngine({
    title: printed.heading,
    author: document.seller.name,
    language: words.language,
    paper: document.look.paper,
    date: new Date(`${document.issuedOn ?? '2000-01-01'}T00:00:00Z`),
  })
  const reserved = footerHeight(engine, book, style, printed, document.look.paper === 'A4' ? 595.28 : 612)
  const sheet = new Sheet(engine, book, style, words, printed, reserved)
  const { logo } = document.look
  drawHead(sheet, printed, logo !== undefined && isUsableLogo(logo.bytes) ? logo : undefined)
  drawOpening(sheet, printed)
  const totals = layoutTotals(sheet, printed)
  drawLines(sheet, printed, totals.height)
  const beside = drawTotals(sheet, totals)
  drawPayment(sheet, printed, beside)
  drawNotes(sheet, printed)
  drawFeet(sheet, printed, reserved)
  sheet.root.end()
  return finish()
}

/** Every character that the document prints: what its fonts are chosen by. */
export function textToShape(document: FrozenDocument, options: PrintOptions = {}): string {
  return textsIn(printDocument(document, options)).join('\n').normalize('NFC')
}

function drawOpening(sheet: Sheet, printed: PrintedDocument): void {
  const whole = { x: sheet.left, width: sheet.width }
  for (const text of [printed.statement, printed.intro]) {
    if (text === undefined) continue
    sheet.paragraph(sheet.root, 'P', text, whole, sheet.style.body)
    sheet.y += 10
  }
}
