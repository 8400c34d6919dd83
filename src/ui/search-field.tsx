import { type Ref, useImperativeHandle, useRef } from 'react'
import { t } from '../i18n/translate.ts'
import fieldStyles from './field.module.css'
import { Icon } from './icon.tsx'
import styles from './search-field.module.css'
import { useShortcut } from './shortcuts.ts'

export interface SearchFieldProps {
  /** What is searched: "Search clients". Also the placeholder. */
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** The key that jumps here; none unless given. */
  readonly keys?: string
  readonly ref?: Ref<HTMLInputElement>
}

/** Search as you type; Escape or the cross empties it. */
export function SearchField(props: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useImperativeHandle(props.ref, () => input.current as HTMLInputElement)
  useShortcut(props.keys ?? '', props.label, () => input.current?.focus(), props.keys === undefined)
  return (
    <search className={styles.search}>
      <Icon name="search" size={16} />
      <input
        ref={input}
        type="search"
        className={styles.input}
        aria-label={props.label}
        placeholder={props.label}
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || props.value === '') return
          event.preventDefault()
          event.stopPropagation()
          props.onChange('')
        }}
      />
      {props.value !== '' && (
        <button
          type="button"
          className={fieldStyles.inner}
          aria-label={t('ui.clear-search')}
          onClick={() => {
            props.onChange('')
            input.current?.focus()
          }}
        >
          <Icon name="close" size={16} />
        </button>
      )}
    </search>
  )
}
