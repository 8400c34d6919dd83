import type { CalendarDate } from '../../core/date.ts'
import { daysBetween } from '../../core/date.ts'
import type { InvoiceId } from '../../core/ids.ts'
import type { Invoice } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { howCovered } from '../../queries/how-covered.ts'
import { Row } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { useRows } from './use-rows.ts'

/** What lists and pages know of an invoice's state; `sent` and `late` and `partly paid` are derived, never stored. */
export function InvoiceBadges(props: { readonly invoice: Invoice; readonly today: CalendarDate }) {
  const { invoice, today } = props
  if (invoice.state === 'draft') return <StateBadge word={t('invoices.state.draft')} tone="plain" shape="outline" />
  if (invoice.state === 'void') return <StateBadge word={t('invoices.state.void')} tone="grey" shape="struck" />
  if (invoice.state === 'paid' && invoice.creditedOn !== undefined) {
    return <StateBadge word={t('invoices.state.credited')} tone="grey" shape="check" />
  }
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
      {partly && <PartlyBadge id={invoice.id} />}
    </Row>
  )
}

/** Whether money came, or the seller credited some of it. */
function PartlyBadge({ id }: { readonly id: InvoiceId }) {
  const covered = useRows((books) => howCovered(books, id), [id])
  if (covered === undefined) return null
  const word = t(covered === 'credited' ? 'invoices.state.partly-credited' : 'invoices.state.partly')
  return <StateBadge word={word} tone="ink" shape="half" />
}
