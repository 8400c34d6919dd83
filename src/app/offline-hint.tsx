import { useSyncExternalStore } from 'react'
import { t } from '../i18n/translate.ts'
import { Icon } from '../ui/icon.tsx'
import styles from './shell.module.css'

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Says calmly that there is no network: everything goes on, because the books are here. */
export function OfflineHint() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  if (online) return null
  return (
    <span className={styles.offline} role="status" title={t('app.offline-help')}>
      <Icon name="info" size={14} />
      <span>{t('app.offline')}</span>
      <span className="visually-hidden">{t('app.offline-help')}</span>
    </span>
  )
}
