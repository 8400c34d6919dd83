import { type ReactNode, useId } from 'react'
import { t } from '../i18n/translate.ts'
import { classNames } from './class-names.ts'
import styles from './field.module.css'
import { Icon } from './icon.tsx'

/** What every field takes. */
export interface FieldProps {
  /** Above the field. */
  readonly label: string
  /** Only for screen readers: cells of an editor whose column has a heading. */
  readonly labelHidden?: boolean
  /** Marked "optional" beside the label. */
  readonly optional?: boolean
  /** Below the field, always visible. */
  readonly help?: ReactNode
  /** What is wrong, in words; below the field. */
  readonly error?: string | undefined
  /** No frame until it is used: cells of an editor. */
  readonly bare?: boolean
}

export interface FieldWiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** Label above, control, help and error below, wired for screen readers. `children` draws the control with the wiring. */
export function Field(
  props: FieldProps & { readonly children: (wiring: FieldWiring) => ReactNode; readonly unframed?: boolean },
) {
  const id = useId()
  const helpId = `${id}-help`
  const errorId = `${id}-error`
  const wrong = props.error !== undefined && props.error !== ''
  const describedBy = classNames(wrong && errorId, props.help !== undefined && helpId)
  const control = props.children({
    id,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
    'aria-invalid': wrong || undefined,
  })
  return (
    <div className={classNames(styles.field, wrong && styles.wrong, props.bare && styles.bare)}>
      <label htmlFor={id} className={props.labelHidden ? 'visually-hidden' : styles.label}>
        {props.label}
        {props.optional && <span className={styles.optional}>{t('ui.optional')}</span>}
      </label>
      {props.unframed ? control : <div className={styles.box}>{control}</div>}
      {wrong && (
        <p id={errorId} className={styles.error}>
          <Icon name="alert" size={14} />
          <span>{props.error}</span>
        </p>
      )}
      {props.help !== undefined && (
        <div id={helpId} className={styles.help}>
          {props.help}
        </div>
      )}
    </div>
  )
}

/** The props of a component that belong to `Field`, and the rest. */
export function splitFieldProps<Props extends FieldProps>(props: Props): [FieldProps, Omit<Props, keyof FieldProps>] {
  const { label, labelHidden, optional, help, error, bare, ...rest } = props
  const field: FieldProps = {
    label,
    error,
    ...(labelHidden && { labelHidden }),
    ...(optional && { optional }),
    ...(help !== undefined && { help }),
    ...(bare && { bare }),
  }
  return [field, rest]
}
