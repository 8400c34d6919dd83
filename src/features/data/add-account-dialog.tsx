import { useNavigate } from '@tanstack/react-router'
import { addAccount } from '../../commands/change-accounts.ts'
import { t } from '../../i18n/translate.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { AccountNameDialog } from './account-name-dialog.tsx'

/** A further business with books of its own; its first-run steps follow. */
export function AddAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const { directory, newAccountId, now, openAccount } = useRuntime()
  const navigate = useNavigate()
  const add = async (name: string) => {
    if (name.trim() === '') return t('data.problem-name-empty')
    const added = await addAccount(directory, { id: newAccountId(), name, kind: 'business' }, now())
    if (!added.ok) return backupProblemText(added.problem)
    onClose()
    await openAccount(added.value.id)
    await navigate({ to: '/welcome' })
    return undefined
  }
  return (
    <AccountNameDialog
      title={t('data.account-add')}
      help={t('data.account-name-help')}
      name=""
      autoComplete="organization"
      onSave={add}
      onClose={onClose}
    />
  )
}
