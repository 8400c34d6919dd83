import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { ClientId } from '../../core/ids.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type ClientView, getClientView, listEventsOf } from '../../queries/get-client.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StatTile, StatTiles } from '../../ui/stat-tile.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { toast } from '../../ui/toast.tsx'
import { ClientContracts } from '../blocks/client-contracts.tsx'
import { placeOf } from '../blocks/client-picker.tsx'
import { amountsOf, CurrencyAmounts, countOf } from '../blocks/currency-amounts.tsx'
import { DraftDialog } from '../blocks/draft-dialog.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { RuleExceptions } from '../blocks/rule-exceptions.tsx'
import { SellInUrl } from '../blocks/sell-in-url.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { WhyPanel } from '../blocks/why-panel.tsx'
import { useRuntime } from '../runtime.tsx'
import { ClientAddresses } from './client-addresses.tsx'
import { ClientCreditNotes } from './client-credit-notes.tsx'
import { ClientDetails } from './client-details.tsx'
import { ClientGroups } from './client-groups.tsx'
import { ClientHouseRules } from './client-house-rules.tsx'
import { ClientMethods } from './client-methods.tsx'
import { ClientPending } from './client-pending.tsx'
import { ClientPlans } from './client-plans.tsx'
import { ClientPo } from './client-po.tsx'
import { ClientPrepaid } from './client-prepaid.tsx'
import { ClientCharges, ClientInvoices, ClientPayments } from './client-records.tsx'
import { MissingClient } from './missing-client.tsx'
import { StatusDialog } from './status-dialog.tsx'
import { useStatusChange } from './use-status-change.ts'

const RecordPaymentDialog = lazy(() =>
  import('../blocks/record-payment-dialog.tsx').then((it) => ({ default: it.RecordPaymentDialog })),
)

/** One client: what is due and late, what can be billed, invoices, payments, details and what happened. */
export function ClientScreen() {
  const { id } = useParams({ strict: false }) as { id: ClientId }
  const { today } = useRuntime()
  const day = today()
  const answer = useRows(async (books) => ({ id, view: await getClientView(books, id, day) }), [id, day])
  if (answer === undefined || answer.id !== id) return null
  if (answer.view === null) return <MissingClient />
  return <ClientPage view={answer.view} />
}

const EVENTS = 12

