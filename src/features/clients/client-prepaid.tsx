import { useState } from 'react'
import { decimal } from '../../core/decimal.ts'
import type { Client } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { listPrepaid, type Prepaid } from '../../queries/list-prepaid.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Link } from '../../ui/link.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Meter } from '../../ui/meter.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './client-prepaid.module.css'
import { GiveUnitsDialog } from './give-units-dialog.tsx'
import { useUnitActs } from './use-unit-acts.ts'
import { UseUnitsDialog } from './use-units-dialog.tsx'

type Open = { readonly kind: 'use'; readonly row: Prepaid } | { readonly kind: 'give' }

/** What a client has paid ahead, unit by unit: a bar for each pack, and using one by one press (Build 2). */
export function ClientPrepaid({ client }: { readonly client: Client }) {
  const { today } = useRuntime()
  const day = today()
  const prepaid = useRows((books) => listPrepaid(books, client.id, day), [client.id, day])
  const [open, setOpen] = useState<Open>()
  if (prepaid === undefined || !prepaid.sellsPacks) return null
  const { rows } = prepaid
  const close = () => setOpen(undefined)
  const archived = client.status === 'archived'
  if (archived && rows.length === 0) return null
  return (
    <Section
      title={t('units.prepaid')}
      acts={
        <Menu
          align="end"
          entries={[
            { label: t('units.history'), icon: 'clock', to: `/clients/${client.id}/units` },
            !archived && { label: t('units.give'), icon: 'plus', onSelect: () => setOpen({ kind: 'give' }) },
          ]}
          trigger={(button) => <IconButton {...button} icon="more" label={t('units.more')} />}
        />
      }
    >
      {rows.length === 0 ? (
        <Text tone="quiet">{t('units.none', { clientName: client.name })}</Text>
      ) : (
        <ItemList>
          {rows.map((row) => (
            <Item key={row.product.id}>
              <PackUnits client={client} row={row} onUse={() => setOpen({ kind: 'use', row })} />
            </Item>
          ))}
        </ItemList>
      )}
      {open?.kind === 'use' && <UseUnitsDialog client={client} row={open.row} onClose={close} />}
      {open?.kind === 'give' && <GiveUnitsDialog client={client} onClose={close} />}
    </Section>
  )
}

function PackUnits(props: { readonly client: Client; readonly row: Prepaid; readonly onUse: () => void }) {
  const { client, row, onUse } = props
  const { settings, today, newKey } = useRuntime()
  const { locale } = settings
  const acts = useUnitActs()
  const [busy, setBusy] = useState(false)
  const { product, left, granted } = row
  const says = t('units.left-of', { left: formatDecimal(left, locale), granted: formatDecimal(granted, locale) })
  const overdraft = product.sale?.kind === 'pack' && product.sale.overdraftPrice !== undefined
  const archived = client.status === 'archived'
  const part = Number(granted) === 0 ? 0 : Number(left) / Number(granted)
  const subject = { clientId: client.id, productId: product.id }

  const tapOne = async () => {
    setBusy(true)
    const names = { clientName: client.name, product: product.name }
    const problem = await acts.use({ ...subject, units: decimal('1'), usedOn: today() }, names, newKey())
    setBusy(false)
    if (problem !== undefined) acts.refuse(problem)
  }

  return (
    <div className={styles.pack}>
      <Row justify="apart" gap={2}>
        <Row gap={2}>
          <Text strong>{product.name}</Text>
          {!archived && row.lowSince !== undefined && (
            <StateBadge word={t('units.few-left')} tone="late" shape="clock" />
          )}
        </Row>
        <Text as="span">{says}</Text>
      </Row>
      <Meter label={t('units.left-of-what', { product: product.name, says })} part={part} />
      <Stack gap={1}>
        {row.expires.map(({ on, units }) => (
          <Text key={on} size={1} tone="quiet">
            {t('units.expires', { units: formatDecimal(units, locale), date: formatDate(on, locale) })}
          </Text>
        ))}
        {row.waiting.map(({ units, invoiceId, number }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lots of one client in their order
          <Text key={index} size={1} tone="quiet">
            {t('units.waits', { units: formatDecimal(units, locale) })}{' '}
            {invoiceId !== undefined && number !== undefined && <Link to={`/invoices/${invoiceId}`}>{number}</Link>}
          </Text>
        ))}
      </Stack>
      {!archived && (
        <Row gap={2}>
          {left === '0' && !overdraft ? (
            row.waiting.length > 0 ? (
              <ButtonLink to="/payments" search={{ new: 1, client: client.id }}>
                {t('units.record-payment')}
              </ButtonLink>
            ) : (
              <ButtonLink to={`/clients/${client.id}`} search={{ sell: product.id }}>
                {t('units.sell-more')}
              </ButtonLink>
            )
          ) : (
            <Button
              icon="check"
              busy={busy}
              onClick={() => void tapOne()}
              aria-label={t('units.use-one-of', { product: product.name })}
            >
              {t('units.use-one')}
            </Button>
          )}
          <Button kind="plain" onClick={onUse} aria-label={t('units.use-other-of', { product: product.name })}>
            {t('units.use-other')}
          </Button>
          {row.lowSince !== undefined && (
            <>
              {(left !== '0' || overdraft) && (
                <ButtonLink kind="plain" to={`/clients/${client.id}`} search={{ sell: product.id }}>
                  {t('units.sell-more')}
                </ButtonLink>
              )}
              <Button
                kind="plain"
                onClick={() => void acts.dismissLow(subject)}
                aria-label={t('units.not-now-of', { product: product.name })}
              >
                {t('units.not-now')}
              </Button>
            </>
          )}
        </Row>
      )}
    </div>
  )
}
