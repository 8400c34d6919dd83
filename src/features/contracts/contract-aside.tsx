import { useDeferredValue, useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { type ContractForm, readContract } from './contract-form.ts'

import { PendingInvoices } from './pending-invoices.tsx'
import { useContractPreview } from './use-contract-preview.ts'

/** The first three invoices of the contract as typed so far, live beside the form; looking saves nothing. */
export function ContractAside({ form }: { readonly form: ContractForm }) {
  const { settings, today } = useRuntime()
  const values = useDeferredValue(useWatch({ control: form.control, compute: (all) => all }))
  const { trial: fields } = useMemo(() => readContract(values, settings.locale), [values, settings.locale])
  const preview = useContractPreview(fields)
  return (
    <Section title={t('contracts.first-invoices')} help={t('contracts.first-invoices-help')}>
      <div aria-live="polite" aria-atomic="true" className="visually-hidden">
        {fields !== undefined &&
          preview?.ok === true &&
          t('contracts.first-invoices-count', { count: preview.value.invoices.length })}
      </div>
      {fields === undefined ? (
        <Text tone="quiet">{t('contracts.first-invoices-wait')}</Text>
      ) : preview === undefined ? null : preview.ok ? (
        <Stack gap={3}>
          {preview.value.invoices.length === 0 && (
            <Text tone="quiet">
              {t(preview.value.hasUsage ? 'contracts.first-invoices-usage' : 'contracts.first-invoices-none')}
            </Text>
          )}
          <PendingInvoices invoices={preview.value.invoices} today={today()} termsDays={preview.value.termsDays} />
          {preview.value.hasUsage && preview.value.invoices.length > 0 && (
            <Text tone="quiet" size={1}>
              {t('contracts.usage-comes-on-top')}
            </Text>
          )}
        </Stack>
      ) : (
        <Text tone="bad">{problemText(preview.problem, settings.locale)}</Text>
      )}
    </Section>
  )
}
