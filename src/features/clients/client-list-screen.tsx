import { useMemo } from 'react'
import type { Client } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import {
  type ClientCursor,
  type ClientFilter,
  type ClientListRow,
  findClients,
  listClients,
} from '../../queries/list-clients.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chips, ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { arraySource, type RowSource } from '../../ui/row-source.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { narrowQuery, useMedia } from '../../ui/use-media.ts'
import { placeOf } from '../blocks/client-picker.tsx'
import { amountsOf, CurrencyAmounts, countOf } from '../blocks/currency-amounts.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useClientExport } from './use-client-export.ts'

const filters = ['current', 'trial', 'archived', 'all'] as const satisfies readonly ClientFilter[]

/** Every client by name, with what is open and due; found as you type. */
export function ClientListScreen() {
  const url = useUrlQuery()
  const narrow = useMedia(narrowQuery)
  const columns = useMemo(() => clientColumns(narrow), [narrow])
  const filter = filters.find((one) => one === url.get('show')) ?? 'current'
  const exportCsv = useClientExport(filter)
  const [typed, setTyped] = useTypedFilter('q')
  const searching = typed.trim() !== ''
  const paged = usePagedRows<ClientListRow, ClientCursor>(`clients/${filter}`, (books, after, limit) =>
    listClients(books, filter, after, limit),
  )
  const found = useRows(
    async (books) => (searching ? await findClients(books, filter, typed) : undefined),
    [searching, filter, typed],
  )
  const source: RowSource<ClientListRow> = useMemo(
    () => (searching ? arraySource(found) : paged),
    [searching, found, paged],
  )

  return (
    <Page
      title={t('app.clients')}
      loading={source.loading}
      acts={
        <Button icon="download" onClick={() => void exportCsv()}>
          {t('fields.export')}
        </Button>
      }
      mainAct={
        <ButtonLink to="/clients/new" kind="main" icon="plus">
          {t('app.new-client')}
        </ButtonLink>
      }
    >
      <Stack gap={3}>
        <Row justify="apart" gap={3}>
          <SearchField label={t('clients.search')} keys="f" value={typed} onChange={setTyped} />
          <Chips label={t('clients.filter')}>
            {filters.map((one) => (
              <ToggleChip
                key={one}
                label={t(`clients.filter-${one}`)}
                on={one === filter}
                onToggle={() => url.set({ show: one === 'current' ? '' : one })}
              />
            ))}
          </Chips>
        </Row>
        <DataTable
          label={t('clients.list')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ client }) => client.name}
          rowTo={({ client }) => `/clients/${client.id}`}
          empty={<NoClients filter={filter} typed={typed} showAll={() => setTyped('')} />}
        />
      </Stack>
    </Page>
  )
}

const keyOf = ({ client }: ClientListRow) => client.id

function clientColumns(narrow: boolean): Column<ClientListRow>[] {
  return [
    {
      id: 'name',
      head: t('clients.column-name'),
      width: 'minmax(0, 2fr)',
      card: 'title',
      wrap: true,
      cell: ({ client }) => <ClientName client={client} />,
    },
    {
      id: 'open',
      head: t('clients.column-open'),
      align: 'end',
      card: 'meta',
      // A card has no heading that would say what the figure is.
      cell: ({ sums }) => (
        <>
          {narrow && countOf(sums, 'openChargeCount') > 0 && `${t('clients.column-open')} `}
          <CurrencyAmounts amounts={amountsOf(sums, 'openCharges')} />
        </>
      ),
    },
    {
      id: 'due',
      head: t('clients.column-due'),
      align: 'end',
      card: 'amount',
      cell: ({ sums }) => <CurrencyAmounts strong amounts={amountsOf(sums, 'due')} />,
    },
    {
      id: 'credit',
      head: t('clients.column-credit'),
      align: 'end',
      cell: ({ sums }) => <CurrencyAmounts amounts={amountsOf(sums, 'credit')} />,
    },
  ]
}

function ClientName({ client }: { readonly client: Client }) {
  const place = placeOf(client)
  return (
    <>
      <Row gap={2}>
        <span>{client.name}</span>
        {client.status === 'archived' && <StateBadge word={t('clients.archived')} tone="grey" shape="dash" />}
        {client.status === 'trial' && <StateBadge word={t('clients.trial')} tone="plain" shape="outline" />}
      </Row>
      {place !== '' && (
        <Text size={1} tone="quiet" as="div" oneLine>
          {place}
        </Text>
      )}
    </>
  )
}

function NoClients(props: { readonly filter: ClientFilter; readonly typed: string; readonly showAll: () => void }) {
  if (props.typed.trim() !== '') {
    return (
      <EmptyState
        sentence={t('clients.none-found', { text: props.typed.trim() })}
        act={
          <Row>
            <Button onClick={props.showAll}>{t('clients.show-all-clients')}</Button>
            <ButtonLink to="/clients/new" search={{ name: props.typed.trim() }} kind="main">
              {t('clients.add-named', { name: props.typed.trim() })}
            </ButtonLink>
          </Row>
        }
      />
    )
  }
  if (props.filter === 'archived') return <EmptyState sentence={t('clients.empty-archived')} />
  if (props.filter === 'trial') return <EmptyState sentence={t('clients.empty-trial')} />
  return (
    <EmptyState
      sentence={t('clients.empty')}
      act={
        <ButtonLink to="/clients/new" kind="main" icon="plus">
          {t('clients.add')}
        </ButtonLink>
      }
    />
  )
}
