// A receipt or a statement to the bytes of a PDF, by the same rules and with the same letterhead as an invoice.
import { documentWords } from '../document-words.ts'
import type { PrintedPaper } from '../printed-paper.ts'
import { drawFeet, footerHeight } from './draw-closing.ts'
import { drawHead } from './draw-head.ts'
import { drawPaperTable } from './draw-paper-table.ts'
import { drawTotals, layoutTotals } from './draw-totals.ts'
import { openEngine } from './engine.ts'
import type { FontBook } from './font-book.ts'
import { Sheet } from './sheet.ts'
import { templateStyle } from './template-style.ts'
import { isUsableLogo } from './usable-logo.ts'

/** Draws what the paper says. `book` must hold the faces that `planFonts` named for its texts. */
export function renderPaper(paper: PrintedPaper, book: FontBook): Uint8Array {
  const { head, look } = paper
  const words = documentWords(paper.language)
  const style = templateStyle(look.template, look.accent)
  const { engine, finish } = openEngine({
    title: head.heading,
    author: head.seller.name,
    language: words.language,
    paper: look.paper,
    date: new Date(`${paper.on}T00:00:00Z`),
  })
  const reserved = footerHeight(engine, book, style, head, look.paper === 'A4' ? 595.28 : 612)
  const sheet = new Sheet(engine, book, style, words, head, reserved)
  const { logo } = look
  drawHead(sheet, head, logo !== undefined && isUsableLogo(logo.bytes) ? logo : undefined)
  drawSentences(sheet, paper.opening, 10)
  const sums = layoutTotals(sheet, { totals: paper.totals, taxes: [] })
  paper.tables.forEach((table, index) => {
    const last = index === paper.tables.length - 1
    drawPaperTable(sheet, table, last ? sums.height : 0)
    if (!last) sheet.y += 18
  })
  drawTotals(sheet, sums)
  sheet.y += 18
  drawSentences(sheet, paper.closing, 6)
  drawFeet(sheet, head, reserved)
  sheet.root.end()
  return finish()
}

/** Every character that the paper prints: what its fonts are chosen by. */
export function textOfPaper({ head, opening, tables, totals, closing }: PrintedPaper): string {
  return textsIn([head, opening, tables, totals, closing]).join('\n').normalize('NFC')
}

/** All texts of a value, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
}

function drawSentences(sheet: Sheet, sentences: readonly string[], gap: number): void {
  for (const sentence of sentences) {
    sheet.paragraph(sheet.root, 'P', sentence, { x: sheet.left, width: sheet.width }, sheet.style.body)
    sheet.y += gap
  }
}
