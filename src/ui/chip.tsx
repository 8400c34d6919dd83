import type { ReactNode } from 'react'
import { t } from '../i18n/translate.ts'
import styles from './chip.module.css'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'

/** Chips beside each other. */
export function Chips(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div role="group" aria-label={props.label} className={styles.chips}>
      {props.children}
    </div>
  )
}

/** A filter that is on or off. */
export function ToggleChip(props: {
  readonly label: string
  readonly on: boolean
  readonly onToggle: () => void
  readonly count?: ReactNode
}) {
  return (
    <button type="button" className={styles.chip} aria-pressed={props.on} onClick={props.onToggle}>
      {props.label}
      {props.count !== undefined && <span className={styles.count}>{props.count}</span>}
    </button>
  )
}

/** A filter in force, with the cross that lifts it; `removeLabel` where it is something else that can be taken off. */
export function FilterChip(props: {
  readonly label: string
  readonly removeLabel?: string
  readonly onRemove: () => void
}) {
  return (
    <span className={classNames(styles.chip, styles.removable)}>
      {props.label}
      <button
        type="button"
        className={styles.remove}
        aria-label={props.removeLabel ?? t('ui.remove-filter', { name: props.label })}
        onClick={props.onRemove}
      >
        <Icon name="close" size={14} />
      </button>
    </span>
  )
}
