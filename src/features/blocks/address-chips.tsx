import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react'
import { mailAddressKey, readAddresses } from '../../core/automation/mail-address.ts'
import type { MessageAddress } from '../../core/automation/message.ts'
import { t } from '../../i18n/translate.ts'
import { FilterChip } from '../../ui/chip.tsx'
import { Field } from '../../ui/field.tsx'
import styles from './address-chips.module.css'

export interface AddressChipsProps {
  readonly label: string
  readonly value: readonly MessageAddress[]
  readonly onChange: (value: readonly MessageAddress[]) => void
  readonly help?: string
  readonly error?: string | undefined
  readonly optional?: boolean
}

/**
 * E-mail addresses as chips: Enter, comma, semicolon or leaving the field takes what is typed, a pasted list is taken
 * apart, Backspace in the empty field takes the last one back for editing.
 */
export function AddressChips({ label, value, onChange, help, error, optional }: AddressChipsProps) {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<string>()
  const input = useRef<HTMLInputElement>(null)

  /** Answers whether nothing is left in the field. */
  const take = (typed: string): boolean => {
    const { found, rest } = readAddresses(typed)
    const known = new Set(value.map(({ email }) => mailAddressKey(email)))
    const fresh = found.filter(({ email }) => {
      const key = mailAddressKey(email)
      return !known.has(key) && known.add(key)
    })
    if (fresh.length > 0) onChange([...value, ...fresh])
    setText(rest)
    setWrong(rest === '' ? undefined : t('sending.address-wrong', { text: rest }))
    return rest === ''
  }
  const remove = (at: number) => {
    onChange(value.filter((_, index) => index !== at))
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ',' || event.key === ';') && !event.ctrlKey && !event.metaKey) {
      if (text.trim() === '' && event.key === 'Enter') return
      event.preventDefault()
      take(text)
    } else if (event.key === 'Backspace' && text === '') {
      const last = value.at(-1)
      if (last === undefined) return
      event.preventDefault()
      onChange(value.slice(0, -1))
      setText(last.email)
    }
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text')
    if (!/[,;\n@]/.test(pasted)) return
    event.preventDefault()
    take(text + pasted)
  }

  return (
    <Field
      label={label}
      error={wrong ?? error}
      {...(help !== undefined && { help })}
      {...(optional && { optional: true })}
    >
      {(wiring) => (
        <div className={styles.box}>
          {value.map((address, index) => (
            <FilterChip
              key={mailAddressKey(address.email)}
              label={address.name === undefined ? address.email : `${address.name} <${address.email}>`}
              removeLabel={t('sending.remove-address', { address: address.email })}
              onRemove={() => remove(index)}
            />
          ))}
          <input
            {...wiring}
            ref={input}
            type="text"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className={styles.input}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setWrong(undefined)
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => text.trim() !== '' && take(text)}
          />
        </div>
      )}
    </Field>
  )
}
