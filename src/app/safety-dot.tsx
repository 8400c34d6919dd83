import { useLiveQuery } from 'dexie-react-hooks'
import { useSafety } from '../features/blocks/use-safety.ts'
import { useRuntime } from '../features/runtime.tsx'
import { t } from '../i18n/translate.ts'
import { hasIssued } from '../queries/has-issued.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { Link } from '../ui/link.tsx'
import { useReady } from '../ui/use-ready.ts'
import styles from './shell.module.css'

/** Whether the books are safe on this device, in a dot with words; leads to the page where they are backed up. */
export function SafetyDot() {
  const { books } = useRuntime()
  const ready = useReady()
  const issued = useLiveQuery(() => ready && hasIssued(books), [books, ready]) ?? false
  const { state, persisted, daysSinceBackup: days } = useSafety()
  const needed = issued && (state === 'backup-old' || state === 'backup-never')
  const backup =
    state === 'no-need'
      ? t('app.safety-no-need')
      : days === undefined
        ? t('app.safety-no-backup')
        : t('app.safety-backup', { days })
  const kept =
    persisted === undefined || state === 'no-need' ? '' : t(persisted ? 'app.safety-kept' : 'app.safety-not-kept')
  const words = [backup, kept].filter(Boolean).join(' ')

  return (
    <Link to="/data" className={styles.safety} title={words} aria-label={words}>
      <Icon name="shield" />
      {(needed || state === 'safe') && <span className={classNames(styles.dot, needed ? styles.late : styles.good)} />}
      {needed && <span className={styles.safetyWords}>{t('app.back-up')}</span>}
    </Link>
  )
}
