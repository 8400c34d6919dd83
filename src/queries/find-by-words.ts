import type { Collection, Table } from 'dexie'
import { searchWords } from '../core/search-words.ts'

interface Searchable {
  readonly words: readonly string[]
}

export interface WordSearch<Row, Id, Insert> {
  /** At most so many rows are answered (50 unless said). */
  readonly limit?: number
  /** The table in the order of its list, walked when every word is too common to start from. */
  readonly inOrder: () => Collection<Row, Id, Insert>
  /** Rows to leave out: another state, another client. */
  readonly keep?: (row: Row) => boolean
}

/** Up to here the rows of one word are read and filtered; beyond it the list itself is walked. */
const FEW = 400
/** A walk that finds too little ends here: an answer now beats a complete one later. */
const MOST_WALKED = 10_000

/**
 * Rows whose words begin with every typed word (W-19), without a scan or a count: the rarest word's index entries are
 * read when they are few, else the list's own index is walked until enough rows match.
 * @returns in the order of the index that was read: sort the few rows as the screen needs them
 */
export async function findByWords<Row extends Searchable, Id extends string, Insert>(
  table: Table<Row, Id, Insert>,
  text: string,
  search: WordSearch<Row, Id, Insert>,
): Promise<Row[]> {
  const words = searchWords(text)
  const limit = search.limit ?? 50
  const fits = (row: Row) =>
    (search.keep?.(row) ?? true) && words.every((word) => row.words.some((own) => own.startsWith(word)))
  if (words.length === 0) return []
  const keyLists = await Promise.all(
    words.map((word) =>
      table
        .where('words')
        .startsWith(word)
        .limit(FEW + 1)
        .primaryKeys(),
    ),
  )
  const rarest = keyLists.reduce((left, right) => (right.length < left.length ? right : left))
  if (rarest.length <= FEW) {
    const rows = await table.bulkGet([...new Set(rarest)])
    return rows.filter((row): row is Row => row !== undefined && fits(row)).slice(0, limit)
  }
  // Words this common are near: one read of the list's beginning nearly always holds enough, far faster than a cursor.
  const beginning = (await search.inOrder().limit(FEW).toArray()).filter(fits)
  if (beginning.length >= limit) return beginning.slice(0, limit)
  const found: Row[] = []
  let walked = 0
  await search
    .inOrder()
    .until(() => found.length >= limit || walked >= MOST_WALKED)
    .each((row) => {
      walked += 1
      if (found.length < limit && fits(row)) found.push(row)
    })
  return found
}
