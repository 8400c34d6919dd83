import { useCallback, useMemo, useState } from 'react'

/** The ticked rows of a table. Rows are kept as last seen, so that a sum holds even when they scroll out of memory. */
export interface RowSelection<Row> {
  readonly size: number
  readonly rows: readonly Row[]
  readonly keys: readonly string[]
  readonly has: (key: string) => boolean
  readonly set: (rows: readonly Row[], on: boolean) => void
  readonly clear: () => void
}

/** Keeps which rows are ticked. `rowKey` must not change between renders (a module function). */
export function useRowSelection<Row>(rowKey: (row: Row) => string): RowSelection<Row> {
  const [ticked, setTicked] = useState<ReadonlyMap<string, Row>>(new Map())

  const set = useCallback(
    (rows: readonly Row[], on: boolean) =>
      setTicked((before) => {
        const next = new Map(before)
        for (const row of rows) {
          if (on) next.set(rowKey(row), row)
          else next.delete(rowKey(row))
        }
        return next
      }),
    [rowKey],
  )
  const clear = useCallback(() => setTicked(new Map()), [])

  return useMemo(
    () => ({
      size: ticked.size,
      rows: [...ticked.values()],
      keys: [...ticked.keys()],
      has: (key: string) => ticked.has(key),
      set,
      clear,
    }),
    [ticked, set, clear],
  )
}
