// One file -> one table. The entry for everything that imports: bytes or text in, named columns and numbered rows out.
import { ok, type Result, refused } from '../../core/result.ts'
import { clientColumns } from '../../documents/csv/clients-csv.ts'
import { writtenColumns } from '../../documents/csv/contracts-csv.ts'
import { unprotectText } from '../../documents/csv/protected-text.ts'
import type { FileProblem } from './file-problem.ts'
import { findHeader } from './find-header.ts'
import { type Delimiter, detectDelimiter, parseRecords, type TextRecord } from './parse-records.ts'
import { type Encoding, hasBrokenCharacter, readBytes } from './read-bytes.ts'
import { readJson } from './read-json.ts'
import { distinctNames, foldName, REFUSED_COLUMNS, type RowDamage, type Table, type TableRow } from './table.ts'

/** What a person may set right when the detection was wrong. */
export interface ReadChoices {
  readonly delimiter?: Delimiter
  /** Record number of the header, counted from 1; null when the file has none. */
  readonly headerRow?: number | null
}

export interface ReadFile {
  readonly encoding: Encoding
  readonly table: Table
}

/**
 * Reads a whole file. `name` (a path or file name) only tells JSON from text.
 * @returns encoding and table, or the one reason why nothing can be read
 */
export function readFile(bytes: Uint8Array, name: string, choices: ReadChoices = {}): Result<ReadFile, FileProblem> {
  const decoded = readBytes(bytes)
  if (!decoded.ok) return decoded
  const { text, encoding, damaged } = decoded.value
  const read = readTable(text, name, choices)
  if (!read.ok) return read
  return ok({ encoding, table: withDamage(read.value, damaged) })
}

/** The table of a text; JSON when it is called or looks like it. */
export function readTable(text: string, name: string, choices: ReadChoices = {}): Result<Table, FileProblem> {
  if (/\.json$/i.test(name)) return readJson(text)
  if (/^\s*[[{]/.test(text)) {
    const json = readJson(text)
    if (json.ok) return json
  }
  if (text.trim() === '') return refused({ code: 'file-empty' })
  const delimiter = choices.delimiter ?? detectDelimiter(text)
  return ok(tableOf(parseRecords(text, delimiter), delimiter, choices))
}

function tableOf(records: readonly TextRecord[], delimiter: Delimiter, choices: ReadChoices): Table {
  const chosen = choices.headerRow
  const found = chosen === undefined ? findHeader(records) : chosen === null ? undefined : chosen - 1
  const header = found === undefined ? undefined : records[found]
  const titles =
    header === undefined
      ? []
      : records.slice(0, found).flatMap((record) => record.cells.filter((cell) => cell.trim() !== ''))
  const data = records.slice(header === undefined ? 0 : (found ?? -1) + 1).filter((record) => !isBlank(record))
  const written = header?.cells ?? []
  const guarded = isOurs(written)
  const named = guarded ? written.map(unprotectText) : written
  const headers = [...named, ...extraColumns(data, header === undefined ? 0 : named.length)]
  return {
    format: 'csv',
    delimiter,
    headerRow: header === undefined ? null : header.row,
    headers,
    columns: distinctNames(headers),
    titles,
    rows: data.map((record) => toRow(guarded ? unguarded(record) : record, headers)),
  }
}

/** Whether the app wrote the file: refused rows of an import, or its list of clients or of contracts. */
function isOurs(header: readonly string[]): boolean {
  const begins = (columns: readonly string[]) => columns.every((name, index) => header[index] === name)
  return header.includes(REFUSED_COLUMNS[1]) || begins(clientColumns) || begins(writtenColumns)
}

/** The cells of a file of our own, as they were before they were made safe for spreadsheets. */
function unguarded(record: TextRecord): TextRecord {
  return { ...record, cells: record.cells.map(unprotectText) }
}

function isBlank(record: TextRecord): boolean {
  return record.damage === undefined && record.cells.every((cell) => cell.trim() === '')
}

/**
 * Blank names for columns beyond the header: for all cells when there is no header, and when at least half of the rows
 * fill such a column. A single longer row has a separator too many and is refused instead.
 */
function extraColumns(data: readonly TextRecord[], named: number): string[] {
  const widths = data.map((record) => record.cells.findLastIndex((cell) => cell.trim() !== '') + 1)
  if (named === 0) return Array.from({ length: widths.reduce((most, width) => Math.max(most, width), 0) }, () => '')
  const longer = widths.filter((width) => width > named)
  if (longer.length * 2 < widths.length || longer.length === 0) return []
  return Array.from({ length: longer.reduce((most, width) => Math.max(most, width), 0) - named }, () => '')
}

function toRow(record: TextRecord, headers: readonly string[]): TableRow {
  const { row, cells } = record
  const beyond = cells.slice(headers.length).some((cell) => cell.trim() !== '')
  // Nothing is cut: what is too much stays in the last cell, for the person to see.
  const fitted = beyond
    ? [...cells.slice(0, headers.length - 1), cells.slice(headers.length - 1).join(' | ')]
    : headers.map((_, index) => cells[index] ?? '')
  const damage: RowDamage | undefined =
    record.damage ??
    (beyond
      ? 'too-many-cells'
      : isTechnical(fitted, headers)
        ? 'technical-names'
        : isTotal(fitted)
          ? 'total-row'
          : undefined)
  return damage === undefined ? { row, cells: fitted } : { row, cells: fitted, damage }
}

/** A second header of program names under the readable one: `Item.name,Item.description,...`. */
function isTechnical(cells: readonly string[], headers: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '')
  if (filled.length < 2 || filled.length < headers.length / 2) return false
  if (filled.every((cell) => /^[A-Za-z]\w*\.[A-Za-z]\w*$/.test(cell.trim()))) return true
  // The header repeated in the middle of a file that was put together from several.
  return cells.every((cell, index) => foldName(cell) === foldName(headers[index] ?? ''))
}

/** The sum under a report's list: a word for total, and nothing but numbers beside it. */
function isTotal(cells: readonly string[]): boolean {
  const [first, ...others] = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (first === undefined || others.length === 0) return false
  if (!/^(grand |sub)?totals?:?$|^(gesamt(summe)?|summe|totaal|totale?|suma|soma):?$/i.test(first)) return false
  return others.every((cell) => /^[^\p{L}@]*\d[^\p{L}@]*$/u.test(cell))
}

function withDamage(table: Table, damaged: boolean): Table {
  const broken = (cell: string) => hasBrokenCharacter(cell) || (damaged && cell.includes('\uFFFD'))
  if (!table.rows.some((row) => row.cells.some(broken))) return table
  return {
    ...table,
    rows: table.rows.map((row) =>
      row.damage === undefined && row.cells.some(broken) ? { ...row, damage: 'broken-character' } : row,
    ),
  }
}
