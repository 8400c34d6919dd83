import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './item-list.module.css'

/** A short list whose rows are not places: words on the left, acts on the right, a hairline between. */
export function ItemList({ children }: { readonly children: ReactNode }) {
  return <ul className={styles.list}>{children}</ul>
}

/** `tall`: words of many lines, beside whose first one the acts stand. */
export function Item({ children, tall }: { readonly children: ReactNode; readonly tall?: boolean }) {
  return <li className={classNames(styles.item, tall && styles.tall)}>{children}</li>
}
