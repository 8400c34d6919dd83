import { useMemo } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import {
  type ContractCursor,
  type ContractFilter,
  type ContractListRow,
  findContracts,
  listContracts,
} from '../../queries/list-contracts.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { arraySource, type RowSource } from '../../ui/row-source.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Text } from '../../ui/text.tsx'
import { narrowQuery, useMedia } from '../../ui/use-media.ts'
import { ContractBadge } from '../blocks/contract-badge.tsx'
import { PeriodPrices } from '../blocks/period-prices.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { useContractExport } from './use-contract-export.ts'

const filters = ['active', 'ended', 'all'] as const satisfies readonly ContractFilter[]

/** Every contract by client and name: what it comes to, when it bills next; found as you type. */
export function ContractListScreen() {
  const { settings, today } = useRuntime()
  const url = useUrlQuery()
  const day = today()
  const filter = filters.find((one) => one === url.get('show')) ?? 'active'
  const [typed, setTyped] = useTypedFilter('q')
  const exportCsv = useContractExport(filter, day)
  const searching = typed.trim() !== ''
  const narrow = useMedia(narrowQuery)
  const columns = useMemo(() => contractColumns(settings.locale, day, narrow), [settings.locale, day, narrow])
  const paged = usePagedRows<ContractListRow, ContractCursor>(`contracts/${filter}/${day}`, (books, after, limit) =>
    listContracts(books, filter, day, after, limit),
  )
  const found = useRows(
    async (books) => (searching ? await findContracts(books, filter, day, typed) : undefined),
    [searching, filter, day, typed],
  )
  const source: RowSource<ContractListRow> = useMemo(
    () => (searching ? arraySource(found) : paged),
    [searching, found, paged],
  )

  return (
    <Page
      title={t('contracts.title')}
      loading={source.loading}
      acts={
        <>
          <Button icon="download" onClick={() => void exportCsv()}>
            {t('fields.export')}
          </Button>
          <ButtonLink to="/import" icon="upload">
            {t('contracts.import')}
          </ButtonLink>
        </>
      }
      mainAct={
        <ButtonLink to="/contracts/new" kind="main" icon="plus">
          {t('contracts.new')}
        </ButtonLink>
      }
    >
      <Stack gap={3}>
        <Tabs
          label={t('contracts.tabs')}
          current={filter}
          tabs={filters.map((one) => ({
            id: one,
            label: t(`contracts.tab-${one}`),
            to: '/contracts',
            search: { ...(one !== 'active' && { show: one }), ...(searching && { q: typed.trim() }) },
          }))}
        />
        <SearchField label={t('contracts.search')} keys="f" value={typed} onChange={setTyped} />
        <DataTable
          label={t('contracts.list')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ contract }) => `${contract.name}, ${contract.clientName}`}
          rowTo={({ contract }) => `/contracts/${contract.id}`}
          empty={<NoContracts filter={filter} typed={typed} showAll={() => setTyped('')} />}
        />
      </Stack>
    </Page>
  )
}

const keyOf = ({ contract }: ContractListRow) => contract.id

function contractColumns(locale: string, today: CalendarDate, narrow: boolean): Column<ContractListRow>[] {
  return [
    {
      id: 'name',
      head: t('contracts.column-contract'),
      width: 'minmax(0, 2fr)',
      card: 'title',
      wrap: true,
      cell: ({ contract }) => (
        <>
          <div>{contract.name}</div>
          <Text size={1} tone="quiet" as="div" oneLine>
            {[contract.clientName, contract.contractNumber ?? ''].filter((part) => part !== '').join(' · ')}
          </Text>
        </>
      ),
    },
    {
      id: 'next',
      head: t('contracts.column-next'),
      card: 'meta',
      cell: ({ billsNextOn }) =>
        billsNextOn === undefined ? (
          <Text as="span" tone="quiet">
            {t('contracts.all-billed')}
          </Text>
        ) : (
          // A card has no heading that would say what the day is.
          `${narrow ? `${t('contracts.bills-next')} ` : ''}${formatDate(billsNextOn, locale)}`
        ),
    },
    {
      id: 'state',
      head: t('contracts.column-state'),
      width: 'minmax(0, 1fr)',
      card: 'state',
      cell: ({ contract }) => <ContractBadge contract={contract} today={today} />,
    },
    {
      id: 'price',
      head: t('contracts.column-price'),
      align: 'end',
      width: 'minmax(0, 1.2fr)',
      card: 'amount',
      cell: (row) => <PeriodPrices prices={row.prices} hasUsage={row.hasUsage} currency={row.contract.currency} />,
    },
  ]
}

function NoContracts(props: { readonly filter: ContractFilter; readonly typed: string; readonly showAll: () => void }) {
  if (props.typed.trim() !== '') {
    return (
      <EmptyState
        sentence={t('contracts.none-found', { text: props.typed.trim() })}
        act={<Button onClick={props.showAll}>{t('contracts.clear-search')}</Button>}
      />
    )
  }
  if (props.filter === 'ended') return <EmptyState sentence={t('contracts.empty-ended')} />
  return (
    <EmptyState
      sentence={t('contracts.empty')}
      act={
        <>
          <ButtonLink to="/import" icon="upload">
            {t('contracts.import')}
          </ButtonLink>
          <ButtonLink to="/contracts/new" kind="main" icon="plus">
            {t('contracts.new')}
          </ButtonLink>
        </>
      }
    />
  )
}
