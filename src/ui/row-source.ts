/** Where a table takes its rows from: all of them, or a window of a long list that is read page by page. */
export interface RowSource<Row> {
  /** Rows known so far, in memory or not. */
  readonly count: number
  /** The row at a place; undefined when it is not in memory and will come after `onRange`. */
  readonly rowAt: (index: number) => Row | undefined
  /** Nothing has been answered yet: neither rows nor "none" may be drawn. */
  readonly loading: boolean
  /** Nothing follows the known rows. */
  readonly complete: boolean
  /** Told which rows are in view, so that the window can follow. */
  readonly onRange?: (first: number, last: number) => void
}

/** A source over rows in memory; `undefined` (what useLiveQuery gives first) means loading. */
export function arraySource<Row>(rows: readonly Row[] | undefined): RowSource<Row> {
  return {
    count: rows?.length ?? 0,
    rowAt: (index) => rows?.[index],
    loading: rows === undefined,
    complete: rows !== undefined,
  }
}
