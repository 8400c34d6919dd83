import { daysBetween } from '../../core/date.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { formatDate, formatRelativeDays } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import type { ReceivableView } from '../../queries/list-payments.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { ClientPicker } from './client-picker.tsx'
import type { PaymentDraft } from './use-payment-draft.ts'

/** Step 1: what a client owes, each invoice with what came in for it before, and the credit that is there (I-2, R-28). */
export function PaymentReview({ draft, picksClient }: { readonly draft: PaymentDraft; readonly picksClient: boolean }) {
  const currencies = draft.facts?.currencies ?? []
  return (
    <Stack gap={4}>
      {picksClient && <ClientPicker value={draft.clientId} onChange={draft.setClient} />}
      {currencies.length > 1 && (
        <SelectField
          label={t('payments.currency')}
          help={t('payments.currency-help')}
          value={draft.currency}
          options={currencies.map((code) => ({ value: code, label: code }))}
          onChange={(event) => draft.setCurrency(event.target.value as CurrencyCode)}
        />
      )}
      {draft.clientId !== '' && draft.facts !== undefined && <Owed draft={draft} />}
    </Stack>
  )
}

function Owed({ draft }: { readonly draft: PaymentDraft }) {
  const { settings } = useRuntime()
  const { currency } = draft
  const clientName = draft.client?.name ?? ''
  const numbers = [...new Set(draft.attempts.map(({ invoiceNumber }) => invoiceNumber))]
  if (draft.offered.length === 0) {
    return <Text tone="quiet">{t('payments.nothing-owed', { clientName })}</Text>
  }
  return (
    <Stack gap={3}>
      {draft.offered.map((view) => (
        <OwedInvoice key={view.invoice.id} view={view} draft={draft} />
      ))}
      {!draft.isFull && draft.offered.length > 1 && (
        <div>
          <Button onClick={draft.tickAll}>{t('payments.full-balance')}</Button>
        </div>
      )}
      {draft.could.fromCredit > 0 && (
        <Checkbox
          label={t('payments.use-credit', { amount: formatMoney(draft.could.fromCredit, currency, settings.locale) })}
          help={t('payments.use-credit-help')}
          checked={draft.useCredit}
          onChange={(event) => draft.setUseCredit(event.target.checked)}
        />
      )}
      {numbers.length > 0 && (
        <Notice tone="late">
          {t('payments.attempt-open', { count: numbers.length, numbers: numbers.join(', ') })}
        </Notice>
      )}
      <Row justify="apart">
        <Text strong>{t(draft.useCredit ? 'payments.ticked-to-pay' : 'payments.ticked-due')}</Text>
        <Amount strong amount={draft.toPay} currency={currency} />
      </Row>
    </Stack>
  )
}

function OwedInvoice({ view, draft }: { readonly view: ReceivableView; readonly draft: PaymentDraft }) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const { invoice, earlier } = view
  const { id, number, dueOn, currency } = invoice
  const relative = formatRelativeDays(daysBetween(today(), dueOn), locale)
  return (
    <Row justify="apart" keep align="top">
      <Checkbox
        label={invoice.state === 'uncollectible' ? t('payments.written-off', { number }) : number}
        help={[
          t('payments.due-on', { date: formatDate(dueOn, locale), relative }),
          ...earlier.map(({ amount, on }) =>
            t('payments.earlier', { amount: formatMoney(amount, currency, locale), date: formatDate(on, locale) }),
          ),
        ].join(' · ')}
        checked={draft.isTicked(invoice)}
        onChange={(event) => draft.tick(id, event.target.checked)}
      />
      {/* On the line of the number, which has the padding of its box. */}
      <div style={{ paddingTop: 'var(--space-2)' }}>
        <Amount amount={invoice.amountDue} currency={currency} />
      </div>
    </Row>
  )
}
