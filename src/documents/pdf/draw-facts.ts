// Pairs of a label and a value, as a table whose rows are headed by the labels.
import type { Labelled } from '../printed-document.ts'
import type { TextLine } from './break-lines.ts'
import type { StructElement } from './engine.ts'
import type { Alignment, TextStyle } from './pen.ts'
import type { Sheet } from './sheet.ts'

export interface FactsBox {
  readonly x: number
  readonly width: number
  readonly labelWidth: number
  readonly label: TextStyle
  readonly value: TextStyle
  readonly valueAlign?: Alignment
  readonly gap?: number
}

interface FactRow {
  readonly label: TextLine[]
  readonly value: TextLine[]
  readonly height: number
}

function factRows(sheet: Sheet, facts: readonly Labelled[], box: FactsBox): FactRow[] {
  const { pen } = sheet
  const valueWidth = box.width - box.labelWidth - 8
  return facts.map(({ label, value }) => {
    const labelLines = pen.lines(label, box.labelWidth, box.label)
    const valueLines = pen.lines(value, valueWidth, box.value)
    const height = Math.max(pen.height(labelLines, box.label), pen.height(valueLines, box.value)) + (box.gap ?? 0)
    return { label: labelLines, value: valueLines, height }
  })
}

/** How high the facts stand. */
export function factsHeight(sheet: Sheet, facts: readonly Labelled[], box: FactsBox): number {
  return factRows(sheet, facts, box).reduce((sum, row) => sum + row.height, 0)
}

/** Draws from y downwards, on new pages where `flows`; returns the y below. */
export function drawFacts(
  sheet: Sheet,
  parent: StructElement,
  facts: readonly Labelled[],
  box: FactsBox,
  y: number,
  flows = false,
): number {
  if (facts.length === 0) return y
  const { pen } = sheet
  let top = y
  sheet.group(parent, 'Table', (table) => {
    for (const row of factRows(sheet, facts, box)) {
      if (flows) {
        sheet.y = top
        sheet.ensure(row.height)
        top = sheet.y
      }
      sheet.group(table, 'TR', (tr) => {
        const th = pen.engine.struct('TH', { scope: 'Row' })
        tr.add(th)
        // Both first baselines on one line, whatever the sizes.
        const drop = Math.max(pen.ascent(box.value) - pen.ascent(box.label), 0)
        if (row.label.length > 0)
          pen.content(th, 'TH', () => pen.drawLines(row.label, box.x, top + drop, box.labelWidth, box.label))
        th.end()
        const td = pen.engine.struct('TD')
        tr.add(td)
        const x = box.x + box.labelWidth + 8
        const width = box.width - box.labelWidth - 8
        if (row.value.length > 0)
          pen.content(td, 'TD', () => pen.drawLines(row.value, x, top, width, box.value, box.valueAlign))
        td.end()
      })
      top += row.height
    }
  })
  return top
}
