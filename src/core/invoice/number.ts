// Invoice numbers from a pattern (G-7): the period in the pattern names the series, the counter restarts with it.
import { type CalendarDate, monthOf } from '../date.ts'
import type { Sequence } from '../model.ts'
import { ok, type Result, refused } from '../result.ts'

export interface PatternProblem {
  readonly code: 'pattern-invalid'
  readonly reason:
    | 'empty'
    | 'no-counter'
    | 'two-counters'
    | 'unknown-field'
    | 'too-long'
    | 'month-without-year'
    | 'unprintable'
    /** Invoices and credit notes would get the same numbers (G-8). */
    | 'shared'
  readonly field?: string
}

const fieldPattern = /\{([^{}]*)\}/g

/** Checks a numbering pattern such as `{YYYY}-{NNNN}`: exactly one counter, at most 30 characters, known fields only. */
export function checkPattern(pattern: string): Result<string, PatternProblem> {
  const trimmed = pattern.trim()
  if (trimmed === '') return refused({ code: 'pattern-invalid', reason: 'empty' })
  if (trimmed.length > 30) return refused({ code: 'pattern-invalid', reason: 'too-long' })
  if (/[^\x20-\x7e]/.test(trimmed)) return refused({ code: 'pattern-invalid', reason: 'unprintable' })
  let counters = 0
  let year = false
  let month = false
  for (const [, field = ''] of trimmed.matchAll(fieldPattern)) {
    if (/^N{1,12}$/.test(field)) counters += 1
    else if (field === 'YYYY' || field === 'YY') year = true
    else if (field === 'MM') month = true
    else return refused({ code: 'pattern-invalid', reason: 'unknown-field', field })
  }
  if (/[{}]/.test(trimmed.replace(fieldPattern, '')))
    return refused({ code: 'pattern-invalid', reason: 'unknown-field', field: '{' })
  if (counters === 0) return refused({ code: 'pattern-invalid', reason: 'no-counter' })
  if (counters > 1) return refused({ code: 'pattern-invalid', reason: 'two-counters' })
  if (month && !year) return refused({ code: 'pattern-invalid', reason: 'month-without-year' })
  return ok(trimmed)
}

/**
 * The series of a document issued on a day: the pattern with its dates filled in and the counter as `{N}`, whatever its
 * padding, so that a wider padding goes on counting; and the padding, in digits.
 */
export function seriesOf(
  pattern: string,
  issuedOn: CalendarDate,
): { readonly series: string; readonly padding: number } {
  const [year = '', month = ''] = monthOf(issuedOn).split('-')
  let padding = 1
  const series = pattern.trim().replace(fieldPattern, (_whole, field: string) => {
    if (field === 'YYYY') return year
    if (field === 'YY') return year.slice(-2)
    if (field === 'MM') return month
    padding = field.length
    return '{N}'
  })
  return { series, padding }
}

/** The printed number of a place in a series; counters longer than the padding are printed whole. */
export function numberIn(series: string, padding: number, sequence: number): string {
  return series.replace('{N}', String(sequence).padStart(padding, '0'))
}

export interface PlaceInSeries {
  /** Key of the counter: invoices and credit notes may share a pattern's text, never a counter. */
  readonly key: string
  readonly series: string
  readonly sequence: number
  readonly number: string
  /** No document of this kind was ever issued: `startAt` decides. */
  readonly first: boolean
}

/**
 * The place that the next document of a kind gets if it is issued on this day, given the counters of its kind.
 * `startAt` holds for the first series of a kind only: a pattern with a year starts at 1 again every year.
 */
export function nextPlace(
  kind: Sequence['kind'],
  { pattern, startAt }: { readonly pattern: string; readonly startAt: number },
  ofKind: readonly Sequence[],
  issuedOn: CalendarDate,
): PlaceInSeries {
  const { series, padding } = seriesOf(pattern, issuedOn)
  const key = `${kind} ${series}`
  const row = ofKind.find((sequence) => sequence.series === key)
  const first = ofKind.length === 0
  const sequence = row === undefined ? (first ? startAt : 1) : row.last + 1
  return { key, series, sequence, number: numberIn(series, padding, sequence), first }
}
