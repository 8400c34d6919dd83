import { type ReactNode, type Ref, useState } from 'react'
import type { Result } from '../core/result.ts'
import type { AmountProblem } from '../i18n/parse-amount.ts'
import { amountProblemText } from './amount-problem-text.ts'
import styles from './field.module.css'
import { Field, type FieldProps, splitFieldProps } from './field.tsx'
import { useLocale } from './locale.tsx'

/** What the fields for money, quantities and percentages share. The form holds the text as typed, never a number. */
export interface NumberTextProps extends FieldProps {
  readonly value: string
  readonly onChange: (text: string) => void
  readonly onBlur?: () => void
  readonly name?: string
  readonly ref?: Ref<HTMLInputElement>
  readonly disabled?: boolean
  readonly placeholder?: string
  readonly autoFocus?: boolean
}

interface NumberFieldProps<Value> extends NumberTextProps {
  readonly parse: (text: string, locale: string) => Result<Value, AmountProblem>
  readonly format: (value: Value, locale: string) => string
  /** Right of the figure: currency, unit, percent sign. */
  readonly addition?: ReactNode
}

/**
 * A number typed as the owner's locale writes it. On leaving, a number that is understood is written out in full, one
 * that is not stays exactly as typed with the reason below it.
 */
export function NumberField<Value>(props: NumberFieldProps<Value>) {
  const locale = useLocale()
  const [left, setLeft] = useState(false)
  const [field, { parse, format, addition, value, onChange, onBlur, ...input }] = splitFieldProps(props)
  const answer = value.trim() === '' ? undefined : parse(value, locale)
  const own = left && answer !== undefined && !answer.ok ? amountProblemText(answer.problem, locale) : undefined
  return (
    <Field {...field} error={own ?? field.error}>
      {(wiring) => (
        <>
          <input
            {...input}
            {...wiring}
            type="text"
            inputMode="decimal"
            autoComplete="off"
            className={`${styles.input} ${styles.number}`}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onFocus={(event) => event.target.select()}
            onBlur={() => {
              setLeft(true)
              if (answer?.ok) {
                const full = format(answer.value, locale)
                if (full !== value) onChange(full)
              }
              onBlur?.()
            }}
          />
          {addition !== undefined && <span className={styles.addition}>{addition}</span>}
        </>
      )}
    </Field>
  )
}
