import type { ReactNode } from 'react'
import { Switch } from '../../ui/checkbox.tsx'
import styles from './rule-row.module.css'

export interface RuleRowProps {
  /** What kind of rule it is, or its name. */
  readonly name: string
  /** What it does, in one sentence. */
  readonly sentence: ReactNode
  /** Absent: it is not switched here. */
  readonly on?: boolean
  readonly onTurn?: (on: boolean) => void
  /** What it did last, or why it does nothing. */
  readonly note?: ReactNode
  /** Buttons and a menu. */
  readonly acts?: ReactNode
  /** Exceptions. */
  readonly children?: ReactNode
}

/** One rule: a switch, what it is called, its sentence, what it did last, what can be done with it. */
export function RuleRow(props: RuleRowProps) {
  const { name, on, onTurn } = props
  return (
    <li className={styles.rule}>
      <div className={styles.switch}>
        {on !== undefined && (
          <Switch
            label={<span className="visually-hidden">{name}</span>}
            checked={on}
            onChange={(event) => onTurn?.(event.target.checked)}
          />
        )}
      </div>
      <div className={styles.words}>
        <h3 className={styles.name}>{name}</h3>
        <p className={on === false ? styles.off : styles.sentence}>{props.sentence}</p>
        {props.note !== undefined && <p className={styles.note}>{props.note}</p>}
      </div>
      {props.acts !== undefined && <div className={styles.acts}>{props.acts}</div>}
      {props.children !== undefined && <div className={styles.below}>{props.children}</div>}
    </li>
  )
}
