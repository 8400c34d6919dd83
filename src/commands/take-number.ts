// Numbers are taken only here, inside the transaction that issues the document: no gap, no double (G-7, R-17).
import type { Envelope } from '../core/envelope.ts'
import { nextPlace } from '../core/invoice/number.ts'
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
 * Takes the next number of the series that the pattern names for the account's day.
 * Problem: `date-before-last` when a document of this kind carries a later date.
 */
export async function takeNumber(
  books: Books,
  kind: Sequence['kind'],
  series: NumberSeries,
  envelope: Envelope,
): Promise<Result<TakenNumber, Problem>> {
  const ofKind = await books.db.sequences.where('kind').equals(kind).toArray()
  const last = ofKind
    .map(({ lastIssuedOn }) => lastIssuedOn)
    .filter((date) => date !== undefined)
    .sort()
    .at(-1)
  if (last !== undefined && envelope.today < last) {
    return refused({ code: 'date-before-last', today: envelope.today, last })
  }
  const { key, series: name, sequence, number } = nextPlace(kind, series, ofKind, envelope.today)
  await books.putSequence({ series: key, kind, last: sequence, lastIssuedOn: envelope.today })
  return ok({ series: name, sequence, number })
}
