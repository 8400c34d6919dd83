import type { ComponentPropsWithRef } from 'react'
import styles from './field.module.css'
import { Field, type FieldProps, splitFieldProps } from './field.tsx'

export type TextFieldProps = FieldProps & Omit<ComponentPropsWithRef<'input'>, 'className' | 'id'>

/** One line of text. Takes `{...form.register('name')}` as it is. */
export function TextField(props: TextFieldProps) {
  const [field, input] = splitFieldProps(props)
  return <Field {...field}>{(wiring) => <input type="text" {...input} {...wiring} className={styles.input} />}</Field>
}
