import { useState } from 'react'
import type { Endpoint, OutboxRow } from '../../core/automation/outbox.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { type DeliveryView, listDeliveries } from '../../queries/list-endpoints.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge, type StateBadgeProps } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { DeliveryBodyDialog } from '../blocks/delivery-body-dialog.tsx'
import { deliveryText } from '../blocks/delivery-text.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './connections-section.module.css'

const step = 30

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
  const [shown, setShown] = useState(step)
  const [seen, setSeen] = useState<DeliveryView>()
  const page = useRows((books) => listDeliveries(books, id, shown), [id, shown])
  const moment = (at: OutboxRow['nextAt']) => formatInstant(at, settings.locale, settings.timeZone)
  return (
    <Dialog open wide title={t('connections.log-title', { name })} onClose={onClose}>
      <Stack gap={3}>
        {page?.rows.length === 0 && <EmptyState sentence={t('connections.log-none')} />}
        <ItemList>
          {page?.rows.map((view) => {
            const { row } = view
            const what = deliveryText(view)
            return (
              <Item key={row.id}>
                <div className={styles.words}>
                  <Text as="p" strong>
                    {what}
                  </Text>
                  <Text as="p" tone="quiet" size={1}>
                    {moment(row.updatedAt)}
                  </Text>
                </div>
                <Row>
                  <DeliveryBadge row={row} again={moment(row.nextAt)} />
                  <Button kind="plain" aria-label={t('connections.see-named', { what })} onClick={() => setSeen(view)}>
                    {t('connections.see')}
                  </Button>
                </Row>
              </Item>
            )
          })}
        </ItemList>
        {page?.more === true && (
          <Row>
            <Button onClick={() => setShown(shown + step)}>{t('connections.log-more')}</Button>
          </Row>
        )}
      </Stack>
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
