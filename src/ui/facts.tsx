import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './facts.module.css'

export interface Fact {
  readonly label: string
  /** Facts without a value are left out. */
  readonly value: ReactNode
  /** Below a line and bold: the end of a sum. */
  readonly total?: boolean
}

/** Names and values of one thing; figures at the right, `start` for words. */
export function Facts(props: { readonly facts: readonly Fact[]; readonly start?: boolean }) {
  return (
    <dl className={classNames(styles.facts, props.start && styles.start)}>
      {props.facts.map(
        (fact) =>
          fact.value !== undefined &&
          fact.value !== '' &&
          fact.value !== null && (
            <div key={fact.label} className={fact.total ? styles.total : styles.plain}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