function ClientPage({ view }: { readonly view: ClientView }) {
  const { settings } = useRuntime()
  const { client, sums } = view
  const changeTo = useStatusChange()
  const url = useUrlQuery()
  const [drafting, setDrafting] = useState(false)
  const [paying, setPaying] = useState(false)
  const [choosingStatus, setChoosingStatus] = useState(false)
  const [eventCount, setEventCount] = useState(EVENTS)
  const events = useRows((books) => listEventsOf(books, client.id, eventCount), [client.id, eventCount])
  const archived = client.status === 'archived'
  const changeStatus = async (status: 'active' | 'archived') => {
    const message = t(status === 'archived' ? 'clients.archived-toast' : 'clients.restored-toast', {
      name: client.name,
    })
    const refused = await changeTo(client, status, message)
    if (refused !== undefined) toast({ message: problemText(refused, settings.locale), tone: 'bad' })
  }
  const openCount = countOf(sums, 'openChargeCount')
  const late = [...view.late].map(([currency, amount]) => ({ currency, amount }))
  const currency = client.currency ?? settings.currency

  return (
    <Page
      title={client.name}
      back={{ to: '/clients', label: t('app.clients') }}
      badge={
        archived ? (
          <StateBadge word={t('clients.archived')} tone="grey" shape="dash" />
        ) : client.status === 'trial' ? (
          <StateBadge word={t('clients.trial')} tone="plain" shape="outline" />
        ) : undefined
      }
      subtitle={placeOf(client)}
      acts={
        <>
          {!archived && <Button onClick={() => url.set({ sell: '1' }, 'push')}>{t('selling.sell-title')}</Button>}
          {!archived && <Button onClick={() => setPaying(true)}>{t('clients.record-payment')}</Button>}
          {!archived && openCount > 0 && (
            <ButtonLink to="/charges" search={{ new: 1, client: client.id }} icon="plus">
              {t('clients.new-charge')}
            </ButtonLink>
          )}
          <Menu
            align="end"
            entries={[
              { label: t('clients.edit-details'), icon: 'edit', to: `/clients/${client.id}/edit` },
              { label: t('clients.statement'), icon: 'invoices', to: `/clients/${client.id}/statement` },
              { label: t('balance.title'), icon: 'payments', to: `/clients/${client.id}/credit` },
              'separator',
              { label: t('clients.status-change'), icon: 'check', onSelect: () => setChoosingStatus(true) },
              archived
                ? {
                    label: t('clients.restore'),
                    icon: 'undo',
                    onSelect: () => void changeStatus('active'),
                  }
                : {
                    label: t('clients.archive'),
                    icon: 'box',
                    onSelect: () => void changeStatus('archived'),
                  },
            ]}
            trigger={(button) => <IconButton {...button} icon="more" kind="quiet" label={t('clients.more')} />}
          />
        </>
      }
      mainAct={
        archived ? undefined : openCount > 0 ? (
          <Button kind="main" onClick={() => setDrafting(true)}>
            {t('clients.draft-invoice')}
          </Button>
        ) : (
          <ButtonLink kind="main" icon="plus" to="/charges" search={{ new: 1, client: client.id }}>
            {t('clients.new-charge')}
          </ButtonLink>
        )
      }
    >
      <Stack gap={4}>
        {archived && (
          <Notice acts={<Button onClick={() => void changeStatus('active')}>{t('clients.restore')}</Button>}>
            {t('clients.archived-notice', { name: client.name })}
          </Notice>
        )}
        <StatTiles>
          <StatTile
            label={t('clients.balance')}
            to={`/clients/${client.id}/statement`}
            figures={<CurrencyAmounts size={4} strong amounts={amountsOf(sums, 'due')} none={currency} />}
            note={t('clients.balance-note', { count: countOf(sums, 'dueCount') })}
          />
          <StatTile
            label={t('clients.late')}
            figures={
              <CurrencyAmounts
                size={4}
                strong
                amounts={late}
                none={currency}
                {...(late.length > 0 && { tone: 'late' as const })}
              />
            }
            note={late.length > 0 ? t('clients.late-note') : t('clients.late-none')}
          />
          <StatTile
            label={t('clients.open-charges')}
            figures={<CurrencyAmounts size={4} strong amounts={amountsOf(sums, 'openCharges')} none={currency} />}
            note={t('clients.open-charges-note', { count: openCount })}
          />
          {countOf(sums, 'credit') > 0 && (
            <StatTile
              label={t('clients.credit')}
              figures={<CurrencyAmounts size={4} strong amounts={amountsOf(sums, 'credit')} />}
              note={t('clients.credit-note')}
              to={`/clients/${client.id}/credit`}
            />
          )}
        </StatTiles>
        <PageColumns
          main={
            <Stack gap={4}>
              <ClientPrepaid client={client} />
              <ClientPlans client={client} />
              <ClientCharges client={client} count={openCount} />
              <ClientPending client={client} />
              <ClientContracts client={client} />
              <ClientInvoices client={client} />
              <ClientCreditNotes client={client} />
              <ClientPayments client={client} />
            </Stack>
          }
          side={
            <Stack gap={4}>
              <WhyPanel clientId={client.id} />
              <ClientDetails client={client} />
              <ClientAddresses client={client} />
              <ClientPo client={client} />
              <ClientGroups client={client} />
              <ClientMethods client={client} />
              <RuleExceptions clientId={client.id} />
              <ClientHouseRules client={client} />
              <Section title={t('clients.timeline')}>
                <EventList events={events} about={client.id} />
                {events !== undefined && events.length === eventCount && (
                  <Button kind="plain" onClick={() => setEventCount(eventCount * 3)}>
                    {t('clients.show-more-events')}
                  </Button>
                )}
              </Section>
            </Stack>
          }
        />
      </Stack>
      {!archived && <SellInUrl clientId={client.id} />}
      {paying && (
        <Suspense>
          <RecordPaymentDialog clientId={client.id} onClose={() => setPaying(false)} />
        </Suspense>
      )}
      {choosingStatus && <StatusDialog client={client} onClose={() => setChoosingStatus(false)} />}
      {drafting && (
        <DraftDialog choices={[{ clientId: client.id, chargeIds: 'all' }]} onClose={() => setDrafting(false)} />
      )}
    </Page>
  )
}
