// Amounts of a column, read the way the whole column writes them; parseLocalised decides, this prepares the cells.
import { type Decimal, decimalParts } from '../../core/decimal.ts'
import { type ColumnFormat, detectColumnFormat, parseLocalised } from '../../i18n/parse-localised.ts'

export interface AmountReader {
  /** The exact amount, or undefined when the cell is none, or could be two. */
  read(cell: string): Decimal | undefined
  /** False when a point or comma in the column may separate thousands as well as decimals: the person is asked. */
  readonly certain: boolean
}

/**
 * A reader for the cells of one column.
 * @param decimal what a person has said about the column; else its own cells prove it
 */
export function amountReader(cells: readonly string[], decimal?: '.' | ','): AmountReader {
  const bare = cells.map(bareAmount)
  const format: ColumnFormat = decimal === undefined ? detectColumnFormat(bare) : { decimal, certain: true }
  return {
    certain: format.certain,
    read(cell) {
      const amount = parseLocalised(bareAmount(cell), format)
      return amount.ok ? amount.value : undefined
    },
  }
}

/**
 * The amount in plain digits: marks of writing direction are dropped, Arabic, Persian, Devanagari and full-width digits
 * become 0-9, and a dotted currency word (`Rs.`, `kr.`, the Jordanian dinar's) in front or behind goes.
 */
function bareAmount(cell: string): string {
  return cell
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c]/g, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g, plainDigit)
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, ',')
    .replace(/[\uff0e]/g, '.')
    .replace(/[\uff0c]/g, ',')
    .replace(/[\uff0d\u2212]/g, '-')
    .replace(/^(\s*-?)\s*(?:\p{L}{1,3}\.){1,3}(?=[\s\d-])/u, '$1')
    .replace(/(?<=[\s\d])(?:\p{L}{1,3}\.){1,3}\s*$/u, '')
    .replace(/^\s*(?:\p{Script=Arabic}{1,5})\s*(?=[-\d])/u, '')
    .replace(/(?<=\d)\s*(?:\p{Script=Arabic}{1,5})\s*$/u, '')
}

function plainDigit(digit: string): string {
  const code = digit.charCodeAt(0)
  const zero = [0x0660, 0x06f0, 0x0966, 0xff10].find((start) => code >= start && code <= start + 9) ?? code
  return String(code - zero)
}

/** How many decimals the cell shows: 2 for `650.00`, although the amount is 650. */
export function writtenPlaces(cell: string, value: Decimal): number {
  const text = bareAmount(cell)
  const shown = /[.,](\d+)\D*$/.exec(text)?.[1]
  if (shown === undefined) return 0
  const { coefficient, scale } = decimalParts(value)
  if (scale > shown.length) return scale
  const digits = BigInt(text.replace(/\D/g, '') || '0')
  const magnitude = (coefficient < 0n ? -coefficient : coefficient) * 10n ** BigInt(shown.length - scale)
  return digits === magnitude ? shown.length : scale
}
