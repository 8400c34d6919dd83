import { useState } from 'react'
import { backUpByItself, keptBackups } from '../../commands/back-up-by-itself.ts'
import { chooseBackupFolder, forgetBackupFolder, retryBackupFolder } from '../../commands/choose-backup-folder.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { getBackupFolder } from '../../queries/get-backup-folder.ts'
import { Button } from '../../ui/button.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { canChooseFolder, chooseFolder } from './backup-file.ts'

/** Backups that are written without being asked for, into a folder that the owner chooses once (G-1). */
export function OwnBackups({ gzip }: { readonly gzip: boolean }) {
  const { account } = useRuntime()
  if (account.kind !== 'business' || account.state !== 'active') return null
  return (
    <Section title={t('data.own-backups')}>
      {canChooseFolder() ? <FolderFacts gzip={gzip} /> : <p>{t('data.own-backups-none')}</p>}
    </Section>
  )
}

function FolderFacts({ gzip }: { readonly gzip: boolean }) {
  const { books, directory, account, settings, today, envelope } = useRuntime()
  const locale = useLocale()
  const place = useRows(() => getBackupFolder(directory, account.id), [directory, account.id])
  const [busy, setBusy] = useState(false)

  const write = async () => {
    setBusy(true)
    const done = await backUpByItself({ directory, account, books, today: today(), envelope })
    setBusy(false)
    if (done === 'done') toast({ message: t('data.own-backups-done') })
    if (done === 'not-due') toast({ message: t('data.own-backups-no-change') })
  }
  const choose = async () => {
    const folder = await chooseFolder()
    if (folder === undefined) return
    await chooseBackupFolder(directory, { accountId: account.id, folder, gzip })
    await write()
  }
  const again = async () => {
    const answer = await place?.folder.requestPermission?.({ mode: 'readwrite' })
    if (answer === 'denied') return
    await retryBackupFolder(directory, account.id)
    await write()
  }
  const stop = async () => {
    const before = place
    await forgetBackupFolder(directory, account.id)
    toast({
      message: t('data.own-backups-stopped'),
      ...(before === undefined || before === null ? {} : { undo: () => chooseBackupFolder(directory, before) }),
    })
  }

  if (place === undefined) return null
  if (place === null) {
    return (
      <Stack>
        <p>{t('data.own-backups-off', { kept: keptBackups })}</p>
        <Row>
          <Button onClick={() => void choose()}>{t('data.own-backups-choose')}</Button>
        </Row>
      </Stack>
    )
  }
  const { folder, lastAt, problem = '' } = place
  return (
    <Stack>
      <p>
        {t('data.own-backups-on', { folder: folder.name, kept: keptBackups })}{' '}
        {lastAt !== undefined && t('data.own-backups-last', { when: formatInstant(lastAt, locale, settings.timeZone) })}
      </p>
      {problem !== '' && (
        <Notice tone="late">
          {problem === 'not-allowed'
            ? t('data.own-backups-not-allowed', { folder: folder.name })
            : t('data.own-backups-failed', { problem })}
        </Notice>
      )}
      <Row gap={3}>
        {problem !== '' && (
          <Button onClick={() => void again()} disabled={busy}>
            {t(problem === 'not-allowed' ? 'data.own-backups-allow' : 'data.own-backups-retry')}
          </Button>
        )}
        <Button onClick={() => void choose()} disabled={busy}>
          {t('data.own-backups-other')}
        </Button>
        <Button onClick={() => void stop()}>{t('data.own-backups-stop')}</Button>
      </Row>
    </Stack>
  )
}
