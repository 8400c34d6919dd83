// Measures the table of lines: how wide its columns are and how high each row is, before anything is drawn.
import type { PrintedDocument, PrintedLine } from '../printed-document.ts'
import type { TextLine } from './break-lines.ts'
import type { Alignment, TextStyle } from './pen.ts'
import type { Sheet } from './sheet.ts'

export type ColumnKey = 'position' | 'description' | 'quantity' | 'price' | 'tax' | 'amount'

export interface Column {
  readonly key: ColumnKey
  readonly heading: string
  readonly x: number
  readonly width: number
  readonly align: Alignment
}

export interface CellLines {
  readonly lines: readonly TextLine[]
  readonly style: TextStyle
}

export interface RowLayout {
  /** The cells beside the description, in the order of the columns. */
  readonly cells: ReadonlyMap<ColumnKey, CellLines>
  /** Description and small print, line by line: where a row may be cut. */
  readonly description: readonly { readonly line: TextLine; readonly style: TextStyle; readonly height: number }[]
  /** Height of the cells beside the description. */
  readonly cellsHeight: number
}

export interface TableLayout {
  readonly columns: readonly Column[]
  readonly headHeight: number
  readonly rows: readonly RowLayout[]
}

const gap = 11
const widest: Readonly<Record<ColumnKey, number>> = {
  position: 34,
  description: 0,
  quantity: 92,
  price: 96,
  tax: 66,
  amount: 112,
}

function columnKeys(sheet: Sheet, printed: PrintedDocument): ColumnKey[] {
  const keys: ColumnKey[] = sheet.style.name === 'classic' ? ['position'] : []
  keys.push('description', 'quantity', 'price')
  if (printed.showsTaxColumn) keys.push('tax')
  keys.push('amount')
  return keys
}

function textOf(line: PrintedLine, key: ColumnKey): string {
  return line[key]
}

/** Columns as wide as their widest text, within limits; the description takes what is left. */
function layoutColumns(sheet: Sheet, printed: PrintedDocument): Column[] {
  const { pen, style, words } = sheet
  const headings: Record<ColumnKey, string> = {
    position: words.say('position'),
    description: words.say('description'),
    quantity: words.say('quantity'),
    price: words.say('price'),
    tax: words.say('tax'),
    amount: printed.amountHeading,
  }
  const keys = columnKeys(sheet, printed)
  const contents = new Map(
    keys.map((key) => {
      let width = 0
      if (key !== 'description') {
        for (const text of new Set(printed.lines.map((line) => textOf(line, key)))) {
          width = Math.max(width, pen.width(text, style.body))
        }
      }
      return [key, Math.min(width, widest[key])] as const
    }),
  )
  // Headings stay on one line where the description keeps its room; else they break between words.
  const widthsWith = (headingWidth: (heading: string) => number) => {
    const widths = new Map(
      keys.map((key) => [
        key,
        key === 'description' ? 0 : Math.max(contents.get(key) ?? 0, headingWidth(headings[key])) + 0.5,
      ]),
    )
    const taken = keys.reduce((sum, key) => sum + (widths.get(key) ?? 0), 0) + gap * (keys.length - 1)
    return widths.set('description', sheet.width - taken)
  }
  let widths = widthsWith((heading) => pen.width(heading, style.head))
  if ((widths.get('description') ?? 0) < sheet.width * 0.45) {
    widths = widthsWith((heading) => Math.max(...heading.split(' ').map((word) => pen.width(word, style.head))))
  }
  let x = sheet.left
  return keys.map((key) => {
    const width = widths.get(key) ?? 0
    const column: Column = {
      key,
      heading: headings[key],
      x,
      width,
      align: key === 'position' || key === 'description' ? 'left' : 'right',
    }
    x += width + gap
    return column
  })
}

function layoutRow(sheet: Sheet, line: PrintedLine, columns: readonly Column[]): RowLayout {
  const { pen, style } = sheet
  const cells = new Map<ColumnKey, CellLines>()
  let cellsHeight = 0
  let description: RowLayout['description'] = []
  for (const column of columns) {
    if (column.key === 'description') {
      const parts: { text: string; style: TextStyle }[] = [
        { text: line.description, style: style.body },
        ...line.details.map((text) => ({ text, style: style.small })),
      ]
      description = parts.flatMap((part) =>
        pen
          .lines(part.text, column.width, part.style)
          .map((one) => ({ line: one, style: part.style, height: pen.lineHeight(part.style) })),
      )
      continue
    }
    const cellStyle = column.key === 'position' ? { ...style.body, color: style.faint } : style.body
    const lines = pen.lines(textOf(line, column.key), column.width, cellStyle)
    cells.set(column.key, { lines, style: cellStyle })
    cellsHeight = Math.max(cellsHeight, pen.height(lines, cellStyle))
  }
  return { cells, description, cellsHeight }
}

export function layoutTable(sheet: Sheet, printed: PrintedDocument): TableLayout {
  const columns = layoutColumns(sheet, printed)
  const { pen, style } = sheet
  const headLines = Math.max(...columns.map((column) => pen.lines(column.heading, column.width, style.head).length))
  return {
    columns,
    headHeight: headLines * pen.lineHeight(style.head) + 9,
    rows: printed.lines.map((line) => layoutRow(sheet, line, columns)),
  }
}

/** Height of the part of a row that holds the description's lines from..to, with the space around it. */
export function rowHeight(row: RowLayout, padding: number, from = 0, to = row.description.length): number {
  let height = 0
  for (let index = from; index < to; index++) height += row.description[index]?.height ?? 0
  return Math.max(height, from === 0 ? row.cellsHeight : 0) + 2 * padding
}

/** How many of a row's remaining description lines fit into `room`; 0 when not even one does. */
export function linesThatFit(row: RowLayout, padding: number, from: number, room: number): number {
  let to = from
  while (to < row.description.length && rowHeight(row, padding, from, to + 1) <= room) to++
  return to - from
}
