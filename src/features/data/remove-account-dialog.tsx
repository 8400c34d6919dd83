import { useNavigate } from '@tanstack/react-router'
import { useLiveQuery } from 'dexie-react-hooks'
import { useId, useState } from 'react'
import { removalProblem, removeAccount } from '../../commands/change-accounts.ts'
import { type InspectedBackup, inspectBackup } from '../../commands/inspect-backup.ts'
import type { AccountId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { AccountEntryView } from '../../queries/account-entries.ts'
import { getRetention } from '../../queries/get-retention.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { accountLabel } from '../blocks/account-label.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { useReading } from './use-reading.ts'

/** Removing a real account: only with a proven backup of all that is in it now, its name typed, the retention date shown. */
export function RemoveAccountDialog(props: {
  readonly entry: AccountEntryView
  /** Shows another account when this one is open. */
  readonly leave: (id: AccountId) => Promise<void>
  readonly onClose: () => void
}) {
  const { entry, leave, onClose } = props
  const { directory, account } = useRuntime()
  const locale = useLocale()
  const navigate = useNavigate()
  const reading = useReading()
  const form = useId()
  const [backup, setBackup] = useState<{ readonly proven: InspectedBackup; readonly fileName: string }>()
  const [typed, setTyped] = useState('')
  const retention = useLiveQuery(() => getRetention(directory, entry), [directory, entry])

  const prove = async (file: File) => {
    setBackup(undefined)
    const proven = await reading.run(async (options) => {
      const inspected = await inspectBackup(file, options)
      if (!inspected.ok) return inspected
      const problem = await removalProblem(directory, { id: entry.id, typedName: entry.name, backup: inspected.value })
      return problem === undefined ? inspected : { ok: false as const, problem }
    })
    if (proven !== undefined) setBackup({ proven, fileName: file.name })
  }
  const remove = async () => {
    if (backup === undefined) return
    const wasOpen = entry.id === account.id
    const order = { id: entry.id, typedName: typed, backup: backup.proven }
    const removed = await reading.run(async () => {
      const problem = await removalProblem(directory, order)
      if (problem !== undefined) return { ok: false as const, problem }
      await leave(entry.id)
      return removeAccount(directory, order)
    })
    if (removed === undefined) return
    onClose()
    toast({ message: t('data.account-removed', { name: accountLabel(entry) }) })
    if (wasOpen) await navigate({ to: '/' })
  }
  const ready = backup !== undefined && typed.trim() === entry.name
  return (
    <Dialog
      open
      firm
      title={t('data.remove-title', { name: accountLabel(entry) })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="danger" type="submit" form={form} disabled={!ready} busy={reading.part !== undefined}>
            {t('data.account-remove-now')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          void remove()
        }}
      >
        <Stack>
          <p>{t('data.remove-text')}</p>
          {retention !== undefined && retention.documents > 0 && (
            <Notice tone="late">
              {t('data.retention', {
                documents: retention.documents,
                years: retention.years,
                until: formatDate(retention.until, locale, 'long'),
              })}
            </Notice>
          )}
          {backup === undefined ? (
            <FileDrop
              label={t('data.remove-choose')}
              help={t('data.remove-choose-help')}
              accept=".json,.gz,application/json,application/gzip"
              disabled={reading.part !== undefined}
              onFiles={([file]) => file && void prove(file)}
            />
          ) : (
            <Notice>{t('data.remove-proven', { file: backup.fileName })}</Notice>
          )}
          {reading.part !== undefined && (
            <ProgressBar label={t('data.reading')} part={reading.part} onStop={reading.stop} />
          )}
          {reading.problem !== undefined && <Notice tone="bad">{backupProblemText(reading.problem)}</Notice>}
          {entry.name !== '' && (
            <TextField
              label={t('ui.type-to-confirm', { name: entry.name })}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
            />
          )}
        </Stack>
      </form>
    </Dialog>
  )
}
