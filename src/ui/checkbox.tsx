import { type ComponentPropsWithRef, type ReactNode, useId } from 'react'
import styles from './choice.module.css'

export interface ChoiceProps extends Omit<ComponentPropsWithRef<'input'>, 'className' | 'id' | 'type'> {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly error?: string | undefined
}

/** Yes or no within a form that is saved later. Takes `{...form.register('name')}`. */
export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} className={styles.box} />
}

/** Yes or no that acts at once: settings. Takes `{...form.register('name')}`. */
export function Switch(props: ChoiceProps) {
  return <Choice {...props} className={styles.switch} role="switch" />
}

function Choice({ label, help, error, ...input }: ChoiceProps & { readonly className: string | undefined }) {
  const id = useId()
  const note = error ?? help
  return (
    <label className={styles.choice}>
      <input
        {...input}
        type="checkbox"
        aria-describedby={note === undefined ? undefined : id}
        aria-invalid={error !== undefined || undefined}
      />
      <span className={styles.words}>
        <span>{label}</span>
        {note !== undefined && (
          <span id={id} className={error === undefined ? styles.help : styles.error}>
            {note}
          </span>
        )}
      </span>
    </label>
  )
}
