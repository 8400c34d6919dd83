import { t } from '../i18n/translate.ts'
import { ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'

/** An address that leads nowhere. */
export function NotFoundScreen() {
  return (
    <Page title={t('app.not-found')}>
      <EmptyState
        sentence={t('app.not-found-help')}
        act={
          <ButtonLink to="/" kind="main">
            {t('app.to-home')}
          </ButtonLink>
        }
      />
    </Page>
  )
}
