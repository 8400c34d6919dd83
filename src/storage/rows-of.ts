import type { Dexie } from 'dexie'

// Rows of these tables hold bytes or whole documents: few at a time, so that a batch stays small.
const batchOf: Readonly<Record<string, number>> = { releases: 10, assets: 10, documents: 250, events: 1000 }

/** The rows of a table in the order of their keys, a batch at a time: never a whole table in memory. */
export async function* rowsOf<Row = Readonly<Record<string, unknown>>>(
  db: Dexie,
  name: string,
): AsyncGenerator<readonly Row[]> {
  const table = db.table<Row, string>(name)
  const keyPath = String(table.schema.primKey.keyPath)
  const size = batchOf[name] ?? 500
  let last: string | undefined
  for (;;) {
    const from = last === undefined ? table.orderBy(':id') : table.where(':id').above(last)
    const batch = await from.limit(size).toArray()
    if (batch.length > 0) yield batch
    if (batch.length < size) return
    last = String((batch.at(-1) as Record<string, unknown>)[keyPath])
  }
}
