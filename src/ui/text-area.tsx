import type { ComponentPropsWithRef } from 'react'
import styles from './field.module.css'
import { Field, type FieldProps, splitFieldProps } from './field.tsx'

export type TextAreaProps = FieldProps & Omit<ComponentPropsWithRef<'textarea'>, 'className' | 'id'>

/** Several lines of text; grows with what is typed where the browser can. */
export function TextArea(props: TextAreaProps) {
  const [field, area] = splitFieldProps(props)
  return <Field {...field}>{(wiring) => <textarea rows={3} {...area} {...wiring} className={styles.input} />}</Field>
}
