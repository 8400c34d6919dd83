import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './stack.module.css'

/** Steps of the spacing scale: 4, 8, 12, 16, 24, 32 px. */
export type Gap = 1 | 2 | 3 | 4 | 5 | 6

/** Children below each other. */
export function Stack(props: { readonly gap?: Gap; readonly children: ReactNode }) {
  return <div className={classNames(styles.stack, styles[`gap${props.gap ?? 4}`])}>{props.children}</div>
}

/** Children beside each other, wrapping. */
export function Row(props: {
  readonly gap?: Gap
  readonly justify?: 'apart' | 'end'
  readonly align?: 'top'
  /** Never wraps. */
  readonly keep?: boolean
  readonly children: ReactNode
}) {
  const { justify, align } = props
  return (
    <div
      className={classNames(
        styles.row,
        styles[`gap${props.gap ?? 2}`],
        justify && styles[justify],
        align && styles[align],
        props.keep && styles.keep,
      )}
    >
      {props.children}
    </div>
  )
}

/** Equal columns of at least 220 px that stack on narrow screens: fields of a form, facts of a page. */
export function Columns(props: { readonly gap?: Gap; readonly children: ReactNode }) {
  return <div className={classNames(styles.columns, styles[`gap${props.gap ?? 4}`])}>{props.children}</div>
}
