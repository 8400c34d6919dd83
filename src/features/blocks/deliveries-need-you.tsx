import { useState } from 'react'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { type DeliveryView, listNeedsYou } from '../../queries/list-endpoints.ts'
import { Button } from '../../ui/button.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Section } from '../../ui/section.tsx'
import { Row } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './deliveries-need-you.module.css'
import { DeliveryBodyDialog } from './delivery-body-dialog.tsx'
import { deliveryProblemText, deliveryText } from './delivery-text.ts'
import { useDeliveryActs } from './use-delivery-acts.ts'
import { useRows } from './use-rows.ts'

const shown = 50

/** What could not be delivered by itself, each with its reason and what can be done; nothing where there is none. */
export function DeliveriesNeedYou() {
  const { settings } = useRuntime()
  const rows = useRows((books) => listNeedsYou(books, shown), [])
  const acts = useDeliveryActs()
  const [seen, setSeen] = useState<DeliveryView>()
  const [busy, setBusy] = useState<string>()
  if (rows === undefined || rows.length === 0) return null

  const retry = async (view: DeliveryView) => {
    setBusy(view.row.id)
    await acts.retry(view).finally(() => setBusy(undefined))
  }
  return (
    <Section title={t('connections.needs-you')} help={t('connections.needs-you-help')}>
      <ItemList>
        {rows.slice(0, shown).map((view) => {
          const { row, endpointName } = view
          const what = deliveryText(view)
          return (
            <Item key={row.id}>
              <div className={styles.words}>
                <Text as="p" strong>
                  {what}
                </Text>
                <Text as="p">{row.problem === undefined ? '' : deliveryProblemText(row.problem, endpointName)}</Text>
                <Text as="p" tone="quiet" size={1}>
                  {formatInstant(row.nextAt, settings.locale, settings.timeZone)}
                </Text>
              </div>
              <Row>
                <Button
                  busy={busy === row.id}
                  aria-label={t('connections.retry-named', { what })}
                  onClick={() => void retry(view)}
                >
                  {t('connections.retry')}
                </Button>
                <Button kind="plain" aria-label={t('connections.see-named', { what })} onClick={() => setSeen(view)}>
                  {t('connections.see')}
                </Button>
                <Button
                  kind="plain"
                  aria-label={t('connections.give-up-named', { what })}
                  onClick={() => void acts.giveUp(view)}
                >
                  {t('connections.give-up')}
                </Button>
              </Row>
            </Item>
          )
        })}
      </ItemList>
      {rows.length > shown && <Text tone="quiet">{t('connections.needs-you-more', { count: shown })}</Text>}
      {seen !== undefined && <DeliveryBodyDialog view={seen} onClose={() => setSeen(undefined)} />}
    </Section>
  )
}
