// The paper while it is being filled: where the pen stands, when a new page starts, and the tags that say what is what.

import type { DocumentWords } from '../document-words.ts'
import type { PrintedHead } from '../printed-document.ts'
import type { Engine, StructElement } from './engine.ts'
import type { FontBook } from './font-book.ts'
import { type Alignment, Pen, type TextStyle } from './pen.ts'
import type { TemplateStyle } from './template-style.ts'

export class Sheet {
  readonly pen: Pen
  readonly style: TemplateStyle
  readonly words: DocumentWords
  readonly root: StructElement
  readonly left: number
  readonly right: number
  readonly width: number
  /** Lowest y that content may reach. */
  readonly bottom: number
  y: number
  #pages = 0
  readonly #document: PrintedHead

  constructor(
    engine: Engine,
    book: FontBook,
    style: TemplateStyle,
    words: DocumentWords,
    document: PrintedHead,
    footerHeight: number,
  ) {
    this.pen = new Pen(engine, book)
    this.style = style
    this.words = words
    this.#document = document
    this.root = engine.struct('Document')
    engine.addStructure(this.root)
    this.pen.addPage()
    this.#pages = 1
    const { width, height } = engine.page
    this.left = style.margin.left
    this.right = width - style.margin.right
    this.width = this.right - this.left
    this.bottom = height - style.margin.bottom - footerHeight
    this.y = style.margin.top
    this.#mark()
  }

  get pages(): number {
    return this.#pages
  }

  /** Whether a mark lies across the pages. */
  get marked(): boolean {
    return this.#document.mark !== undefined
  }

  /** Top of the content on every page after the first, below the running head. */
  get continuationTop(): number {
    return this.style.margin.top + 22
  }

  get room(): number {
    return this.bottom - this.y
  }

  /** The most that fits on a page of its own. */
  get pageRoom(): number {
    return this.bottom - this.continuationTop
  }

  newPage(): void {
    this.pen.addPage()
    this.#pages++
    this.#mark()
    const { pen, style } = this
    const text = { ...style.small, bold: false }
    pen.artifact('Pagination', () => {
      const half = this.width / 2 - 10
      const top = style.margin.top - 12
      pen.drawLines(pen.lines(this.#document.seller.name, half, text).slice(0, 1), this.left, top, half, text)
      pen.drawLines(
        pen.lines(this.#document.heading, half, text).slice(0, 1),
        this.right - half,
        top,
        half,
        text,
        'right',
      )
      pen.rule(this.left, top + 16, this.width, 0.5, style.hairline)
    })
    this.y = this.continuationTop
  }

  /** Starts a new page when less than `height` is left, unless this page is still empty. */
  ensure(height: number): void {
    if (this.y + height > this.bottom && this.y > this.continuationTop + 1) this.newPage()
  }

  #mark(): void {
    const { mark } = this.#document
    if (mark === undefined) return
    this.pen.artifact('Layout', () =>
      this.pen.watermark(mark.word.toUpperCase(), mark.kind === 'void' ? '#f6dedb' : '#ebe9e6'),
    )
  }

  /** A text of its own, tagged; returns the y below. Breaks over pages line by line. */
  paragraph(
    parent: StructElement,
    tag: string,
    text: string,
    box: { x: number; width: number },
    style: TextStyle,
    align: Alignment = 'left',
  ): void {
    const { pen } = this
    const element = pen.engine.struct(tag)
    parent.add(element)
    let lines = pen.lines(text, box.width, style)
    while (lines.length > 0) {
      const fits = Math.max(Math.floor((this.room + 0.01) / pen.lineHeight(style)), 0)
      if (fits === 0 && this.y > this.continuationTop + 1) {
        this.newPage()
        continue
      }
      const now = lines.slice(0, Math.max(fits, 1))
      lines = lines.slice(now.length)
      pen.content(element, tag, () => {
        this.y = pen.drawLines(now, box.x, this.y, box.width, style, align)
      })
      if (lines.length > 0) this.newPage()
    }
    element.end()
  }

  /** The same without looking at the page's end, for places that are fixed. Returns the y below. */
  text(
    parent: StructElement,
    tag: string,
    text: string,
    x: number,
    y: number,
    width: number,
    style: TextStyle,
    align: Alignment = 'left',
  ): number {
    const { pen } = this
    const lines = pen.lines(text, width, style)
    if (lines.length === 0) return y
    const element = pen.engine.struct(tag)
    parent.add(element)
    let below = y
    pen.content(element, tag, () => {
      below = pen.drawLines(lines, x, y, width, style, align)
    })
    element.end()
    return below
  }

  /** An element that only holds others. */
  group(parent: StructElement, tag: string, fill: (element: StructElement) => void): void {
    const element = this.pen.engine.struct(tag)
    parent.add(element)
    fill(element)
    element.end()
  }
}
