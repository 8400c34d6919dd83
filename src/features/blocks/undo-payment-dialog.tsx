import { undoPayment } from '../../commands/undo-payment.ts'
import type { Payment } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { ReasonDialog } from './reason-dialog.tsx'

/** Takes a payment back, with the reason; what it paid is due again. The row stays in the list, marked. */
export function UndoPaymentDialog({ payment, onClose }: { readonly payment: Payment; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const amount = formatMoney(payment.amount, payment.currency, settings.locale)

  const undo = async (reason: string) => {
    const result = await run(undoPayment, { id: payment.id, reason })
    if (!result.ok) return result.problem
    const { reopened } = result.value
    toast({
      message:
        reopened.length === 0
          ? t('payments.undone', { amount })
          : t('payments.undone-reopened', { amount, numbers: reopened.join(', '), count: reopened.length }),
    })
    return undefined
  }
  return (
    <ReasonDialog
      title={t('payments.undo-title', { amount })}
      confirm={t('payments.undo')}
      reasons={[t('payments.reason-bounced'), t('payments.reason-mistake'), t('payments.reason-twice')]}
      onReason={undo}
      onClose={onClose}
    >
      {t('payments.undo-help', { clientName: payment.clientName })}
    </ReasonDialog>
  )
}
