import { useCallback } from 'react'
import { countryCodes } from '../../core/country.ts'
import { foldText } from '../../core/search-words.ts'
import { countryFromText, countryName } from '../../i18n/country-names.ts'
import { t } from '../../i18n/translate.ts'
import { ComboBox, type ComboOption } from '../../ui/combo-box.tsx'
import { useRuntime } from '../runtime.tsx'

/** A country by its name in the owner's language, its code or its name in many other languages. */
export function CountryField(props: {
  readonly value: string
  readonly onChange: (code: string) => void
  readonly onBlur?: () => void
  readonly error?: string | undefined
  readonly label?: string
}) {
  const { settings } = useRuntime()
  const { locale } = settings
  const search = useCallback(
    (text: string): ComboOption[] => {
      const wanted = foldText(text)
      const all = countryCodes.map((code) => ({ value: code, label: countryName(code, locale), help: code }))
      const sorted = all.sort((left, right) => left.label.localeCompare(right.label, locale))
      if (wanted === '') return sorted
      const exact = countryFromText(text)
      const starts = sorted.filter(({ value, label }) => value !== exact && foldText(label).startsWith(wanted))
      const holds = sorted.filter(({ value, label }) => value !== exact && foldText(label).includes(` ${wanted}`))
      return [...sorted.filter(({ value }) => value === exact), ...starts, ...holds].slice(0, 50)
    },
    [locale],
  )
  return (
    <ComboBox
      label={props.label ?? t('clients.country')}
      value={props.value}
      valueLabel={props.value === '' ? '' : countryName(props.value, locale)}
      search={search}
      onChange={props.onChange}
      error={props.error}
      {...(props.onBlur && { onBlur: props.onBlur })}
    />
  )
}
