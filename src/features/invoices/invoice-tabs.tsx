import { t } from '../../i18n/translate.ts'
import { Tabs } from '../../ui/tabs.tsx'

/** Invoices and the notes that correct them stand beside each other. */
export function InvoiceTabs({ current }: { readonly current: 'invoices' | 'credit-notes' }) {
  return (
    <Tabs
      label={t('app.invoices')}
      current={current}
      tabs={[
        { id: 'invoices', label: t('app.invoices'), to: '/invoices' },
        { id: 'credit-notes', label: t('credits.title'), to: '/invoices/credit-notes' },
      ]}
    />
  )
}
