import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { listAccounts } from '../../queries/account-entries.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useRuntime } from '../runtime.tsx'

/** Says that these books are invented, and takes them away with one click. Nothing for real accounts. */
export function SampleNotice() {
  const { account, directory, openAccount, newAccountId, now } = useRuntime()
  const [busy, setBusy] = useState(false)
  if (account.kind !== 'sample') return null

  const leave = async (): Promise<void> => {
    setBusy(true)
    // Fetched when it is needed: this notice stands on the first screen.
    const { addAccount, removeAccount } = await import('../../commands/change-accounts.ts')
    const others = (await listAccounts(directory)).filter(({ id }) => id !== account.id)
    let next = others.find(({ kind }) => kind === 'business')?.id
    if (next === undefined) {
      const added = await addAccount(directory, { id: newAccountId(), name: '', kind: 'business' }, now())
      next = added.ok ? added.value.id : undefined
    }
    if (next === undefined) return
    await openAccount(next)
    await removeAccount(directory, { id: account.id })
  }
  return (
    <Notice
      acts={
        <Button busy={busy} onClick={leave}>
          {t('welcome.remove-sample')}
        </Button>
      }
    >
      {t('welcome.this-is-sample')}
    </Notice>
  )
}
