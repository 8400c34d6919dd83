import { useLiveQuery } from 'dexie-react-hooks'
import { useRef } from 'react'
import type { Books } from '../../queries/account-entries.ts'
import { useRuntime } from '../runtime.tsx'

/**
 * Rows of the open account, live across tabs. `undefined` only until the first answer: while a changed query runs, the
 * last rows stay, so that lists neither flash empty nor jump.
 * @param query reads through `queries/`; everything it depends on stands in `dependencies`
 */
export function useRows<Rows>(
  query: (books: Books) => Promise<Rows>,
  dependencies: readonly unknown[],
): Rows | undefined {
  const { books } = useRuntime()
  const last = useRef<{ readonly books: Books; readonly rows: Rows } | undefined>(undefined)
  const rows = useLiveQuery(() => query(books), [books, ...dependencies])
  if (rows !== undefined) last.current = { books, rows }
  return rows ?? (last.current?.books === books ? last.current.rows : undefined)
}
