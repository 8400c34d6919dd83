import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { t } from '../i18n/translate.ts'
import styles from './form.module.css'
import { Icon } from './icon.tsx'

export interface FormProps {
  /** `form.handleSubmit(save)` of react-hook-form, or any async function. */
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => unknown
  readonly id?: string
  /** A refusal of the whole, in a sentence with the way out. */
  readonly problem?: ReactNode
  /** How many fields were refused by the last try (`Object.keys(formState.errors).length`). */
  readonly errorCount?: number
  /** Counts tries (`formState.submitCount`): each failed one moves the focus to the first bad field. */
  readonly submitCount?: number
  /** Buttons, the main one last. */
  readonly foot?: ReactNode
  readonly children: ReactNode
}

/** Fields one below the other. Ctrl/Cmd+Enter sends from anywhere; after a refusal the first bad field has the focus. */
export function Form(props: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef(false)
  const { errorCount = 0, submitCount = 0 } = props

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per try, not whenever a field becomes right
  useEffect(() => {
    if (submitCount > 0 && errorCount > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [submitCount])

  // What was sent and refused as a whole is said above the fields, which may be out of sight by then.
  const said = useRef<HTMLDivElement>(null)
  const isRefused = props.problem !== undefined
  useEffect(() => {
    if (isRefused && sent.current) said.current?.scrollIntoView?.({ block: 'nearest' })
  }, [isRefused])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.current?.requestSubmit()
  }

  return (
    <form
      ref={form}
      id={props.id}
      noValidate
      className={styles.form}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        // A form in a dialog of another form must not send that one too.
        event.stopPropagation()
        sent.current = true
        void props.onSubmit(event)
      }}
    >
      {(props.problem !== undefined || (errorCount > 1 && submitCount > 0)) && (
        <div ref={said} role="alert" className={styles.summary}>
          <Icon name="alert" size={20} />
          <div>{props.problem ?? t('ui.form-errors', { count: errorCount })}</div>
        </div>
      )}
      {props.children}
      {props.foot !== undefined && <div className={styles.foot}>{props.foot}</div>}
    </form>
  )
}
