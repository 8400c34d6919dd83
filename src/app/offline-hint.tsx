import { t } from '../i18n/translate.ts'
import { Icon } from '../ui/icon.tsx'
import { useOnline } from '../ui/use-online.ts'
import styles from './shell.module.css'

/** Says calmly that there is no network: everything goes on, because the books are here. */
export function OfflineHint() {
  const online = useOnline()
  if (online) return null
  return (
    <span className={styles.offline} role="status" title={t('app.offline-help')}>
      <Icon name="info" size={14} />
      <span>{t('app.offline')}</span>
      <span className="visually-hidden">{t('app.offline-help')}</span>
    </span>
  )
}
