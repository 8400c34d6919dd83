import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from 'react'
import type { RowSource } from './row-source.ts'
import type { RowSelection } from './use-row-selection.ts'

interface TableKeysInput<Row> {
  readonly source: RowSource<Row>
  readonly selection?: RowSelection<Row>
  readonly rowKey: (row: Row) => string
  readonly rowTo?: (row: Row) => string
  readonly onOpen?: (row: Row) => void
  readonly table: RefObject<HTMLDivElement | null>
  readonly active: number
  readonly setActive: (index: number) => void
  readonly scrollTo: RefObject<((index: number) => void) | undefined>
}

/** Moving, ticking and opening rows by keyboard and with shift. */
export function useTableKeys<Row>(input: TableKeysInput<Row>) {
  const { source, selection, table, active, setActive } = input
  const anchor = useRef(0)
  const wantsFocus = useRef(false)

  useEffect(() => {
    if (!wantsFocus.current) return
    const row = table.current?.querySelector<HTMLElement>(`[role="row"][data-index="${active}"]`)
    if (!row) return
    wantsFocus.current = false
    row.focus({ preventScroll: true })
    row.scrollIntoView({ block: 'nearest' })
  })

  // A list that became shorter must keep one row that Tab can reach.
  useEffect(() => {
    if (active >= source.count && source.count > 0) setActive(source.count - 1)
  }, [active, source.count, setActive])

  const rowsBetween = (from: number, to: number): Row[] => {
    const rows: Row[] = []
    for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
      const row = source.rowAt(index)
      if (row !== undefined) rows.push(row)
    }
    return rows
  }
  const loaded = () => rowsBetween(0, source.count - 1)

  /** Ticks or unticks one row; with `range` everything from the last one ticked takes the state of that. */
  const tick = (index: number, range: boolean) => {
    const row = source.rowAt(index)
    if (selection === undefined || row === undefined) return
    if (range) {
      selection.set(rowsBetween(anchor.current, index), true)
      return
    }
    anchor.current = index
    selection.set([row], !selection.has(input.rowKey(row)))
  }

  const move = useCallback(
    (to: number) => {
      wantsFocus.current = true
      input.scrollTo.current?.(to)
      setActive(to)
    },
    [input.scrollTo, setActive],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    const inControl = (event.target as HTMLElement).closest(
      'input:not([type=checkbox]), textarea, select, button, [role=menu]',
    )
    if (inControl !== null || event.altKey) return
    const modifier = event.ctrlKey || event.metaKey
    const key = event.key
    const step = key === 'ArrowDown' || key === 'j' ? 1 : key === 'ArrowUp' || key === 'k' ? -1 : 0
    const row = source.rowAt(active)

    if (modifier && key.toLowerCase() === 'a' && selection) selection.set(loaded(), true)
    else if (modifier) return
    else if (step !== 0) {
      const to = Math.max(0, Math.min(source.count - 1, active + step))
      if (event.shiftKey && selection) {
        if (row !== undefined && !selection.has(input.rowKey(row))) anchor.current = active
        selection.set(rowsBetween(anchor.current, to), true)
      }
      move(to)
    } else if (key === 'Home') move(0)
    else if (key === 'End') move(source.count - 1)
    else if ((key === ' ' || key === 'x') && selection) tick(active, event.shiftKey)
    else if (key === 'Enter' && row !== undefined) {
      if (input.onOpen) input.onOpen(row)
      else if (input.rowTo) table.current?.querySelector<HTMLElement>(`[role="row"][data-index="${active}"] a`)?.click()
      else return
    } else if (key === 'Escape' && selection !== undefined && selection.size > 0) selection.clear()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const allTicked =
    selection !== undefined &&
    selection.size > 0 &&
    source.count > 0 &&
    loaded().every((row) => selection.has(input.rowKey(row)))

  return {
    tick,
    onKeyDown,
    allTicked,
    tickAll: (on: boolean) => (on ? selection?.set(loaded(), true) : selection?.clear()),
  }
}
