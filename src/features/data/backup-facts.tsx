import type { InspectedBackup } from '../../commands/inspect-backup.ts'
import { formatBytes } from '../../i18n/format-bytes.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Facts } from '../../ui/facts.tsx'
import { useLocale } from '../../ui/locale.tsx'

/** What a proven backup holds. */
export function BackupFacts({ backup }: { readonly backup: InspectedBackup }) {
  const locale = useLocale()
  const { header, file, rows } = backup
  const count = (table: string) => header.counts[table] ?? 0
  return (
    <Facts
      start
      facts={[
        { label: t('data.fact-account'), value: header.account.name === '' ? t('app.unnamed') : header.account.name },
        { label: t('data.fact-made'), value: formatInstant(header.madeAt, locale) },
        {
          label: t('data.fact-holds'),
          value: t('data.fact-holds-figures', {
            clients: count('clients'),
            invoices: count('invoices'),
            payments: count('payments'),
          }),
        },
        {
          label: t('data.fact-size'),
          value: t('data.fact-size-figures', { size: formatBytes(file.size, locale), rows }),
        },
        {
          label: t('data.fact-version'),
          value: t('data.fact-version-figures', { app: header.app, schema: header.schema }),
        },
      ]}
    />
  )
}
