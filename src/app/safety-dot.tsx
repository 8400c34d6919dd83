import { useEffect, useState } from 'react'
import { calendarDate, daysBetween } from '../core/date.ts'
import { useRuntime } from '../features/runtime.tsx'
import { t } from '../i18n/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { Link } from '../ui/link.tsx'
import styles from './shell.module.css'

/** After so many days without a backup the dot asks for one. */
const BACKUP_DAYS = 7

/** Whether the books are safe on this device, in a dot with words; leads to the page where they are backed up. */
export function SafetyDot() {
  const { account, settings, today } = useRuntime()
  const [persisted, setPersisted] = useState<boolean>()

  useEffect(() => {
    if (!('storage' in navigator) || navigator.storage.persisted === undefined) return
    navigator.storage.persisted().then(setPersisted, () => undefined)
  }, [])

  const backupOn = settings.lastBackupAt === undefined ? undefined : calendarDate(settings.lastBackupAt.slice(0, 10))
  const days = backupOn === undefined ? undefined : Math.max(0, daysBetween(backupOn, today()))
  const fresh = account.kind === 'sample' || (days !== undefined && days < BACKUP_DAYS)
  const backup =
    account.kind === 'sample'
      ? t('app.safety-sample')
      : days === undefined
        ? t('app.safety-no-backup')
        : t('app.safety-backup', { days })
  const kept =
    persisted === undefined || account.kind === 'sample' ? '' : t(persisted ? 'app.safety-kept' : 'app.safety-not-kept')
  const words = [backup, kept].filter(Boolean).join(' ')

  return (
    <Link to="/data" className={styles.safety} title={words} aria-label={words}>
      <Icon name="shield" />
      <span className={classNames(styles.dot, fresh ? styles.good : styles.late)} />
    </Link>
  )
}
