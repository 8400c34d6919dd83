import { type HTMLInputAutoCompleteAttribute, useId, useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

export interface AccountNameDialogProps {
  readonly title: string
  readonly help: string
  readonly name: string
  readonly autoComplete: HTMLInputAutoCompleteAttribute
  /** Keeps the name; answers what is wrong with it, in words. */
  readonly onSave: (name: string) => Promise<string | undefined>
  readonly onClose: () => void
}

/** Asks for the name of an account, a new one or one to rename. */
export function AccountNameDialog({ title, help, name, autoComplete, onSave, onClose }: AccountNameDialogProps) {
  const form = useId()
  const [typed, setTyped] = useState(name)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setProblem(await onSave(typed))
    setBusy(false)
  }
  return (
    <Dialog
      open
      firm
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={form} busy={busy}>
            {title}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField
          label={t('data.account-name')}
          help={help}
          value={typed}
          error={problem}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete={autoComplete}
        />
      </form>
    </Dialog>
  )
}
