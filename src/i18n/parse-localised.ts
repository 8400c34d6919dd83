// The importer's parser: a file names no locale, so the column shows how it writes numbers, and only then each cell.

import { isCurrency } from '../core/currency.ts'
import { type Decimal, parseDecimal } from '../core/decimal.ts'
import { ok, type Result, refused } from '../core/result.ts'

export interface ColumnFormat {
  /** The decimal separator of the column; `mixed` when its cells contradict each other: then each cell decides. */
  readonly decimal: '.' | ',' | 'mixed'
  /** False when no cell proves it: "1.234" alone may be one thousand or one and a bit. The preview asks. */
  readonly certain: boolean
}

export interface LocalisedProblem {
  readonly code: 'empty' | 'not-a-number' | 'ambiguous'
}

interface Digits {
  readonly negative: boolean
  /** Digits and the separators . and , only. */
  readonly body: string
}

const MAX_TEXT = 80
// Currency words that are neither ISO codes nor currency signs, as found in exports.
const CURRENCY_WORDS = new Set(
  'EURO EUROS US A C CA AU NZ HK S R RS RM KR KČ ZŁ FT FR SFR FS LEI LEU LV ЛВ РУБ ГРН DIN TL USD DKR NKR SKR RP'.split(
    ' ',
  ),
)

/**
 * How a column writes its decimals: proven by any cell that can be read one way only. A column without proof is read
 * with the point, `certain` false where that mattered.
 */
export function detectColumnFormat(cells: Iterable<string>): ColumnFormat {
  let point = false
  let comma = false
  let open = false
  for (const cell of cells) {
    const digits = bareDigits(cell)
    if (digits === undefined) continue
    const proof = provenDecimal(digits.body)
    if (proof === '.') point = true
    else if (proof === ',') comma = true
    else if (proof === 'open') open = true
  }
  if (point && comma) return { decimal: 'mixed', certain: false }
  if (point) return { decimal: '.', certain: true }
  if (comma) return { decimal: ',', certain: true }
  return { decimal: '.', certain: !open }
}

/**
 * The number in a cell: group separators (point, comma, space, apostrophe), currency signs and codes, accounting
 * parentheses and trailing minus understood. Without a format the cell decides for itself; in a mixed column a cell
 * that can be read two ways is `ambiguous`.
 */
export function parseLocalised(cell: string, format?: ColumnFormat): Result<Decimal, LocalisedProblem> {
  if (cell.trim() === '') return refused({ code: 'empty' })
  const digits = bareDigits(cell)
  if (digits === undefined) return refused({ code: 'not-a-number' })
  let decimalSign = format?.decimal
  if (decimalSign === undefined || decimalSign === 'mixed') {
    const proof = provenDecimal(digits.body)
    if (proof === 'open' && decimalSign === 'mixed') return refused({ code: 'ambiguous' })
    // A lone comma before three digits groups, a lone point does not: what most programs write.
    decimalSign = proof === ',' ? ',' : '.'
  }
  return read(digits, decimalSign)
}

/** Sign and digits of a cell; undefined when it holds anything that is neither number nor currency. */
function bareDigits(cell: string): Digits | undefined {
  if (cell.length > MAX_TEXT) return undefined
  // "Rs. 500", "Fr.12.50": the point of an abbreviation is no separator.
  const text = cell
    .replace(/[\s\u00a0\u2007\u2009\u202f]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f]/gu, '')
    .replace(/(?<=\p{L})\./gu, '')
    .trim()
  const match = /^([^\d.,]*)([\d.,' \u2019\u02bc]*\d[\d.,' \u2019\u02bc]*)([^\d]*)$/u.exec(text)
  if (match === null) return undefined
  const [, before = '', middle = '', after = ''] = match
  const bracketed = before.includes('(') && after.includes(')')
  const minus = /[-\u2212]/u.test(before) !== /[-\u2212]/u.test(after)
  if (before.includes('(') !== after.includes(')')) return undefined
  if (![before, after].every(isCurrencyOrSign)) return undefined
  const body = middle.trim().replace(/(?<=\d)['\u2019\u02bc ](?=\d{3}(?!\d))/gu, '')
  return /^[\d.,]+$/.test(body) ? { negative: bracketed !== minus, body } : undefined
}

function isCurrencyOrSign(text: string): boolean {
  const words = text.replace(/[-\u2212+()]/gu, ' ').match(/\p{Sc}|[\p{L}]+|[^\s\p{Sc}\p{L}.]/gu) ?? []
  return words.every((word) => {
    const folded = word.toUpperCase()
    return /^\p{Sc}$/u.test(word) || isCurrency(folded) || CURRENCY_WORDS.has(folded)
  })
}

/** Which sign must be the decimal one; `open` when both readings are possible, undefined when it holds none. */
function provenDecimal(body: string): '.' | ',' | 'open' | undefined {
  const point = body.lastIndexOf('.')
  const comma = body.lastIndexOf(',')
  if (point < 0 && comma < 0) return undefined
  if (point >= 0 && comma >= 0) return point > comma ? '.' : ','
  const sign = point >= 0 ? '.' : ','
  const other = sign === '.' ? ',' : '.'
  const pieces = body.split(sign)
  if (pieces.length > 2) return other
  const [whole = '', fraction = ''] = pieces
  const couldGroup = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
  return couldGroup ? 'open' : sign
}

function read({ negative, body }: Digits, decimalSign: '.' | ','): Result<Decimal, LocalisedProblem> {
  const groupSign = decimalSign === '.' ? ',' : '.'
  const pieces = body.split(decimalSign)
  const [whole = '', fraction = ''] = pieces
  if (pieces.length > 2 || fraction.includes(groupSign)) return refused({ code: 'ambiguous' })
  // Groups of three, or the Indian two-two-three; a file that groups otherwise is not understood.
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(whole) || /^\d{1,2}(?:,\d{2})+,\d{3}$/.test(whole)
  if (!/^\d*$/.test(whole) && !grouped) return refused({ code: 'ambiguous' })
  const value = parseDecimal(`${negative ? '-' : ''}${whole.replaceAll(groupSign, '') || '0'}.${fraction || '0'}`)
  return value === undefined ? refused({ code: 'not-a-number' }) : ok(value)
}
