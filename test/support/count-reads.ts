// Counts the rows that a database gives out, table by table.
import type { DBCore, DBCoreTable, Middleware } from 'dexie'
import type { TestBooks } from './open-test-books.ts'

/** From now on, until `stop` answers the rows read of each table; keys alone do not count. */
export async function countReads(books: TestBooks): Promise<{ stop(): Readonly<Record<string, number>> }> {
  const reads: Record<string, number> = {}
  let counting = true
  const count = (table: string, rows: number) => {
    if (counting && rows > 0) reads[table] = (reads[table] ?? 0) + rows
  }
  const middleware: Middleware<DBCore> = {
    stack: 'dbcore',
    name: `count-reads-${Math.floor(performance.now() * 1000)}`,
    create: (down) => ({ ...down, table: (name) => counted(down.table(name), (rows) => count(name, rows)) }),
  }
  books.db.close({ disableAutoOpen: false })
  books.db.use(middleware)
  await books.db.open()
  return {
    stop() {
      counting = false
      return reads
    },
  }
}

// Chained on the promises of the layer below: an `async` function would leave Dexie's transaction.
function counted(down: DBCoreTable, count: (rows: number) => void): DBCoreTable {
  return {
    ...down,
    get: (request) =>
      down.get(request).then((row: unknown) => {
        count(row === undefined ? 0 : 1)
        return row
      }),
    getMany: (request) =>
      down.getMany(request).then((rows) => {
        count(rows.filter((row: unknown) => row !== undefined).length)
        return rows
      }),
    query: (request) =>
      down.query(request).then((answer) => {
        if (request.values !== false) count(answer.result.length)
        return answer
      }),
    openCursor: (request) =>
      down.openCursor(request).then((cursor) => {
        if (cursor !== null && request.values === true) count(1)
        return cursor
      }),
  }
}
