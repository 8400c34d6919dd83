import type { ReactNode } from 'react'
import styles from './item-list.module.css'

/** A short list whose rows are not places: words on the left, acts on the right, a hairline between. */
export function ItemList({ children }: { readonly children: ReactNode }) {
  return <ul className={styles.list}>{children}</ul>
}

export function Item({ children }: { readonly children: ReactNode }) {
  return <li className={styles.item}>{children}</li>
}
