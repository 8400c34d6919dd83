import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { useLocale } from '../../ui/locale.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import type { Plan } from './import-plan.ts'
import type { Import } from './use-import.ts'

/** What a person should know, or decide, about a file of contracts, usage or purchases before it is written. */
export function ImportRemarks({ work, plan: { entity, plan } }: { readonly work: Import; readonly plan: Plan }) {
  const locale = useLocale()
  const { choices, setChoices } = work
  if (entity === 'clients' || entity === 'products') return null
  const { dateOrder: _order, ...rest } = choices
  return (
    <>
      {entity === 'contracts' && plan.sentElsewhere.periods > 0 && (
        <Notice>
          {t('data.sent-elsewhere', {
            periods: plan.sentElsewhere.periods,
            contracts: plan.sentElsewhere.contracts,
            before: formatDate(plan.sentElsewhere.before, locale),
          })}
        </Notice>
      )}
      {entity === 'purchases' && plan.invoices > 0 && (
        <Notice tone="late">{t('data.purchases-invoices', { invoices: plan.invoices })}</Notice>
      )}
      {entity === 'purchases' && plan.balances > 0 && (
        <Notice>{t('data.purchases-balances', { balances: plan.balances })}</Notice>
      )}
      {entity === 'contracts' && plan.missingClients.length > 0 && (
        <Notice tone="late">
          <Stack gap={2}>
            <span>
              {t('data.missing-clients', {
                count: plan.missingClients.length,
                names: plan.missingClients.slice(0, 5).join(', '),
                more: Math.max(0, plan.missingClients.length - 5),
              })}
            </span>
            <Segmented
              label={t('data.missing-clients-choice')}
              value={choices.addClients === true ? 'add' : 'refuse'}
              onChange={(value) => setChoices({ ...choices, addClients: value === 'add' })}
              options={[
                { value: 'refuse', label: t('data.missing-clients-refuse') },
                { value: 'add', label: t('data.missing-clients-add') },
              ]}
            />
          </Stack>
        </Notice>
      )}
      {(plan.doubtfulDates.length > 0 || choices.dateOrder !== undefined) && (
        <Notice tone="late">
          <Stack gap={2}>
            <span>{t('data.date-doubt')}</span>
            <Segmented
              label={t('data.date-order')}
              value={choices.dateOrder ?? 'auto'}
              onChange={(value) => setChoices(value === 'auto' ? rest : { ...rest, dateOrder: value })}
              options={[
                { value: 'auto', label: t('data.decimal-auto') },
                { value: 'day-first', label: t('data.date-day-first') },
                { value: 'month-first', label: t('data.date-month-first') },
              ]}
            />
          </Stack>
        </Notice>
      )}
    </>
  )
}
