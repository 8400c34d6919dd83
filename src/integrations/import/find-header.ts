// Which record of a file names the columns. Exports put banners, blank records and section titles above it; bank files
// have none at all.
import { isCurrency } from '../../core/currency.ts'
import { knownName } from './column-names.ts'
import type { TextRecord } from './parse-records.ts'

// No export seen puts more above its header than a few lines.
const LOOK_AT = 25

/**
 * The index of the header among the records, or undefined when the first full record already is data.
 * A header is a record of short texts, at least half as wide as the table, none of them a number, date or address;
 * among several, the first one with names that are known.
 */
export function findHeader(records: readonly TextRecord[]): number | undefined {
  const seen = records.slice(0, LOOK_AT + 25)
  const width = usualWidth(seen)
  let first: number | undefined
  for (const [index, record] of seen.slice(0, LOOK_AT).entries()) {
    if (record.damage !== undefined) continue
    const filled = record.cells.filter((cell) => cell.trim() !== '')
    // So many names are a header whatever else stands in it: the owner's own fields may be called as they like.
    if (filled.filter((cell) => knownName(cell)).length >= 6) return index
    if (filled.length === 0 || filled.length < width / 2 || !filled.every(isLabel)) {
      // The first record as wide as the table decides when nothing above it was a title.
      if (first === undefined && filled.length >= Math.max(2, width / 2) && !filled.every(isLabel)) return undefined
      continue
    }
    const known = filled.filter((cell) => knownName(cell)).length
    if (known >= Math.min(2, filled.length)) return index
    first ??= index
  }
  return first
}

/** The number of filled cells that most records reach: a title has one, the header nearly all. */
function usualWidth(records: readonly TextRecord[]): number {
  return Math.max(1, ...records.map((record) => record.cells.filter((cell) => cell.trim() !== '').length))
}

/** Reads like the name of a column: short, one line, not a number, date, e-mail or web address. */
function isLabel(cell: string): boolean {
  const text = cell.trim()
  if (text.length > 80 || /[\r\n@]/.test(text) || /^https?:/i.test(text)) return false
  if (!/\p{L}/u.test(text)) return /^[#%№*]{1,3}$/.test(text)
  // An amount with its currency; `PLZ 1` is a name all the same.
  const amount = /^(\p{Sc}|[A-Z]{3})?\s?[-+(]?\d[\d.,' \u00a0]*\)?\s?(\p{Sc}|[A-Z]{3})?$/u.exec(text)
  if (amount?.slice(1).every((unit) => unit === undefined || !/^[A-Z]/.test(unit) || isCurrency(unit))) return false
  return !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(text)
}
