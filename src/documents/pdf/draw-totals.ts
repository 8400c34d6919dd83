// The sums: the tax summary on the left, the totals on the right, side by side on one page.
import type { PrintedDocument, PrintedTotal } from '../printed-document.ts'
import type { TextLine } from './break-lines.ts'
import type { StructElement } from './engine.ts'
import type { TextStyle } from './pen.ts'
import type { Sheet } from './sheet.ts'

const space = 12

type PrintedSums = Pick<PrintedDocument, 'totals' | 'taxes' | 'accountCurrency'>

interface TotalRow {
  readonly total: PrintedTotal
  readonly label: TextLine[]
  readonly value: TextLine[]
  readonly style: TextStyle
  readonly above: number
  readonly below: number
}

interface TaxRow {
  readonly cells: readonly (readonly TextLine[])[]
  readonly reason: TextLine[]
  readonly height: number
}

export interface TotalsLayout {
  readonly height: number
  readonly boxes: TotalsBoxes
  readonly totals: readonly TotalRow[]
  readonly taxes: readonly TaxRow[]
  readonly note: TextLine[]
}

interface TotalsBoxes {
  readonly totalsX: number
  readonly totalsWidth: number
  readonly taxWidth: number
  readonly taxColumns: readonly [number, number, number]
}

/** Both blocks as wide as their figures need; the tax summary takes what the totals leave. */
function boxes(sheet: Sheet, printed: PrintedSums): TotalsBoxes {
  const { pen, style, words } = sheet
  const due = printed.totals.at(-1)
  const dueWidth = due === undefined ? 0 : pen.width(due.label, style.due) + pen.width(due.value, style.due) + 32
  const totalsWidth = Math.min(Math.max(236, dueWidth), sheet.width * 0.58)
  const heading = { ...style.small, bold: true }
  const column = (head: string, texts: readonly string[]) =>
    Math.min(Math.max(pen.width(head, heading), ...texts.map((text) => pen.width(text, style.small))) + 12, 96)
  const base = column(
    words.say('tax-base'),
    printed.taxes.map((tax) => tax.base),
  )
  const amount = column(
    words.say('tax-amount'),
    printed.taxes.map((tax) => tax.amount),
  )
  const taxWidth = Math.min(sheet.width - totalsWidth - 24, Math.max(218, base + amount + 70))
  return {
    totalsX: sheet.right - totalsWidth,
    totalsWidth,
    taxWidth,
    taxColumns: [taxWidth - base - amount, base, amount],
  }
}

export function layoutTotals(sheet: Sheet, printed: PrintedSums): TotalsLayout {
  const { pen, style } = sheet
  const box = boxes(sheet, printed)
  const inner = dueInset(sheet)
  const totals = printed.totals.map((total): TotalRow => {
    const rowStyle = total.weight === 'due' ? style.due : total.weight === 'sum' ? style.strong : style.body
    const padding = total.weight === 'due' ? 7 : 1.7
    const inset = total.weight === 'due' ? inner : 0
    const valueWidth = Math.min(pen.width(total.value, rowStyle) + 1, box.totalsWidth * 0.62)
    return {
      total,
      style: rowStyle,
      label: pen.lines(total.label, box.totalsWidth - valueWidth - 8 - 2 * inset, rowStyle),
      value: pen.lines(total.value, valueWidth, rowStyle),
      above: padding,
      below: padding,
    }
  })
  const [first, second, third] = box.taxColumns
  const taxes = printed.taxes.map((tax): TaxRow => {
    const cells = [
      pen.lines(tax.tax, first - 6, style.small),
      pen.lines(tax.base, second - 8, style.small),
      pen.lines(tax.amount, third - 8, style.small),
    ]
    const reason = tax.reason === undefined ? [] : pen.lines(tax.reason, box.taxWidth, style.small)
    const height =
      Math.max(...cells.map((lines) => pen.height(lines, style.small))) + pen.height(reason, style.small) + 5
    return { cells, reason, height }
  })
  const note =
    printed.accountCurrency === undefined ? [] : pen.lines(printed.accountCurrency, box.taxWidth, style.small)
  const right = totals.reduce((sum, row) => sum + rowHeight(sheet, row), 0)
  const head = taxes.length === 0 ? 0 : pen.lineHeight(style.head) + 6
  const left =
    head + taxes.reduce((sum, row) => sum + row.height, 0) + (note.length > 0 ? pen.height(note, style.small) + 6 : 0)
  return { height: space + Math.max(left, right), boxes: box, totals, taxes, note }
}

/** Text in a filled panel keeps off its edges. */
function dueInset(sheet: Sheet): number {
  return sheet.style.name === 'modern' && !sheet.marked ? 10 : 0
}

function rowHeight(sheet: Sheet, row: TotalRow): number {
  return (
    Math.max(sheet.pen.height(row.label, row.style), sheet.pen.height(row.value, row.style)) + row.above + row.below
  )
}

/** The free column under the tax summary, beside the totals. */
export interface FreeColumn {
  readonly x: number
  readonly y: number
  readonly width: number
}

/**
 * Draws both blocks; where they are too high for a page, row by row over pages, totals first. Returns what stays free
 * on the left.
 */
