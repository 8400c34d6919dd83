import { useRef } from 'react'
import { Controller } from 'react-hook-form'
import { saveTaxRate } from '../../commands/save-tax-rate.ts'
import { standardTaxOf } from '../../core/country-tax.ts'
import { calendarDate } from '../../core/date.ts'
import type { Decimal } from '../../core/decimal.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { parsePercent } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

interface MoneyValues {
  currency: CurrencyCode | ''
  charges: boolean
  taxName: string
  percent: string
  termsDays: string
}

function moneyValues(settings: AccountSettings): MoneyValues {
  const standard = standardTaxOf(settings.country)
  return {
    currency: settings.currency,
    charges: standard !== undefined,
    taxName: standard?.name ?? 'Sales tax',
    percent: standard === undefined ? '' : formatDecimal(standard.percent, settings.locale),
    termsDays: String(settings.termsDays),
  }
}

/** Currency, tax and terms, with what the country suggests. */
export function MoneyStep(props: StepProps) {
  const { run, newKey, settings: account } = useRuntime()
  const taxes = useRows((books) => listTaxRates(books), [])
  const made = useRef<TaxRateId>(undefined)
  const settings = useSettingsForm<MoneyValues>({
    section: 'money',
    quiet: true,
    values: moneyValues,
    changes: ({ currency, termsDays }) => {
      if (currency === '') return { field: 'currency', message: t('welcome.currency-missing') }
      if (!/^\d{1,3}$/.test(termsDays.trim())) return { field: 'termsDays', message: t('welcome.terms-number') }
      const taxId = made.current
      return {
        changes: { currency, termsDays: Number(termsDays), ...(taxId === undefined ? {} : { defaultTaxIds: [taxId] }) },
      }
    },
  })
  const { form } = settings
  const hasTax = (taxes?.length ?? 0) > 0

  // The tax comes first: the settings name it as the one that new charges start with.
  const save = async (values: MoneyValues): Promise<boolean> => {
    if (values.charges && !hasTax && made.current === undefined) {
      const percent = parsePercent(values.percent, account.locale)
      if (!percent.ok) {
        form.setError('percent', { message: amountProblemText(percent.problem, account.locale) }, { shouldFocus: true })
        return false
      }
      const id = await addTax(values.taxName, percent.value)
      if (id === undefined) return false
      made.current = id
    }
    return settings.save(values)
  }
  const addTax = async (name: string, percent: Decimal): Promise<TaxRateId | undefined> => {
    const rates = [{ from: calendarDate('2000-01-01'), percent }]
    const saved = await run(
      saveTaxRate,
      { fields: { name: name.trim(), category: 'S', kind: 'normal', rates, state: 'active' } },
      newKey(),
    )
    if (saved.ok) return saved.value.id
    const field = saved.problem.code === 'field-invalid' && saved.problem.field === 'name' ? 'taxName' : 'percent'
    form.setError(field, { message: problemText(saved.problem, account.locale) }, { shouldFocus: true })
    return undefined
  }
  const { register, control, watch, formState } = form
  return (
    <StepForm {...props} settings={{ ...settings, save }}>
      <Stack>
        <Columns>
          <Controller
            control={control}
            name="currency"
            render={({ field, fieldState }) => (
              <CurrencyField
                label={t('welcome.currency')}
                value={field.value}
                onChange={field.onChange}
                error={fieldState.error?.message}
              />
            )}
          />
          <TextField
            label={t('welcome.terms')}
            help={t('welcome.terms-help')}
            inputMode="numeric"
            error={formState.errors.termsDays?.message}
            {...register('termsDays')}
          />
        </Columns>
        {hasTax ? (
          <Text tone="quiet">{t('welcome.tax-there')}</Text>
        ) : (
          <>
            <Checkbox label={t('welcome.charges-tax')} help={t('welcome.charges-tax-help')} {...register('charges')} />
            {watch('charges') && (
              <Columns>
                <TextField
                  label={t('welcome.tax-name')}
                  error={formState.errors.taxName?.message}
                  {...register('taxName')}
                />
                <Controller
                  control={control}
                  name="percent"
                  render={({ field, fieldState }) => (
                    <DecimalField {...field} percent label={t('welcome.tax-rate')} error={fieldState.error?.message} />
                  )}
                />
              </Columns>
            )}
          </>
        )}
      </Stack>
    </StepForm>
  )
}
