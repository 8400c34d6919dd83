import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { addAccount } from '../../commands/change-accounts.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'

/** A further business with books of its own; its first-run steps follow. */
export function AddAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const { directory, newAccountId, now, openAccount } = useRuntime()
  const navigate = useNavigate()
  const form = useId()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)

  const add = async () => {
    if (name.trim() === '') {
      setProblem(t('data.problem-name-empty'))
      return
    }
    setBusy(true)
    const added = await addAccount(directory, { id: newAccountId(), name, kind: 'business' }, now())
    setBusy(false)
    if (!added.ok) {
      setProblem(backupProblemText(added.problem))
      return
    }
    onClose()
    await openAccount(added.value.id)
    await navigate({ to: '/welcome' })
  }
  return (
    <Dialog
      open
      firm
      title={t('data.account-add')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={form} busy={busy}>
            {t('data.account-add')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <TextField
          label={t('data.account-name')}
          help={t('data.account-name-help')}
          value={name}
          error={problem}
          onChange={(event) => setName(event.target.value)}
          autoComplete="organization"
        />
      </form>
    </Dialog>
  )
}
