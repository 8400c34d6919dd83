import { Controller } from 'react-hook-form'
import type { CurrencyCode } from '../../core/money.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import { setThemeChoice, useThemeChoice } from '../../ui/color-scheme.ts'
import { DateField } from '../../ui/date-field.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { CountryField } from '../blocks/country-field.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import { LanguageField } from '../blocks/language-field.tsx'
import { useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { SectionForm } from './section-form.tsx'

interface PlaceValues {
  country: string
  locale: string
  currency: CurrencyCode | ''
  timeZone: string
  lockedThrough: string
  retentionYears: string
}

function placeValues({
  country,
  locale,
  currency,
  timeZone,
  booksLockedThrough,
  retentionYears,
}: AccountSettings): PlaceValues {
  return {
    country,
    locale,
    currency,
    timeZone,
    lockedThrough: booksLockedThrough ?? '',
    retentionYears: String(retentionYears),
  }
}

/** Country, language, currency, time zone, closed books, and how the app looks on this device. */
export function PlaceSection() {
  const { today } = useRuntime()
  const theme = useThemeChoice()
  const settings = useSettingsForm<PlaceValues>({
    section: 'place',
    values: placeValues,
    changes: (values) => {
      if (values.currency === '') return { field: 'currency', message: t('settings.currency-missing') }
      const locked = knownDate(values.lockedThrough)
      if (values.lockedThrough.trim() !== '' && locked === undefined)
        return { field: 'lockedThrough', message: t('settings.date-unreadable') }
      if (!/^\d{1,2}$/.test(values.retentionYears.trim()))
        return { field: 'retentionYears', message: t('settings.years-number') }
      return {
        changes: {
          country: values.country,
          locale: values.locale,
          currency: values.currency,
          timeZone: values.timeZone,
          retentionYears: Number(values.retentionYears),
          ...(locked === undefined ? {} : { booksLockedThrough: locked }),
        },
        ...(locked === undefined ? { unset: ['booksLockedThrough'] } : {}),
      }
    },
  })
  const { register, control, formState } = settings.form
  return (
    <Stack>
      <Section title={t('settings.place')} help={t('settings.place-help')}>
        <SectionForm settings={settings}>
          <Columns>
            <Controller
              control={control}
              name="country"
              render={({ field, fieldState }) => (
                <CountryField
                  value={field.value}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  error={fieldState.error?.message}
                />
              )}
            />
            <Controller
              control={control}
              name="currency"
              render={({ field, fieldState }) => (
                <CurrencyField
                  label={t('settings.currency')}
                  help={t('settings.currency-help')}
                  value={field.value}
                  onChange={field.onChange}
                  error={fieldState.error?.message}
                />
              )}
            />
          </Columns>
          <Columns>
            <Controller
              control={control}
              name="locale"
              render={({ field, fieldState }) => (
                <LanguageField
                  label={t('settings.language')}
                  help={t('settings.language-help')}
                  value={field.value}
                  onChange={field.onChange}
                  error={fieldState.error?.message}
                />
              )}
            />
            <SelectField
              label={t('settings.time-zone')}
              help={t('settings.time-zone-help')}
              options={timeZones(settings.form.getValues('timeZone')).map((zone) => ({
                value: zone,
                label: zone.replaceAll('_', ' '),
              }))}
              {...register('timeZone')}
            />
          </Columns>
          <Columns>
            <Controller
              control={control}
              name="lockedThrough"
              render={({ field, fieldState }) => (
                <DateField
                  {...field}
                  label={t('settings.locked-through')}
                  optional
                  help={t('settings.locked-through-help')}
                  today={today()}
                  max={today()}
                  error={fieldState.error?.message}
                />
              )}
            />
            <TextField
              label={t('settings.retention')}
              help={t('settings.retention-help')}
              inputMode="numeric"
              error={formState.errors.retentionYears?.message}
              {...register('retentionYears')}
            />
          </Columns>
        </SectionForm>
      </Section>
      <Section title={t('settings.look-of-app')}>
        <Segmented
          label={t('settings.theme')}
          value={theme}
          onChange={setThemeChoice}
          options={[
            { value: 'system', label: t('settings.theme-system') },
            { value: 'light', label: t('settings.theme-light') },
            { value: 'dark', label: t('settings.theme-dark') },
          ]}
        />
      </Section>
    </Stack>
  )
}

function timeZones(current: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(current) ? known : [current, ...known]
}
