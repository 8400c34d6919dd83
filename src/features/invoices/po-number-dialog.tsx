import { useId, useState } from 'react'
import { addPoNumber } from '../../commands/annotate-invoice.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Adds a PO number to an issued, unpaid invoice: printed with its day, the document itself stays as it was (T-12, R-20). */
export function PoNumberDialog({
  invoice,
  onClose,
}: {
  readonly invoice: FinalizedInvoice
  readonly onClose: () => void
}) {
  const { run, settings } = useRuntime()
  const [poNumber, setPoNumber] = useState(invoice.poAddendum?.poNumber ?? invoice.poNumber ?? '')
  const [version] = useState(invoice.version)
  const [problem, setProblem] = useState<string>()
  const formId = useId()
  const submit = async () => {
    const result = await run(addPoNumber, {
      id: invoice.id,
      version: problem === undefined ? version : invoice.version,
      poNumber,
    })
    if (result.ok) {
      toast({ message: t('invoices.po-saved', { number: invoice.number }) })
      onClose()
    } else setProblem(problemText(result.problem, settings.locale))
  }
  return (
    <Dialog
      open
      firm
      title={t('invoices.po-title', { number: invoice.number })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} disabled={poNumber.trim() === ''}>
            {t('invoices.save-po')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit} {...(problem !== undefined && { problem })}>
        <TextField
          label={t('invoices.po-number')}
          help={t('invoices.po-help')}
          maxLength={60}
          value={poNumber}
          onChange={(event) => setPoNumber(event.target.value)}
        />
      </Form>
    </Dialog>
  )
}
