import { t } from '../../i18n/translate.ts'
import { Page } from '../../ui/page.tsx'

/** Drawn until the screen itself stands. */
export function SettingsScreen() {
  return <Page title={t('app.settings')} />
}
