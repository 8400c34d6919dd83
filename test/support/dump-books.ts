// Everything in the books, to be compared before and after.
import type { TestBooks } from './open-test-books.ts'

export type Dump = ReadonlyMap<string, ReadonlyMap<string, unknown>>

/** Every row of every table by its primary key; `leaveOut` names tables that may differ. */
export async function dumpBooks(books: TestBooks, ...leaveOut: readonly string[]): Promise<Dump> {
  const dump = new Map<string, ReadonlyMap<string, unknown>>()
  for (const table of books.db.tables) {
    if (leaveOut.includes(table.name)) continue
    const rows: unknown[] = await table.toArray()
    const keyPath = String(table.schema.primKey.keyPath)
    dump.set(table.name, new Map(rows.map((row) => [String((row as Record<string, unknown>)[keyPath]), row])))
  }
  return dump
}
