import { useId, useMemo, useState } from 'react'
import { recordPayment } from '../../commands/record-payment.ts'
import { undoPayment } from '../../commands/undo-payment.ts'
import { currencyExponent } from '../../core/currency.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { ClientId, InvoiceId } from '../../core/ids.ts'
import type { PaymentMethod } from '../../core/model.ts'
import { type CurrencyCode, type Minor, minorToDecimal, subtractMinor, sumMinor } from '../../core/money.ts'
import type { Problem } from '../../core/problem.ts'
import { allocateOldestFirst } from '../../core/settlement/allocate.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { listReceivables } from '../../queries/list-payments.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { ClientPicker } from './client-picker.tsx'
import { paymentMethodOptions } from './payment-methods.ts'
import { PaymentReview } from './payment-review.tsx'
import { PaymentSummary } from './payment-summary.tsx'
import { useRows } from './use-rows.ts'

export interface RecordPaymentDialogProps {
  readonly clientId?: ClientId
  /** Only this invoice is ticked at first; else all open ones, oldest first. */
  readonly invoiceId?: InvoiceId
  readonly onClose: () => void
}

type Step = 'review' | 'amount' | 'confirm'
const steps: readonly Step[] = ['review', 'amount', 'confirm']

/** Money came in: what it is for, how much and how, confirm (T-17). What is left over becomes the client's credit (P-7). */
export function RecordPaymentDialog(props: RecordPaymentDialogProps) {
  const { run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [key] = useState(newKey)
  const [step, setStep] = useState<Step>('review')
  const [clientId, setClientId] = useState<ClientId | ''>(props.clientId ?? '')
  const [unticked, setUnticked] = useState<ReadonlySet<string>>()
  const [chosenCurrency, setChosenCurrency] = useState<CurrencyCode>()
  const [amountText, setAmountText] = useState<string>()
  const [receivedOn, setReceivedOn] = useState<string>(today())
  const [method, setMethod] = useState<PaymentMethod>('transfer')
  const [reference, setReference] = useState('')
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)

  const client = useRows(async (db) => (clientId === '' ? undefined : await getClient(db, clientId)), [clientId])
  const answer = useRows(
    async (db) => ({
      of: clientId,
      ...(clientId === '' ? { invoices: [], currencies: [] } : await listReceivables(db, clientId)),
    }),
    [clientId],
  )
  const receivables = answer?.of === clientId ? answer : undefined
  const wanted = receivables?.invoices.find(({ invoice }) => invoice.id === props.invoiceId)?.invoice.currency
  const currency = chosenCurrency ?? wanted ?? receivables?.currencies[0] ?? client?.currency ?? settings.currency
  const offered = useMemo(
    () => (receivables?.invoices ?? []).filter(({ invoice }) => invoice.currency === currency),
    [receivables, currency],
  )
  const isTicked = (id: string, state: string) =>
    unticked === undefined
      ? props.invoiceId === undefined
        ? state === 'open'
        : id === props.invoiceId
      : !unticked.has(id)
  const ticked = offered.filter(({ invoice }) => isTicked(invoice.id, invoice.state)).map(({ invoice }) => invoice)
  const due = sumMinor(ticked.map(({ amountDue }) => amountDue))
  const text =
    amountText ?? (due > 0 ? formatPrice(minorToDecimal(due, currencyExponent(currency)), currency, locale) : '')
  const parsed = parseMoney(text, locale, currency)
  const amount: Minor | undefined = parsed.ok && parsed.value > 0 ? parsed.value : undefined
  const day = parseCalendarDate(receivedOn)
  const { shares, left } = amount === undefined ? { shares: [], left: 0 as Minor } : allocateOldestFirst(amount, ticked)
  const refusal =
    amount === undefined ? undefined : partialRefusal(amount, shares, ticked, settings.partialPayments, currency)

  const amountError =
    amount !== undefined
      ? undefined
      : parsed.ok
        ? t('payments.amount-not-positive')
        : tried > 0
          ? amountProblemText(parsed.problem, locale)
          : undefined
  const dayError =
    day === undefined
      ? tried > 0
        ? t('payments.day-missing')
        : undefined
      : day > today()
        ? problemText({ code: 'date-in-future', date: day, today: today() }, locale)
        : undefined

  const toggle = (id: string, on: boolean) => {
    const next = new Set(
      offered.filter(({ invoice }) => !isTicked(invoice.id, invoice.state)).map(({ invoice }) => invoice.id as string),
    )
    if (on) next.delete(id)
    else next.add(id)
    setUnticked(next)
    setAmountText(undefined)
  }

  const record = async () => {
    if (clientId === '' || amount === undefined || day === undefined) return
    setBusy(true)
    const result = await run(
      recordPayment,
      {
        clientId,
        currency,
        amount,
        method,
        receivedOn: day,
        ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
        allocate: shares,
      },
      key,
    )
    setBusy(false)
    if (!result.ok) {
      setProblem(result.problem)
      setStep('amount')
      return
    }
    const { id } = result.value
    toast({
      message: t('payments.recorded', {
        amount: formatMoney(amount, currency, locale),
        clientName: client?.name ?? '',
      }),
      undo: async () => {
        const undone = await run(undoPayment, { id, reason: t('payments.undone-at-once') })
        if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
      },
    })
    props.onClose()
  }

  const submit = () => {
    setProblem(undefined)
    if (step === 'review') {
      if (clientId !== '') setStep('amount')
      return
    }
    if (step === 'amount') {
      setTried(tried + 1)
      if (amount !== undefined && day !== undefined && dayError === undefined && refusal === undefined)
        setStep('confirm')
      return
    }
    void record()
  }

  const refused = problem ?? (step === 'review' ? undefined : refusal)
  return (
    <Dialog
      open
      firm
      title={t('payments.record-title')}
      onClose={props.onClose}
      foot={
        <>
          {step === 'review' ? (
            <Button onClick={props.onClose}>{t('ui.cancel')}</Button>
          ) : (
            <Button onClick={() => setStep(step === 'confirm' ? 'amount' : 'review')}>{t('payments.back')}</Button>
          )}
          <Button kind="main" type="submit" form={formId} busy={busy} disabled={step === 'review' && clientId === ''}>
            {t(step === 'confirm' ? 'payments.record' : 'payments.next')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={submit}
        submitCount={tried}
        errorCount={(amountError ? 1 : 0) + (dayError ? 1 : 0)}
        {...(refused !== undefined && { problem: problemText(refused, locale) })}
      >
        <p role="status">{t(`payments.step-${step}`, { step: steps.indexOf(step) + 1, steps: steps.length })}</p>
        {step === 'review' && (
          <Stack gap={4}>
            {props.clientId === undefined && (
              <ClientPicker
                value={clientId}
                onChange={(id) => {
                  setClientId(id)
                  setUnticked(undefined)
                  setChosenCurrency(undefined)
                  setAmountText(undefined)
                }}
              />
            )}
            {receivables !== undefined && receivables.currencies.length > 1 && (
              <SelectField
                label={t('payments.currency')}
                value={currency}
                options={receivables.currencies.map((code) => ({ value: code, label: code }))}
                onChange={(event) => {
                  setChosenCurrency(event.target.value as CurrencyCode)
                  setUnticked(undefined)
                  setAmountText(undefined)
                }}
              />
            )}
            {clientId !== '' && receivables !== undefined && (
              <PaymentReview
                receivables={offered}
                clientName={client?.name ?? ''}
                currency={currency}
                due={due}
                today={today()}
                isTicked={(invoice) => isTicked(invoice.id, invoice.state)}
                onToggle={toggle}
              />
            )}
          </Stack>
        )}
        {step === 'amount' && (
          <Stack gap={4}>
            <Columns>
              <MoneyField
                autoFocus
                label={t('payments.amount')}
                currency={currency}
                value={text}
                onChange={(next) => {
                  setAmountText(next)
                  setProblem(undefined)
                }}
                error={amountError}
                help={t('payments.amount-help', { due: formatMoney(due, currency, locale) })}
              />
              <DateField
                label={t('payments.received-on')}
                value={receivedOn}
                onChange={setReceivedOn}
                today={today()}
                max={today()}
                error={dayError}
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
            {amount !== undefined && left > 0 && (
              <Notice>
                {t(ticked.length === 0 ? 'payments.all-credit' : 'payments.left-credit', {
                  amount: formatMoney(left, currency, locale),
                  clientName: client?.name ?? '',
                })}
              </Notice>
            )}
            {amount !== undefined && amount < due && refusal === undefined && (
              <Notice>
                {t('payments.partial', { rest: formatMoney(subtractMinor(due, amount), currency, locale) })}
              </Notice>
            )}
          </Stack>
        )}
        {step === 'confirm' && amount !== undefined && day !== undefined && (
          <PaymentSummary
            amount={amount}
            currency={currency}
            clientName={client?.name ?? ''}
            method={method}
            receivedOn={formatDate(day, locale)}
            reference={reference.trim()}
            shares={shares.map(({ invoiceId, amount: share }) => {
              const invoice = ticked.find(({ id }) => id === invoiceId)
              return { number: invoice?.number ?? '', share, rest: subtractMinor(invoice?.amountDue ?? share, share) }
            })}
            credit={left}
          />
        )}
      </Form>
    </Dialog>
  )
}

/** The same refusal that the command would give, before the last step (T-18, I-3). */
function partialRefusal(
  amount: Minor,
  shares: readonly { readonly invoiceId: InvoiceId; readonly amount: Minor }[],
  invoices: readonly { readonly id: InvoiceId; readonly amountDue: Minor }[],
  rules: { readonly allowed: boolean; readonly minimum: Minor },
  currency: CurrencyCode,
): Problem | undefined {
  for (const { invoiceId, amount: share } of shares) {
    const due = invoices.find(({ id }) => id === invoiceId)?.amountDue
    if (due === undefined || share === due) continue
    if (!rules.allowed) return { code: 'payment-partial-refused', due, currency }
    if (amount < rules.minimum) return { code: 'payment-below-minimum', minimum: rules.minimum, due, currency }
  }
  return undefined
}
