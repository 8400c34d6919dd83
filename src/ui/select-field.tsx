import type { ComponentPropsWithRef } from 'react'
import styles from './field.module.css'
import { Field, type FieldProps, splitFieldProps } from './field.tsx'
import { Icon } from './icon.tsx'

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

export type SelectFieldProps = FieldProps &
  Omit<ComponentPropsWithRef<'select'>, 'className' | 'id' | 'children'> & { readonly options: readonly SelectOption[] }

/** The browser's own list: right for up to some twenty choices, and the best one on phones. */
export function SelectField(props: SelectFieldProps) {
  const [field, { options, ...select }] = splitFieldProps(props)
  return (
    <Field {...field}>
      {(wiring) => (
        <>
          <select {...select} {...wiring} className={styles.input}>
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="down" size={16} className={styles.caret} />
        </>
      )}
    </Field>
  )
}
