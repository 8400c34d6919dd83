import { useId, useState } from 'react'
import { recordPayment } from '../../commands/record-payment.ts'
import { undoPayment } from '../../commands/undo-payment.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { FinalizedInvoice, PaymentMethod } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listMethods } from '../../queries/list-methods.ts'
import { openAttemptsOf } from '../../queries/open-attempts.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { paymentMethodOptions } from '../blocks/payment-methods.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** The whole amount due came in elsewhere (P-6): only the day and the way are asked. */
export function MarkPaidDialog({
  invoice,
  onClose,
}: {
  readonly invoice: FinalizedInvoice
  readonly onClose: () => void
}) {
  const { run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const [key] = useState(newKey)
  const [on, setOn] = useState<string>(today())
  const [chosen, setChosen] = useState<PaymentMethod>()
  const methods = useRows((db) => listMethods(db, invoice.clientId), [invoice.clientId])
  const method = chosen ?? methods?.[0]?.kind ?? 'transfer'
  const [problem, setProblem] = useState<string>()
  const formId = useId()
  const { amountDue, currency, clientId, id, number } = invoice
  const amount = formatMoney(amountDue, currency, locale)
  const underWay = useRows((books) => openAttemptsOf(books, [id]), [id])

  const submit = async () => {
    const receivedOn = parseCalendarDate(on)
    if (receivedOn === undefined) {
      setProblem(t('payments.day-missing'))
      return
    }
    const result = await run(
      recordPayment,
      { clientId, currency, amount: amountDue, method, receivedOn, allocate: [{ invoiceId: id, amount: amountDue }] },
      key,
    )
    if (!result.ok) {
      setProblem(problemText(result.problem, locale))
      return
    }
    toast({
      message: t('invoices.marked-paid', { number, amount }),
      undo: async () => {
        const undone = await run(undoPayment, { id: result.value.id, reason: t('payments.undone-at-once') })
        if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
      },
    })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      title={t('invoices.mark-paid-title', { number })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId}>
            {t('invoices.mark-paid')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit} {...(problem !== undefined && { problem })}>
        {underWay !== undefined && underWay.length > 0 && <Notice tone="late">{t('cards.paid-beside')}</Notice>}
        <p>{t('invoices.mark-paid-help', { amount, clientName: invoice.clientName })}</p>
        <Columns>
          <DateField label={t('payments.received-on')} value={on} onChange={setOn} today={today()} max={today()} />
          <SelectField
            label={t('payments.method')}
            options={paymentMethodOptions()}
            value={method}
            onChange={(event) => setChosen(event.target.value as PaymentMethod)}
          />
        </Columns>
      </Form>
    </Dialog>
  )
}
