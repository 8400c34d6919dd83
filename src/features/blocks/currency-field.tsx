import { useCallback } from 'react'
import { currencyCodes } from '../../core/currency.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { foldText } from '../../core/search-words.ts'
import { t } from '../../i18n/translate.ts'
import { ComboBox, type ComboOption } from '../../ui/combo-box.tsx'
import { useRuntime } from '../runtime.tsx'

/** A currency by its code or its name in the owner's language. */
export function CurrencyField(props: {
  readonly value: CurrencyCode | ''
  readonly onChange: (code: CurrencyCode | '') => void
  readonly label?: string
  readonly help?: string
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly optional?: boolean
  readonly disabled?: boolean
}) {
  const { settings } = useRuntime()
  const { locale } = settings
  const search = useCallback(
    (text: string): ComboOption[] => {
      const names = new Intl.DisplayNames([locale], { type: 'currency', fallback: 'code' })
      const wanted = foldText(text)
      return currencyCodes
        .map((code) => ({ value: code as string, label: code as string, help: names.of(code) ?? '' }))
        .filter(({ label, help }) => wanted === '' || foldText(`${label} ${help}`).includes(wanted))
        .sort((left, right) => rank(left.label, wanted) - rank(right.label, wanted))
    },
    [locale],
  )
  const { value, onChange, label, ...rest } = props
  return (
    <ComboBox
      {...rest}
      label={label ?? t('clients.currency')}
      value={value}
      valueLabel={value}
      search={search}
      onChange={(code) => onChange(code as CurrencyCode | '')}
    />
  )
}

// The great currencies first, and before all the one whose code is being typed.
const common = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'SEK', 'DKK', 'NOK', 'PLN']
function rank(code: string, wanted: string): number {
  if (wanted !== '' && code.toLowerCase().startsWith(wanted)) return -1
  const place = common.indexOf(code)
  return place === -1 ? common.length : place
}
