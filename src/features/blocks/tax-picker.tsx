import { useId } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { TaxRate } from '../../core/model.ts'
import { formatPercent } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { ToggleChip } from '../../ui/chip.tsx'
import { Link } from '../../ui/link.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

export interface TaxPickerProps {
  readonly value: readonly TaxRateId[]
  readonly onChange: (ids: TaxRateId[]) => void
  /** The rate in force on this day is shown. */
  readonly on?: CalendarDate
  readonly label?: string
  readonly labelHidden?: boolean
  readonly error?: string | undefined
  /** One list of "No tax" and single taxes: cells of an editor, where a line has at most one. */
  readonly compact?: boolean
  readonly bare?: boolean
  readonly disabled?: boolean
}

/** The taxes of a line or of a client: chips that are on or off, or one choice where there is little room. */
export function TaxPicker(props: TaxPickerProps) {
  const { today, settings } = useRuntime()
  const rows = useRows((db) => listTaxRates(db, { archived: true }), [])
  const id = useId()
  const day = props.on ?? today()
  const label = props.label ?? t('charges.tax')
  const taxes = (rows ?? []).filter((tax) => tax.state === 'active' || props.value.includes(tax.id))
  const name = (tax: TaxRate) => taxLabel(tax, day, settings.locale)

  if (props.compact && props.value.length <= 1) {
    return (
      <SelectField
        label={label}
        value={props.value[0] ?? ''}
        error={props.error}
        {...(props.labelHidden && { labelHidden: true })}
        {...(props.bare && { bare: true })}
        {...(props.disabled && { disabled: true })}
        onChange={(event) => props.onChange(event.target.value === '' ? [] : [event.target.value as TaxRateId])}
        options={[
          { value: '', label: t('charges.no-tax') },
          ...taxes.map((tax) => ({ value: tax.id, label: name(tax) })),
        ]}
      />
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame of its own and its legend cannot be hidden alike
    <div role="group" aria-labelledby={id}>
      <Stack gap={1}>
        <span id={id} className={props.labelHidden ? 'visually-hidden' : undefined}>
          <Text as="span">{label}</Text>
        </span>
        {rows !== undefined && taxes.length === 0 ? (
          <Text tone="quiet">
            {t('charges.no-tax-rates')} <Link to="/settings/taxes">{t('charges.add-tax-rate')}</Link>
          </Text>
        ) : (
          <Row gap={2}>
            {taxes.map((tax) => {
              const on = props.value.includes(tax.id)
              return (
                <ToggleChip
                  key={tax.id}
                  label={name(tax)}
                  on={on}
                  onToggle={() =>
                    props.onChange(on ? props.value.filter((one) => one !== tax.id) : [...props.value, tax.id])
                  }
                />
              )
            })}
          </Row>
        )}
        {props.error !== undefined && <Text tone="bad">{props.error}</Text>}
      </Stack>
    </div>
  )
}

/** "VAT 19%": a tax with its rate on a day, unless its name says the rate already. */
export function taxLabel(tax: TaxRate, on: CalendarDate, locale: string): string {
  const rate = tax.rates.findLast(({ from }) => from <= on)
  if (rate === undefined) return tax.name
  const percent = formatPercent(rate.percent, locale)
  return tax.name.replace(/\s/gu, '').includes(percent.replace(/\s/gu, '')) ? tax.name : `${tax.name} ${percent}`
}
