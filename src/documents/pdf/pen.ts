// Draws on the current page: text, rules, areas and pictures, each inside a tag or marked as an artifact. Text goes to
// the page as glyph codes of our own shaping, which is what makes a warm document fast.
import { breakLines, type TextLine } from './break-lines.ts'
import { type DocumentFont, type Engine, embedFace, type StructElement } from './engine.ts'
import type { FontBook, ShapedItem } from './font-book.ts'
import type { FontFace } from './font-face.ts'
import { inVisualOrder } from './visual-order.ts'

export interface TextStyle {
  /** Points. */
  readonly size: number
  readonly bold?: boolean
  /** `#rrggbb`. */
  readonly color: string
  /** Distance of baselines as a factor of the size. */
  readonly leading: number
}

export type Alignment = 'left' | 'right' | 'center'

export class Pen {
  readonly engine: Engine
  readonly book: FontBook
  readonly #fonts = new Map<FontFace, DocumentFont>()
  #color = ''

  constructor(engine: Engine, book: FontBook) {
    this.engine = engine
    this.book = book
  }

  addPage(): void {
    this.engine.addPage()
    this.#color = ''
  }

  switchToPage(index: number): void {
    this.engine.switchToPage(index)
    this.#color = ''
  }

  /** Points from the top of a line's box to its baseline. */
  ascent(style: TextStyle): number {
    return style.size * (style.leading / 2 + 0.36)
  }

  lineHeight(style: TextStyle): number {
    return style.size * style.leading
  }

  width(text: string, style: TextStyle): number {
    return (this.book.shape(text, style.bold === true).width * style.size) / 1000
  }

  /** Lines of a text in a box of `width` points. */
  lines(text: string, width: number, style: TextStyle): TextLine[] {
    return breakLines(text, (width * 1000) / style.size + 0.01, style.bold === true, this.book)
  }

  height(lines: readonly TextLine[], style: TextStyle): number {
    return lines.length * this.lineHeight(style)
  }

  /** Draws lines in a box with its upper left corner at x, y; returns the y below. */
  drawLines(
    lines: readonly TextLine[],
    x: number,
    y: number,
    width: number,
    style: TextStyle,
    align: Alignment = 'left',
  ): number {
    let top = y
    for (const line of lines) {
      if (line.text !== '') {
        const lineWidth = (line.width * style.size) / 1000
        const free = width - lineWidth
        const left = align === 'left' ? x : align === 'right' ? x + free : x + free / 2
        const items = inVisualOrder(line.text, line.rightToLeft, style.bold === true, this.book)
        this.#drawItems(items, left, top + this.ascent(style), style)
      }
      top += this.lineHeight(style)
    }
    return top
  }

  #drawItems(items: readonly ShapedItem[], x: number, baseline: number, style: TextStyle): void {
    const { engine } = this
    let out = 'BT'
    if (style.color !== this.#color) {
      out += ` ${rgb(style.color)} rg`
      this.#color = style.color
    }
    let left = x
    for (const item of items) {
      const font = this.#fontOf(item.face)
      font.use()
      out += ` /${font.id} ${style.size} Tf`
      if (item.emboldened) out += ` ${rgb(style.color)} RG ${point(style.size * 0.03)} w 2 Tr`
      out += runOperators(item, font, left, baseline, style.size)
      if (item.emboldened) out += ' 0 Tr'
      left += (item.run.width * style.size) / 1000
    }
    engine.addContent(`${out} ET`)
  }

  #fontOf(face: FontFace): DocumentFont {
    let font = this.#fonts.get(face)
    if (font === undefined) {
      font = embedFace(this.engine, face)
      this.#fonts.set(face, font)
    }
    return font
  }

  rule(x: number, y: number, width: number, thickness: number, color: string): void {
    this.area(x, y - thickness / 2, width, thickness, color)
  }

  /** A filled rectangle. */
  area(x: number, y: number, width: number, height: number, color: string): void {
    const fill = color === this.#color ? '' : `${rgb(color)} rg `
    this.#color = color
    this.engine.addContent(`${fill}${point(x)} ${point(y)} ${point(width)} ${point(height)} re f`)
  }

  /** Content that is no part of the text: rules, repeated headers, page numbers (PDF/UA-1 7.1). */
  artifact(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.engine.markContent('Artifact', { type })
    draw()
    this.engine.endMarkedContent()
  }

  /** Draws what belongs to a structure element. */
  content(element: StructElement, tag: string, draw: () => void): void {
    const content = this.engine.markStructureContent(tag)
    draw()
    this.engine.endMarkedContent()
    element.add(content)
  }

  /** A large word across the page, pale enough to read through. */
  watermark(word: string, color: string): void {
    const { width, height } = this.engine.page
    const shaped = this.book.shape(word, true)
    const size = Math.min(150, (width * 0.8 * 1000) / shaped.width)
    const half = (shaped.width * size) / 2000
    const turn = -Math.atan2(height * 0.5, width * 0.8)
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
    this.engine.addContent(
      `q ${point(cos, 5)} ${point(sin, 5)} ${point(-sin, 5)} ${point(cos, 5)} ${point(width / 2)} ${point(height / 2)} cm`,
    )
    this.#color = ''
    this.#drawItems(shaped.items, -half, size * 0.36, { size: Number(point(size)), bold: true, color, leading: 1 })
    this.engine.addContent('Q')
    this.#color = ''
  }
}

/** The operators that show one run: TJ with kerning, moved glyph by glyph where marks are placed. */
function runOperators(item: ShapedItem, font: DocumentFont, x: number, baseline: number, size: number): string {
  let out = ''
  let codes = ''
  let parts = ''
  let start = x
  let left = x
  const flush = () => {
    if (codes !== '') parts += `<${codes}>`
    if (parts !== '') out += ` 1 0 0 -1 ${point(start)} ${point(baseline)} Tm [${parts}] TJ`
    codes = ''
    parts = ''
  }
  for (const glyph of item.run.glyphs) {
    if (glyph.xOffset !== 0 || glyph.yOffset !== 0) {
      flush()
      start = left + (glyph.xOffset * size) / 1000
      out += ` 1 0 0 -1 ${point(start)} ${point(baseline - (glyph.yOffset * size) / 1000)} Tm <${font.encode(glyph)}> Tj`
      left += (glyph.advance * size) / 1000
      start = left
      continue
    }
    codes += font.encode(glyph)
    left += (glyph.advance * size) / 1000
    const kern = glyph.nominal - glyph.advance
    if (kern > 0.001 || kern < -0.001) {
      parts += `<${codes}>${point(kern)}`
      codes = ''
    }
  }
  flush()
  return out
}

function point(value: number, digits = 2): string {
  const factor = 10 ** digits
  return String(Math.round(value * factor) / factor)
}

const colors = new Map<string, string>()

function rgb(color: string): string {
  let known = colors.get(color)
  if (known === undefined) {
    const value = Number.parseInt(color.slice(1), 16)
    known = [value >> 16, (value >> 8) & 255, value & 255].map((part) => point(part / 255, 4)).join(' ')
    colors.set(color, known)
  }
  return known
}
