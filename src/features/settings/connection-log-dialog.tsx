import { useState } from 'react'
import type { Endpoint, OutboxRow } from '../../core/automation/outbox.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { type DeliveryCursor, type DeliveryView, listDeliveries } from '../../queries/list-endpoints.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { StateBadge, type StateBadgeProps } from '../../ui/state-badge.tsx'
import { DeliveryBodyDialog } from '../blocks/delivery-body-dialog.tsx'
import { deliveryText } from '../blocks/delivery-text.ts'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRuntime } from '../runtime.tsx'

const keyOf = ({ row }: DeliveryView) => row.id

/** Everything that an endpoint was told, the newest first; each opens what was sent. */
export function ConnectionLogDialog({
  endpoint,
  onClose,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { settings } = useRuntime()
  const { id, name } = endpoint
  const [seen, setSeen] = useState<DeliveryView>()
  const source = usePagedRows<DeliveryView, DeliveryCursor>(id, (books, after, limit) =>
    listDeliveries(books, id, after, limit),
  )
  const when = (row: OutboxRow) => formatInstant(row.updatedAt, settings.locale, settings.timeZone)
  return (
    <Dialog open wide title={t('connections.log-title', { name })} onClose={onClose}>
      <DataTable
        label={t('connections.log-title', { name })}
        source={source}
        rowKey={keyOf}
        rowName={deliveryText}
        onOpen={setSeen}
        columns={[
          {
            id: 'what',
            head: t('connections.log-what'),
            cell: deliveryText,
            card: 'title',
            width: 'minmax(0, 2fr)',
          },
          { id: 'when', head: t('connections.log-when'), cell: ({ row }) => when(row), card: 'meta', width: '170px' },
          {
            id: 'state',
            head: t('connections.log-state'),
            cell: ({ row }) => <DeliveryBadge row={row} again={formatInstant(row.nextAt, settings.locale)} />,
            card: 'state',
            width: 'minmax(0, 1.4fr)',
            wrap: true,
          },
        ]}
        empty={<EmptyState sentence={t('connections.log-none')} />}
      />
      {seen !== undefined && <DeliveryBodyDialog view={seen} onClose={() => setSeen(undefined)} />}
    </Dialog>
  )
}

const looks = {
  waiting: ['plain', 'clock'],
  sending: ['ink', 'half'],
  delivered: ['good', 'check'],
  'needs-you': ['late', 'outline'],
  cancelled: ['grey', 'struck'],
} as const satisfies Record<OutboxRow['state'], readonly [StateBadgeProps['tone'], StateBadgeProps['shape']]>

function DeliveryBadge({ row, again }: { readonly row: OutboxRow; readonly again: string }) {
  const [tone, shape] = looks[row.state]
  const word = t(`connections.delivery-${row.state}`)
  const more =
    row.state === 'waiting' && row.attempts > 0
      ? t('connections.next-at', { when: again })
      : row.state === 'cancelled' && row.why !== undefined
        ? t(`connections.why-${row.why}`)
        : undefined
  return <StateBadge word={more === undefined ? word : `${word}: ${more}`} tone={tone} shape={shape} />
}
