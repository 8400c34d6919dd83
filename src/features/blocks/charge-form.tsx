import { type ClipboardEvent, type FocusEvent, useState } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import type { ChargeFields } from '../../commands/charge-row.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { Client } from '../../core/model.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { parseQuickLine, type QuickLine } from '../../i18n/parse-quick-line.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ComboBox } from '../../ui/combo-box.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { type ChargeForm, type ChargeValues, liveAmount, PRICE_PLACES } from './charge-schema.ts'
import { ClientPicker } from './client-picker.tsx'
import { TaxPicker } from './tax-picker.tsx'
import { type ChargeSuggestion, useChargeSuggestions } from './use-charge-suggestions.ts'

export interface ChargeFormFieldsProps {
  readonly form: ChargeForm
  /** The client of an existing charge stays. */
  readonly clientFixed?: boolean
  readonly onClient: (client: Client | undefined) => void
  /** Allowances and surcharges that the charge has already. */
  readonly kept?: Pick<ChargeFields, 'allowances' | 'surcharges'>
}

/** The fields of a charge: catalogue and earlier entries fill them, "3 x 85,00" is understood, the amount is live. */
export function ChargeFormFields(props: ChargeFormFieldsProps) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const { control, register, setValue, getValues, formState } = props.form
  const { errors } = formState
  const values = useWatch({ control, compute: (all) => all })
  const { kind, clientId, currency } = values
  const [more, setMore] = useState(() => values.periodFrom !== '' || values.taxIncluded !== settings.pricesIncludeTax)
  const [otherCurrency, setOtherCurrency] = useState(false)
  const suggestions = useChargeSuggestions(clientId, currency)
  const amount = liveAmount(values, locale, props.kept)

  const set = <Name extends keyof ChargeValues>(name: Name, value: ChargeValues[Name]) =>
    setValue(name, value as never, { shouldDirty: true, shouldValidate: formState.isSubmitted })

  const takeLine = (line: QuickLine) => {
    if (line.description !== '') set('description', line.description)
    set('quantity', formatDecimal(line.quantity, locale))
    set('unitPrice', formatPrice(line.unitPrice, currency, locale))
    if (line.unit !== undefined) set('unit', line.unit)
  }
  const take = (suggestion: ChargeSuggestion) => {
    if (suggestion.kind === 'line') {
      takeLine(suggestion.line)
      return
    }
    const like = suggestion.kind === 'product' ? suggestion.product : suggestion.charge
    const sameMoney = like.currency === currency
    set('description', suggestion.kind === 'product' ? suggestion.product.name : suggestion.charge.description)
    set('productId', (suggestion.kind === 'product' ? suggestion.product.id : suggestion.charge.productId) ?? '')
    set('unit', like.unit ?? '')
    if (like.taxIds.length > 0) set('taxIds', [...like.taxIds])
    set('taxIncluded', like.taxIncluded)
    setOtherCurrency(!sameMoney)
    set('unitPrice', sameMoney ? formatPrice(like.unitPrice, currency, locale) : '')
  }
  // "3 x 85,00" or "85.00 EUR", pasted anywhere in the line, fills its fields.
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    const input = event.target as HTMLInputElement
    const wholeField = input.value === '' || input.selectionEnd! - input.selectionStart! === input.value.length
    if (!wholeField || /\n.*\S/u.test(text.trim())) return
    const line = parseQuickLine(text, locale, currency)
    if (line === undefined || (!isExplicit(text, currency) && input.name === 'description')) return
    event.preventDefault()
    takeLine(line)
  }
  // A multiplication typed into the price or the description is worked out on leaving.
  const onLeave = (event: FocusEvent) => {
    const input = event.target as HTMLInputElement
    if (input.name !== 'unitPrice' && (input.name !== 'description' || getValues('unitPrice') !== '')) return
    const line = isExplicit(input.value, currency) ? parseQuickLine(input.value, locale, currency) : undefined
    if (line !== undefined && (input.name === 'description' || /[x×*@]/iu.test(input.value))) takeLine(line)
  }

  return (
    <Stack gap={4}>
      <Controller
        name="clientId"
        control={control}
        render={({ field }) => (
          <ClientPicker
            {...field}
            canCreate
            disabled={props.clientFixed === true}
            error={errors.clientId?.message}
            onChange={(id, client) => {
              field.onChange(id)
              props.onClient(client)
            }}
          />
        )}
      />
      {!props.clientFixed && (
        <Controller
          name="kind"
          control={control}
          render={({ field }) => (
            <Segmented
              label={t('charges.kind')}
              labelHidden
              value={field.value}
              onChange={field.onChange}
              options={[
                { value: 'service', label: t('charges.kind-service') },
                { value: 'adjustment', label: t('charges.kind-adjustment') },
              ]}
            />
          )}
        />
      )}
      <div onPasteCapture={onPaste} onBlurCapture={onLeave}>
        <Stack gap={3}>
          <Controller
            name="description"
            control={control}
            render={({ field }) => (
              <ComboBox
                {...field}
                freeText
                label={t('charges.description')}
                placeholder={kind === 'service' ? t('charges.description-hint') : t('charges.adjustment-hint')}
                valueLabel={field.value}
                error={errors.description?.message}
                search={kind === 'service' ? suggestions.search : noSuggestions}
                onChange={(text, option) => {
                  const meaning = option === undefined ? undefined : suggestions.meaning(text)
                  if (meaning !== undefined) take(meaning)
                  else {
                    field.onChange(text)
                    if (getValues('productId') !== '') set('productId', '')
                  }
                }}
              />
            )}
          />
          {kind === 'service' ? (
            <Columns gap={3}>
              <Row gap={3} keep align="top">
                <Controller
                  name="quantity"
                  control={control}
                  render={({ field }) => (
                    <DecimalField {...field} label={t('charges.quantity')} error={errors.quantity?.message} />
                  )}
                />
                <TextField
                  label={t('charges.unit')}
                  optional
                  autoComplete="off"
                  error={errors.unit?.message}
                  {...register('unit')}
                />
              </Row>
              <Controller
                name="unitPrice"
                control={control}
                render={({ field }) => (
                  <MoneyField
                    {...field}
                    label={t('charges.price')}
                    currency={currency}
                    places={currencyExponent(currency) + PRICE_PLACES}
                    error={errors.unitPrice?.message}
                    {...(otherCurrency && { help: t('charges.other-currency', { currency }) })}
                  />
                )}
              />
            </Columns>
          ) : (
            <Controller
              name="amount"
              control={control}
              render={({ field }) => (
                <MoneyField
                  {...field}
                  label={t('charges.amount')}
                  currency={currency}
                  help={t('charges.amount-help')}
                  error={errors.amount?.message}
                />
              )}
            />
          )}
        </Stack>
      </div>
      <Columns gap={3}>
        <Controller
          name="servedOn"
          control={control}
          render={({ field }) => (
            <DateField {...field} label={t('charges.served-on')} today={today()} error={errors.servedOn?.message} />
          )}
        />
        <Controller
          name="taxIds"
          control={control}
          render={({ field }) => (
            <TaxPicker
              compact
              value={field.value}
              onChange={field.onChange}
              {...onDay(knownDate(values.periodTo) ?? knownDate(values.servedOn))}
            />
          )}
        />
      </Columns>
      {more ? (
        <Stack gap={3}>
          <Columns gap={3}>
            {(['periodFrom', 'periodTo'] as const).map((name) => (
              <Controller
                key={name}
                name={name}
                control={control}
                render={({ field }) => (
                  <DateField
                    {...field}
                    optional
                    label={t(name === 'periodFrom' ? 'charges.period-from' : 'charges.period-to')}
                    today={today()}
                    error={errors[name]?.message}
                  />
                )}
              />
            ))}
          </Columns>
          <Checkbox label={t('charges.tax-included')} {...register('taxIncluded')} />
        </Stack>
      ) : (
        <Row>
          <Button kind="plain" icon="down" onClick={() => setMore(true)}>
            {t('charges.more')}
          </Button>
        </Row>
      )}
      <Row justify="apart">
        <Text as="span" tone="quiet">
          {values.taxIncluded && values.taxIds.length > 0
            ? t('charges.amount-with-tax')
            : t('charges.amount-before-tax')}
        </Text>
        <output aria-live="polite">
          {amount === undefined ? (
            <Text as="span" size={4} tone="quiet">
              –
            </Text>
          ) : (
            <Amount amount={amount} currency={currency} size={4} strong />
          )}
        </output>
      </Row>
    </Stack>
  )
}

/** A text that says by itself that it is a price: a multiplication, or an amount with its currency. */
function isExplicit(text: string, currency: string): boolean {
  return /\d\s*\p{L}*\.?\s*[x×*@]\s*\S*\d/iu.test(text) || text.includes(currency) || /\p{Sc}/u.test(text)
}

function onDay<Day>(day: Day | undefined): { readonly on?: Day } {
  return day === undefined ? {} : { on: day }
}

async function noSuggestions() {
  return []
}
