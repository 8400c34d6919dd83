import { type ReactNode, useId, useState } from 'react'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Chips, ToggleChip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'

/** Asks for the reason of an act that takes something back; the reason is kept with the row. */
export function ReasonDialog(props: {
  readonly title: string
  readonly confirm: string
  /** Usual reasons, for one press. */
  readonly reasons: readonly string[]
  readonly children: ReactNode
  /** Acts; a problem stays in the dialog. */
  readonly onReason: (reason: string) => Promise<Problem | undefined>
  readonly onClose: () => void
}) {
  const { settings } = useRuntime()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  const formId = useId()

  const submit = async () => {
    setTried(tried + 1)
    if (reason.trim() === '') return
    const refused = await props.onReason(reason.trim())
    if (refused === undefined) props.onClose()
    else setProblem(problemText(refused, settings.locale))
  }
  return (
    <Dialog
      open
      firm
      title={props.title}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{t('ui.cancel')}</Button>
          <Button kind="danger" type="submit" form={formId}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={() => void submit()} submitCount={tried} {...(problem !== undefined && { problem })}>
        <p>{props.children}</p>
        <TextField
          label={t('payments.undo-reason')}
          maxLength={200}
          value={reason}
          error={tried > 0 && reason.trim() === '' ? t('payments.undo-reason-missing') : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
        <Chips label={t('payments.usual-reasons')}>
          {props.reasons.map((usual) => (
            <ToggleChip key={usual} label={usual} on={reason === usual} onToggle={() => setReason(usual)} />
          ))}
        </Chips>
      </Form>
    </Dialog>
  )
}
