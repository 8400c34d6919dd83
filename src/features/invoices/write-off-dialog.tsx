import { useId, useState } from 'react'
import { reopenInvoice, writeOffInvoice } from '../../commands/write-off-invoice.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Gives up on what is due; can be taken back. */
export function WriteOffDialog({
  invoice,
  onClose,
}: {
  readonly invoice: FinalizedInvoice
  readonly onClose: () => void
}) {
  const { run, settings } = useRuntime()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string>()
  const formId = useId()
  const amount = formatMoney(invoice.amountDue, invoice.currency, settings.locale)

  const submit = async () => {
    const result = await run(writeOffInvoice, {
      id: invoice.id,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    })
    if (!result.ok) {
      setProblem(problemText(result.problem, settings.locale))
      return
    }
    toast({
      message: t('invoices.written-off', { amount, number: invoice.number }),
      undo: async () => {
        const back = await run(reopenInvoice, { id: invoice.id })
        if (!back.ok) toast({ message: problemText(back.problem, settings.locale), tone: 'bad' })
      },
    })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      title={t('invoices.write-off-title', { amount })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId}>
            {t('invoices.write-off')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit} {...(problem !== undefined && { problem })}>
        <p>{t('invoices.write-off-help', { number: invoice.number, clientName: invoice.clientName })}</p>
        <TextField
          label={t('invoices.reason')}
          optional
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  )
}
