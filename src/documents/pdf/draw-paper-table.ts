// A table of a receipt or a statement, over as many pages as it needs, with its head on each of them.
import type { PaperColumn, PaperRow, PaperTable } from '../printed-paper.ts'
import type { TextLine } from './break-lines.ts'
import type { StructElement } from './engine.ts'
import type { TextStyle } from './pen.ts'
import type { Sheet } from './sheet.ts'

interface PlacedColumn extends PaperColumn {
  readonly x: number
  readonly width: number
}

interface Cell {
  readonly lines: readonly TextLine[]
  readonly style: TextStyle
}

/** Texts of one cell, one below the other. */
type CellStack = readonly Cell[]

interface RowLayout {
  readonly cells: readonly CellStack[]
  readonly height: number
  readonly sum: boolean
}

const gap = 11
/** So much of the width is always the growing column's. */
const growingShare = 0.32

/** Draws the table. `closing`: height of what must stand on the page of the last row. */
export function drawPaperTable(sheet: Sheet, table: PaperTable, closing: number): void {
  const { pen, style } = sheet
  const columns = placeColumns(sheet, table)
  const headLines = Math.max(...columns.map(({ heading, width }) => pen.lines(heading, width, style.head).length))
  const headHeight = headLines * pen.lineHeight(style.head) + 9
  const rows = table.rows.map((row) => layoutRow(sheet, row, columns))
  const titleHeight = table.title === undefined ? 0 : pen.lineHeight(style.strong) + 6
  sheet.ensure(titleHeight + headHeight + (rows[0]?.height ?? 0) + (rows.length === 1 ? closing : 0))
  if (table.title !== undefined) {
    sheet.paragraph(sheet.root, 'H2', table.title, { x: sheet.left, width: sheet.width }, style.strong)
    sheet.y += 6
  }
  const head = (parent?: StructElement) => {
    drawHead(sheet, columns, headHeight, parent)
    sheet.y += headHeight
  }
  sheet.group(sheet.root, 'Table', (element) => {
    sheet.group(element, 'THead', (part) => head(part))
    sheet.group(element, 'TBody', (body) => {
      rows.forEach((row, index) => {
        const needs = row.height + (index === rows.length - 1 ? Math.min(closing, sheet.pageRoom * 0.8) : 0)
        if (sheet.y + needs > sheet.bottom && sheet.y > sheet.continuationTop + headHeight + 1) {
          sheet.newPage()
          head()
        }
        drawRow(sheet, columns, row, body)
      })
    })
  })
}

/** As wide as their widest text; where that leaves the growing column too little, all others shrink alike. */
function placeColumns(sheet: Sheet, table: PaperTable): PlacedColumn[] {
  const { pen, style } = sheet
  const widths = table.columns.map(({ heading, grows }, index) => {
    if (grows) return 0
    const texts = new Set(table.rows.map(({ cells }) => cells[index] ?? ''))
    const widest = Math.max(0, ...[...texts].map((text) => pen.width(text, style.strong)))
    return Math.max(widest, pen.width(heading, style.head)) + 0.5
  })
  const free = sheet.width - gap * (table.columns.length - 1)
  const taken = widths.reduce((sum, width) => sum + width, 0)
  const most = free * (1 - growingShare)
  const factor = taken > most ? most / taken : 1
  const growing = free - taken * factor
  let x = sheet.left
  return table.columns.map((column, index) => {
    const width = column.grows ? growing : (widths[index] ?? 0) * factor
    const placed = { ...column, x, width }
    x += width + gap
    return placed
  })
}

function layoutRow(sheet: Sheet, row: PaperRow, columns: readonly PlacedColumn[]): RowLayout {
  const { pen, style } = sheet
  const sum = row.weight === 'sum'
  const text = sum ? style.strong : style.body
  const cells = columns.map(({ width, grows }, index): CellStack => {
    const first = { lines: pen.lines(row.cells[index] ?? '', width, text), style: text }
    const details = grows ? (row.details ?? []) : []
    return [first, ...details.map((detail) => ({ lines: pen.lines(detail, width, style.small), style: style.small }))]
  })
  const heightOf = (stack: CellStack) => stack.reduce((total, cell) => total + pen.height(cell.lines, cell.style), 0)
  return { cells, height: Math.max(...cells.map(heightOf)) + 2 * style.rowPadding, sum }
}

/** The head once with tags; without a parent the repetition on a further page, which is an artifact. */
function drawHead(sheet: Sheet, columns: readonly PlacedColumn[], height: number, parent?: StructElement): void {
  const { pen, style } = sheet
  const classic = style.name === 'classic'
  const draw = ({ heading, x, width, align }: PlacedColumn) => {
    const lines = pen.lines(heading, width, style.head)
    const top = sheet.y + 2 + (height - 9 - pen.height(lines, style.head))
    pen.drawLines(lines, x, top, width, style.head, align)
  }
  const rule = () =>
    pen.rule(sheet.left, sheet.y + height - 1, sheet.width, classic ? 0.8 : 1.1, classic ? style.ink : style.accent)
  if (parent === undefined) {
    pen.artifact('Pagination', () => {
      for (const column of columns) draw(column)
      rule()
    })
    return
  }
  sheet.group(parent, 'TR', (tr) => {
    for (const column of columns) {
      const th = pen.engine.struct('TH', { scope: 'Column' })
      tr.add(th)
      if (column.heading !== '') pen.content(th, 'TH', () => draw(column))
      th.end()
    }
  })
  pen.artifact('Layout', rule)
}

function drawRow(sheet: Sheet, columns: readonly PlacedColumn[], row: RowLayout, body: StructElement): void {
  const { pen, style } = sheet
  const top = sheet.y + style.rowPadding
  sheet.group(body, 'TR', (tr) => {
    row.cells.forEach((stack, index) => {
      const column = columns[index] as PlacedColumn
      const td = pen.engine.struct('TD')
      tr.add(td)
      if (stack.some(({ lines }) => lines.some(({ text }) => text !== ''))) {
        pen.content(td, 'TD', () => {
          let y = top
          for (const cell of stack) y = pen.drawLines(cell.lines, column.x, y, column.width, cell.style, column.align)
        })
      }
      td.end()
    })
  })
  sheet.y += row.height
  pen.artifact('Layout', () =>
    pen.rule(sheet.left, sheet.y, sheet.width, row.sum ? 0.8 : 0.5, row.sum ? style.ink : style.hairline),
  )
}
