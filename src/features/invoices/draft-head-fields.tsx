import { useState } from 'react'
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form'
import { addressesInUse, defaultAddress } from '../../core/client-addresses.ts'
import { addDays } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Link } from '../../ui/link.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { OwnFieldInputs } from '../blocks/own-field-inputs.tsx'
import { fieldsInUse, readOwnFields } from '../blocks/own-fields.ts'
import { useRuntime } from '../runtime.tsx'
import type { DraftValues, WrongFields } from './draft-form.ts'

/** What stands around the lines: address, terms, references, texts, and what is already paid. */
export function DraftHeadFields(props: {
  readonly view: DraftView
  readonly form: UseFormReturn<DraftValues>
  readonly wrong: WrongFields
}) {
  const { settings, today } = useRuntime()
  const { view, form, wrong } = props
  const { draft, client } = view
  const { locale } = settings
  const foreign = draft.currency !== settings.currency
  const terms = useWatch({ control: form.control, name: 'termsDays' })
  const days = Number(terms)
  const dueOn = wrong.has('termsDays') ? undefined : addDays(today(), days)
  const [periodTouched, setPeriodTouched] = useState(false)
  const fallback = defaultAddress(client)
  // One that went out of use stays while this draft has it.
  const chosen = client.addresses.filter(({ id, archivedOn }) => archivedOn !== undefined && id === draft.addressId)
  const options = [...chosen, ...addressesInUse(client)].map((address) => ({
    value: address.id === fallback?.id ? '' : String(address.id),
    label: [address.label, address.recipient, address.line1, address.city].filter(Boolean).join(', '),
  }))

  return (
    <>
      <Section title={t('invoices.terms-and-references')}>
        <Stack gap={4}>
          <Columns>
            {options.length > 0 ? (
              <SelectField label={t('invoices.billing-address')} options={options} {...form.register('addressId')} />
            ) : (
              <Stack gap={1}>
                <span>{t('invoices.billing-address')}</span>
                <Link to={`/clients/${client.id}/edit`}>{t('invoices.add-address')}</Link>
              </Stack>
            )}
            <TextField label={t('invoices.po-number')} optional maxLength={60} {...form.register('poNumber')} />
          </Columns>
          <Columns>
            <TextField
              label={t('invoices.terms-days')}
              inputMode="numeric"
              error={wrong.has('termsDays') ? t('invoices.terms-wrong') : undefined}
              help={dueOn === undefined ? undefined : t('invoices.due-if-today', { date: formatDate(dueOn, locale) })}
              {...form.register('termsDays')}
            />
            <Controller
              control={form.control}
              name="prepaid"
              render={({ field }) => (
                <MoneyField
                  {...field}
                  optional
                  label={t('invoices.prepaid')}
                  currency={draft.currency}
                  help={t('invoices.prepaid-help')}
                  error={wrong.has('prepaid') ? t('invoices.prepaid-wrong') : undefined}
                />
              )}
            />
          </Columns>
          <Columns>
            <Controller
              control={form.control}
              name="firstDay"
              render={({ field }) => (
                <DateField
                  {...field}
                  optional
                  label={t('invoices.period-first-day')}
                  today={today()}
                  onBlur={() => {
                    setPeriodTouched(true)
                    field.onBlur()
                  }}
                  error={wrong.has('firstDay') && periodTouched ? t('invoices.period-incomplete') : undefined}
                />
              )}
            />
            <Controller
              control={form.control}
              name="lastDay"
              render={({ field }) => (
                <DateField
                  {...field}
                  optional
                  label={t('invoices.period-last-day')}
                  today={today()}
                  onBlur={() => {
                    setPeriodTouched(true)
                    field.onBlur()
                  }}
                  error={wrong.has('lastDay') && periodTouched ? t('invoices.period-wrong') : undefined}
                />
              )}
            />
          </Columns>
          {foreign && (
            <Columns>
              <div id="draft-rate">
                <Controller
                  control={form.control}
                  name="rate"
                  render={({ field }) => (
                    <DecimalField
                      {...field}
                      places={10}
                      label={t('invoices.rate', { currency: draft.currency })}
                      unit={settings.currency}
                      help={t('invoices.rate-help', { currency: settings.currency })}
                      error={wrong.has('rate') ? t('invoices.rate-wrong') : undefined}
                    />
                  )}
                />
              </div>
              <Controller
                control={form.control}
                name="rateOn"
                render={({ field }) => (
                  <DateField
                    {...field}
                    label={t('invoices.rate-on')}
                    today={today()}
                    max={today()}
                    error={wrong.has('rateOn') ? t('invoices.day-missing') : undefined}
                  />
                )}
              />
              <TextField
                label={t('invoices.rate-source')}
                placeholder={t('invoices.rate-source-hint')}
                error={wrong.has('rateSource') ? t('invoices.rate-source-missing') : undefined}
                {...form.register('rateSource')}
              />
            </Columns>
          )}
        </Stack>
      </Section>
      {fieldsInUse(view.fields).length > 0 && (
        <Section title={t('fields.title')}>
          <Controller
            control={form.control}
            name="ownFields"
            render={({ field }) => (
              <OwnFieldInputs
                definitions={view.fields}
                value={field.value}
                onChange={field.onChange}
                problem={(id) =>
                  readOwnFields(view.fields, field.value, draft.customFields, locale, false).problems.get(id)
                }
              />
            )}
          />
        </Section>
      )}
      <Section title={t('invoices.texts')}>
        <Stack gap={4}>
          <TextArea label={t('invoices.intro')} optional maxLength={4000} {...form.register('intro')} />
          <TextArea label={t('invoices.notes')} optional maxLength={4000} {...form.register('notes')} />
          <TextArea
            label={t('invoices.internal-notes')}
            optional
            help={t('invoices.internal-notes-help')}
            maxLength={10000}
            {...form.register('internalNotes')}
          />
        </Stack>
      </Section>
    </>
  )
}
