import { useId, useState } from 'react'
import { undoPayment } from '../../commands/undo-payment.ts'
import type { Payment } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Takes a payment back, with the reason; what it paid is due again. The row stays in the list, marked. */
export function UndoPaymentDialog({ payment, onClose }: { readonly payment: Payment; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const { locale } = settings
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  const formId = useId()
  const amount = formatMoney(payment.amount, payment.currency, locale)

  const submit = async () => {
    setTried(tried + 1)
    if (reason.trim() === '') return
    const result = await run(undoPayment, { id: payment.id, reason: reason.trim() })
    if (!result.ok) {
      setProblem(problemText(result.problem, locale))
      return
    }
    const { reopened } = result.value
    toast({
      message:
        reopened.length === 0
          ? t('payments.undone', { amount })
          : t('payments.undone-reopened', { amount, numbers: reopened.join(', '), count: reopened.length }),
    })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      title={t('payments.undo-title', { amount })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="danger" type="submit" form={formId}>
            {t('payments.undo')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit} submitCount={tried} {...(problem !== undefined && { problem })}>
        <p>{t('payments.undo-help', { clientName: payment.clientName })}</p>
        <TextField
          label={t('payments.undo-reason')}
          placeholder={t('payments.undo-reason-hint')}
          maxLength={200}
          value={reason}
          error={tried > 0 && reason.trim() === '' ? t('payments.undo-reason-missing') : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  )
}
