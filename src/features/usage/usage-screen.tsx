import { useMemo } from 'react'
import { removeUsage, restoreUsage } from '../../commands/remove-usage.ts'
import type { UsageRecord } from '../../core/contract/contract.ts'
import type { ContractId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { importTemplate } from '../../integrations/import/import-template.ts'
import {
  countOpenUsage,
  getContractName,
  hasUsageItems,
  listUsage,
  type UsageCursor,
  type UsageFilter,
  type UsageListRow,
} from '../../queries/list-usage.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { Chips, FilterChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from '../blocks/download-file.ts'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { UsageQuickAdd } from './usage-quick-add.tsx'

type State = UsageRecord['state']
const states: readonly State[] = ['open', 'billed', 'removed']
const keyOf = ({ record }: UsageListRow) => record.id

/** What was used: recorded by hand, by timer or from a file, and what became of it (M-29). */
export function UsageScreen() {
  const { settings, run } = useRuntime()
  const { locale } = settings
  const url = useUrlQuery()
  const state = states.find((one) => one === url.get('state')) ?? 'open'
  const contractId = url.get('contract') as ContractId | ''
  const filter: UsageFilter = { state, ...(contractId !== '' && { contractId }) }
  const source = usePagedRows<UsageListRow, UsageCursor>(`usage ${JSON.stringify(filter)}`, (books, after, limit) =>
    listUsage(books, filter, after, limit),
  )
  const facts = useRows(async (books) => ({ open: await countOpenUsage(books), items: await hasUsageItems(books) }), [])
  const contractName = useRows(
    async (books) => (contractId === '' ? undefined : getContractName(books, contractId)),
    [contractId],
  )

  const move = async ({ record }: UsageListRow, to: 'removed' | 'open'): Promise<void> => {
    const moved = await run(to === 'removed' ? removeUsage : restoreUsage, { id: record.id, version: record.version })
    if (!moved.ok) {
      toast({ message: problemText(moved.problem, locale), tone: 'bad' })
      return
    }
    toast({
      message: t(to === 'removed' ? 'usage.removed' : 'usage.restored'),
      undo: async () => {
        const undone = await run(to === 'removed' ? restoreUsage : removeUsage, {
          id: record.id,
          version: moved.value.version,
        })
        if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
      },
    })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the acts are the same at every drawing
  const columns = useMemo(() => usageColumns(locale, contractId === '', move), [locale, contractId])
  const download = () => {
    const { name, csv } = importTemplate('usage')
    downloadFile(name, csv, 'text/csv')
  }

  return (
    <Page
      title={t('usage.title')}
      loading={facts === undefined || source.loading}
      subtitle={facts !== undefined && facts.open > 0 && t('usage.open-count', { count: facts.open })}
      acts={
        <>
          <Button icon="download" onClick={download}>
            {t('usage.template')}
          </Button>
          <ButtonLink icon="upload" to="/import">
            {t('usage.import')}
          </ButtonLink>
        </>
      }
    >
      <Stack gap={5}>
        {facts?.items === false ? (
          <EmptyState
            sentence={t('usage.no-items')}
            act={
              <ButtonLink kind="main" to="/contracts/new">
                {t('usage.new-contract')}
              </ButtonLink>
            }
          />
        ) : (
          <UsageQuickAdd />
        )}
        <Stack gap={3}>
          <Tabs
            label={t('usage.states')}
            current={state}
            tabs={states.map((one) => ({
              id: one,
              label: t(`usage.state-${one}`),
              to: '/usage',
              search: { ...(one !== 'open' && { state: one }), ...(contractId !== '' && { contract: contractId }) },
              ...(one === 'open' && facts !== undefined && contractId === '' && { count: facts.open }),
            }))}
          />
          {contractId !== '' && (
            <Chips label={t('usage.filter')}>
              <FilterChip label={contractName ?? t('usage.contract')} onRemove={() => url.set({ contract: '' })} />
            </Chips>
          )}
          <DataTable
            label={t('usage.list')}
            columns={columns}
            source={source}
            rowKey={keyOf}
            rowName={({ record, description }) => `${description}, ${formatDate(record.on, locale)}`}
            rowTo={({ record, invoiceId }) =>
              invoiceId === undefined ? `/contracts/${record.contractId}` : `/invoices/${invoiceId}`
            }
            empty={<EmptyState sentence={t(`usage.none-${state}`)} />}
          />
        </Stack>
      </Stack>
    </Page>
  )
}

function usageColumns(
  locale: string,
  withContract: boolean,
  move: (row: UsageListRow, to: 'removed' | 'open') => Promise<void>,
): Column<UsageListRow>[] {
  const columns: (Column<UsageListRow> | false)[] = [
    {
      id: 'item',
      head: t('usage.item'),
      width: 'minmax(0, 1.6fr)',
      card: 'title',
      wrap: true,
      cell: ({ record, description }) => (
        <Stack gap={1}>
          <span>{description}</span>
          {record.note !== undefined && (
            <Text as="span" tone="quiet" size={1}>
              {record.note}
            </Text>
          )}
        </Stack>
      ),
    },
    withContract && {
      id: 'contract',
      head: t('usage.contract'),
      width: 'minmax(0, 1.6fr)',
      card: 'meta',
      cell: ({ contractName, clientName }) => `${contractName} · ${clientName}`,
    },
    {
      id: 'on',
      head: t('usage.day'),
      width: '120px',
      card: 'meta',
      cell: ({ record }) => formatDate(record.on, locale),
    },
    {
      id: 'quantity',
      head: t('usage.quantity'),
      width: '170px',
      align: 'end',
      card: 'amount',
      cell: ({ record, unit, currency }) => {
        const amount = `${formatDecimal(record.quantity, locale)}${unit === undefined ? '' : ` ${unit}`}`
        const price =
          record.unitPrice === undefined ? amount : `${amount} × ${formatPrice(record.unitPrice, currency, locale)}`
        if (record.prepaid === undefined) return price
        return (
          <Stack gap={1}>
            <span>{price}</span>
            <Text as="span" tone="quiet" size={1}>
              {t('units.covered', { units: formatDecimal(record.prepaid, locale) })}
            </Text>
          </Stack>
        )
      },
    },
    {
      id: 'state',
      head: t('usage.state'),
      width: '110px',
      card: 'state',
      cell: ({ record }) => <UsageState state={record.state} />,
    },
    {
      id: 'acts',
      head: t('usage.acts'),
      width: '56px',
      align: 'end',
      card: 'acts',
      cell: (row) => <UsageAct row={row} locale={locale} move={move} />,
    },
  ]
  return columns.filter((column) => column !== false)
}

function UsageState({ state }: { readonly state: State }) {
  if (state === 'open') return <StateBadge word={t('usage.state-open')} tone="ink" shape="dot" />
  if (state === 'billed') return <StateBadge word={t('usage.state-billed')} tone="good" shape="check" />
  return <StateBadge word={t('usage.state-removed')} tone="grey" shape="struck" />
}

function UsageAct({
  row,
  locale,
  move,
}: {
  readonly row: UsageListRow
  readonly locale: string
  readonly move: (row: UsageListRow, to: 'removed' | 'open') => Promise<void>
}) {
  const { record, description } = row
  const name = { item: description, day: formatDate(record.on, locale) }
  if (record.state === 'billed') return null
  return record.state === 'open' ? (
    <IconButton icon="trash" label={t('usage.remove', name)} onClick={() => void move(row, 'removed')} />
  ) : (
    <IconButton icon="undo" label={t('usage.restore', name)} onClick={() => void move(row, 'open')} />
  )
}
