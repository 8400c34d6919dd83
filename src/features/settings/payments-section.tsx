import { Controller } from 'react-hook-form'
import { currencyExponent } from '../../core/currency.ts'
import { minorToDecimal } from '../../core/money.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { PayFields, type PayValues, payChange, payValues } from '../blocks/pay-fields.tsx'
import { type SectionChange, useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { SectionForm } from './section-form.tsx'

interface RuleValues {
  termsDays: string
  partial: boolean
  minimum: string
  creditBalance: AccountSettings['creditBalance']
  afterVoid: AccountSettings['afterVoid']
  plainVoid: boolean
  cashUnit: string
}

function ruleValues({
  termsDays,
  partialPayments,
  creditBalance,
  afterVoid,
  plainVoid,
  cashUnit,
  currency,
  locale,
}: AccountSettings): RuleValues {
  const minimum = minorToDecimal(partialPayments.minimum, currencyExponent(currency))
  return {
    termsDays: String(termsDays),
    partial: partialPayments.allowed,
    minimum: formatPrice(minimum, currency, locale),
    creditBalance,
    afterVoid,
    plainVoid,
    cashUnit: cashUnit === undefined ? '' : String(cashUnit),
  }
}

function ruleChange(values: RuleValues, { currency, locale }: AccountSettings): SectionChange {
  const minimum = parseMoney(values.minimum, locale, currency)
  if (!minimum.ok) return { field: 'minimum', message: amountProblemText(minimum.problem, locale) }
  if (!/^\d{1,3}$/.test(values.termsDays.trim())) return { field: 'termsDays', message: t('settings.terms-number') }
  return {
    changes: {
      termsDays: Number(values.termsDays),
      partialPayments: { allowed: values.partial, minimum: minimum.value },
      creditBalance: values.creditBalance,
      afterVoid: values.afterVoid,
      plainVoid: values.plainVoid,
      ...(values.cashUnit === '' ? {} : { cashUnit: Number(values.cashUnit) }),
    },
    ...(values.cashUnit === '' ? { unset: ['cashUnit'] } : {}),
  }
}

/** Where you are paid, by when, and the house rules of payments. */
export function PaymentsSection() {
  const { settings } = useRuntime()
  const pay = useSettingsForm<PayValues>({ section: 'pay', values: payValues, changes: payChange })
  const rules = useSettingsForm<RuleValues>({ section: 'rules', values: ruleValues, changes: ruleChange })
  const { register, control, formState, watch } = rules.form
  return (
    <Stack>
      <Section title={t('settings.payments')} help={t('settings.payments-help')}>
        <SectionForm settings={pay}>
          <PayFields form={pay.form} />
        </SectionForm>
      </Section>
      <Section title={t('settings.rules')}>
        <SectionForm settings={rules}>
          <Columns>
            <TextField
              label={t('settings.terms')}
              help={t('settings.terms-help')}
              inputMode="numeric"
              error={formState.errors.termsDays?.message}
              {...register('termsDays')}
            />
            <SelectField
              label={t('settings.cash-rounding')}
              options={[
                { value: '', label: t('settings.cash-none') },
                { value: '5', label: t('settings.cash-5') },
                { value: '10', label: t('settings.cash-10') },
                { value: '50', label: t('settings.cash-50') },
                { value: '100', label: t('settings.cash-100') },
              ]}
              {...register('cashUnit')}
            />
          </Columns>
          <Checkbox label={t('settings.partial')} help={t('settings.partial-help')} {...register('partial')} />
          {watch('partial') && (
            <Controller
              control={control}
              name="minimum"
              render={({ field, fieldState }) => (
                <MoneyField
                  {...field}
                  label={t('settings.minimum')}
                  help={t('settings.minimum-help')}
                  currency={settings.currency}
                  error={fieldState.error?.message}
                />
              )}
            />
          )}
          <Columns>
            <SelectField
              label={t('settings.credit-balance')}
              help={t('settings.credit-balance-help')}
              options={[
                { value: 'apply', label: t('settings.credit-apply') },
                { value: 'ask', label: t('settings.credit-ask') },
                { value: 'off', label: t('settings.credit-off') },
              ]}
              {...register('creditBalance')}
            />
            <SelectField
              label={t('settings.after-void')}
              options={[
                { value: 'ask', label: t('settings.void-ask') },
                { value: 'bill-again', label: t('settings.void-again') },
                { value: 'drop', label: t('settings.void-drop') },
              ]}
              {...register('afterVoid')}
            />
          </Columns>
          <Checkbox label={t('settings.plain-void')} help={t('settings.plain-void-help')} {...register('plainVoid')} />
        </SectionForm>
      </Section>
    </Stack>
  )
}
