// Dates as other programs write them. The order of day and month is decided by the whole file, never cell by cell.
import { type CalendarDate, calendarDateOf } from '../../core/date.ts'

export type DateOrder = 'day-first' | 'month-first'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Reads the dates of a file: ISO dates and timestamps, 2022/11/07, 13.11.2022, 10/20/2019, 01/01/00, Jan 28 2021.
 * @param cells every cell of its date columns: one 10/20/2019 says that the month stands first everywhere; where nothing
 *   decides, the day does after a dot and the month after a slash
 * @returns reader of one cell: the day, or undefined when the text is no date
 */
export function dateReader(cells: readonly string[]): (cell: string) => CalendarDate | undefined {
  return dateColumn(cells).read
}

export interface DateColumn {
  /** The day, or undefined when the text is no date. */
  read(cell: string): CalendarDate | undefined
  /** False when a cell like 03/04/2026 could be two days and nothing in the file decides: the person is asked. */
  readonly certain: boolean
}

/**
 * As `dateReader`, with the question whether it had to guess.
 * @param said what a person has said about the order; else the cells prove it
 */
export function dateColumn(cells: readonly string[], said?: DateOrder): DateColumn {
  let order = said
  let open = false
  for (const cell of cells) {
    const parts = /^(\d{1,2})([-/.])(\d{1,2})[-/.]\d{2,4}\b/.exec(cell.trim())
    if (parts === null) continue
    const [first, second] = [Number(parts[1]), Number(parts[3])]
    if (first > 12 && second <= 12) order ??= 'day-first'
    if (second > 12 && first <= 12) order ??= 'month-first'
    if (parts[2] !== '.' && first <= 12 && second <= 12 && first !== second) open = true
  }
  return { read: (cell) => readDate(cell.trim(), order), certain: order !== undefined || !open }
}

function readDate(text: string, order: DateOrder | undefined): CalendarDate | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/.exec(text)
  if (iso !== null) return calendarDateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const local = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?[T ]\d{1,2}:\d{2}.*)?$/.exec(text)
  if (local !== null) {
    const [first, second, year] = [Number(local[1]), Number(local[3]), fullYear(local[4] ?? '')]
    const dayFirst = order === undefined ? local[2] === '.' : order === 'day-first'
    return dayFirst ? calendarDateOf(year, second, first) : calendarDateOf(year, first, second)
  }
  const words = /^([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(text) ?? undefined
  if (words !== undefined) return named(words[1], words[2], words[3])
  const reversed = /^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4})$/.exec(text) ?? undefined
  return reversed === undefined ? undefined : named(reversed[2], reversed[1], reversed[3])
}

function named(month = '', day = '', year = ''): CalendarDate | undefined {
  const index = MONTHS.indexOf(month.toLowerCase())
  return index < 0 ? undefined : calendarDateOf(Number(year), index + 1, Number(day))
}

/** Two digits mean this century up to 69, as spreadsheets read them. */
function fullYear(digits: string): number {
  const year = Number(digits)
  return digits.length === 4 ? year : year < 70 ? 2000 + year : 1900 + year
}
