import { formatDecimal } from '../i18n/format-money.ts'
import { parseNumber, parsePercent } from '../i18n/parse-amount.ts'
import { NumberField, type NumberTextProps } from './number-field.tsx'

export interface DecimalFieldProps extends NumberTextProps {
  /** How many decimals are allowed; no limit unless said. */
  readonly places?: number
  /** What one unit is: "hours"; `percent` shows and understands the sign. */
  readonly unit?: string
  readonly percent?: boolean
}

/** A quantity or a rate. The form's value is the text; read it with `parseNumber` or `parsePercent` of i18n on submit. */
export function DecimalField({ places, unit, percent, ...rest }: DecimalFieldProps) {
  const rules = places === undefined ? {} : { places }
  const parse = percent ? parsePercent : parseNumber
  const addition = percent ? '%' : unit
  return (
    <NumberField
      {...rest}
      {...(addition !== undefined && { addition })}
      parse={(text, locale) => parse(text, locale, rules)}
      format={(value, locale) => formatDecimal(value, locale)}
    />
  )
}
