import type { CalendarDate } from '../../core/date.ts'
import { daysBetween } from '../../core/date.ts'
import type { Invoice } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { Row } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'

/** What lists and pages know of an invoice's state; `sent` and `late` and `partly paid` are derived, never stored. */
export function InvoiceBadges(props: { readonly invoice: Invoice; readonly today: CalendarDate }) {
  const { invoice, today } = props
  if (invoice.state === 'draft') return <StateBadge word={t('invoices.state.draft')} tone="plain" shape="outline" />
  if (invoice.state === 'void') return <StateBadge word={t('invoices.state.void')} tone="grey" shape="struck" />
  if (invoice.state === 'paid') return <StateBadge word={t('invoices.state.paid')} tone="good" shape="check" />
  if (invoice.state === 'uncollectible') {
    return <StateBadge word={t('invoices.state.uncollectible')} tone="grey" shape="dash" />
  }
  const late = daysBetween(invoice.dueOn, today)
  const partly = invoice.amountDue < invoice.payable
  const sent = invoice.releasedAt !== undefined
  if (late <= 0 && !partly) {
    return <StateBadge word={t(sent ? 'invoices.state.sent' : 'invoices.state.open')} tone="ink" shape="dot" />
  }
  return (
    <Row gap={1}>
      {late > 0 && <StateBadge word={t('invoices.state.late', { days: late })} tone="late" shape="clock" />}
      {partly && <StateBadge word={t('invoices.state.partly')} tone="ink" shape="half" />}
    </Row>
  )
}
