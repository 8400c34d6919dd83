import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react'
import { t } from '../i18n/translate.ts'
import { classNames } from './class-names.ts'
import styles from './combo-box.module.css'
import fieldStyles from './field.module.css'
import { Field, type FieldProps, splitFieldProps } from './field.tsx'
import { Icon } from './icon.tsx'
import { placeBelow } from './place-below.ts'

export interface ComboOption {
  readonly value: string
  readonly label: string
  /** Right of the label, quiet: a price, a code. */
  readonly help?: ReactNode
}

export interface ComboBoxProps extends FieldProps {
  readonly value: string
  /** What the chosen value is called, so that it shows before any search. */
  readonly valueLabel: string
  readonly onChange: (value: string, option: ComboOption | undefined) => void
  /** The best options for what is typed ('' for a start): at most some fifty. May be asked often; the last answer wins. */
  readonly search: (text: string) => readonly ComboOption[] | Promise<readonly ComboOption[]>
  /** Offers "Add ..." for what was typed and is not there. */
  readonly onCreate?: (text: string) => void
  /** Typed text itself is a valid value: descriptions with suggestions. */
  readonly freeText?: boolean
  readonly placeholder?: string
  readonly onBlur?: () => void
  readonly name?: string
  readonly ref?: Ref<HTMLInputElement>
  readonly disabled?: boolean
  readonly autoFocus?: boolean
}

