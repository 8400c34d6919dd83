import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState } from 'react'
import { calendarDate, daysBetween } from '../core/date.ts'
import { useRuntime } from '../features/runtime.tsx'
import { t } from '../i18n/translate.ts'
import { hasIssued } from '../queries/has-issued.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { Link } from '../ui/link.tsx'
import { useReady } from '../ui/use-ready.ts'
import styles from './shell.module.css'

/** After so many days without a backup the dot asks for one. */
const BACKUP_DAYS = 7

/** Whether the books are safe on this device, in a dot with words; leads to the page where they are backed up. */
export function SafetyDot() {
  const { account, books, settings, today } = useRuntime()
  const ready = useReady()
  const issued = useLiveQuery(() => ready && hasIssued(books), [books, ready]) ?? false
  const [persisted, setPersisted] = useState<boolean>()

  useEffect(() => {
    if (!ready || !('storage' in navigator) || navigator.storage.persisted === undefined) return
    navigator.storage.persisted().then(setPersisted, () => undefined)
  }, [ready])

  const sample = account.kind === 'sample'
  const backupOn = settings.lastBackupAt === undefined ? undefined : calendarDate(settings.lastBackupAt.slice(0, 10))
  const days = backupOn === undefined ? undefined : Math.max(0, daysBetween(backupOn, today()))
  const needed = !sample && issued && (days === undefined || days >= BACKUP_DAYS)
  const backup = sample
    ? t('app.safety-sample')
    : days === undefined
      ? t('app.safety-no-backup')
      : t('app.safety-backup', { days })
  const kept = persisted === undefined || sample ? '' : t(persisted ? 'app.safety-kept' : 'app.safety-not-kept')
  const words = [backup, kept].filter(Boolean).join(' ')

  return (
    <Link to="/data" className={styles.safety} title={words} aria-label={words}>
      <Icon name="shield" />
      {(needed || days !== undefined) && (
        <span className={classNames(styles.dot, needed ? styles.late : styles.good)} />
      )}
      {needed && <span className={styles.safetyWords}>{t('app.back-up')}</span>}
    </Link>
  )
}
