// Numbers are taken only here, inside the transaction that issues the document: no gap, no double (G-7, R-17).
import type { Envelope } from '../core/envelope.ts'
import { numberIn, seriesOf } from '../core/invoice/number.ts'
import type { Sequence } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { NumberSeries } from '../core/settings.ts'
import type { Books } from './books.ts'

export interface TakenNumber {
  readonly series: string
  readonly sequence: number
  readonly number: string
}

/**
 * Takes the next number of the series that the pattern names for the account's day. `startAt` holds for the first
 * series of a kind only: a pattern with a year starts at 1 again every year.
 * Problem: `date-before-last` when a document of this kind carries a later date.
 */
export async function takeNumber(
  books: Books,
  kind: Sequence['kind'],
  { pattern, startAt }: NumberSeries,
  envelope: Envelope,
): Promise<Result<TakenNumber, Problem>> {
  const { series, padding } = seriesOf(pattern, envelope.today)
  const ofKind = await books.db.sequences.where('kind').equals(kind).toArray()
  const last = ofKind
    .map(({ lastIssuedOn }) => lastIssuedOn)
    .filter((date) => date !== undefined)
    .sort()
    .at(-1)
  if (last !== undefined && envelope.today < last) {
    return refused({ code: 'date-before-last', today: envelope.today, last })
  }
  const row = ofKind.find((sequence) => sequence.series === keyOf(kind, series))
  const sequence = row === undefined ? (ofKind.length === 0 ? startAt : 1) : row.last + 1
  await books.putSequence({ series: keyOf(kind, series), kind, last: sequence, lastIssuedOn: envelope.today })
  return ok({ series, sequence, number: numberIn(series, padding, sequence) })
}

// Invoices and credit notes may share a pattern's text; their counters are never shared.
function keyOf(kind: Sequence['kind'], series: string): string {
  return `${kind} ${series}`
}
