import type { ReactNode } from 'react'
import { Link } from './link.tsx'
import styles from './stat-tile.module.css'

/** Tiles beside each other in one card. */
export function StatTiles(props: { readonly children: ReactNode }) {
  return <div className={styles.tiles}>{props.children}</div>
}

export interface StatTileProps {
  readonly label: string
  /** Where its rows are. */
  readonly to?: string
  readonly search?: Readonly<Record<string, string>>
  /** The figure, one line per currency. */
  readonly figures: ReactNode
  /** What is behind the figure: "from 12 invoices". */
  readonly note?: ReactNode
  readonly act?: ReactNode
}

/** One figure that answers a question. */
export function StatTile(props: StatTileProps) {
  return (
    <div className={styles.tile}>
      <h2 className={styles.label}>
        {props.to === undefined ? (
          props.label
        ) : (
          <Link to={props.to} {...(props.search && { search: props.search })}>
            {props.label}
          </Link>
        )}
      </h2>
      <div className={styles.figures}>{props.figures}</div>
      {(props.note !== undefined || props.act !== undefined) && (
        <div className={styles.note}>
          <span>{props.note}</span>
          {props.act}
        </div>
      )}
    </div>
  )
}
