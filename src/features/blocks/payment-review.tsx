import type { CalendarDate } from '../../core/date.ts'
import { daysBetween } from '../../core/date.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import { formatDate, formatRelativeDays } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import type { ReceivableView } from '../../queries/list-payments.ts'
import { Amount } from '../../ui/amount.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'

/** What a client owes, each invoice with what came in for it before; ticked ones are paid, oldest first (I-2, I-4). */
export function PaymentReview(props: {
  readonly receivables: readonly ReceivableView[]
  readonly clientName: string
  readonly currency: CurrencyCode
  readonly due: Minor
  readonly today: CalendarDate
  readonly isTicked: (invoice: FinalizedInvoice) => boolean
  readonly onToggle: (id: string, on: boolean) => void
}) {
  const locale = useLocale()
  if (props.receivables.length === 0) {
    return <Text tone="quiet">{t('payments.nothing-owed', { clientName: props.clientName })}</Text>
  }
  return (
    <Stack gap={3}>
      {props.receivables.map(({ invoice, earlier }) => (
        <Row key={invoice.id} justify="apart" keep align="top">
          <Checkbox
            label={
              invoice.state === 'uncollectible' ? t('payments.written-off', { number: invoice.number }) : invoice.number
            }
            help={[
              t('payments.due-on', {
                date: formatDate(invoice.dueOn, locale),
                relative: formatRelativeDays(daysBetween(props.today, invoice.dueOn), locale),
              }),
              ...earlier.map(({ amount, on }) =>
                t('payments.earlier', {
                  amount: formatMoney(amount, invoice.currency, locale),
                  date: formatDate(on, locale),
                }),
              ),
            ].join(' · ')}
            checked={props.isTicked(invoice)}
            onChange={(event) => props.onToggle(invoice.id, event.target.checked)}
          />
          <Amount amount={invoice.amountDue} currency={invoice.currency} />
        </Row>
      ))}
      <Row justify="apart">
        <Text strong>{t('payments.ticked-due')}</Text>
        <Amount strong amount={props.due} currency={props.currency} />
      </Row>
    </Stack>
  )
}
