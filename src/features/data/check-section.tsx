import { useLiveQuery } from 'dexie-react-hooks'
import { useState } from 'react'
import { type InspectedBackup, inspectBackup, provesBooks } from '../../commands/inspect-backup.ts'
import { t } from '../../i18n/translate.ts'
import { listAccounts } from '../../queries/account-entries.ts'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { accountLabel } from '../blocks/account-label.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { BackupFacts } from './backup-facts.tsx'
import { RestoreDialog, type RestoreTarget } from './restore-dialog.tsx'
import { useReading } from './use-reading.ts'

interface Checked {
  readonly backup: InspectedBackup
  readonly fileName: string
  /** Compared with the open account: the same now, older by so many acts, or of another business. */
  readonly against: { readonly same: boolean; readonly changesSince?: number }
}

/** "Prove a backup by opening it", and the way in: what a file holds, and what can be done with it. */
export function CheckSection() {
  const { books, account, directory } = useRuntime()
  const reading = useReading()
  const [checked, setChecked] = useState<Checked>()
  const [target, setTarget] = useState<RestoreTarget>()
  const accounts = useLiveQuery(() => listAccounts(directory), [directory]) ?? []

  const open = async (file: File) => {
    setChecked(undefined)
    const backup = await reading.run((options) => inspectBackup(file, options))
    if (backup === undefined) return
    const proof = await provesBooks(books, account, backup)
    const against = proof.ok
      ? { same: true }
      : { same: false, ...(proof.problem.code === 'backup-outdated' && { changesSince: proof.problem.changesSince }) }
    setChecked({ backup, fileName: file.name, against })
  }
  const business = checked?.backup.header.account.id
  const home = accounts.find((one) => (one.businessId ?? one.id) === business && one.state !== 'read-only')
  return (
    <Section title={t('data.open-backup')} help={t('data.open-backup-help')}>
      <Stack>
        {reading.part === undefined ? (
          <FileDrop
            label={t('data.choose-backup')}
            accept=".json,.gz,application/json,application/gzip"
            onFiles={([file]) => file && void open(file)}
          />
        ) : (
          <ProgressBar label={t('data.reading')} part={reading.part} onStop={reading.stop} />
        )}
        {reading.problem !== undefined && (
          <Notice tone="bad">
            {t('data.refused')} {backupProblemText(reading.problem)}
          </Notice>
        )}
        {checked !== undefined && (
          <>
            <Notice>
              {t('data.proven', { file: checked.fileName })} {againstText(checked, accountLabel(account))}
            </Notice>
            <BackupFacts backup={checked.backup} />
            <Row>
              {home !== undefined && (
                <Button onClick={() => setTarget({ kind: 'over', entry: home })}>
                  {t('data.restore-over', { name: accountLabel(home) })}
                </Button>
              )}
              <Button onClick={() => setTarget({ kind: 'new', besides: home !== undefined })}>
                {t('data.restore-new')}
              </Button>
              <Button onClick={() => setTarget({ kind: 'copy' })}>{t('data.open-copy')}</Button>
              <Button kind="plain" onClick={() => setChecked(undefined)}>
                {t('data.put-away')}
              </Button>
            </Row>
          </>
        )}
      </Stack>
      {checked !== undefined && target !== undefined && (
        <RestoreDialog backup={checked.backup} target={target} onClose={() => setTarget(undefined)} />
      )}
    </Section>
  )
}

function againstText({ against }: Checked, name: string): string {
  if (against.same) return t('data.proven-same', { name })
  return against.changesSince === undefined
    ? t('data.proven-other', { name })
    : t('data.proven-older', { name, count: against.changesSince })
}
