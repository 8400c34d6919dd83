import { type CSSProperties, type ReactNode, useRef, useState } from 'react'
import { t } from '../i18n/translate.ts'
import { BulkBar } from './bulk-bar.tsx'
import { classNames } from './class-names.ts'
import { DataRow } from './data-row.tsx'
import styles from './data-table.module.css'
import { Icon } from './icon.tsx'
import type { RowSource } from './row-source.ts'
import type { RowSelection } from './use-row-selection.ts'
import { useTableKeys } from './use-table-keys.ts'
import { VirtualRows } from './virtual-rows.tsx'

export interface Column<Row> {
  readonly id: string
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** A grid track: `120px`, `minmax(0, 2fr)`; `minmax(0, 1fr)` unless said. */
  readonly width?: string
  /** Amounts and counts stand at the right. */
  readonly align?: 'end'
  /** Where it stands in the card below 640 px; columns without a place are left out there. `acts` is for a menu button. */
  readonly card?: 'title' | 'amount' | 'state' | 'meta' | 'acts'
  /** Makes the heading a button that sorts; `sorted` is the direction now. */
  readonly onSort?: () => void
  readonly sorted?: 'ascending' | 'descending' | undefined
  /** Wraps instead of cutting. */
  readonly wrap?: boolean
}

export interface DataTableProps<Row> {
  /** Names the table for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly source: RowSource<Row>
  readonly rowKey: (row: Row) => string
  /** What a row is called: for its tick box. */
  readonly rowName: (row: Row) => string
  /** Where a row leads; the first column becomes the link and Enter follows it. */
  readonly rowTo?: (row: Row) => string
  /** Instead of a place: opens a dialog. */
  readonly onOpen?: (row: Row) => void
  readonly selection?: RowSelection<Row>
  /** The acts of the bulk bar, drawn while something is ticked. */
  readonly bulkActs?: ReactNode
  /** The sum of the ticked rows, beside their count. */
  readonly bulkSum?: ReactNode
  /** Drawn only once the rows are known to be none. */
  readonly empty: ReactNode
  /** The table lies on the page instead of in a card. */
  readonly onSurface?: boolean
}

/** From this many rows on only those in view are drawn. */
const VIRTUAL_FROM = 80

/**
 * Rows of anything. Arrows or j/k move, space or x ticks, shift extends, Enter opens, Ctrl/Cmd+A ticks what is loaded,
 * Escape clears. Below 640 px of own width each row is a card with name, amount and state.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, source, selection } = props
  const table = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const scrollTo = useRef<(index: number) => void>(undefined)
  const keys = useTableKeys({ ...props, table, active, setActive, scrollTo })

  const tracks = columns.map((column) => column.width ?? 'minmax(0, 1fr)').join(' ')
  const none = !source.loading && source.complete && source.count === 0
  const drawRow = (
    index: number,
    place?: { readonly ref: (element: Element | null) => void; readonly offset: number },
  ) => {
    const row = source.rowAt(index)
    const key = row === undefined ? `${index}` : props.rowKey(row)
    return (
      <DataRow
        key={key}
        index={index}
        row={row}
        columns={columns}
        active={index === active}
        onTick={keys.tick}
        onFocusRow={setActive}
        {...(row !== undefined && { name: props.rowName(row) })}
        {...(row !== undefined && props.rowTo && { to: props.rowTo(row) })}
        {...(row !== undefined && props.onOpen && { onOpen: () => props.onOpen?.(row) })}
        {...(selection && row !== undefined && { ticked: selection.has(key) })}
        {...(place && { place })}
      />
    )
  }

  if (none) return props.empty
  return (
    <div>
      <div
        className={classNames(styles.wrap, !props.onSurface && styles.framed)}
        style={{ '--tracks': tracks } as CSSProperties}
      >
        <div
          ref={table}
          role="grid"
          aria-label={props.label}
          aria-rowcount={source.complete ? source.count + 1 : -1}
          aria-multiselectable={selection ? true : undefined}
          aria-busy={source.loading || undefined}
          className={classNames(
            styles.table,
            selection && styles.selectable,
            props.onSurface && styles.onSurface,
            columns.some((column) => column.card === 'acts') && styles.withActs,
          )}
          onKeyDown={keys.onKeyDown}
        >
          <div role="rowgroup" className={styles.headGroup}>
            <div role="row" aria-rowindex={1} className={classNames(styles.line, styles.head)}>
              {selection && (
                <div role="columnheader" className={styles.tickCell}>
                  <input
                    type="checkbox"
                    className={styles.tick}
                    aria-label={t('ui.select-all')}
                    checked={keys.allTicked}
                    ref={(box) => {
                      if (box) box.indeterminate = selection.size > 0 && !keys.allTicked
                    }}
                    onChange={() => keys.tickAll(!keys.allTicked)}
                  />
                </div>
              )}
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="columnheader"
                  aria-sort={column.onSort && (column.sorted ?? 'none')}
                  className={classNames(column.align === 'end' && styles.end)}
                >
                  {column.onSort ? (
                    <button type="button" className={styles.headButton} onClick={column.onSort}>
                      {column.head}
                      {column.sorted && (
                        <Icon name={column.sorted === 'ascending' ? 'arrowUp' : 'arrowDown'} size={14} />
                      )}
                    </button>
                  ) : (
                    column.head || <span className="visually-hidden">{t('ui.acts')}</span>
                  )}
                </div>
              ))}
            </div>
          </div>
          {source.loading && source.count === 0 ? (
            <div role="rowgroup" className={classNames(styles.calm, styles.late)}>
              {[62, 48, 55].map((width) => (
                <div role="row" key={width} className={classNames(styles.line, styles.row)}>
                  <div
                    role="gridcell"
                    className={styles.waiting}
                    style={{ width: `${width}%` }}
                    aria-label={t('ui.loading')}
                  />
                </div>
              ))}
            </div>
          ) : source.count < VIRTUAL_FROM && source.complete ? (
            <div role="rowgroup" className={styles.body}>
              {Array.from({ length: source.count }, (_, index) => drawRow(index))}
            </div>
          ) : (
            <VirtualRows source={source} draw={drawRow} scrollTo={scrollTo} />
          )}
        </div>
      </div>
      {selection && selection.size > 0 && (
        <BulkBar count={selection.size} sum={props.bulkSum} onClear={selection.clear}>
          {props.bulkActs}
        </BulkBar>
      )}
    </div>
  )
}
