import { formatBytes } from '../../i18n/format-bytes.ts'
import { t } from '../../i18n/translate.ts'
import { useLocale } from '../../ui/locale.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import type { Backup } from './use-backup.ts'

/** How a backup goes on, what became of it, or why it failed. */
export function BackupReport({ backup }: { readonly backup: Backup }) {
  const locale = useLocale()
  const { work, problem, made } = backup
  if (work !== undefined) {
    return <ProgressBar label={t(`data.backup-${work.step}`)} part={work.part} onStop={backup.stop} />
  }
  if (problem !== undefined) return <Notice tone="bad">{backupProblemText(problem)}</Notice>
  if (made === undefined) return null
  return (
    <Notice>
      {t('data.backup-made', {
        file: made.fileName,
        size: formatBytes(made.backup.file.size, locale),
        rows: made.backup.rows,
      })}
    </Notice>
  )
}
