import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

/** Where nothing is yet: one sentence and one act. Draw it only when the rows are known to be none. */
export function EmptyState(props: { readonly sentence: string; readonly act?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.sentence}>{props.sentence}</p>
      {props.act}
    </div>
  )
}
