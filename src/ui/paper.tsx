import type { ReactNode } from 'react'
import styles from './paper.module.css'

/** A sheet of white paper in either theme: documents are never inverted. */
export function Paper(props: { readonly children: ReactNode }) {
  return <div className={`${styles.paper} paper-light`}>{props.children}</div>
}
