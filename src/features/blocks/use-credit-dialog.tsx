import { useId, useState } from 'react'
import { applyCreditByHand } from '../../commands/apply-credit.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { CreditEntry, FinalizedInvoice } from '../../core/model.ts'
import { type CurrencyCode, type Minor, minor, minorToDecimal, subtractMinor } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

export interface UseCreditDialogProps {
  /** Credits with something left, of the invoices' group and currency. */
  readonly credits: readonly CreditEntry[]
  readonly invoices: readonly FinalizedInvoice[]
  readonly currency: CurrencyCode
  readonly today: CalendarDate
  readonly onClose: () => void
}

/** Puts a credit on an invoice by hand: 0.01 up to what is due and left, all of that proposed (W-13). */
export function UseCreditDialog({ credits, invoices, currency, onClose }: UseCreditDialogProps) {
  const { run, settings, newKey } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [key] = useState(newKey)
  const [creditId, setCreditId] = useState(credits[0]?.id)
  const [invoiceId, setInvoiceId] = useState(invoices[0]?.id)
  const [typed, setTyped] = useState<string>()
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  const credit = credits.find(({ id }) => id === creditId) ?? credits[0]
  const invoice = invoices.find(({ id }) => id === invoiceId) ?? invoices[0]
  if (credit === undefined || invoice === undefined) return null

  const money = (value: Minor) => formatMoney(value, currency, locale)
  const most = minor(Math.min(credit.remaining, invoice.amountDue))
  const text = typed ?? formatPrice(minorToDecimal(most, currencyExponent(currency)), currency, locale)
  const parsed = parseMoney(text, locale, currency)
  const amount = parsed.ok ? parsed.value : undefined
  const error =
    amount === undefined
      ? tried > 0 && !parsed.ok
        ? amountProblemText(parsed.problem, locale)
        : undefined
      : amount <= 0 || amount > most
        ? t('balance.use-between', { least: money(minor(1)), most: money(most) })
        : undefined
  const sound = amount !== undefined && amount > 0 && amount <= most ? amount : undefined

  const submit = async () => {
    setTried(tried + 1)
    if (sound === undefined) return
    const applied = await run(applyCreditByHand, { creditId: credit.id, invoiceId: invoice.id, amount: sound }, key)
    if (!applied.ok) {
      setProblem(problemText(applied.problem, locale))
      return
    }
    toast({ message: t('balance.used', { amount: money(sound), number: invoice.number }) })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      title={t('balance.use-title')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId}>
            {t('balance.use')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={() => void submit()}
        submitCount={tried}
        errorCount={error === undefined ? 0 : 1}
        {...(problem !== undefined && { problem })}
      >
        <Stack gap={4}>
          <SelectField
            label={t('balance.which-credit')}
            value={credit.id}
            options={credits.map((each) => ({
              value: each.id,
              label: t('balance.credit-choice', {
                origin: t(`balance.origin-${each.origin}`),
                date: formatDate(each.receivedOn, locale),
                left: money(each.remaining),
              }),
            }))}
            onChange={(event) => {
              setCreditId(event.target.value as CreditEntry['id'])
              setTyped(undefined)
            }}
          />
          <SelectField
            label={t('balance.which-invoice')}
            value={invoice.id}
            options={invoices.map(({ id, number, amountDue }) => ({
              value: id,
              label: t('balance.invoice-choice', { number, due: money(amountDue) }),
            }))}
            onChange={(event) => {
              setInvoiceId(event.target.value as FinalizedInvoice['id'])
              setTyped(undefined)
            }}
          />
          <MoneyField
            label={t('balance.amount')}
            currency={currency}
            value={text}
            onChange={(next) => {
              setTyped(next)
              setProblem(undefined)
            }}
            error={error}
            help={t('balance.use-most', { most: money(most) })}
          />
          {sound !== undefined && (
            <Notice>
              {t('balance.use-says', {
                number: invoice.number,
                state: sound === invoice.amountDue ? 'paid' : 'open',
                rest: money(subtractMinor(invoice.amountDue, sound)),
                left: money(subtractMinor(credit.remaining, sound)),
              })}
            </Notice>
          )}
        </Stack>
      </Form>
    </Dialog>
  )
}
