import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Facts } from '../../ui/facts.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { paymentMethodText } from './payment-methods.ts'
import type { PaymentDraft } from './use-payment-draft.ts'

/** Step 3: what will be recorded, and in one sentence per invoice what it will be afterwards. */
export function PaymentSummary({ draft }: { readonly draft: PaymentDraft }) {
  const locale = useLocale()
  const { currency, plan, amount, receivedOn, creditOnly } = draft
  const clientName = draft.client?.name ?? ''
  if (amount === undefined || receivedOn === undefined) return null
  const moved = plan.lines.filter(({ share, credit }) => share > 0 || credit > 0)
  return (
    <Stack gap={4}>
      <div>
        <Amount size={5} strong amount={creditOnly ? plan.fromCredit : amount} currency={currency} />
        <Text tone="quiet">{t(creditOnly ? 'payments.from-credit-of' : 'payments.from', { clientName })}</Text>
      </div>
      {!creditOnly && (
        <Facts
          start
          facts={[
            { label: t('payments.received-on'), value: formatDate(receivedOn, locale) },
            { label: t('payments.method'), value: paymentMethodText(draft.method) },
            { label: t('payments.reference'), value: draft.reference.trim() },
          ]}
        />
      )}
      <Stack gap={2}>
        {moved.map(({ invoiceId, number, share, credit, rest }) => (
          <Text key={invoiceId}>
            {t('payments.will-be', {
              number,
              from: share === 0 ? 'credit' : credit === 0 ? 'payment' : 'both',
              share: formatMoney(share, currency, locale),
              credit: formatMoney(credit, currency, locale),
              after: rest === 0 ? 'paid' : 'open',
              rest: formatMoney(rest, currency, locale),
            })}
          </Text>
        ))}
        {plan.over > 0 && (
          <Text>{t('payments.all-credit', { amount: formatMoney(plan.over, currency, locale), clientName })}</Text>
        )}
      </Stack>
    </Stack>
  )
}
