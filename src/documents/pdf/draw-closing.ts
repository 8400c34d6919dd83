// What follows the sums: how to pay, the owner's notes, and the foot of every page.
import type { PrintedDocument, PrintedHead, PrintedPayment } from '../printed-document.ts'
import { drawFacts, type FactsBox, factsHeight } from './draw-facts.ts'
import type { FreeColumn } from './draw-totals.ts'
import type { Engine } from './engine.ts'
import type { FontBook } from './font-book.ts'
import { Pen, type TextStyle } from './pen.ts'
import type { Sheet } from './sheet.ts'
import type { TemplateStyle } from './template-style.ts'

/**
 * Payment instructions: the sentence and the bank's facts stay together. Where the page has no room for them and the
 * notes below the totals, they stand beside them in the column that the tax summary left free.
 */
export function drawPayment(sheet: Sheet, printed: PrintedDocument, beside: FreeColumn | undefined): void {
  const { payment } = printed
  if (payment === undefined) return
  const below = paymentLayout(sheet, payment, { x: sheet.left, width: sheet.width }, 92)
  const gap = 20
  if (beside !== undefined && sheet.y + gap + below.height + notesHeight(sheet, printed) > sheet.bottom) {
    const narrow = paymentLayout(sheet, payment, beside, 66)
    if (beside.y + gap + narrow.height <= sheet.bottom) {
      const totalsEnd = sheet.y
      sheet.y = beside.y + gap
      drawPaymentAt(sheet, payment, narrow)
      sheet.y = Math.max(totalsEnd, sheet.y)
      return
    }
  }
  sheet.y += gap
  sheet.ensure(Math.min(below.height, sheet.pageRoom * 0.9))
  drawPaymentAt(sheet, payment, below)
}

interface PaymentLayout {
  readonly box: { readonly x: number; readonly width: number }
  readonly facts: FactsBox
  readonly heading: TextStyle
  readonly height: number
}

function paymentLayout(
  sheet: Sheet,
  payment: PrintedPayment,
  box: { x: number; width: number },
  labelWidth: number,
): PaymentLayout {
  const { pen, style } = sheet
  const facts = {
    x: box.x,
    width: Math.min(box.width, 380),
    labelWidth,
    label: { ...style.body, color: style.faint },
    value: style.body,
  }
  const heading = style.name === 'modern' ? { ...style.label, size: 8.2 } : style.strong
  const textHeight = (text: string) => pen.height(pen.lines(text, box.width, style.body), style.body)
  const height =
    pen.lineHeight(heading) +
    3 +
    textHeight(payment.sentence) +
    5 +
    factsHeight(sheet, payment.facts, facts) +
    (payment.text === undefined ? 0 : 4 + textHeight(payment.text))
  return { box, facts, heading, height }
}

function drawPaymentAt(sheet: Sheet, payment: PrintedPayment, { box, facts, heading }: PaymentLayout): void {
  const { body } = sheet.style
  sheet.group(sheet.root, 'Sect', (section) => {
    sheet.paragraph(section, 'H2', sheet.words.say('payment'), box, heading)
    sheet.y += 3
    sheet.paragraph(section, 'P', payment.sentence, box, body)
    sheet.y += 5
    sheet.y = drawFacts(sheet, section, payment.facts, facts, sheet.y, true)
    if (payment.text !== undefined) {
      sheet.y += 4
      sheet.paragraph(section, 'P', payment.text, box, body)
    }
  })
}

const aboveNotes = 20

function notesHeight({ pen, style, width }: Sheet, { notes }: PrintedDocument): number {
  return notes === undefined ? 0 : aboveNotes + pen.height(pen.lines(notes, width, style.body), style.body)
}

export function drawNotes(sheet: Sheet, printed: PrintedDocument): void {
  if (printed.notes === undefined) return
  const { pen, style } = sheet
  sheet.y += aboveNotes
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
  printed: PrintedHead,
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
export function drawFeet(sheet: Sheet, printed: PrintedHead, reserved: number): void {
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
