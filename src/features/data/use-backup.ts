import { useRef, useState } from 'react'
import type { InspectedBackup } from '../../commands/inspect-backup.ts'
import { makeBackup, noteBackup } from '../../commands/make-backup.ts'
import { backupFileName } from '../../core/backup-file-name.ts'
import type { BackupProblem } from '../../core/backup-problem.ts'
import { t } from '../../i18n/translate.ts'
import { useRuntime } from '../runtime.tsx'
import { chooseBackupFile, download } from './backup-file.ts'

export interface BackupWork {
  readonly step: 'write' | 'check'
  readonly part: number
}

export interface Backup {
  /** Set while a backup is made. */
  readonly work: BackupWork | undefined
  readonly problem: BackupProblem | undefined
  /** The backup that was made and proven, with the name of its file. */
  readonly made: { readonly backup: InspectedBackup; readonly fileName: string } | undefined
  /** Answers the proven backup; undefined when the owner turned it down or it failed. */
  start(options: { readonly purpose: 'backup' | 'move'; readonly gzip: boolean }): Promise<InspectedBackup | undefined>
  stop(): void
}

/** Makes a backup of the open account into a file, proves it by reading it back, and notes it in the books. */
export function useBackup(): Backup {
  const { books, account, settings, today, now, run } = useRuntime()
  const [work, setWork] = useState<BackupWork>()
  const [problem, setProblem] = useState<BackupProblem>()
  const [made, setMade] = useState<Backup['made']>()
  const stopping = useRef<AbortController>(undefined)

  const start: Backup['start'] = async ({ purpose, gzip }) => {
    const name = account.name === '' ? settings.profile.name : account.name
    const fileName = backupFileName(name, today(), gzip)
    const into = await chooseBackupFile(fileName, t('data.backup-file'))
    if (into === null) return undefined
    const controller = new AbortController()
    stopping.current = controller
    setProblem(undefined)
    setMade(undefined)
    setWork({ step: 'write', part: 0 })
    try {
      const result = await makeBackup({
        books,
        account: { ...account, name },
        purpose,
        gzip,
        now: now(),
        signal: controller.signal,
        onProgress: (step, done, total) => setWork({ step, part: total === 0 ? 1 : done / total }),
        ...(into === undefined ? {} : { into }),
      })
      if (!result.ok) {
        setProblem(result.problem)
        return undefined
      }
      const backup = result.value
      if (into === undefined) download(backup.file, fileName)
      // Books that cannot be written in were backed up all the same.
      await run(noteBackup, { rows: backup.rows, sha256: backup.sha256 })
      setMade({ backup, fileName: into === undefined ? fileName : nameOf(backup.file, fileName) })
      return backup
    } finally {
      setWork(undefined)
    }
  }
  return { work, problem, made, start, stop: () => stopping.current?.abort() }
}

function nameOf(file: Blob, otherwise: string): string {
  return file instanceof File && file.name !== '' ? file.name : otherwise
}
