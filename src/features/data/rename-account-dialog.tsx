import { renameAccount } from '../../commands/change-accounts.ts'
import { t } from '../../i18n/translate.ts'
import type { AccountEntryView } from '../../queries/account-entries.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { AccountNameDialog } from './account-name-dialog.tsx'

/** What an account is called on this device; documents print the business profile instead. */
export function RenameAccountDialog({
  entry,
  onClose,
}: {
  readonly entry: AccountEntryView
  readonly onClose: () => void
}) {
  const { directory } = useRuntime()
  return (
    <AccountNameDialog
      title={t('data.account-rename')}
      help={t('data.account-rename-help')}
      name={entry.name}
      autoComplete="off"
      onSave={async (name) => {
        const renamed = await renameAccount(directory, entry.id, name)
        if (!renamed.ok) return backupProblemText(renamed.problem)
        onClose()
        return undefined
      }}
      onClose={onClose}
    />
  )
}
