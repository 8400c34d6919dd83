import { useId, useState } from 'react'
import { refundCard } from '../../commands/refund-card.ts'
import { type RefundMoney, refundMoney } from '../../commands/refund-money.ts'
import { currencyExponent } from '../../core/currency.ts'
import { type CalendarDate, parseCalendarDate } from '../../core/date.ts'
import type { PaymentMethod } from '../../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, minor, minorToDecimal, sumMinor, ZERO } from '../../core/money.ts'
import { neededReleases } from '../../core/settlement/needed-releases.ts'
import { formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { PlacedMoney } from '../../queries/get-payment.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { paymentMethodOptions } from './payment-methods.ts'

export interface RefundDialogProps {
  readonly source: RefundMoney['source']
  readonly clientName: string
  readonly currency: CurrencyCode
  /** What is on no invoice: it goes back first. */
  readonly free: Minor
  /** Live money of the source on invoices, which can be taken off there. */
  readonly placed: readonly PlacedMoney[]
  readonly method: PaymentMethod
  /** The day on which the money came: none goes back before it. */
  readonly receivedOn: CalendarDate
  /** It can go back to the card that it came from. */
  readonly byCard?: boolean
  readonly onClose: () => void
}

/** Money goes back: what is free first, then off the invoices that are ticked, which are due again (R-22, P-7). */
export function RefundDialog(props: RefundDialogProps) {
  const { source, clientName, currency, free, placed, byCard = false, onClose } = props
  const { run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [key] = useState(newKey)
  const whole = addMinor(free, sumMinor(placed.map(({ allocation }) => allocation.amount)))
  const [text, setText] = useState(() => {
    const first = free > 0 ? free : whole
    return formatPrice(minorToDecimal(first, currencyExponent(currency)), currency, locale)
  })
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const [on, setOn] = useState<string>(today())
  const [way, setWay] = useState<string>(byCard ? 'processor' : props.method)
  const [reference, setReference] = useState('')
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  useUnsavedWork(true)

  const money = (amount: Minor) => formatMoney(amount, currency, locale)
  const parsed = parseMoney(text, locale, currency)
  const amount = parsed.ok && parsed.value > 0 ? parsed.value : undefined
  const named = placed
    .filter(({ allocation }) => !kept.has(allocation.id))
    .map(({ allocation }) => ({ allocationId: allocation.id, amount: allocation.amount }))
  const most = addMinor(free, sumMinor(named.map((each) => each.amount)))
  const needed = amount === undefined ? [] : neededReleases(amount, free, named)
  const refundedOn = parseCalendarDate(on)
  const amountError =
    amount === undefined
      ? parsed.ok
        ? t('balance.amount-not-positive')
        : tried > 0
          ? amountProblemText(parsed.problem, locale)
          : undefined
      : amount > most
        ? t(most === whole ? 'balance.refund-most' : 'balance.refund-tick-more', { most: money(most) })
        : undefined
  const dayError =
    refundedOn === undefined
      ? tried > 0
        ? t('payments.day-missing')
        : undefined
      : refundedOn > today()
        ? problemText({ code: 'date-in-future', date: refundedOn, today: today() }, locale)
        : refundedOn < props.receivedOn
          ? problemText({ code: 'refund-before-money', date: refundedOn, received: props.receivedOn }, locale)
          : undefined

  const submit = async () => {
    setTried(tried + 1)
    if (amount === undefined || amountError !== undefined || refundedOn === undefined || dayError !== undefined) return
    setBusy(true)
    const words = reference.trim()
    const result =
      way === 'processor' && source.kind === 'payment'
        ? await run(refundCard, { paymentId: source.id, amount, releases: needed, refundedOn }, key)
        : await run(
            refundMoney,
            {
              source,
              amount,
              releases: needed,
              method: way as PaymentMethod,
              refundedOn,
              ...(words === '' ? {} : { reference: words }),
            },
            key,
          )
    setBusy(false)
    if (!result.ok) {
      setProblem(problemText(result.problem, locale))
      return
    }
    const { reopened } = result.value
    toast({
      message: t('balance.refunded', {
        amount: money(amount),
        clientName,
        count: reopened.length,
        numbers: reopened.join(', '),
      }),
    })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      title={t('balance.refund-title', { clientName })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={busy}>
            {t('balance.refund')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={() => void submit()}
        submitCount={tried}
        errorCount={(amountError ? 1 : 0) + (dayError ? 1 : 0)}
        {...(problem !== undefined && { problem })}
      >
        <Stack gap={4}>
          <Columns>
            <MoneyField
              label={t('balance.amount')}
              currency={currency}
              value={text}
              onChange={(next) => {
                setText(next)
                setProblem(undefined)
              }}
              error={amountError}
              {...(free > 0 && placed.length > 0 && { help: t('balance.refund-free', { free: money(free) }) })}
            />
            <DateField
              label={t('balance.refunded-on')}
              value={on}
              onChange={setOn}
              today={today()}
              max={today()}
              error={dayError}
            />
            <SelectField
              label={t('payments.method')}
              options={[
                ...(byCard ? [{ value: 'processor', label: t('balance.refund-to-card') }] : []),
                ...paymentMethodOptions(),
              ]}
              value={way}
              onChange={(event) => setWay(event.target.value)}
            />
            {way !== 'processor' && (
              <TextField
                label={t('payments.reference')}
                optional
                maxLength={200}
                value={reference}
                onChange={(event) => setReference(event.target.value)}
              />
            )}
          </Columns>
          {amount !== undefined && amount > free && placed.length > 0 && (
            <fieldset>
              <legend>
                <Text as="span" strong>
                  {t(free > 0 ? 'balance.refund-off' : 'balance.refund-off-all')}
                </Text>
              </legend>
              <Stack gap={2}>
                {placed.map(({ allocation, number }) => (
                  <Checkbox
                    key={allocation.id}
                    label={number}
                    help={t('balance.refund-lies', { amount: money(allocation.amount) })}
                    checked={!kept.has(allocation.id)}
                    onChange={(event) => {
                      const next = new Set<string>(kept)
                      if (event.target.checked) next.delete(allocation.id)
                      else next.add(allocation.id)
                      setKept(next)
                    }}
                  />
                ))}
              </Stack>
            </fieldset>
          )}
          {amount !== undefined && amountError === undefined && (
            <Notice>
              <RefundSentences amount={amount} free={free} needed={needed} placed={placed} currency={currency} />
            </Notice>
          )}
        </Stack>
      </Form>
    </Dialog>
  )
}

/** What will be so when the money is back. */
function RefundSentences(props: {
  readonly amount: Minor
  readonly free: Minor
  readonly needed: ReturnType<typeof neededReleases>
  readonly placed: readonly PlacedMoney[]
  readonly currency: CurrencyCode
}) {
  const { settings } = useRuntime()
  const money = (amount: Minor) => formatMoney(amount, props.currency, settings.locale)
  const fromFree = minor(Math.min(props.amount, props.free))
  return (
    <>
      {fromFree > ZERO && (
        <Text>
          {t('balance.refund-from-free', { amount: money(fromFree), rest: money(minor(props.free - fromFree)) })}
        </Text>
      )}
      {props.needed.map(({ allocationId, amount }) => (
        <Text key={allocationId}>
          {t('balance.refund-due-again', {
            amount: money(amount),
            number: props.placed.find(({ allocation }) => allocation.id === allocationId)?.number ?? '',
          })}
        </Text>
      ))}
    </>
  )
}
