import type { CurrencyCode } from '../core/money.ts'
import { formatPrice } from '../i18n/format-money.ts'
import { parseAmount } from '../i18n/parse-amount.ts'
import { NumberField, type NumberTextProps } from './number-field.tsx'

export interface MoneyFieldProps extends NumberTextProps {
  readonly currency: CurrencyCode
  /** How many decimals are allowed: the currency's unless said; unit prices may have more. */
  readonly places?: number
}

/** An amount or price. The form's value is the text; read it with `parseMoney` or `parseAmount` of i18n on submit. */
export function MoneyField({ currency, places, ...rest }: MoneyFieldProps) {
  return (
    <NumberField
      {...rest}
      addition={currency}
      parse={(text, locale) => parseAmount(text, locale, currency, places === undefined ? {} : { places })}
      format={(value, locale) => formatPrice(value, currency, locale)}
    />
  )
}
