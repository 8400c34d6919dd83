import type { CalendarDate } from '../core/date.ts'
import { nextPlace, type PlaceInSeries } from '../core/invoice/number.ts'
import type { Sequence } from '../core/model.ts'
import type { NumberSeries } from '../core/settings.ts'
import type { Books } from './account-entries.ts'

/** The place that the next document of a kind would get today. Only a preview: finalizing takes the real one (G-7). */
export async function getNextNumber(
  books: Books,
  kind: Sequence['kind'],
  series: NumberSeries,
  today: CalendarDate,
): Promise<PlaceInSeries> {
  return nextPlace(kind, series, await books.sequences.where('kind').equals(kind).toArray(), today)
}
