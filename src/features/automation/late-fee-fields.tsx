import { Controller } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import type { RuleForm } from './rule-fields.tsx'

/** What being late costs: how much, from which day, how often, and up to what. */
export function LateFeeFields({ form }: { readonly form: RuleForm }) {
  const { control, register, formState, watch } = form
  const { errors } = formState
  const kind = watch('feeKind')
  const repeats = watch('repeats')
  const currency = watch('feeCurrency')
  return (
    <Stack gap={3}>
      <Controller
        name="feeKind"
        control={control}
        render={({ field }) => (
          <Segmented
            label={t('automation.fee-kind')}
            value={field.value}
            onChange={field.onChange}
            options={[
              { value: 'percent', label: t('automation.fee-kind-percent') },
              { value: 'amount', label: t('automation.fee-kind-amount') },
            ]}
          />
        )}
      />
      <Columns gap={3}>
        {kind === 'amount' ? (
          <Controller
            name="feeAmount"
            control={control}
            render={({ field }) => (
              <MoneyField
                {...field}
                label={t('automation.fee-amount')}
                currency={currency}
                error={errors.feeAmount?.message}
              />
            )}
          />
        ) : (
          <Controller
            name="feePercent"
            control={control}
            render={({ field }) => (
              <DecimalField
                {...field}
                percent
                places={4}
                label={t('automation.fee-percent')}
                help={t('automation.fee-percent-help')}
                error={errors.feePercent?.message}
              />
            )}
          />
        )}
        <TextField
          label={t('automation.fee-after-days')}
          inputMode="numeric"
          autoComplete="off"
          error={errors.afterDays?.message}
          {...register('afterDays')}
        />
      </Columns>
      <Columns gap={3}>
        <SelectField
          label={t('automation.fee-repeats')}
          options={(['once', 'month', 'day'] as const).map((value) => ({
            value,
            label: t(`automation.fee-repeats-${value}`),
          }))}
          {...register('repeats')}
        />
        {repeats !== 'once' && (
          <TextField
            label={t(repeats === 'day' ? 'automation.fee-every-days' : 'automation.fee-every-months')}
            inputMode="numeric"
            autoComplete="off"
            error={errors.every?.message}
            {...register('every')}
          />
        )}
      </Columns>
      <Columns gap={3}>
        {repeats !== 'once' && (
          <TextField
            label={t('automation.fee-max-times')}
            optional
            inputMode="numeric"
            autoComplete="off"
            error={errors.maxTimes?.message}
            {...register('maxTimes')}
          />
        )}
        <Controller
          name="maxAmount"
          control={control}
          render={({ field }) => (
            <MoneyField
              {...field}
              optional
              label={t('automation.fee-max-amount')}
              currency={currency}
              error={errors.maxAmount?.message}
            />
          )}
        />
      </Columns>
      <Controller
        name="taxIds"
        control={control}
        render={({ field }) => (
          <TaxPicker value={field.value} onChange={field.onChange} label={t('automation.fee-taxes')} />
        )}
      />
      <TextField
        label={t('automation.fee-description')}
        help={t('automation.fee-description-help', { field: '{number}' })}
        autoComplete="off"
        error={errors.description?.message}
        {...register('description')}
      />
    </Stack>
  )
}
