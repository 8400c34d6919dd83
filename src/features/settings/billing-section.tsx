import { Controller } from 'react-hook-form'
import { currencyExponent } from '../../core/currency.ts'
import { minorToDecimal } from '../../core/money.ts'
import type { AccountSettings, BillingSettings } from '../../core/settings.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type SectionChange, useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { SectionForm } from './section-form.tsx'

interface BillingValues {
  mode: BillingSettings['mode']
  firstInvoice: BillingSettings['firstInvoice']
  proration: BillingSettings['proration']
  firstStub: BillingSettings['firstStub']
  missedPeriods: BillingSettings['missedPeriods']
  corrections: BillingSettings['corrections']
  endedMonthsOnly: boolean
  trialClients: boolean
  /** Texts as typed; empty: off. */
  leastTotal: string
  outstandingCap: string
}

function billingValues({ billing, currency, locale }: AccountSettings): BillingValues {
  const { minimum, outstandingCap, trialClients } = billing.judgeAll
  return {
    mode: billing.mode,
    firstInvoice: billing.firstInvoice,
    proration: billing.proration,
    firstStub: billing.firstStub,
    missedPeriods: billing.missedPeriods,
    corrections: billing.corrections,
    endedMonthsOnly: billing.endedMonthsOnly === 1,
    trialClients: trialClients === 1,
    leastTotal:
      minimum === undefined ? '' : formatPrice(minorToDecimal(minimum, currencyExponent(currency)), currency, locale),
    outstandingCap: outstandingCap === undefined ? '' : String(outstandingCap),
  }
}

/** What the section saves, or the field that cannot be read. An empty minimum or cap switches that check off. */
export function billingChange(values: BillingValues, { billing, currency, locale }: AccountSettings): SectionChange {
  const least = values.leastTotal.trim() === '' ? undefined : parseMoney(values.leastTotal, locale, currency)
  if (least?.ok === false) return { field: 'leastTotal', message: amountProblemText(least.problem, locale) }
  if (least !== undefined && least.value < 0) return { field: 'leastTotal', message: t('billing.least-total-negative') }
  const cap = values.outstandingCap.trim()
  if (!/^\d{0,3}$/.test(cap) || Number(cap) > 100) {
    return { field: 'outstandingCap', message: t('billing.outstanding-cap-number') }
  }
  return {
    changes: {
      billing: {
        ...billing,
        mode: values.mode,
        firstInvoice: values.firstInvoice,
        proration: values.proration,
        firstStub: values.firstStub,
        missedPeriods: values.missedPeriods,
        corrections: values.corrections,
        endedMonthsOnly: values.endedMonthsOnly ? 1 : 0,
        judgeAll: {
          ...(values.trialClients ? { trialClients: 1 as const } : {}),
          ...(least === undefined || least.value === 0 ? {} : { minimum: least.value }),
          ...(cap === '' || Number(cap) === 0 ? {} : { outstandingCap: Number(cap) }),
        },
      },
    },
  }
}

/** How contracts become invoices: each choice says what follows from it. */
export function BillingSection() {
  const { settings: account } = useRuntime()
  const settings = useSettingsForm<BillingValues>({
    section: 'billing',
    values: billingValues,
    changes: billingChange,
  })
  const { register, control, formState, watch } = settings.form
  const values = watch()
  return (
    <SectionForm settings={settings}>
      <Section title={t('billing.settings-run')} help={t('billing.settings-run-help')}>
        <Stack>
          <SelectField
            label={t('billing.mode')}
            help={t(`billing.help-mode-${values.mode}`)}
            options={(['automatic', 'manual'] as const).map((mode) => ({
              value: mode,
              label: t(`billing.mode-${mode}`),
            }))}
            {...register('mode')}
          />
          <SelectField
            label={t('billing.first-invoice')}
            help={t(`billing.help-first-invoice-${values.firstInvoice}`)}
            options={(['at-once', 'by-schedule'] as const).map((choice) => ({
              value: choice,
              label: t(`billing.first-invoice-${choice}`),
            }))}
            {...register('firstInvoice')}
          />
          <SelectField
            label={t('billing.missed-periods')}
            help={t(`billing.help-missed-periods-${values.missedPeriods}`)}
            options={(['combined', 'per-period'] as const).map((choice) => ({
              value: choice,
              label: t(`billing.missed-periods-${choice}`),
            }))}
            {...register('missedPeriods')}
          />
          <SelectField
            label={t('billing.corrections')}
            help={t(`billing.help-corrections-${values.corrections}`)}
            options={(['credit-note', 'next-invoice', 'nothing', 'ask'] as const).map((choice) => ({
              value: choice,
              label: t(`billing.corrections-${choice}`),
            }))}
            {...register('corrections')}
          />
          <Checkbox
            label={t('billing.ended-months-only')}
            help={t('billing.ended-months-only-help')}
            {...register('endedMonthsOnly')}
          />
        </Stack>
      </Section>
      <Section title={t('billing.settings-items')} help={t('billing.settings-items-help')}>
        <Columns>
          <SelectField
            label={t('billing.proration')}
            help={t(`billing.help-proration-${values.proration}`)}
            options={(['actual-days', 'calendar-months', 'none'] as const).map((choice) => ({
              value: choice,
              label: t(`billing.proration-${choice}`),
            }))}
            {...register('proration')}
          />
          <SelectField
            label={t('billing.first-stub')}
            help={t(`billing.help-first-stub-${values.firstStub}`)}
            options={(['at-once', 'with-next'] as const).map((choice) => ({
              value: choice,
              label: t(`billing.first-stub-${choice}`),
            }))}
            {...register('firstStub')}
          />
        </Columns>
      </Section>
      <Section title={t('billing.settings-checks')} help={t('billing.settings-checks-help')}>
        <Stack>
          <Checkbox
            label={t('billing.trial-clients')}
            help={t('billing.trial-clients-help')}
            {...register('trialClients')}
          />
          <Columns>
            <Controller
              control={control}
              name="leastTotal"
              render={({ field, fieldState }) => (
                <MoneyField
                  {...field}
                  optional
                  label={t('billing.least-total')}
                  help={t('billing.least-total-help')}
                  currency={account.currency}
                  error={fieldState.error?.message}
                />
              )}
            />
            <TextField
              label={t('billing.outstanding-cap')}
              optional
              help={t('billing.outstanding-cap-help')}
              inputMode="numeric"
              error={formState.errors.outstandingCap?.message}
              {...register('outstandingCap')}
            />
          </Columns>
        </Stack>
      </Section>
      <Text tone="quiet">{t('billing.settings-wakes')}</Text>
    </SectionForm>
  )
}
