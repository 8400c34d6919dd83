import type { PaymentMethod } from '../../core/model.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Facts } from '../../ui/facts.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { paymentMethodText } from './payment-methods.ts'

/** What will be recorded, before it is. */
export function PaymentSummary(props: {
  readonly amount: Minor
  readonly currency: CurrencyCode
  readonly clientName: string
  readonly method: PaymentMethod
  /** As written for people. */
  readonly receivedOn: string
  readonly reference: string
  readonly shares: readonly { readonly number: string; readonly share: Minor; readonly rest: Minor }[]
  readonly credit: Minor
}) {
  const locale = useLocale()
  const { currency } = props
  return (
    <Stack gap={4}>
      <div>
        <Amount size={5} strong amount={props.amount} currency={currency} />
        <Text tone="quiet">{t('payments.from', { clientName: props.clientName })}</Text>
      </div>
      <Facts
        start
        facts={[
          { label: t('payments.received-on'), value: props.receivedOn },
          { label: t('payments.method'), value: paymentMethodText(props.method) },
          { label: t('payments.reference'), value: props.reference },
        ]}
      />
      <Facts
        facts={[
          ...props.shares.map(({ number, share, rest }) => ({
            label:
              rest === 0
                ? t('payments.pays-whole', { number })
                : t('payments.pays-part', { number, rest: formatMoney(rest, currency, locale) }),
            value: <Amount bare amount={share} currency={currency} />,
          })),
          ...(props.credit > 0
            ? [
                {
                  label: t('payments.becomes-credit', { clientName: props.clientName }),
                  value: <Amount bare amount={props.credit} currency={currency} />,
                },
              ]
            : []),
        ]}
      />
    </Stack>
  )
}
