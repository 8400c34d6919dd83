import { useState } from 'react'
import { retireAccount, reviveAccount } from '../../commands/change-accounts.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { accountLabel } from '../blocks/account-label.ts'
import { useRuntime } from '../runtime.tsx'
import { BackupReport } from './backup-report.tsx'
import { useBackup } from './use-backup.ts'

/** "Move to another computer": a backup leaves, and this copy can only be read from then on. */
export function MoveSection() {
  const { directory, books, account, openAccount } = useRuntime()
  const backup = useBackup()
  const [moving, setMoving] = useState(false)
  const name = accountLabel(account)

  const move = async () => {
    const sure = await confirmAct({
      title: t('data.move-title', { name }),
      consequences: [t('data.move-1'), t('data.move-2'), t('data.move-3')],
      confirm: t('data.move-act'),
    })
    if (!sure) return
    setMoving(true)
    const made = await backup.start({ purpose: 'move', gzip: false })
    if (made !== undefined) {
      await retireAccount(directory, books, account.id)
      await openAccount(account.id)
      toast({ message: t('data.moved', { name }) })
    }
    setMoving(false)
  }
  const revive = async () => {
    const sure = await confirmAct({
      title: t('data.revive-title', { name }),
      text: t('data.revive-text'),
      confirm: t('data.revive-act'),
      danger: true,
    })
    if (!sure) return
    await reviveAccount(directory, books, account.id)
    await openAccount(account.id)
  }
  if (account.kind === 'sample' || account.state === 'read-only') return null
  return (
    <Section title={t('data.move')} help={t(account.state === 'retired' ? 'data.moved-help' : 'data.move-help')}>
      <Stack>
        <BackupReport backup={backup} />
        <div>
          {account.state === 'retired' ? (
            <Button onClick={() => void revive()}>{t('data.revive-act')}</Button>
          ) : (
            <Button busy={moving} onClick={() => void move()}>
              {t('data.move-act')}
            </Button>
          )}
        </div>
      </Stack>
    </Section>
  )
}
