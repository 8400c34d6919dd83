import { useEffect, useId, useState } from 'react'
import { changePayment } from '../../commands/change-payment.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { PaymentId } from '../../core/ids.ts'
import type { Payment, PaymentMethod } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getPayment, type PaymentRow } from '../../queries/list-payments.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Facts } from '../../ui/facts.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { paymentMethodOptions, paymentMethodText } from '../blocks/payment-methods.ts'
import { UndoPaymentDialog } from '../blocks/undo-payment-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** One payment: what it paid; its day, method and reference can be corrected, its amount only by undoing it. */
export function PaymentDialog({ id, onClose }: { readonly id: PaymentId; readonly onClose: () => void }) {
  const row = useRows((books) => getPayment(books, id), [id])
  const [undoing, setUndoing] = useState(false)
  useEffect(() => {
    if (row === null) onClose()
  }, [row, onClose])
  if (row === undefined || row === null || row.payment.id !== id) return null
  if (undoing) return <UndoPaymentDialog payment={row.payment} onClose={() => setUndoing(false)} />
  return <OpenPayment key={id} row={row} onClose={onClose} onUndo={() => setUndoing(true)} />
}

interface Fields {
  readonly receivedOn: string
  readonly method: PaymentMethod
  readonly reference: string
}

function fieldsOf({ receivedOn, method, reference }: Payment): Fields {
  return { receivedOn, method, reference: reference ?? '' }
}

function OpenPayment({
  row,
  onClose,
  onUndo,
}: {
  readonly row: PaymentRow
  readonly onClose: () => void
  readonly onUndo: () => void
}) {
  const { run, settings, today } = useRuntime()
  const { locale } = settings
  const { payment, paid, credit } = row
  const formId = useId()
  const [base, setBase] = useState(payment)
  const [fields, setFields] = useState(fieldsOf(payment))
  const [problem, setProblem] = useState<string>()
  const dirty = JSON.stringify(fields) !== JSON.stringify(fieldsOf(base))
  const gone = payment.state === 'undone'
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
      title={t('payments.payment-of', { clientName: payment.clientName })}
      onClose={onClose}
      foot={
        gone ? (
          <Button onClick={onClose}>{t('ui.close')}</Button>
        ) : (
          <>
            <Button kind="dangerQuiet" icon="undo" onClick={onUndo}>
              {t('payments.undo')}
            </Button>
            <Button onClick={onClose}>{t(dirty ? 'ui.cancel' : 'ui.close')}</Button>
            <Button kind="main" type="submit" form={formId} disabled={!dirty}>
              {t('payments.save')}
            </Button>
          </>
        )
      }
    >
      <Stack gap={4}>
        <div>
          <Amount
            size={5}
            strong
            amount={payment.amount}
            currency={payment.currency}
            {...(gone && { tone: 'struck' })}
          />
          {gone && <Text tone="quiet">{t('payments.undone-because', { reason: payment.undoneReason ?? '' })}</Text>}
          <Text>
            <Link to={`/clients/${payment.clientId}`}>{payment.clientName}</Link>
          </Text>
        </div>
        <Facts
          facts={[
            ...paid.map(({ invoiceId, number, amount, state }) => ({
              label: number,
              value: (
                <>
                  <Link to={`/invoices/${invoiceId}`} aria-label={t('payments.open-invoice', { number })}>
                    {t('payments.open')}
                  </Link>{' '}
                  <Amount
                    amount={amount}
                    currency={payment.currency}
                    {...(state === 'released' && { tone: 'struck' })}
                  />
                </>
              ),
            })),
            ...(credit > 0
              ? [
                  {
                    label: t('payments.becomes-credit', { clientName: payment.clientName }),
                    value: <Amount amount={credit} currency={payment.currency} {...(gone && { tone: 'struck' })} />,
                  },
                ]
              : []),
          ]}
        />
        {gone ? (
          <Facts
            start
            facts={[
              { label: t('payments.received-on'), value: formatDate(payment.receivedOn, locale) },
              { label: t('payments.method'), value: paymentMethodText(payment.method) },
              { label: t('payments.reference'), value: payment.reference },
            ]}
          />
        ) : (
          <Form id={formId} onSubmit={submit} {...(problem !== undefined && { problem })}>
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
              <TextField
                label={t('payments.reference')}
                optional
                maxLength={200}
                value={fields.reference}
                onChange={(event) => setFields({ ...fields, reference: event.target.value })}
              />
            </Columns>
          </Form>
        )}
      </Stack>
    </Dialog>
  )
}
