import { useMemo } from 'react'
import type { Client } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { type ContractListRow, listClientContracts } from '../../queries/list-contracts.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { useRuntime } from '../runtime.tsx'
import { ContractBadge } from './contract-badge.tsx'
import { PeriodPrices } from './period-prices.tsx'
import { useRows } from './use-rows.ts'

/** The contracts of a client, those that go on first, and a way to the next one. */
export function ClientContracts({ client }: { readonly client: Client }) {
  const { settings, today } = useRuntime()
  const day = today()
  const rows = useRows((books) => listClientContracts(books, client.id, day), [client.id, day])
  const source = useMemo(() => arraySource(rows), [rows])
  const columns: Column<ContractListRow>[] = [
    {
      id: 'name',
      head: t('contracts.column-contract'),
      width: 'minmax(0, 1.4fr)',
      card: 'title',
      wrap: true,
      cell: ({ contract }) => contract.name,
    },
    {
      id: 'next',
      head: t('contracts.column-next'),
      card: 'meta',
      cell: ({ billsNextOn }) =>
        billsNextOn === undefined ? t('contracts.all-billed') : formatDate(billsNextOn, settings.locale),
    },
    {
      id: 'state',
      head: t('contracts.column-state'),
      width: 'minmax(0, 1.3fr)',
      card: 'state',
      cell: ({ contract }) => <ContractBadge contract={contract} today={day} />,
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
  return (
    <Section
      title={t('contracts.title')}
      flush
      acts={
        client.status === 'archived' ? undefined : (
          <ButtonLink kind="plain" icon="plus" to="/contracts/new" search={{ client: client.id }}>
            {t('contracts.new')}
          </ButtonLink>
        )
      }
    >
      <DataTable
        label={t('contracts.title')}
        columns={columns}
        source={source}
        rowKey={keyOf}
        rowName={({ contract }) => contract.name}
        rowTo={({ contract }) => `/contracts/${contract.id}`}
        onSurface
        empty={<EmptyState sentence={t('contracts.none-of-client')} />}
      />
    </Section>
  )
}

const keyOf = ({ contract }: ContractListRow) => contract.id
