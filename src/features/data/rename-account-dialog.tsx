import { useId, useState } from 'react'
import { renameAccount } from '../../commands/change-accounts.ts'
import { t } from '../../i18n/translate.ts'
import type { AccountEntryView } from '../../queries/account-entries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'

/** What an account is called on this device; documents print the business profile instead. */
export function RenameAccountDialog({
  entry,
  onClose,
}: {
  readonly entry: AccountEntryView
  readonly onClose: () => void
}) {
  const { directory } = useRuntime()
  const form = useId()
  const [name, setName] = useState(entry.name)
  const [problem, setProblem] = useState<string>()

  const rename = async () => {
    const renamed = await renameAccount(directory, entry.id, name)
    if (renamed.ok) onClose()
    else setProblem(backupProblemText(renamed.problem))
  }
  return (
    <Dialog
      open
      firm
      title={t('data.account-rename')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={form}>
            {t('data.account-rename')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void rename()
        }}
      >
        <TextField
          label={t('data.account-name')}
          help={t('data.account-rename-help')}
          value={name}
          error={problem}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      </form>
    </Dialog>
  )
}
