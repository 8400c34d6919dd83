import { type ReactNode, useId } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'

export interface FormDialogProps {
  readonly title: string
  /** What the main button says. */
  readonly act: string
  readonly onAct: () => unknown
  readonly onClose: () => void
  /** A refusal of the whole, in a sentence with the way out. */
  readonly problem?: string | undefined
  /** As the form's: how many fields were refused by the last try, and how many tries there were. */
  readonly errorCount?: number
  readonly submitCount?: number
  /** The act is under way: it does not begin again. */
  readonly busy?: boolean
  /** Nothing that could be saved is entered. */
  readonly disabled?: boolean
  /** A press beside the dialog closes it: nothing typed would be lost that matters. */
  readonly loose?: boolean
  readonly children: ReactNode
}

/** A dialog that is one short form: Cancel, and the one act, by its button or by Enter. */
export function FormDialog({ title, act, onAct, onClose, problem, busy = false, ...props }: FormDialogProps) {
  const formId = useId()
  const { errorCount = 0, submitCount = 0 } = props
  return (
    <Dialog
      open
      firm={props.loose !== true}
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={busy} disabled={props.disabled}>
            {act}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        problem={problem}
        errorCount={errorCount}
        submitCount={submitCount}
        onSubmit={() => !busy && onAct()}
      >
        {props.children}
      </Form>
    </Dialog>
  )
}
