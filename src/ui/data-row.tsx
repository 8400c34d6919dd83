import type { MouseEvent } from 'react'
import { t } from '../i18n/translate.ts'
import { classNames } from './class-names.ts'
import styles from './data-table.module.css'
import type { Column } from './data-table.tsx'
import { Link } from './link.tsx'

export interface DataRowProps<Row> {
  readonly index: number
  /** Undefined while it is on its way. */
  readonly row: Row | undefined
  readonly name?: string
  readonly columns: readonly Column<Row>[]
  readonly active: boolean
  readonly ticked?: boolean
  readonly to?: string
  readonly onOpen?: () => void
  readonly onTick: (index: number, range: boolean) => void
  readonly onFocusRow: (index: number) => void
  /** Where a virtual row stands. */
  readonly place?: { readonly ref: (element: Element | null) => void; readonly offset: number }
}

/** One row of a data table. */
export function DataRow<Row>(props: DataRowProps<Row>) {
  const { row, index, place, ticked } = props

  const onClick = (event: MouseEvent) => {
    props.onFocusRow(index)
    const inner = (event.target as HTMLElement).closest('a, button, input, label, select')
    if (inner !== null && inner !== event.currentTarget) return
    if ((event.target as HTMLElement).closest('[data-tick]') !== null) {
      props.onTick(index, event.shiftKey)
      return
    }
    if (event.shiftKey && ticked !== undefined) props.onTick(index, true)
    else if (props.onOpen) props.onOpen()
    else if (ticked !== undefined) props.onTick(index, false)
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      role="row"
      data-index={index}
      ref={place?.ref}
      aria-rowindex={index + 2}
      aria-selected={ticked}
      tabIndex={props.active ? 0 : -1}
      className={classNames(styles.line, styles.row, place && styles.virtual)}
      style={place && { transform: `translateY(${place.offset}px)` }}
      onClick={onClick}
    >
      {ticked !== undefined && (
        <div
          role="gridcell"
          data-tick
          className={styles.tickCell}
          onMouseDown={(event) => event.shiftKey && event.preventDefault()}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            className={styles.tick}
            aria-label={t('ui.select-row', { name: props.name ?? '' })}
            checked={ticked}
            onChange={(event) => {
              props.onFocusRow(index)
              props.onTick(index, (event.nativeEvent as globalThis.MouseEvent).shiftKey === true)
            }}
          />
        </div>
      )}
      {props.columns.map((column, place) => (
        <div
          key={column.id}
          role="gridcell"
          className={classNames(
            styles.cell,
            column.align === 'end' && styles.end,
            column.wrap && styles.wrapText,
            column.card && styles[`card-${column.card}`],
            column.card === 'acts' && styles.acts,
          )}
        >
          {row === undefined ? (
            <div className={styles.waiting} />
          ) : place === 0 && props.to !== undefined ? (
            <Link to={props.to} tabIndex={-1} className={styles.link}>
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  )
}
