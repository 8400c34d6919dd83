// The cells of one row by the field that each fills.
import { type ColumnMapping, type ImportField, joinedFields } from './mapping.ts'
import type { IssueCode, RowIssue } from './row-issue.ts'
import { shorten } from './row-issue.ts'
import type { Table, TableRow } from './table.ts'

export interface MappedCells<Field extends ImportField> {
  readonly row: number
  /** The field's text as written (joined lines for fields that take several columns); empty when there is none. */
  text(field: Field): string
  /** The same without space around it. */
  word(field: Field): string
  has(field: Field): boolean
  /** An issue about the column that fills a field. */
  issue(field: Field, code: IssueCode, limit?: number): RowIssue
}

/** Columns of a mapping that the table has, by field; others are ignored. */
export function columnsByField<Field extends ImportField>(
  table: Table,
  mapping: ColumnMapping,
): ReadonlyMap<Field, readonly number[]> {
  const columns = new Map<Field, number[]>()
  const indexByColumn = new Map(table.columns.map((column, index) => [column, index]))
  for (const { column, field } of mapping.columns) {
    const index = indexByColumn.get(column)
    if (index === undefined) continue
    const list = columns.get(field as Field) ?? []
    if (!list.includes(index)) list.push(index)
    columns.set(field as Field, list)
  }
  return columns
}

/** Reads a row through a mapping. */
export function mapCells<Field extends ImportField>(
  table: Table,
  columns: ReadonlyMap<Field, readonly number[]>,
  row: TableRow,
): MappedCells<Field> {
  const filled = (field: Field) =>
    (columns.get(field) ?? []).map((index) => row.cells[index] ?? '').filter((cell) => cell.trim() !== '')
  const text = (field: Field): string => {
    const cells = filled(field)
    return joinedFields.has(field) ? [...new Set(cells)].join('\n') : (cells[0] ?? '')
  }
  return {
    row: row.row,
    text,
    word: (field) => text(field).trim(),
    has: (field) => filled(field).length > 0,
    issue(field, code, limit) {
      const index = columns.get(field)?.find((at) => (row.cells[at] ?? '').trim() !== '') ?? columns.get(field)?.[0]
      const issue = {
        row: row.row,
        column: index === undefined ? '' : (table.columns[index] ?? ''),
        code,
        cell: shorten(index === undefined ? '' : (row.cells[index] ?? '')),
      }
      return limit === undefined ? issue : { ...issue, limit }
    },
  }
}
