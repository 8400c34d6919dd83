import { daysBetween } from '../../core/date.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { type Minor, subtractMinor } from '../../core/money.ts'
import { formatDate, formatRelativeDays } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'

/** The one figure that matters now, and when it is due. */
export function DuePanel(props: {
  readonly invoice: FinalizedInvoice
  /** What of it credit notes took off: nobody paid that. */
  readonly credited: Minor
}) {
  const { invoice, credited } = props
  const { settings, today } = useRuntime()
  const { state, currency, amountDue } = invoice
  const days = daysBetween(today(), invoice.dueOn)
  if (state === 'void') {
    return (
      <div>
        <Amount size={5} strong tone="struck" amount={invoice.payable} currency={currency} />
        <Text tone="quiet">
          {t('invoices.voided-on', { date: formatDate(invoice.voidedOn ?? invoice.issuedOn, settings.locale) })}
        </Text>
      </div>
    )
  }
  if (state === 'paid' && invoice.creditedOn !== undefined) {
    return (
      <div>
        <Amount size={5} strong amount={invoice.payable} currency={currency} />
        <Text tone="quiet">{t('invoices.credited-on', { date: formatDate(invoice.creditedOn, settings.locale) })}</Text>
      </div>
    )
  }
  if (state === 'paid') {
    return (
      <div>
        <Amount size={5} strong tone="good" amount={invoice.payable} currency={currency} />
        <Text tone="good">
          {t('invoices.paid-on', { date: formatDate(invoice.paidOn ?? invoice.issuedOn, settings.locale) })}
        </Text>
      </div>
    )
  }
  const paid = subtractMinor(subtractMinor(invoice.payable, amountDue), credited)
  return (
    <div>
      <Amount size={5} strong amount={amountDue} currency={currency} />
      {state === 'uncollectible' ? (
        <Text tone="quiet">{t('invoices.written-off-rest')}</Text>
      ) : (
        <Text tone={days < 0 ? 'late' : 'quiet'}>
          {days < 0
            ? t('invoices.late-by', { days: -days })
            : t('invoices.due-in', { relative: formatRelativeDays(days, settings.locale) })}
        </Text>
      )}
      {credited > 0 && (
        <Text tone="quiet">
          {t('credits.credited-so-far')} <Amount amount={credited} currency={currency} />
        </Text>
      )}
      {paid > 0 && (
        <Text tone="quiet">
          {t('invoices.paid-so-far')} <Amount amount={paid} currency={currency} />
        </Text>
      )}
    </div>
  )
}
