import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import styles from './data-table.module.css'
import type { RowSource } from './row-source.ts'

interface VirtualRowsProps<Row> {
  readonly source: RowSource<Row>
  readonly draw: (
    index: number,
    place: { readonly ref: (element: Element | null) => void; readonly offset: number },
  ) => ReactNode
  /** Filled with a function that brings a row into view. */
  readonly scrollTo: RefObject<((index: number) => void) | undefined>
}

const ROW_HEIGHT = 45
const OVERSCAN = 8

/** Only the rows in view are in the document, however long the list is; the page itself scrolls. */
export function VirtualRows<Row>({ source, draw, scrollTo }: VirtualRowsProps<Row>) {
  const body = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)

  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + window.scrollY)
  }, [])

  const virtualizer = useWindowVirtualizer({
    count: source.count,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: top,
    // What lies under the top bar or the bottom bar is not in view.
    scrollPaddingStart: 100,
    scrollPaddingEnd: 76,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const { onRange } = source

  useEffect(() => onRange?.(first, last), [onRange, first, last])
  useEffect(() => {
    scrollTo.current = (index) => virtualizer.scrollToIndex(index, { align: 'auto' })
    return () => {
      scrollTo.current = undefined
    }
  }, [scrollTo, virtualizer])

  return (
    <div ref={body} role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
      {items.map((item) => draw(item.index, { ref: virtualizer.measureElement, offset: item.start - top }))}
    </div>
  )
}
