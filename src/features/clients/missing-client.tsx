import { t } from '../../i18n/translate.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'

/** The address names a client that these books do not hold (any more). */
export function MissingClient() {
  return (
    <Page title={t('clients.missing')} back={{ to: '/clients', label: t('app.clients') }}>
      <EmptyState
        sentence={t('clients.missing-help')}
        act={<ButtonLink to="/clients">{t('clients.to-list')}</ButtonLink>}
      />
    </Page>
  )
}
