// The table of lines over as many pages as it needs, with its head on each of them.
import type { PrintedDocument } from '../printed-document.ts'
import type { StructElement } from './engine.ts'
import {
  type ColumnKey,
  layoutTable,
  linesThatFit,
  type RowLayout,
  rowHeight,
  type TableLayout,
} from './layout-table.ts'
import type { Sheet } from './sheet.ts'

interface RowTags {
  readonly row: StructElement
  readonly cells: ReadonlyMap<ColumnKey, StructElement>
}

/**
 * Draws all lines. `closing` is the height of what must stand on the same page as the last row or, where that row is
 * cut, as its end: totals are never alone on a page.
 */
export function drawLines(sheet: Sheet, printed: PrintedDocument, closing: number): void {
  const table = layoutTable(sheet, printed)
  const padding = sheet.style.rowPadding
  const first = table.rows[0]
  const firstNeeds =
    first === undefined
      ? 0
      : Math.min(rowHeight(first, padding), rowHeight(first, padding, 0, Math.min(3, first.description.length)))
  sheet.ensure(table.headHeight + firstNeeds)
  sheet.group(sheet.root, 'Table', (element) => {
    sheet.group(element, 'THead', (head) => drawHeading(sheet, table, head))
    sheet.group(element, 'TBody', (body) => {
      table.rows.forEach((row, index) => {
        const last = index === table.rows.length - 1
        sheet.group(body, 'TR', (tr) =>
          drawRow(sheet, table, row, { row: tr, cells: cellTags(sheet, table, tr) }, last ? closing : 0),
        )
      })
    })
  })
  const { pen, style } = sheet
  pen.artifact('Layout', () =>
    pen.rule(
      sheet.left,
      sheet.y,
      sheet.width,
      style.name === 'classic' ? 0.8 : 0.5,
      style.name === 'classic' ? style.ink : style.hairline,
    ),
  )
}

function cellTags(sheet: Sheet, table: TableLayout, tr: StructElement): Map<ColumnKey, StructElement> {
  return new Map(
    table.columns.map(({ key }) => {
      const td = sheet.pen.engine.struct('TD')
      tr.add(td)
      return [key, td] as const
    }),
  )
}

/** The head once with tags; without a parent the repetition on a further page, which is an artifact. */
function drawHeading(sheet: Sheet, table: TableLayout, parent?: StructElement): void {
  const { pen, style } = sheet
  const y = sheet.y + 2
  const draw = (column: TableLayout['columns'][number]) => {
    const lines = pen.lines(column.heading, column.width, style.head)
    const top = y + (table.headHeight - 9 - pen.height(lines, style.head))
    pen.drawLines(lines, column.x, top, column.width, style.head, column.align)
  }
  const rule = () => {
    const thickness = style.name === 'classic' ? 0.8 : 1.1
    pen.rule(
      sheet.left,
      sheet.y + table.headHeight - 1,
      sheet.width,
      thickness,
      style.name === 'classic' ? style.ink : style.accent,
    )
  }
  if (parent === undefined) {
    pen.artifact('Pagination', () => {
      for (const column of table.columns) draw(column)
      rule()
    })
  } else {
    sheet.group(parent, 'TR', (tr) => {
      for (const column of table.columns) {
        const th = pen.engine.struct('TH', { scope: 'Column' })
        tr.add(th)
        pen.content(th, 'TH', () => draw(column))
        th.end()
      }
    })
    pen.artifact('Layout', rule)
  }
  sheet.y += table.headHeight
}

function nextPage(sheet: Sheet, table: TableLayout): void {
  sheet.newPage()
  drawHeading(sheet, table)
}

function drawRow(sheet: Sheet, table: TableLayout, row: RowLayout, tags: RowTags, closing: number): void {
  const padding = sheet.style.rowPadding
  const count = row.description.length
  const emptyPage = sheet.pageRoom - table.headHeight
  const whole = rowHeight(row, padding)
  if (whole + closing > sheet.room) {
    const keepsTogether = whole + closing <= emptyPage
    if (keepsTogether || (whole <= emptyPage && closing >= emptyPage * 0.9)) {
      if (keepsTogether || whole > sheet.room) nextPage(sheet, table)
      drawSlice(sheet, table, row, tags, 0, count)
      return
    }
    drawSlices(sheet, table, row, tags, closing)
    return
  }
  drawSlice(sheet, table, row, tags, 0, count)
}

/** A row that no page holds together with what must follow it: cut between lines of its description. */
function drawSlices(sheet: Sheet, table: TableLayout, row: RowLayout, tags: RowTags, closing: number): void {
  const padding = sheet.style.rowPadding
  const count = row.description.length
  const emptyPage = sheet.pageRoom - table.headHeight
  const reserved = Math.min(closing, emptyPage * 0.8)
  let from = 0
  while (from < count) {
    const rest = count - from
    if (rowHeight(row, padding, from) + reserved <= sheet.room) {
      drawSlice(sheet, table, row, tags, from, count)
      return
    }
    // The end of the row goes with the totals, so its last lines wait for the next page.
    const most = closing > 0 ? Math.max(rest - 3, 0) : rest
    const fits = Math.min(linesThatFit(row, padding, from, sheet.room), most)
    if (fits < Math.min(2, rest) && sheet.y > sheet.continuationTop + table.headHeight + 1) {
      nextPage(sheet, table)
      continue
    }
    const to = from + Math.max(fits, 1)
    drawSlice(sheet, table, row, tags, from, to)
    from = to
    if (from < count) nextPage(sheet, table)
  }
}

function drawSlice(sheet: Sheet, table: TableLayout, row: RowLayout, tags: RowTags, from: number, to: number): void {
  const { pen, style } = sheet
  const top = sheet.y + style.rowPadding
  for (const column of table.columns) {
    const td = tags.cells.get(column.key)
    if (td === undefined) continue
    if (column.key === 'description') {
      if (to > from) {
        pen.content(td, 'TD', () => {
          let y = top
          for (const { line, style: lineStyle } of row.description.slice(from, to)) {
            y = pen.drawLines([line], column.x, y, column.width, lineStyle)
          }
        })
      }
    } else if (from === 0) {
      const cell = row.cells.get(column.key)
      if (cell !== undefined && cell.lines.length > 0) {
        pen.content(td, 'TD', () => pen.drawLines(cell.lines, column.x, top, column.width, cell.style, column.align))
      }
    }
  }
  sheet.y += rowHeight(row, style.rowPadding, from, to)
  pen.artifact('Layout', () => pen.rule(sheet.left, sheet.y, sheet.width, 0.5, style.hairline))
}
