import { Controller } from 'react-hook-form'
import { currencyExponent } from '../../core/currency.ts'
import { minorToDecimal } from '../../core/money.ts'
import type { Cadence } from '../../core/period.ts'
import type { AccountSettings, SellingSettings } from '../../core/settings.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { MoneyField } from '../../ui/money-field.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { readTerms, termsText } from '../blocks/sale-terms.ts'
import { type SectionChange, useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { SectionForm } from './section-form.tsx'

export interface SellingValues {
  /** Texts as typed; empty or 0: no such rule. */
  leastPurchase: string
  outstandingCap: string
  terms: string
  usableOn: SellingSettings['usableOn']
  leadEvery: string
  leadUnit: Cadence['unit']
  restoreFrom: SellingSettings['restoreFrom']
  termsDays: string
}

export function sellingValues({ selling, currency, locale }: AccountSettings): SellingValues {
  const least = minorToDecimal(selling.minimum, currencyExponent(currency))
  return {
    leastPurchase: selling.minimum === 0 ? '' : formatPrice(least, currency, locale),
    outstandingCap: selling.outstandingCap === 0 ? '' : String(selling.outstandingCap),
    terms: termsText(selling.terms),
    usableOn: selling.usableOn,
    leadEvery: String(selling.renewalLead.every),
    leadUnit: selling.renewalLead.unit,
    restoreFrom: selling.restoreFrom,
    termsDays: String(selling.termsDays),
  }
}

/** What the section saves, or the field that cannot be read. An empty minimum or cap switches that rule off. */
export function sellingChange(values: SellingValues, { currency, locale }: AccountSettings): SectionChange {
  const least = values.leastPurchase.trim() === '' ? undefined : parseMoney(values.leastPurchase, locale, currency)
  if (least?.ok === false) return { field: 'leastPurchase', message: amountProblemText(least.problem, locale) }
  if (least !== undefined && least.value < 0) return { field: 'leastPurchase', message: t('selling.not-below-0') }
  const cap = wholeNumber(values.outstandingCap.trim() || '0', 0, 1000)
  if (cap === undefined)
    return { field: 'outstandingCap', message: t('selling.whole-number', { least: 0, most: 1000 }) }
  const read = readTerms(values.terms)
  if ('message' in read) return { field: 'terms', message: read.message }
  const most = mostLead[values.leadUnit]
  const every = wholeNumber(values.leadEvery.trim(), 1, most)
  if (every === undefined) return { field: 'leadEvery', message: t('selling.whole-number', { least: 1, most }) }
  const termsDays = wholeNumber(values.termsDays.trim(), 0, 180)
  if (termsDays === undefined)
    return { field: 'termsDays', message: t('selling.whole-number', { least: 0, most: 180 }) }
  return {
    changes: {
      selling: {
        minimum: least?.value ?? noMinimum,
        outstandingCap: cap,
        terms: read.terms,
        usableOn: values.usableOn,
        renewalLead: { unit: values.leadUnit, every },
        restoreFrom: values.restoreFrom,
        termsDays,
      },
    },
  }
}

const noMinimum = 0 as SellingSettings['minimum']
/** A year, as the command has it. */
const mostLead: Readonly<Record<Cadence['unit'], number>> = { day: 366, week: 52, month: 12, year: 1 }

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : undefined
  return value !== undefined && value >= least && value <= most ? value : undefined
}

/** House rules of selling packs and plans by invoice (T-1..T-9): each says what follows from it. */
export function SellingSection() {
  const { settings: account } = useRuntime()
  const settings = useSettingsForm<SellingValues>({ section: 'selling', values: sellingValues, changes: sellingChange })
  const { register, control, formState, watch } = settings.form
  const { errors } = formState
  return (
    <SectionForm settings={settings}>
      <Section title={t('selling.rules')} help={t('selling.rules-help')}>
        <Columns>
          <Controller
            control={control}
            name="leastPurchase"
            render={({ field, fieldState }) => (
              <MoneyField
                {...field}
                optional
                label={t('selling.least-purchase')}
                help={t('selling.least-purchase-help')}
                currency={account.currency}
                error={fieldState.error?.message}
              />
            )}
          />
          <TextField
            label={t('selling.cap')}
            optional
            help={t('selling.cap-help')}
            inputMode="numeric"
            autoComplete="off"
            error={errors.outstandingCap?.message}
            {...register('outstandingCap')}
          />
          <TextField
            label={t('selling.due-days')}
            help={t('selling.due-days-help')}
            inputMode="numeric"
            autoComplete="off"
            error={errors.termsDays?.message}
            {...register('termsDays')}
          />
        </Columns>
      </Section>
      <Section title={t('selling.packs')}>
        <SelectField
          label={t('selling.units-usable')}
          help={t(`selling.help-units-usable-${watch('usableOn')}`)}
          options={(['issue', 'payment'] as const).map((value) => ({ value, label: t(`selling.usable-${value}`) }))}
          {...register('usableOn')}
        />
      </Section>
      <Section title={t('selling.plans')}>
        <Stack>
          <TextField
            label={t('selling.plan-terms')}
            help={t('selling.terms-help')}
            autoComplete="off"
            error={errors.terms?.message}
            {...register('terms')}
          />
          <Columns>
            <TextField
              label={t('selling.lead')}
              help={t('selling.lead-help')}
              inputMode="numeric"
              autoComplete="off"
              error={errors.leadEvery?.message}
              {...register('leadEvery')}
            />
            <SelectField
              label={t('selling.expires-unit')}
              options={(['day', 'week', 'month', 'year'] as const).map((value) => ({
                value,
                label: t(`selling.every-${value}`),
              }))}
              {...register('leadUnit')}
            />
          </Columns>
          <SelectField
            label={t('selling.restore-from')}
            help={t(`selling.help-restore-${watch('restoreFrom')}`)}
            options={(['old-end', 'payment-day'] as const).map((value) => ({
              value,
              label: t(`selling.restore-${value}`),
            }))}
            {...register('restoreFrom')}
          />
        </Stack>
      </Section>
    </SectionForm>
  )
}
