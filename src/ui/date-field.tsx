import { lazy, type Ref, Suspense, useRef, useState } from 'react'
import type { CalendarDate } from '../core/date.ts'
import { formatDate } from '../i18n/format-date.ts'
import { knownDate, parseTypedDate } from '../i18n/parse-date.ts'
import { t } from '../i18n/translate.ts'
import styles from './field.module.css'
import { Field, type FieldProps, splitFieldProps } from './field.tsx'
import { Icon } from './icon.tsx'
import { useLocale } from './locale.tsx'
import { useMedia } from './use-media.ts'

const CalendarPopover = lazy(() => import('./calendar-popover.tsx').then((it) => ({ default: it.CalendarPopover })))

export interface DateFieldProps extends FieldProps {
  /** `YYYY-MM-DD` once it is understood, the text as typed until then, empty for none: check it with `knownDate`. */
  readonly value: string
  readonly onChange: (value: string) => void
  /** The account's day: for a year that is not typed, and marked in the calendar. */
  readonly today: CalendarDate
  readonly min?: CalendarDate
  readonly max?: CalendarDate
  readonly onBlur?: () => void
  readonly name?: string
  readonly ref?: Ref<HTMLInputElement>
  readonly disabled?: boolean
}

/** A day: typed in the owner's way of writing or picked from a calendar; on touch screens the device's own picker. */
export function DateField(props: DateFieldProps) {
  const touch = useMedia('(pointer: coarse)')
  return touch ? <TouchDate {...props} /> : <TypedDate {...props} />
}

function TouchDate(props: DateFieldProps) {
  const [field, { value, onChange, today, onBlur, ...input }] = splitFieldProps(props)
  return (
    <Field {...field}>
      {(wiring) => (
        <input
          {...input}
          {...wiring}
          type="date"
          className={styles.input}
          value={knownDate(value) ?? ''}
          onBlur={onBlur}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function TypedDate(props: DateFieldProps) {
  const locale = useLocale()
  const [field, { value, onChange, today, min, max, onBlur, ...input }] = splitFieldProps(props)
  const [typed, setTyped] = useState<string>()
  const [left, setLeft] = useState(false)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const day = knownDate(value)
  const shown = typed ?? (day === undefined ? value : formatDate(day, locale))
  const example = formatDate(today, locale, 'short')
  const own = left && value !== '' && day === undefined ? t('ui.date-not-understood', { example }) : undefined

  const read = (text: string) => onChange(text.trim() === '' ? '' : (parseTypedDate(text, locale, today) ?? text))

  return (
    <Field {...field} error={own ?? field.error}>
      {(wiring) => (
        <>
          <input
            {...input}
            {...wiring}
            type="text"
            autoComplete="off"
            className={styles.input}
            placeholder={t('ui.date-hint', { example })}
            value={shown}
            onChange={(event) => {
              setTyped(event.target.value)
              read(event.target.value)
            }}
            onFocus={() => setTyped(shown)}
            onBlur={() => {
              setTyped(undefined)
              setLeft(true)
              onBlur?.()
            }}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' || !event.altKey) return
              event.preventDefault()
              setOpen(true)
            }}
          />
          <button
            ref={button}
            type="button"
            className={styles.inner}
            aria-label={t('ui.open-calendar', { label: field.label })}
            aria-expanded={open}
            disabled={props.disabled}
            onClick={() => setOpen((before) => !before)}
          >
            <Icon name="calendar" size={16} />
          </button>
          <Suspense>
            {open && (
              <CalendarPopover
                anchor={button}
                label={field.label}
                locale={locale}
                value={day}
                today={today}
                {...(min && { min })}
                {...(max && { max })}
                onPick={(picked) => {
                  setTyped(undefined)
                  onChange(picked)
                  setOpen(false)
                  button.current?.focus()
                }}
                onClose={() => setOpen(false)}
              />
            )}
          </Suspense>
        </>
      )}
    </Field>
  )
}
