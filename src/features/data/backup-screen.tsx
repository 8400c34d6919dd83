import { t } from '../../i18n/translate.ts'
import { Page } from '../../ui/page.tsx'

/** Drawn until the screen itself stands. */
export function BackupScreen() {
  return <Page title={t('app.data')} />
}
