import { Controller, type UseFormReturn } from 'react-hook-form'
import type { Client, Product } from '../../core/model.ts'
import { allowedTerms } from '../../core/selling/judge-purchase.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { listBillingGroups } from '../../queries/list-billing-groups.ts'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { proposedQuantity, type SellValues, type Wrong } from './sell-form.ts'
import { useRows } from './use-rows.ts'

/** How many packs or units, or for how long from when; for which group, and at which rate of exchange. */
export function SellTerms(props: {
  readonly form: UseFormReturn<SellValues>
  readonly client: Client
  readonly product: Product
  readonly wrong: Wrong
}) {
  const { form, client, product, wrong } = props
  const { settings, today } = useRuntime()
  const { locale } = settings
  const { control, register, watch } = form
  const groups = useRows((books) => listBillingGroups(books, client.id), [client.id])
  const active = groups?.filter(({ state }) => state === 'active') ?? []
  const { sale } = product
  return (
    <>
      <Columns gap={3}>
        {sale?.kind === 'pack' && (
          <Controller
            name="quantity"
            control={control}
            render={({ field }) => (
              <DecimalField
                {...field}
                value={field.value === null ? formatDecimal(proposedQuantity(product), locale) : field.value}
                label={
                  sale.priceOf === 'pack'
                    ? t('selling.how-many-packs')
                    : t('selling.how-many-units', { unit: product.unit ?? t('selling.units') })
                }
                help={t(sale.priceOf === 'pack' ? 'selling.each-pack' : 'selling.each-unit', {
                  price: priceText(product, locale),
                })}
                error={wrong.quantity ? t('selling.quantity-wrong') : undefined}
              />
            )}
          />
        )}
        {sale?.kind === 'plan' && (
          <>
            <SelectField
              label={t('selling.how-long')}
              help={t('selling.each-month', { price: priceText(product, locale) })}
              options={termsOffered(allowedTerms(sale, client, settings), watch('termMonths')).map((months) => ({
                value: String(months),
                label: t('selling.months', { months }),
              }))}
              value={watch('termMonths') || String(allowedTerms(sale, client, settings)[0] ?? 1)}
              onChange={(event) => form.setValue('termMonths', event.target.value, { shouldDirty: true })}
            />
            <Controller
              name="startOn"
              control={control}
              render={({ field }) => (
                <DateField
                  {...field}
                  label={t('selling.starts-on')}
                  today={today()}
                  error={wrong.startOn ? t('selling.day-wrong') : undefined}
                />
              )}
            />
          </>
        )}
        {active.length > 1 && (
          <SelectField
            label={t('selling.group')}
            options={active.map((group) => ({ value: group.isDefault === 1 ? '' : group.id, label: group.name }))}
            {...register('billingGroupId')}
          />
        )}
      </Columns>
      {product.currency !== settings.currency && (
        <Columns gap={3}>
          <Controller
            name="rate"
            control={control}
            render={({ field }) => (
              <DecimalField
                {...field}
                places={10}
                label={t('invoices.rate', { currency: product.currency })}
                unit={settings.currency}
                help={t('invoices.rate-help', { currency: settings.currency })}
                error={wrong.rate ? t('invoices.rate-wrong') : undefined}
              />
            )}
          />
          <TextField
            label={t('invoices.rate-source')}
            placeholder={t('invoices.rate-source-hint')}
            autoComplete="off"
            maxLength={200}
            error={wrong.rateSource ? t('invoices.rate-source-missing') : undefined}
            {...register('rateSource')}
          />
        </Columns>
      )}
    </>
  )
}

/** What may be chosen, and what was chosen before the list was another. */
function termsOffered(allowed: readonly number[], chosen: string): readonly number[] {
  const months = Number(chosen)
  return chosen === '' || allowed.includes(months) ? allowed : [...allowed, months].sort((a, b) => a - b)
}

export function priceText({ unitPrice, currency }: Product, locale: string): string {
  return `${formatPrice(unitPrice, currency, locale)} ${currency}`
}
