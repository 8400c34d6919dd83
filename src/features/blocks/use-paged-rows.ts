import { useCallback, useMemo, useRef, useState } from 'react'
import type { Books } from '../../queries/account-entries.ts'
import type { RowSource } from '../../ui/row-source.ts'
import { useRows } from './use-rows.ts'

interface RowPage<Row, Cursor> {
  readonly rows: readonly Row[]
  /** After which row the next page begins; absent on the last one. */
  readonly next?: Cursor
}

interface KnownList<Cursor> {
  /** After which row each known page begins; the first has none. */
  starts: (Cursor | undefined)[]
  /** Rows in all, once the end has been seen. */
  total?: number
}

const PAGE = 50

/**
 * A long list read page by page by key (keyset), for `DataTable`: only the pages around what is in view are in memory
 * and observed, so that 100,000 rows cost what 150 cost.
 * @param key everything that `read` depends on; another key starts over, the old rows stay until the first answer
 */
export function usePagedRows<Row, Cursor>(
  key: string,
  read: (books: Books, after: Cursor | undefined, limit: number) => Promise<RowPage<Row, Cursor>>,
): RowSource<Row> {
  const [view, setView] = useState({ key, from: 0, to: 0 })
  const { from, to } = view.key === key ? view : { from: 0, to: 0 }
  const lists = useRef(new Map<string, KnownList<Cursor>>())
  const lastKey = useRef<string>(undefined)
  if (lastKey.current !== key) {
    lists.current.set(key, { starts: [undefined] })
    lastKey.current = key
  }

  const answer = useRows(
    async (books) => {
      const pages: RowPage<Row, Cursor>[] = []
      let after = lists.current.get(key)?.starts[from]
      for (let page = from; page <= to; page += 1) {
        const got = await read(books, after, PAGE)
        pages.push(got)
        after = got.next
        if (after === undefined) break
      }
      return { key, from, pages }
    },
    [key, from, to],
  )

  const shown = useMemo(() => {
    if (answer === undefined) return undefined
    const list = lists.current.get(answer.key) ?? { starts: [undefined] }
    for (const [offset, page] of answer.pages.entries()) {
      const at = answer.from + offset
      if (page.next === undefined) {
        list.starts.length = at + 1
        list.total = at * PAGE + page.rows.length
      } else {
        list.starts[at + 1] = page.next
        if (list.total !== undefined && list.total <= (at + 1) * PAGE) delete list.total
      }
    }
    // One row more than is known: reaching it asks for the next page.
    const count = list.total ?? (list.starts.length - 1) * PAGE + 1
    return {
      rows: answer.pages.flatMap((page) => page.rows),
      first: answer.from * PAGE,
      count,
      complete: list.total !== undefined,
    }
  }, [answer])

  const onRange = useCallback(
    (first: number, last: number) => {
      const known = (lists.current.get(key)?.starts.length ?? 1) - 1
      const next = {
        key,
        from: Math.min(Math.max(0, Math.floor(first / PAGE) - 1), known),
        to: Math.min(Math.floor(last / PAGE) + 1, known),
      }
      setView((before) => (before.key === key && before.from === next.from && before.to === next.to ? before : next))
    },
    [key],
  )

  return useMemo(
    () => ({
      count: shown?.count ?? 0,
      rowAt: (index: number) => shown?.rows[index - shown.first],
      loading: shown === undefined,
      complete: shown?.complete ?? false,
      onRange,
    }),
    [shown, onRange],
  )
}