export function drawTotals(sheet: Sheet, layout: TotalsLayout): FreeColumn | undefined {
  const flows = layout.height > sheet.room
  const top = sheet.y + space
  let free: FreeColumn | undefined
  sheet.group(sheet.root, 'Sect', (section) => {
    if (flows) {
      sheet.y = top
      drawTotalRows(sheet, section, layout, true)
      sheet.y += space
      drawTaxRows(sheet, section, layout, true)
      return
    }
    sheet.y = top
    drawTaxRows(sheet, section, layout, false)
    const left = sheet.y
    free = { x: sheet.left, y: left, width: layout.boxes.taxWidth }
    sheet.y = top
    drawTotalRows(sheet, section, layout, false)
    sheet.y = Math.max(left, sheet.y)
  })
  return free
}

function drawTotalRows(sheet: Sheet, section: StructElement, layout: TotalsLayout, flows: boolean): void {
  const { pen, style } = sheet
  const { totalsX, totalsWidth } = layout.boxes
  sheet.group(section, 'Table', (table) => {
    for (const row of layout.totals) {
      const height = rowHeight(sheet, row)
      if (flows) sheet.ensure(height)
      const due = row.total.weight === 'due'
      const inset = due ? dueInset(sheet) : 0
      pen.artifact('Layout', () => {
        if (row.total.weight === 'sum') pen.rule(totalsX, sheet.y, totalsWidth, 0.5, style.hairline)
        if (due && style.name === 'modern' && !sheet.marked)
          pen.area(totalsX, sheet.y + 1, totalsWidth, height - 2, style.tint)
        if (due && style.name === 'modern' && sheet.marked)
          pen.rule(totalsX, sheet.y + 1, totalsWidth, 0.5, style.hairline)
        if (due && style.name === 'classic') {
          pen.rule(totalsX, sheet.y + 2, totalsWidth, 0.8, style.ink)
          pen.rule(totalsX, sheet.y + height - 2, totalsWidth, 1.6, style.accent)
        }
      })
      const y = sheet.y + row.above
      sheet.group(table, 'TR', (tr) => {
        cell(sheet, tr, 'TH', row.label, totalsX + inset, y, totalsWidth - 2 * inset, row.style, 'left')
        cell(sheet, tr, 'TD', row.value, totalsX + inset, y, totalsWidth - 2 * inset, row.style, 'right')
      })
      sheet.y += height
    }
  })
}

function drawTaxRows(sheet: Sheet, section: StructElement, layout: TotalsLayout, flows: boolean): void {
  const { pen, style, words } = sheet
  const { taxWidth, taxColumns } = layout.boxes
  if (layout.taxes.length > 0) {
    sheet.group(section, 'Table', (table) => {
      const heads = [words.say('tax-rate'), words.say('tax-base'), words.say('tax-amount')]
      const headStyle = { ...style.small, bold: true }
      sheet.group(table, 'TR', (tr) => {
        let x = sheet.left
        heads.forEach((text, index) => {
          const width = taxColumns[index] as number
          const th = pen.engine.struct('TH', { scope: 'Column' })
          tr.add(th)
          pen.content(th, 'TH', () =>
            pen.drawLines(
              pen.lines(text, width, headStyle),
              x,
              sheet.y + 2,
              width,
              headStyle,
              index === 0 ? 'left' : 'right',
            ),
          )
          th.end()
          x += width
        })
      })
      sheet.y += pen.lineHeight(style.head) + 6
      pen.artifact('Layout', () => pen.rule(sheet.left, sheet.y - 1.5, taxWidth, 0.5, style.hairline))
      for (const row of layout.taxes) {
        if (flows) sheet.ensure(row.height)
        drawTaxRow(sheet, table, row, layout.boxes)
      }
    })
  }
  if (layout.note.length > 0) {
    sheet.y += 6
    if (flows) sheet.ensure(pen.height(layout.note, style.small))
    sheet.group(section, 'P', (paragraph) => {
      pen.content(paragraph, 'P', () => {
        sheet.y = pen.drawLines(layout.note, sheet.left, sheet.y, taxWidth, style.small)
      })
    })
  }
}

function drawTaxRow(sheet: Sheet, table: StructElement, row: TaxRow, { taxWidth, taxColumns }: TotalsBoxes): void {
  const { pen, style } = sheet
  const y = sheet.y + 2
  sheet.group(table, 'TR', (tr) => {
    let x = sheet.left
    row.cells.forEach((lines, index) => {
      const width = taxColumns[index] as number
      const td = pen.engine.struct('TD')
      tr.add(td)
      pen.content(td, 'TD', () => {
        const below = pen.drawLines(lines, x, y, width, style.small, index === 0 ? 'left' : 'right')
        if (index === 0) pen.drawLines(row.reason, x, below, taxWidth, style.small)
      })
      td.end()
      x += width
    })
  })
  sheet.y += row.height
}

function cell(
  sheet: Sheet,
  tr: StructElement,
  tag: 'TH' | 'TD',
  lines: readonly TextLine[],
  x: number,
  y: number,
  width: number,
  style: TextStyle,
  align: 'left' | 'right',
): void {
  const element = sheet.pen.engine.struct(tag, tag === 'TH' ? { scope: 'Row' } : {})
  tr.add(element)
  if (lines.length > 0) sheet.pen.content(element, tag, () => sheet.pen.drawLines(lines, x, y, width, style, align))
  element.end()
}
