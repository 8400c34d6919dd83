import { useState } from 'react'
import { refundMoney } from '../../commands/refund-money.ts'
import type { CreditEntry, PaymentMethod } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import { DateField } from '../../ui/date-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { paymentMethodOptions } from '../blocks/payment-methods.ts'
import { useRuntime } from '../runtime.tsx'
import { RightStep, type RightStepProps, useRightAct } from './right-step.tsx'

/** The client paid twice: what is on no invoice is given back, or stays for the next one. */
export function RightTwice(props: RightStepProps) {
  const { settings } = useRuntime()
  const { unused, source } = props.facts
  const { clientName, number, amountDue, currency } = source.invoice
  if (unused.length > 0) return <TooMuch {...props} />
  return (
    <RightStep
      title={t('credits.right-twice')}
      onBack={props.onBack}
      onClose={props.onClose}
      says={
        amountDue > 0
          ? t('credits.not-recorded-due', {
              clientName,
              number,
              due: formatMoney(amountDue, currency, settings.locale),
            })
          : t('credits.not-recorded', { clientName, number })
      }
      act={{ label: t('invoices.record-payment'), run: () => props.onOther('payment') }}
    />
  )
}

function TooMuch({ facts, onBack, onClose }: RightStepProps) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const act = useRightAct()
  const { clientName, currency } = facts.source.invoice
  const [chosen, setChosen] = useState<string>(facts.unused.at(-1)?.id ?? '')
  const [way, setWay] = useState<'keep' | 'refund'>('refund')
  const [method, setMethod] = useState<PaymentMethod>('transfer')
  const [on, setOn] = useState<string>(today())
  const [reference, setReference] = useState('')
  const credit = facts.unused.find(({ id }) => id === chosen) ?? facts.unused[0]
  const day = knownDate(on)
  const amountOf = ({ remaining }: CreditEntry) => formatMoney(remaining, currency, locale)
  if (credit === undefined) return null
  const amount = amountOf(credit)
  const run = async () => {
    if (way === 'keep') {
      toast({ message: t('credits.kept', { amount, clientName }) })
      onClose()
      return
    }
    if (day === undefined) return
    const given = await act.go(refundMoney, {
      source: { kind: 'credit', id: credit.id },
      amount: credit.remaining,
      releases: [],
      method,
      refundedOn: day,
      ...(reference.trim() !== '' && { reference: reference.trim() }),
    })
    if (given === undefined) return
    toast({ message: t('credits.refunded', { amount, clientName }) })
    onClose()
  }
  return (
    <RightStep
      title={t('credits.right-twice')}
      onBack={onBack}
      onClose={onClose}
      problem={act.problem}
      says={
        way === 'keep'
          ? t(settings.creditBalance === 'apply' ? 'credits.keep-says' : 'credits.keep-says-by-hand', {
              amount,
              clientName,
            })
          : day === undefined
            ? undefined
            : t('credits.refund-says', { amount, clientName, on: formatDate(day, locale) })
      }
      act={{ label: t(way === 'keep' ? 'credits.keep' : 'credits.refund'), busy: act.busy, run: () => void run() }}
    >
      {facts.unused.length > 1 ? (
        <SelectField
          label={t('credits.which-money')}
          value={credit.id}
          options={facts.unused.map((each) => ({
            value: each.id,
            label: `${amountOf(each)} · ${formatDate(each.receivedOn, locale)}`,
          }))}
          onChange={(event) => setChosen(event.target.value)}
        />
      ) : (
        <Text>{t('credits.too-much-there', { amount, on: formatDate(credit.receivedOn, locale) })}</Text>
      )}
      <Segmented<'keep' | 'refund'>
        label={t('credits.what-with-it')}
        value={way}
        onChange={setWay}
        options={[
          { value: 'refund', label: t('credits.give-back') },
          { value: 'keep', label: t('credits.keep-it') },
        ]}
      />
      {way === 'refund' && (
        <Columns gap={3}>
          <DateField
            label={t('credits.refunded-on')}
            value={on}
            onChange={setOn}
            today={today()}
            max={today()}
            error={day === undefined ? t('credits.day-wrong') : undefined}
          />
          <SelectField
            label={t('payments.method')}
            options={paymentMethodOptions()}
            value={method}
            onChange={(event) => setMethod(event.target.value as PaymentMethod)}
          />
          <TextField
            label={t('payments.reference')}
            optional
            maxLength={200}
            value={reference}
            onChange={(event) => setReference(event.target.value)}
          />
        </Columns>
      )}
    </RightStep>
  )
}
