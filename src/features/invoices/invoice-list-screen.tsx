import { t } from '../../i18n/translate.ts'
import { Page } from '../../ui/page.tsx'

/** Drawn until the screen itself stands. */
export function InvoiceListScreen() {
  return <Page title={t('app.invoices')} />
}
