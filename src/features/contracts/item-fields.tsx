import { useState } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import type { ClientId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Cadence } from '../../core/period.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ComboBox } from '../../ui/combo-box.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import { type ChargeSuggestion, useChargeSuggestions } from '../blocks/use-charge-suggestions.ts'
import { useRuntime } from '../runtime.tsx'
import { asksQuantity, cadencePresets, type ItemValues } from './item-form.ts'
import { ItemTermsFields } from './item-terms-fields.tsx'
import { PriceFields } from './price-fields.tsx'

export interface ItemFieldsProps {
  readonly value: ItemValues
  readonly onChange: (value: ItemValues) => void
  readonly problem: (path: string) => string | undefined
  readonly clientId: ClientId | ''
  readonly currency: CurrencyCode
}

/** One item of a contract: what it is, how often and when it is billed, what it costs; the rarer terms behind "more". */
export function ItemFields(props: ItemFieldsProps) {
  const { value, onChange, problem, currency } = props
  const { settings, today } = useRuntime()
  const { locale } = settings
  const suggestions = useChargeSuggestions(props.clientId, currency, value.kind === 'usage')
  const [more, setMore] = useState(() => hasRareTerms(value, settings.pricesIncludeTax))
  const change = (changes: Partial<ItemValues>) => onChange({ ...value, ...changes })
  const shownMore = more || rareTermIsWrong(problem)

  const take = (suggestion: ChargeSuggestion) => {
    if (suggestion.kind === 'line') {
      const { line } = suggestion
      change({
        description: line.description,
        quantity: formatDecimal(line.quantity, locale),
        priceKind: 'per-unit',
        price: formatPrice(line.unitPrice, currency, locale),
        ...(line.unit !== undefined && { unit: line.unit }),
      })
      return
    }
    const like = suggestion.kind === 'product' ? suggestion.product : suggestion.charge
    const product = suggestion.kind === 'product' ? suggestion.product : undefined
    change({
      description: product?.name ?? (suggestion.kind === 'before' ? suggestion.charge.description : ''),
      productId: product?.id ?? '',
      unit: like.unit ?? '',
      ...(like.taxIds.length > 0 && { taxIds: [...like.taxIds] }),
      taxIncluded: like.taxIncluded,
      ...(product?.notProrated === 1 && { proration: 'none' as const }),
      ...(like.currency === currency && {
        priceKind: 'per-unit' as const,
        price: formatPrice(like.unitPrice, currency, locale),
      }),
    })
  }

  return (
    <Stack gap={3}>
      <ComboBox
        freeText
        name="description"
        label={t('contracts.description')}
        placeholder={t('contracts.description-hint')}
        value={value.description}
        valueLabel={value.description}
        error={problem('description')}
        search={suggestions.search}
        onChange={(text, option) => {
          const meaning = option === undefined ? undefined : suggestions.meaning(text)
          if (meaning !== undefined) take(meaning)
          else change({ description: text, productId: '' })
        }}
      />
      <Segmented
        label={t('contracts.kind')}
        labelHidden
        value={value.kind}
        onChange={(kind) => change({ kind })}
        options={(['recurring', 'usage', 'one-off'] as const).map((kind) => ({
          value: kind,
          label: t(`contracts.kind-${kind}`),
        }))}
      />
      <PriceFields
        value={value}
        onChange={change}
        problem={problem}
        currency={currency}
        asksQuantity={asksQuantity(value)}
        {...(value.unit !== '' && { unit: value.unit })}
      />
      <Columns gap={3}>
        {value.kind !== 'one-off' && (
          <SelectField
            label={t('contracts.billed-every')}
            value={value.preset}
            onChange={(event) => change({ preset: event.target.value as ItemValues['preset'] })}
            options={cadencePresets.map((preset) => ({ value: preset, label: t(`contracts.every-${preset}`) }))}
          />
        )}
        {value.kind !== 'one-off' && value.preset === 'other' && (
          <Row gap={2} keep align="top">
            <TextField
              label={t('contracts.every-count')}
              inputMode="numeric"
              autoComplete="off"
              value={value.every}
              error={problem('every')}
              onChange={(event) => change({ every: event.target.value })}
            />
            <SelectField
              label={t('contracts.every-unit')}
              value={value.everyUnit}
              onChange={(event) => change({ everyUnit: event.target.value as Cadence['unit'] })}
              options={(['day', 'week', 'month', 'year'] as const).map((unit) => ({
                value: unit,
                label: t(`contracts.unit-${unit}`),
              }))}
            />
          </Row>
        )}
        {value.kind === 'recurring' && (
          <SelectField
            label={t('contracts.timing')}
            value={value.timing}
            onChange={(event) => change({ timing: event.target.value as ItemValues['timing'] })}
            options={(['advance', 'arrears'] as const).map((timing) => ({
              value: timing,
              label: t(`contracts.timing-${timing}`),
            }))}
          />
        )}
        {value.kind === 'one-off' && <ItemDay {...props} today={today()} />}
        <TextField
          label={t('contracts.unit')}
          optional
          placeholder={t('contracts.unit-hint')}
          autoComplete="off"
          value={value.unit}
          error={problem('unit')}
          onChange={(event) => change({ unit: event.target.value })}
        />
        <TaxPicker compact value={value.taxIds} onChange={(taxIds) => change({ taxIds })} />
      </Columns>
      {shownMore ? (
        <Stack gap={3}>
          <ItemTermsFields value={value} onChange={change} problem={problem} currency={currency} />
          <Checkbox
            label={t('contracts.tax-included')}
            checked={value.taxIncluded}
            onChange={(event) => change({ taxIncluded: event.target.checked })}
          />
        </Stack>
      ) : (
        <Row>
          <Button kind="plain" icon="down" onClick={() => setMore(true)}>
            {t(value.kind === 'one-off' ? 'contracts.more-once' : 'contracts.more')}
          </Button>
        </Row>
      )}
    </Stack>
  )
}

function ItemDay({ value, onChange, problem, today }: ItemFieldsProps & { readonly today: CalendarDate }) {
  return (
    <DateField
      optional
      label={t('contracts.billed-on')}
      help={t('contracts.billed-on-help')}
      value={value.startOn}
      onChange={(startOn) => onChange({ ...value, startOn })}
      today={today}
      error={problem('startOn')}
    />
  )
}

const rareTerms = ['minimum', 'trialDays', 'startOn', 'lastDay']

function rareTermIsWrong(problem: (path: string) => string | undefined): boolean {
  return rareTerms.some((path) => problem(path) !== undefined)
}

function hasRareTerms(value: ItemValues, pricesIncludeTax: boolean): boolean {
  const { minimum, trialDays, lastDay, ramp, kind, startOn } = value
  const typed = [minimum, trialDays, lastDay, kind === 'one-off' ? '' : startOn].some((text) => text !== '')
  return typed || ramp.length > 0 || value.taxIncluded !== pricesIncludeTax
}
