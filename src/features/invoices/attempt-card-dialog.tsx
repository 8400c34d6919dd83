import { useId, useRef, useState } from 'react'
import { attemptCard } from '../../commands/attempt-card.ts'
import type { StoredMethodId } from '../../core/ids.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { formatAmount, formatMoney } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { CardMethod } from '../../queries/get-card-payment.ts'
import { listAttempts } from '../../queries/open-attempts.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useOnline } from '../../ui/use-online.ts'
import { attemptBadge } from '../blocks/attempt-text.ts'
import { isExpired, methodText } from '../blocks/method-text.ts'
import { useRuntime } from '../runtime.tsx'
import { useCardActs } from './use-card-acts.ts'

/** "Attempt card payment" (P-6): how much, which card, and what will happen in one sentence before it does. */
export function AttemptCardDialog(props: {
  readonly invoice: FinalizedInvoice
  readonly cards: readonly CardMethod[]
  readonly onClose: () => void
}) {
  const { invoice, cards, onClose } = props
  const { run, books, settings, today, newKey } = useRuntime()
  const { locale, partialPayments } = settings
  const { amountDue: due, currency, number } = invoice
  const { deliver } = useCardActs()
  const online = useOnline()
  const formId = useId()
  const key = useRef(newKey())
  const [text, setText] = useState(() => formatAmount(due, currency, locale))
  const [methodId, setMethodId] = useState<StoredMethodId | undefined>(cards[0]?.id)
  const [error, setError] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const parsed = parseMoney(text, locale, currency)
  const method = cards.find(({ id }) => id === methodId) ?? cards[0]
  if (method === undefined) return null

  const submit = async () => {
    setProblem(undefined)
    if (!parsed.ok) {
      setError(amountProblemText(parsed.problem, locale))
      return
    }
    const amount = parsed.value
    const wrong =
      amount <= 0
        ? t('cards.amount-nothing')
        : amount > due
          ? t('cards.amount-too-much', { due: formatMoney(due, currency, locale) })
          : undefined
    setError(wrong)
    if (wrong !== undefined) return
    setBusy(true)
    const asked = await run(
      attemptCard,
      { invoiceId: invoice.id, version: invoice.version, amount, methodId: method.id },
      key.current,
    )
    setBusy(false)
    if (!asked.ok) {
      key.current = newKey()
      setProblem(problemText(asked.problem, locale))
      return
    }
    onClose()
    if (!navigator.onLine) {
      toast({ message: t('cards.attempted-offline', { number }) })
      return
    }
    // It stands on the page meanwhile; without an answer it goes on by itself.
    await deliver()
    const after = (await listAttempts(books, invoice.id)).find(({ attempt }) => attempt.id === asked.value.id)
    if (after === undefined) return
    const { word, tone } = attemptBadge(after.attempt)
    toast({ message: t('cards.toast', { number, state: word }), ...(tone === 'bad' && { tone }) })
  }
  const amountText = formatMoney(parsed.ok && parsed.value > 0 ? parsed.value : due, currency, locale)
  return (
    <Dialog
      open
      firm
      title={t('cards.attempt-title', { number })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={busy}>
            {t('cards.attempt-act', { amount: amountText })}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit} problem={problem}>
        {partialPayments.allowed && (
          <MoneyField label={t('cards.amount')} currency={currency} value={text} onChange={setText} error={error} />
        )}
        {cards.length > 1 && (
          <SelectField
            label={t('cards.which')}
            options={cards.map((each) => ({ value: each.id, label: named(each) }))}
            value={method.id}
            onChange={(event) => setMethodId(event.target.value as StoredMethodId)}
          />
        )}
        <Text>{t('cards.attempt-what', { card: named(method), amount: amountText, number })}</Text>
        {isExpired(method.card, today()) && <Notice tone="late">{t('cards.attempt-expired')}</Notice>}
        {!online && <Notice>{t('cards.attempt-offline')}</Notice>}
      </Form>
    </Dialog>
  )
}

function named(method: CardMethod): string {
  return method.label === undefined ? methodText(method) : `${methodText(method)} (${method.label})`
}
