// What follows the sums: how to pay, the owner's notes, and the foot of every page.
import type { PrintedDocument } from '../printed-document.ts'
import { drawFacts, factsHeight } from './draw-facts.ts'
import type { Engine } from './engine.ts'
import type { FontBook } from './font-book.ts'
import { Pen } from './pen.ts'
import type { Sheet } from './sheet.ts'
import type { TemplateStyle } from './template-style.ts'

/** Payment instructions: the sentence and the bank's facts stay together. */
export function drawPayment(sheet: Sheet, printed: PrintedDocument): void {
  const { payment } = printed
  if (payment === undefined) return
  const { pen, style } = sheet
  const width = Math.min(sheet.width, 380)
  const box = {
    x: sheet.left,
    width,
    labelWidth: 92,
    label:
      style.label.bold === true ? { ...style.body, color: style.faint } : { ...style.label, size: style.body.size },
    value: style.body,
  }
  const heading = style.name === 'modern' ? { ...style.label, size: 8.2 } : style.strong
  const sentence = pen.height(pen.lines(payment.sentence, sheet.width, style.body), style.body)
  const height = pen.lineHeight(heading) + 4 + sentence + 5 + factsHeight(sheet, payment.facts, box)
  sheet.y += 20
  sheet.ensure(Math.min(height, sheet.pageRoom * 0.9))
  sheet.group(sheet.root, 'Sect', (section) => {
    const whole = { x: sheet.left, width: sheet.width }
    sheet.paragraph(section, 'H2', sheet.words.say('payment'), whole, heading)
    sheet.y += 3
    sheet.paragraph(section, 'P', payment.sentence, whole, style.body)
    sheet.y += 5
    sheet.y = drawFacts(sheet, section, payment.facts, box, sheet.y, true)
    if (payment.text !== undefined) {
      sheet.y += 4
      sheet.paragraph(section, 'P', payment.text, whole, style.body)
    }
  })
}

export function drawNotes(sheet: Sheet, printed: PrintedDocument): void {
  if (printed.notes === undefined) return
  const { pen, style } = sheet
  sheet.y += 20
  const lines = pen.lines(printed.notes, sheet.width, style.body).length
  sheet.ensure(pen.lineHeight(style.body) * Math.min(lines, 3))
  sheet.paragraph(sheet.root, 'P', printed.notes, { x: sheet.left, width: sheet.width }, style.body)
}

const footerStyle = (style: TemplateStyle) => ({ ...style.small, size: 7.2 })
const mostFooterLines = 6

function footerWidth(width: number): number {
  return width - 90
}

/** Space that the owner's footer needs above the page number's line. */
export function footerHeight(
  engine: Engine,
  book: FontBook,
  style: TemplateStyle,
  printed: PrintedDocument,
  pageWidth: number,
): number {
  if (printed.footer === undefined) return 0
  const text = footerStyle(style)
  const pen = new Pen(engine, book)
  const width = footerWidth(pageWidth - style.margin.left - style.margin.right)
  const lines = Math.min(pen.lines(printed.footer, width, text).length, mostFooterLines)
  return Math.max(lines - 1, 0) * pen.lineHeight(text)
}

/** Footer and "page x of y" on every page; the owner's footer is text on the first one and a repetition after it. */
export function drawFeet(sheet: Sheet, printed: PrintedDocument, reserved: number): void {
  const { pen, style } = sheet
  const text = footerStyle(style)
  const pages = sheet.pages
  const { height } = pen.engine.page
  const top = height - style.margin.bottom - reserved + 18
  const width = footerWidth(sheet.width)
  const lines = printed.footer === undefined ? [] : pen.lines(printed.footer, width, text).slice(0, mostFooterLines)
  for (let index = 0; index < pages; index++) {
    pen.switchToPage(index)
    pen.artifact('Pagination', () => {
      pen.rule(sheet.left, top - 7, sheet.width, 0.5, style.hairline)
      const page = sheet.words.say('page', { page: index + 1, pages })
      pen.drawLines(pen.lines(page, 90, text), sheet.right - 90, top, 90, text, 'right')
      if (index > 0) pen.drawLines(lines, sheet.left, top, width, text)
    })
    if (index === 0 && lines.length > 0) {
      sheet.group(sheet.root, 'P', (paragraph) => {
        pen.content(paragraph, 'P', () => pen.drawLines(lines, sheet.left, top, width, text))
      })
    }
  }
}
