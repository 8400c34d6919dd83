import { useId, useState } from 'react'
import { changePayment } from '../../commands/change-payment.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { Payment, PaymentMethod } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { paymentMethodOptions, paymentMethodText } from '../blocks/payment-methods.ts'
import { useRuntime } from '../runtime.tsx'

interface Fields {
  readonly receivedOn: string
  readonly method: PaymentMethod
  readonly reference: string
}

function fieldsOf({ receivedOn, method, reference }: Payment): Fields {
  return { receivedOn, method, reference: reference ?? '' }
}

/** Day, method and reference of a payment can be corrected; its amount only by undoing it. */
export function EditPaymentDialog({ payment, onClose }: { readonly payment: Payment; readonly onClose: () => void }) {
  const { run, settings, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [base, setBase] = useState(payment)
  const [fields, setFields] = useState(fieldsOf(payment))
  const [problem, setProblem] = useState<string>()
  const dirty = JSON.stringify(fields) !== JSON.stringify(fieldsOf(base))
  useUnsavedWork(dirty)

  const submit = async () => {
    const receivedOn = parseCalendarDate(fields.receivedOn)
    if (receivedOn === undefined) {
      setProblem(t('payments.day-missing'))
      return
    }
    const { reference } = fields
    const result = await run(changePayment, {
      id: payment.id,
      version: base.version,
      receivedOn,
      method: fields.method,
      ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
    })
    if (result.ok) {
      toast({ message: t('payments.changed') })
      onClose()
      return
    }
    if (result.problem.code === 'stale') {
      // Both versions in view (G-2): theirs in words, mine in the fields; saving again replaces theirs.
      setBase(payment)
      setProblem(
        t('payments.stale', {
          date: formatDate(payment.receivedOn, locale),
          method: paymentMethodText(payment.method),
          reference: payment.reference ?? '–',
        }),
      )
    } else setProblem(problemText(result.problem, locale))
  }

  return (
    <Dialog
      open
      firm={dirty}
      title={t('payments.edit-title')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} disabled={!dirty}>
            {t('payments.save')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={() => void submit()} {...(problem !== undefined && { problem })}>
        <Columns>
          <DateField
            label={t('payments.received-on')}
            today={today()}
            max={today()}
            value={fields.receivedOn}
            onChange={(receivedOn) => setFields({ ...fields, receivedOn })}
          />
          <SelectField
            label={t('payments.method')}
            options={paymentMethodOptions()}
            value={fields.method}
            onChange={(event) => setFields({ ...fields, method: event.target.value as PaymentMethod })}
          />
        </Columns>
        <TextField
          label={t('payments.reference')}
          optional
          maxLength={200}
          value={fields.reference}
          onChange={(event) => setFields({ ...fields, reference: event.target.value })}
        />
      </Form>
    </Dialog>
  )
}