/** A choice among many, found by typing: arrows move, Enter takes, Escape leaves it as it was. */
export function ComboBox(props: ComboBoxProps) {
  const [field, control] = splitFieldProps(props)
  const { value, valueLabel, onChange, search, onCreate, freeText, onBlur, ...input } = control
  const [text, setText] = useState<string>()
  const [open, setOpen] = useState(false)
  const [options, setOptions] = useState<readonly ComboOption[]>()
  const [active, setActive] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const asked = useRef(0)
  /** What the shown options answer; anything else typed since waits for its own answer. */
  const [answered, setAnswered] = useState<string>()
  /** The option that the arrows marked since the last letter: it is meant, whatever answers come. */
  const pointed = useRef<string>(undefined)
  /** A key that takes an option came before the answer to what was typed. */
  const wish = useRef<'Enter' | 'Tab'>(undefined)
  /** The answer to what was typed last, drawn or not. */
  const latest = useRef<readonly ComboOption[]>(undefined)
  const listId = useId()
  const typed = (text ?? '').trim()
  const canCreate = onCreate !== undefined && typed !== '' && !options?.some((option) => option.label === typed)
  const count = (options?.length ?? 0) + (canCreate ? 1 : 0)

  const ask = (words: string) => {
    asked.current += 1
    const turn = asked.current
    pointed.current = undefined
    wish.current = undefined
    latest.current = undefined
    void Promise.resolve(search(words)).then((found) => {
      if (turn !== asked.current) return
      latest.current = found
      if (wish.current !== undefined) {
        grant(wish.current, found, words)
        return
      }
      const start = freeText && words !== '' ? -1 : 0
      const marked = found.findIndex((option) => option.value === pointed.current)
      setActive(Math.max(start, marked))
      setOptions(found)
      setAnswered(words)
    })
  }
  /** Takes the best answer to these words, or adds what nothing answers to. */
  const grant = (key: 'Enter' | 'Tab', [first]: readonly ComboOption[], words: string) => {
    if (first !== undefined) onChange(first.value, first)
    else if (key === 'Enter' && words.trim() !== '') onCreate?.(words.trim())
    shut()
  }
  const show = (words: string) => {
    setOpen(true)
    if (freeText && words !== '') setActive(-1)
    ask(words)
  }
  const shut = () => {
    asked.current += 1
    wish.current = undefined
    latest.current = undefined
    setOpen(false)
    setText(undefined)
    setOptions(undefined)
    setAnswered(undefined)
  }
  const take = (index: number) => {
    const option = options?.[index]
    if (option !== undefined) onChange(option.value, option)
    else if (canCreate) onCreate?.(typed)
    shut()
  }
  // A quick typist presses Enter or Tab before the answer: what is marked then belongs to fewer letters.
  const early = !freeText && typed !== '' && answered !== text && pointed.current === undefined

  useEffect(() => {
    const element = list.current
    const frame = box.current
    if (!open || options === undefined || element === null || frame === null) return
    if (!element.matches(':popover-open')) element.showPopover()
    placeBelow(element, frame, 'start', true)
    element.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) show('')
      else if (count > 0) {
        const next = event.key === 'ArrowDown' ? (active + 1) % count : active <= 0 ? count - 1 : active - 1
        pointed.current = options?.[next]?.value
        wish.current = undefined
        setActive(next)
      }
    } else if ((event.key === 'Enter' || event.key === 'Tab') && open && early && !event.ctrlKey && !event.metaKey) {
      if (event.key === 'Enter') event.preventDefault()
      if (latest.current === undefined) wish.current = event.key
      else grant(event.key, latest.current, typed)
    } else if (event.key === 'Enter' && open) {
      // Ctrl/Cmd+Enter sends the form with what is typed.
      if (active >= 0 && active < count && !event.ctrlKey && !event.metaKey) {
        event.preventDefault()
        take(active)
      } else shut()
    } else if (event.key === 'Tab' && open && !freeText && typed !== '' && options?.[active] !== undefined) {
      // Typing a name and going on means the name that is marked; a new one is only added by Enter or a press.
      take(active)
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      event.stopPropagation()
      shut()
    }
  }

  return (
    <Field {...field} unframed>
      {(wiring) => (
        <div ref={box} className={fieldStyles.box}>
          <input
            {...input}
            {...wiring}
            type="text"
            role="combobox"
            autoComplete="off"
            aria-autocomplete="list"
            aria-expanded={open && options !== undefined}
            aria-controls={open ? listId : undefined}
            aria-activedescendant={open && active >= 0 && count > 0 ? `${listId}-${active}` : undefined}
            className={fieldStyles.input}
            value={text ?? valueLabel}
            onChange={(event) => {
              setText(event.target.value)
              if (freeText) onChange(event.target.value, undefined)
              else if (event.target.value === '') onChange('', undefined)
              show(event.target.value)
            }}
            onClick={() => !open && show('')}
            onFocus={(event) => event.target.select()}
            onKeyDown={onKeyDown}
            onBlur={() => {
              if (wish.current === undefined) shut()
              else setOpen(false)
              onBlur?.()
            }}
          />
          <Icon name="down" size={16} className={fieldStyles.caret} />
          {open && options !== undefined && (
            <div
              ref={list}
              id={listId}
              role="listbox"
              tabIndex={-1}
              popover="manual"
              aria-label={field.label}
              className={styles.list}
              // The focus stays in the field.
              onMouseDown={(event) => event.preventDefault()}
            >
              {options.map((option, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the field
                <div
                  key={option.value}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  className={classNames(styles.option, index === active && styles.active)}
                  onMouseMove={() => index !== active && setActive(index)}
                  onClick={() => take(index)}
                >
                  <span>{option.label}</span>
                  {option.help !== undefined && <span className={styles.help}>{option.help}</span>}
                </div>
              ))}
              {canCreate && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the field
                <div
                  id={`${listId}-${options.length}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={active === options.length}
                  className={classNames(styles.option, styles.create, active === options.length && styles.active)}
                  onClick={() => take(options.length)}
                >
                  {t('ui.create', { name: typed })}
                </div>
              )}
              {count === 0 && !freeText && (
                <div role="option" aria-selected={false} aria-disabled="true" tabIndex={-1} className={styles.none}>
                  {t('ui.nothing-found')}
                </div>
              )}
            </div>
          )}
        </div>
      )}
    </Field>
  )
}
