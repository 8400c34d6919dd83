import { useId, useState } from 'react'
import { applyCreditBalance } from '../../commands/apply-credit-balance.ts'
import { recordPayment } from '../../commands/record-payment.ts'
import { undoPayment } from '../../commands/undo-payment.ts'
import type { ClientId, InvoiceId } from '../../core/ids.ts'
import type { Problem } from '../../core/problem.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Form } from '../../ui/form.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { PaymentAmount } from './payment-amount.tsx'
import { PaymentReview } from './payment-review.tsx'
import { PaymentSummary } from './payment-summary.tsx'
import { usePaymentDraft } from './use-payment-draft.ts'

export interface RecordPaymentDialogProps {
  readonly clientId?: ClientId
  /** Only this invoice is ticked at first; else all open ones, oldest first. */
  readonly invoiceId?: InvoiceId
  /** Paid ahead: no invoice is ticked at first. */
  readonly deposit?: boolean
  readonly onClose: () => void
}

type Step = 'review' | 'amount' | 'confirm'
const steps: readonly Step[] = ['review', 'amount', 'confirm']

/** Money came in: what it is for, how much and how, confirm (T-17). What is left over becomes the client's credit (P-7). */
export function RecordPaymentDialog({ onClose, ...start }: RecordPaymentDialogProps) {
  const { run, settings, newKey } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [key] = useState(newKey)
  const [step, setStep] = useState<Step>('review')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const draft = usePaymentDraft(start)
  const { clientId, currency, amount, receivedOn, creditOnly } = draft
  const dirty = draft.isDirty || step !== 'review'
  useUnsavedWork(dirty)

  const close = async () => {
    const sure =
      !draft.isDirty ||
      (await confirmAct({ title: t('payments.give-up-title'), confirm: t('payments.give-up'), danger: true }))
    if (sure) onClose()
  }

  const refuse = (refused: Problem) => {
    setProblem(refused)
    setStep('amount')
  }

  /** All is paid from credit: no money came, so no payment is recorded. */
  const payFromCredit = async () => {
    for (const { invoiceId, credit } of draft.plan.lines) {
      if (credit === 0) continue
      const applied = await run(applyCreditBalance, { id: invoiceId })
      if (!applied.ok) return refuse(applied.problem)
    }
    const used = formatMoney(draft.plan.fromCredit, currency, locale)
    toast({ message: t('payments.credit-used', { amount: used, clientName: draft.client?.name ?? '' }) })
    onClose()
  }

  const record = async () => {
    if (clientId === '' || amount === undefined || receivedOn === undefined) return
    const reference = draft.reference.trim()
    const result = await run(
      recordPayment,
      {
        clientId,
        currency,
        amount,
        method: draft.method,
        receivedOn,
        ...(reference === '' ? {} : { reference }),
        allocate: draft.shares,
        ...(draft.useCredit ? { useCredit: true as const } : {}),
      },
      key,
    )
    if (!result.ok) return refuse(result.problem)
    const { id } = result.value
    toast({
      message: t('payments.recorded', {
        amount: formatMoney(amount, currency, locale),
        clientName: draft.client?.name ?? '',
      }),
      // Credit that went first would stay where it is: then the payment is undone on its page, with that in view.
      ...(!draft.useCredit && {
        undo: async () => {
          const undone = await run(undoPayment, { id, reason: t('payments.undone-at-once') })
          if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
        },
      }),
    })
    onClose()
  }

  const submit = async () => {
    setProblem(undefined)
    if (step === 'review') {
      if (draft.ready && clientId !== '') setStep('amount')
      return
    }
    if (step === 'amount') {
      draft.try()
      if (draft.isSound) setStep('confirm')
      return
    }
    setBusy(true)
    await (creditOnly ? payFromCredit() : record())
    setBusy(false)
  }

  const { errors } = draft
  return (
    <Dialog
      open
      firm
      title={t('payments.record-title')}
      onClose={() => void close()}
      foot={
        <>
          {step === 'review' ? (
            <Button onClick={() => void close()}>{t('ui.cancel')}</Button>
          ) : (
            <Button onClick={() => setStep(step === 'confirm' ? 'amount' : 'review')}>{t('payments.back')}</Button>
          )}
          <Button
            kind="main"
            type="submit"
            form={formId}
            busy={busy}
            disabled={step === 'review' && (clientId === '' || !draft.ready)}
          >
            {t(step !== 'confirm' ? 'payments.next' : creditOnly ? 'payments.use-credit-now' : 'payments.record')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={() => void submit()}
        submitCount={draft.tried}
        errorCount={(errors.amount ? 1 : 0) + (errors.day ? 1 : 0) + errors.shares.size}
        {...(problem !== undefined && { problem: problemText(problem, locale) })}
      >
        <p role="status">{t(`payments.step-${step}`, { step: steps.indexOf(step) + 1, steps: steps.length })}</p>
        {step === 'review' && <PaymentReview draft={draft} picksClient={start.clientId === undefined} />}
        {step === 'amount' && <PaymentAmount draft={draft} />}
        {step === 'confirm' && <PaymentSummary draft={draft} />}
      </Form>
    </Dialog>
  )
}
