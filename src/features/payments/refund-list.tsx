import { useEffect, useMemo } from 'react'
import type { ClientId } from '../../core/ids.ts'
import type { Refund } from '../../core/payments/refund.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listRefunds, type RefundCursor } from '../../queries/list-payments.ts'
import { Amount } from '../../ui/amount.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Row } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'

const keyOf = ({ id }: Refund) => id

/** Money that was given back, newest first; a row leads to the payment or the credit that it came out of. */
export function RefundList(props: {
  readonly clientId: ClientId | ''
  readonly onLoading: (loading: boolean) => void
}) {
  const { clientId, onLoading } = props
  const locale = useLocale()
  const url = useUrlQuery()
  const source = usePagedRows<Refund, RefundCursor>(`refunds/${clientId}`, (books, after, limit) =>
    listRefunds(books, clientId === '' ? undefined : clientId, after, limit),
  )
  useEffect(() => onLoading(source.loading), [source.loading, onLoading])
  const columns: Column<Refund>[] = useMemo(
    () => [
      {
        id: 'date',
        head: t('balance.refunded-on'),
        width: '120px',
        card: 'meta',
        cell: ({ refundedOn }) => formatDate(refundedOn, locale),
      },
      {
        id: 'client',
        head: t('payments.client'),
        width: 'minmax(0, 1.4fr)',
        card: 'title',
        cell: ({ clientName }) => clientName,
      },
      { id: 'method', head: t('payments.method'), width: '120px', cell: ({ method }) => paymentMethodText(method) },
      { id: 'reference', head: t('payments.reference'), cell: ({ reference }) => reference },
      {
        id: 'state',
        head: t('payments.state'),
        width: '150px',
        card: 'state',
        cell: ({ state }) =>
          state === 'undone' && <StateBadge word={t('payments.undone-badge')} tone="grey" shape="struck" />,
      },
      {
        id: 'amount',
        head: t('payments.amount'),
        align: 'end',
        width: '130px',
        card: 'amount',
        cell: ({ amount, currency, state }) => (
          <Amount amount={amount} currency={currency} {...(state === 'undone' && { tone: 'struck' as const })} />
        ),
      },
    ],
    [locale],
  )
  return (
    <>
      <Row gap={2}>
        <ClientPicker
          labelHidden
          placeholder={t('payments.any-client')}
          value={clientId}
          onChange={(id) => url.set({ client: id })}
        />
      </Row>
      <DataTable
        label={t('payments.refunds')}
        columns={columns}
        source={source}
        rowKey={keyOf}
        rowName={({ clientName, refundedOn }) => `${clientName} ${refundedOn}`}
        rowTo={(refund) =>
          refund.sourceKind === 'payment' ? `/payments/${refund.sourceId}` : `/clients/${refund.clientId}/credit`
        }
        empty={<EmptyState sentence={t('payments.no-refunds')} />}
      />
    </>
  )
}
