// What every reader gives and every later step takes: named columns, numbered rows, cells as written.
import type { Delimiter } from './parse-records.ts'

export interface TableRow {
  /** Record number in the file counted from 1, blank records and those above the header included; in JSON the item's number. */
  readonly row: number
  /** As many cells as the table has columns; exactly as written. */
  readonly cells: readonly string[]
  /** Why the row cannot be trusted; it is refused whole and shown as it stands. */
  readonly damage?: RowDamage
}

export type RowDamage =
  | 'quote-unclosed'
  | 'quote-misplaced'
  | 'too-many-cells'
  | 'broken-character'
  | 'technical-names'
  | 'total-row'
  | 'record-expected'

export interface Table {
  readonly format: 'csv' | 'json'
  /** Null for JSON. */
  readonly delimiter: Delimiter | null
  /** Record number of the header; null when the table has none, or for JSON. */
  readonly headerRow: number | null
  /** Names as written in the file. */
  readonly headers: readonly string[]
  /** Each name once: `Phone`, `Phone (2)`; `Column 7` where the header is blank or missing. */
  readonly columns: readonly string[]
  /** Texts found above the header: banner, section title. */
  readonly titles: readonly string[]
  readonly rows: readonly TableRow[]
}

/** The columns that refused rows get when they are saved for repair; a file that has them is one of ours. */
export const REFUSED_COLUMNS = ['Billfold: row', 'Billfold: reason'] as const

/** The form in which names of columns are compared: no marks, accents, case or punctuation; words apart by one blank. */
export function foldName(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}#%]+/gu, ' ')
    .trim()
}

/** Names kept apart: a repeated one gets its number, a blank one its position. */
export function distinctNames(headers: readonly string[]): string[] {
  const taken = new Set<string>()
  return headers.map((header, index) => {
    const base = header.trim() === '' ? `Column ${index + 1}` : header.trim()
    let name = base
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base} (${number})`
    taken.add(name.toLowerCase())
    return name
  })
}
