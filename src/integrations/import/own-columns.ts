// Columns of a file that fill the owner's own fields: matched by the field's name, read by its kind (M-7).
import { decimal } from '../../core/decimal.ts'
import { readFieldValue } from '../../core/fields/check-field.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import { requiredProblem } from '../../core/fields/kept-values.ts'
import type { FieldId } from '../../core/ids.ts'
import type { CustomField } from '../../core/model.ts'
import { amountReader } from './amount-column.ts'
import { dateColumn } from './date-column.ts'
import type { OwnColumn } from './mapping.ts'
import { type RowIssue, shorten } from './row-issue.ts'
import type { Table, TableRow } from './table.ts'

export type ReadOwn =
  | { readonly ok: true; readonly values: readonly CustomField[] }
  | { readonly ok: false; readonly issue: RowIssue }

export interface OwnReader {
  /** The fields that a row fills; the reason why one cannot be kept. */
  read(row: TableRow): ReadOwn
  /** The first required field that a new row would lack. */
  missing(row: TableRow, values: readonly CustomField[] | undefined): RowIssue | undefined
}

/** Reads the columns of a mapping that fill fields in use; figures and days as the whole column writes them. */
export function ownReader(
  table: Table,
  columns: readonly OwnColumn[] | undefined,
  definitions: readonly FieldDefinition[] = [],
): OwnReader {
  const filled = (columns ?? []).flatMap(({ column, fieldId }) => {
    const at = table.columns.indexOf(column)
    const definition = definitions.find(({ id, state }) => id === fieldId && state === 'active')
    return at === -1 || definition === undefined ? [] : [{ at, column, definition, machine: machineForm(table, at) }]
  })
  return {
    read({ row, cells }) {
      const values: CustomField[] = []
      for (const { at, column, definition, machine } of filled) {
        const cell = (cells[at] ?? '').trim()
        if (cell === '') continue
        const { id, name, kind } = definition
        const read = readFieldValue(definition, machine[kind]?.(cell) ?? cell)
        if (!read.ok) {
          const limit = read.limit === undefined ? {} : { limit: read.limit }
          return {
            ok: false,
            issue: { row, column, code: `own-${read.reason}` as RowIssue['code'], cell: shorten(cell), ...limit },
          }
        }
        values.push({ fieldId: id, name, value: read.value })
      }
      return { ok: true, values }
    },
    missing({ row }, values) {
      const problem = requiredProblem(values ?? [], definitions)
      if (problem?.code !== 'field-required') return undefined
      return { row, column: '', code: 'own-required', cell: problem.name }
    },
  }
}

/** What turns a cell of the column into machine form, by the kind of its field; undefined: it already is, or cannot be. */
function machineForm(
  table: Table,
  at: number,
): Partial<Record<FieldDefinition['kind'], (cell: string) => string | undefined>> {
  const cells = table.rows.flatMap(({ damage, cells: all }) => (damage === undefined ? [all[at] ?? ''] : []))
  const numbers = amountReader(cells)
  const days = dateColumn(cells)
  return {
    number: (cell) => (/^-?\d+(?:\.\d+)?$/.test(cell) && cell.length <= 64 ? decimal(cell) : numbers.read(cell)),
    date: (cell) => days.read(cell),
  }
}

/** Which field in use a column's name says, if it says one: the very name first, else one that is written alike. */
export function fieldNamed(
  definitions: readonly FieldDefinition[],
  column: string,
  fold: (name: string) => string,
): FieldId | undefined {
  const inUse = definitions.filter(({ state }) => state === 'active')
  const wanted = fold(column)
  const found =
    inUse.find(({ name }) => name === column.trim()) ?? inUse.find(({ name }) => wanted !== '' && fold(name) === wanted)
  return found?.id
}
