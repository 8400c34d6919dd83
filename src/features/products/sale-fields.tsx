import { Controller, type UseFormReturn } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { termsText } from '../blocks/sale-terms.ts'
import { useRuntime } from '../runtime.tsx'
import { type ProductValues, pricePlaces } from './product-schema.ts'

/** What the product's form says of its sale: the same form whatever it is read into. */
type ProductForm = Pick<UseFormReturn<ProductValues>, 'control' | 'register' | 'watch' | 'formState'>

/** How it is sold: charge by charge, as a pack of units, or as a plan for some months (T-5..T-7). */
export function SaleFields({ form }: { readonly form: ProductForm }) {
  const { control, watch } = form
  const sold = watch('sold')
  return (
    <Stack gap={3}>
      <Stack gap={1}>
        <Controller
          name="sold"
          control={control}
          render={({ field }) => (
            <Segmented
              label={t('selling.how-sold')}
              value={field.value}
              onChange={field.onChange}
              options={(['ordinary', 'pack', 'plan'] as const).map((value) => ({
                value,
                label: t(`selling.sold-${value}`),
              }))}
            />
          )}
        />
        <Text size={1} tone="quiet">
          {t(`selling.help-sold-${sold}`)}
        </Text>
      </Stack>
      {sold === 'pack' && <PackFields form={form} />}
      {sold === 'plan' && <PlanFields form={form} />}
    </Stack>
  )
}

function PackFields({ form }: { readonly form: ProductForm }) {
  const { settings } = useRuntime()
  const { control, register, watch, formState } = form
  const { errors } = formState
  const currency = watch('currency')
  const unit = watch('unit').trim()
  const ofUnit = unit === '' ? {} : { unit }
  return (
    <>
      <Columns gap={3}>
        <Controller
          name="packUnits"
          control={control}
          render={({ field }) => (
            <DecimalField
              {...field}
              {...ofUnit}
              label={t(watch('priceOf') === 'pack' ? 'selling.pack-units' : 'selling.pack-units-proposed')}
              error={errors.packUnits?.message}
            />
          )}
        />
        <SelectField
          label={t('selling.price-of')}
          options={(['pack', 'unit'] as const).map((value) => ({ value, label: t(`selling.price-of-${value}`) }))}
          {...register('priceOf')}
        />
      </Columns>
      <Columns gap={3}>
        <SelectField
          label={t('selling.usable-on')}
          options={(['account', 'issue', 'payment'] as const).map((value) => ({
            value,
            label:
              value === 'account'
                ? t('selling.usable-as-set', { choice: t(`selling.usable-${settings.selling.usableOn}`) })
                : t(`selling.usable-${value}`),
          }))}
          {...register('usableOn')}
        />
        <Controller
          name="lowAt"
          control={control}
          render={({ field }) => (
            <DecimalField
              {...field}
              {...ofUnit}
              optional
              label={t('selling.low-at')}
              help={t('selling.low-at-help')}
              error={errors.lowAt?.message}
            />
          )}
        />
      </Columns>
      <Checkbox label={t('selling.expires')} help={t('selling.expires-help')} {...register('expires')} />
      {watch('expires') && (
        <Columns gap={3}>
          <TextField
            label={t('selling.expires-after')}
            inputMode="numeric"
            autoComplete="off"
            error={errors.expiresEvery?.message}
            {...register('expiresEvery')}
          />
          <SelectField
            label={t('selling.expires-unit')}
            options={(['day', 'week', 'month', 'year'] as const).map((value) => ({
              value,
              label: t(`selling.every-${value}`),
            }))}
            {...register('expiresUnit')}
          />
        </Columns>
      )}
      <Checkbox label={t('selling.overdraft')} help={t('selling.overdraft-help')} {...register('overdraft')} />
      {watch('overdraft') && (
        <Controller
          name="overdraftPrice"
          control={control}
          render={({ field }) => (
            <MoneyField
              {...field}
              label={t('selling.overdraft-price')}
              currency={currency === '' ? settings.currency : currency}
              places={pricePlaces(currency)}
              error={errors.overdraftPrice?.message}
            />
          )}
        />
      )}
    </>
  )
}

function PlanFields({ form }: { readonly form: ProductForm }) {
  const { settings } = useRuntime()
  const { control, register, formState, watch } = form
  const renewOn = watch('renewOn')
  return (
    <Columns gap={3}>
      <Stack gap={1}>
        <Controller
          name="renewOn"
          control={control}
          render={({ field }) => (
            <Segmented
              label={t('selling.renew-on')}
              value={field.value}
              onChange={field.onChange}
              options={(['first', 'anniversary'] as const).map((value) => ({
                value,
                label: t(`selling.renew-${value}`),
              }))}
            />
          )}
        />
        <Text size={1} tone="quiet">
          {t(`selling.help-renew-${renewOn}`)}
        </Text>
      </Stack>
      <TextField
        label={t('selling.plan-terms')}
        optional
        help={t('selling.plan-terms-help', { terms: termsText(settings.selling.terms) })}
        placeholder={termsText(settings.selling.terms)}
        autoComplete="off"
        error={formState.errors.planTerms?.message}
        {...register('planTerms')}
      />
    </Columns>
  )
}
