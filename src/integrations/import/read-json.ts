// JSON exports -> the same table that a CSV gives: one row per record, nested fields as `BillAddr.City`. Numbers keep
// the digits they are written with: no amount passes through a floating-point number.
import { ok, type Result, refused } from '../../core/result.ts'
import type { FileProblem } from './file-problem.ts'
import { distinctNames, type RowDamage, type Table, type TableRow } from './table.ts'

/** Deeper data is no list of records, and could be a trap for the reader's stack. */
const MAX_DEPTH = 100
// Deeper fields of a record are kept as JSON text in one column.
const FLATTEN_DEPTH = 4

type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
type JsonRecord = { readonly [key: string]: JsonValue }

/**
 * Reads a JSON text: a list of records; an object around one list (`{"QueryResponse": {"Customer": [...]}}`); a QuickBooks
 * invoice (one row per line); or one single record.
 * @returns the table, or `json-broken`, `json-too-deep`, `json-no-records`
 */
export function readJson(text: string): Result<Table, FileProblem> {
  if (depthOf(text) > MAX_DEPTH) return refused({ code: 'json-too-deep', limit: MAX_DEPTH })
  let value: JsonValue
  try {
    JSON.parse(text)
    value = JSON.parse(numbersAsText(text)) as JsonValue
  } catch (error) {
    return refused({ code: 'json-broken', reason: error instanceof Error ? error.message : String(error) })
  }
  const found = findRecords(value)
  if (found === undefined) return refused({ code: 'json-no-records' })
  return ok(toTable(found.records, found.title))
}

/** The deepest nesting of a text, counted without parsing it. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]
    if (inString) {
      if (char === '\\') index += 1
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth -= 1
  }
  return deepest
}

/** Every number outside strings becomes a string of its digits; the text is known to be valid JSON. */
function numbersAsText(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `"${plainNumber(token)}"`,
  )
}

/** 1.5e3 -> 1500; what is too large to write out stays as it is and is refused where an amount is wanted. */
function plainNumber(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(token)
  if (match === null) return token
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const exponent = Number(power)
  if (Math.abs(exponent) > 40) return token
  const point = whole.length + exponent
  const digits = (whole + fraction).padEnd(point, '0')
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return point >= digits.length ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

function findRecords(
  value: JsonValue,
): { readonly records: readonly JsonValue[]; readonly title?: string } | undefined {
  if (Array.isArray(value)) return { records: value as readonly JsonValue[] }
  if (!isRecord(value)) return undefined
  const invoice = value.Invoice
  if (isRecord(invoice) && Array.isArray(invoice.Line)) return { records: invoiceLines(invoice), title: 'Invoice' }
  const inner = value.QueryResponse
  if (isRecord(inner)) return findRecords(inner)
  const lists = Object.entries(value).filter(
    (entry): entry is [string, readonly JsonValue[]] => Array.isArray(entry[1]) && entry[1].some(isRecord),
  )
  const only = lists[0]
  if (lists.length === 1 && only !== undefined) return { records: only[1], title: only[0] }
  if (lists.length > 1 || Object.keys(value).length === 0) return undefined
  return { records: [value] }
}

/** A QuickBooks invoice as the rows of its lines, each with the fields of the whole invoice before its own. */
function invoiceLines(invoice: JsonRecord): JsonRecord[] {
  const { Line: lines, ...head } = invoice
  return (lines as readonly JsonValue[]).map((line) => ({ ...head, Line: line }))
}

function isRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toTable(records: readonly JsonValue[], title: string | undefined): Table {
  const indexByName = new Map<string, number>()
  const flat = records.map((record) => {
    const cells = new Map<string, string>()
    if (isRecord(record)) flatten(record, '', 1, cells)
    else cells.set('value', textOf(record))
    for (const name of cells.keys()) if (!indexByName.has(name)) indexByName.set(name, indexByName.size)
    return cells
  })
  const headers = [...indexByName.keys()]
  const rows = flat.map((cells, index): TableRow => {
    const damage: RowDamage | undefined = isRecord(records[index]) ? undefined : 'record-expected'
    const row = { row: index + 1, cells: headers.map((name) => cells.get(name) ?? '') }
    return damage === undefined ? row : { ...row, damage }
  })
  return {
    format: 'json',
    delimiter: null,
    headerRow: null,
    headers,
    columns: distinctNames(headers),
    titles: title === undefined ? [] : [title],
    rows,
  }
}

function flatten(record: JsonRecord, prefix: string, depth: number, cells: Map<string, string>): void {
  for (const [key, value] of Object.entries(record)) {
    const name = prefix + key
    if (isRecord(value) && depth < FLATTEN_DEPTH) flatten(value, `${name}.`, depth + 1, cells)
    else cells.set(name, textOf(value))
  }
}

function textOf(value: JsonValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null))
    return value.map(textOf).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
