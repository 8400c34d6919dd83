// Text -> records of cells: separator, line ends and quotes. Papa Parse does the parsing; what it reports as broken is
// kept apart record by record, so that one missing quote never swallows the rest of a file.
import Papa from 'papaparse'

export type Delimiter = ',' | ';' | '\t' | '|'
export const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

export interface TextRecord {
  /** Counted from 1 over all records of the file, blank ones included. */
  readonly row: number
  readonly cells: readonly string[]
  readonly damage?: 'quote-unclosed' | 'quote-misplaced'
}

// How often parsing is taken up again behind a missing quote before the rest of the file counts as one broken record.
const MAX_RECOVERIES = 200

/** Every record of the text, blank ones included, cells exactly as written. */
export function parseRecords(text: string, delimiter: Delimiter): TextRecord[] {
  const newline = lineEnd(text)
  const mixed = newline === '\n' && text.includes('\r\n')
  const records: TextRecord[] = []
  let rest = text
  for (let attempt = 0; ; attempt += 1) {
    const { data, errors } = Papa.parse<string[]>(rest, { delimiter, newline, header: false, skipEmptyLines: false })
    const unclosed = errors.find((error) => error.code === 'MissingQuotes')
    const misplaced = new Set(errors.filter((error) => error.code === 'InvalidQuotes').map((error) => error.row))
    const good = unclosed === undefined ? data.length : (unclosed.row ?? data.length)
    for (let index = 0; index < good; index += 1) {
      const cells = (mixed ? withoutCarriageReturn(data[index]) : data[index]) ?? []
      const row = records.length + 1
      records.push(misplaced.has(index) ? { row, cells, damage: 'quote-misplaced' } : { row, cells })
    }
    if (unclosed === undefined) return withoutLastBlank(records)
    // The quote that never closes: its line is the broken record, reading goes on behind it.
    const open = unclosed.index ?? rest.length
    const end = attempt < MAX_RECOVERIES ? rest.indexOf(newline, open) : -1
    const swallowed = end < 0 ? rest.slice(open) : rest.slice(open, end)
    const before = data[good]?.slice(0, -1) ?? []
    records.push({ row: records.length + 1, cells: [...before, swallowed], damage: 'quote-unclosed' })
    if (end < 0) return withoutLastBlank(records)
    rest = rest.slice(end + newline.length)
    if (rest === '') return records
  }
}

/** A last line end is no record of its own. */
function withoutLastBlank(records: TextRecord[]): TextRecord[] {
  const last = records.at(-1)
  if (last !== undefined && last.damage === undefined && last.cells.length <= 1 && (last.cells[0] ?? '') === '')
    records.pop()
  return records
}

function withoutCarriageReturn(cells: readonly string[] | undefined): string[] {
  const result = [...(cells ?? [])]
  const last = result.at(-1)
  if (last?.endsWith('\r')) result[result.length - 1] = last.slice(0, -1)
  return result
}

/** The line end that is used outside quotes: the most frequent one among the first lines. */
function lineEnd(text: string): '\r\n' | '\n' | '\r' {
  let quoted = false
  let both = 0
  let feed = 0
  let carriage = 0
  const end = Math.min(text.length, 256 * 1024)
  for (let index = 0; index < end; index += 1) {
    const char = text[index]
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '\n') feed += 1
    else if (char === '\r') {
      if (text[index + 1] === '\n') {
        both += 1
        index += 1
      } else carriage += 1
    }
  }
  if (both > 0 && feed === 0 && carriage <= both) return '\r\n'
  if (feed + both === 0 && carriage > 0) return '\r'
  return '\n'
}

/** The separator that cuts the first records into the most cells, most evenly; a comma when nothing separates anything. */
export function detectDelimiter(text: string): Delimiter {
  const sample = text.slice(0, 256 * 1024)
  const newline = lineEnd(sample)
  let best: { readonly delimiter: Delimiter; readonly score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    if (!sample.includes(delimiter)) continue
    const { data } = Papa.parse<string[]>(sample, { delimiter, newline, preview: 60, skipEmptyLines: false })
    const widths = data.filter((cells) => cells.some((cell) => cell.trim() !== '')).map((cells) => cells.length)
    const score = evenness(widths)
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** 0 when nothing is cut; else higher, the more records have the usual width, and a little for more columns. */
function evenness(widths: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1)
  let usual = 0
  let times = 0
  for (const [width, count] of counts) {
    if (count > times || (count === times && width > usual)) {
      usual = width
      times = count
    }
  }
  return times === 0 ? 0 : (times / widths.length) * (1 + Math.min(usual, 40) / 100)
}
