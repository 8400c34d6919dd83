import { useEffect, useMemo, useState } from 'react'
import { addDays, addMonths, type CalendarDate, daysBetween } from '../../core/date.ts'
import { formatDate, formatRelativeDays } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { type PendingRow, readPending } from '../../queries/list-pending.ts'
import { Amount } from '../../ui/amount.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row } from '../../ui/stack.tsx'
import { StatTile, StatTiles } from '../../ui/stat-tile.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { CurrencyAmounts } from '../blocks/currency-amounts.tsx'
import { PendingDialog } from '../blocks/pending-dialog.tsx'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { byClient, byContract, byDay, type PendingPile, totalOf, totalsOfRows, waitingPiles } from './pending-groups.ts'
import { ReadingStopped } from './reading-stopped.tsx'
import { useGroupScan } from './use-group-scan.ts'
import { WaitingList } from './waiting-list.tsx'

type Arrangement = 'day' | 'client' | 'contract'
type Horizon = 'today' | 'month' | 'quarter' | 'year'

/** Through which day, today included. */
function untilOf(horizon: Horizon, today: CalendarDate): CalendarDate {
  switch (horizon) {
    case 'today':
      return today
    case 'month':
      return addDays(today, 31)
    case 'quarter':
      return addMonths(today, 3)
    case 'year':
      return addMonths(today, 12)
  }
}

/** Invoices to come, by day, client or contract, with what is behind each; looking issues nothing (W-1). */
export function PendingView({ onKnown }: { readonly onKnown: () => void }) {
  const { settings, today } = useRuntime()
  const { get, set } = useUrlQuery()
  const day = today()
  const horizon = (['today', 'quarter', 'year'] as const).find((one) => one === get('in')) ?? 'month'
  const by: Arrangement = (['client', 'contract'] as const).find((one) => one === get('by')) ?? 'day'
  const until = untilOf(horizon, day)
  const scan = useGroupScan(`${day} ${until}`, (books, ids) => readPending(books, ids, day, until))
  const { rows } = scan
  useEffect(() => {
    if (rows !== undefined) onKnown()
  }, [rows, onKnown])
  const coming = useMemo(() => (rows ?? []).filter(({ stoppedBy }) => stoppedBy === undefined), [rows])
  const waiting = useMemo(() => waitingPiles(rows ?? [], day), [rows, day])
  if (rows === undefined) return null
  const due = coming.filter(({ plannedOn }) => plannedOn <= day)
  const later = coming.filter(({ plannedOn }) => plannedOn > day)
  const stopped = rows.filter(({ stoppedBy }) => stoppedBy !== undefined)
  const { currency } = settings
  return (
    <>
      <StatTiles>
        <StatTile
          label={t('billing.due-now')}
          figures={<CurrencyAmounts size={4} strong amounts={totalsOfRows(due)} none={currency} />}
          note={t('billing.invoices', { count: due.length })}
        />
        {horizon !== 'today' && (
          <StatTile
            label={t(`billing.later-${horizon}`)}
            figures={<CurrencyAmounts size={4} strong amounts={totalsOfRows(later)} none={currency} />}
            note={t('billing.invoices', { count: later.length })}
          />
        )}
        <StatTile
          label={t('billing.stopped')}
          figures={<CurrencyAmounts size={4} strong amounts={totalsOfRows(stopped)} none={currency} />}
          note={t('billing.invoices', { count: stopped.length })}
        />
      </StatTiles>
      {scan.state === 'reading' && scan.total > scan.done && (
        <ProgressBar
          label={t('billing.reading', { done: scan.done, total: scan.total })}
          part={scan.done / scan.total}
          onStop={scan.stop}
        />
      )}
      {scan.state === 'stopped' && <ReadingStopped scan={scan} />}
      {waiting.length > 0 && <WaitingList piles={waiting} />}
      <Row justify="apart" gap={3}>
        <Segmented
          label={t('billing.arrange')}
          labelHidden
          value={by}
          onChange={(value) => set({ by: value === 'day' ? '' : value })}
          options={(['day', 'client', 'contract'] as const).map((value) => ({
            value,
            label: t(`billing.by-${value}`),
          }))}
        />
        <SelectField
          label={t('billing.horizon')}
          labelHidden
          value={horizon}
          onChange={(event) => set({ in: event.target.value === 'month' ? '' : event.target.value })}
          options={(['today', 'month', 'quarter', 'year'] as const).map((value) => ({
            value,
            label: t(`billing.horizon-${value}`),
          }))}
        />
      </Row>
      {by === 'day' ? <DayTable rows={rows} today={day} /> : <PileTable key={by} rows={rows} by={by} />}
    </>
  )
}

function DayTable({ rows, today }: { readonly rows: readonly PendingRow[]; readonly today: CalendarDate }) {
  const { locale } = useRuntime().settings
  const [open, setOpen] = useState<PendingRow>()
  const source = useMemo(() => arraySource(byDay(rows)), [rows])
  const columns: Column<PendingRow>[] = [
    {
      id: 'client',
      head: t('billing.column-client'),
      width: 'minmax(0, 2fr)',
      card: 'title',
      cell: (row) => row.client.name,
    },
    {
      id: 'what',
      head: t('billing.column-what'),
      width: 'minmax(0, 2fr)',
      card: 'meta',
      cell: (row) => whatOf(row),
    },
    {
      id: 'on',
      head: t('billing.column-planned'),
      width: 'minmax(0, 1.6fr)',
      card: 'meta',
      cell: (row) => <PlannedOn on={row.plannedOn} today={today} locale={locale} />,
    },
    {
      id: 'state',
      head: t('billing.column-state'),
      width: '150px',
      card: 'state',
      cell: (row) => <PendingBadge row={row} today={today} />,
    },
    {
      id: 'total',
      head: t('billing.column-total'),
      width: '150px',
      align: 'end',
      card: 'amount',
      cell: (row) => <Amount amount={totalOf(row)} currency={row.currency} />,
    },
  ]
  return (
    <>
      <DataTable
        label={t('billing.tab-pending')}
        columns={columns}
        source={source}
        rowKey={(row) => row.key}
        rowName={(row) => row.client.name}
        onOpen={setOpen}
        empty={<EmptyState sentence={t('billing.none-pending')} />}
      />
      {open !== undefined && (
        <PendingDialog title={open.client.name} rows={[open]} onClose={() => setOpen(undefined)} />
      )}
    </>
  )
}

function PlannedOn(props: { readonly on: CalendarDate; readonly today: CalendarDate; readonly locale: string }) {
  const days = daysBetween(props.today, props.on)
  return (
    <>
      {formatDate(props.on, props.locale)}{' '}
      <Text as="span" size={1} tone="quiet">
        {formatRelativeDays(days, props.locale)}
      </Text>
    </>
  )
}

function PendingBadge({ row, today }: { readonly row: PendingRow; readonly today: CalendarDate }) {
  if (row.stoppedBy !== undefined) return <StateBadge word={t('billing.state-waits')} tone="late" shape="clock" />
  if (row.plannedOn <= today) return <StateBadge word={t('billing.state-due')} tone="ink" shape="dot" />
  return <StateBadge word={t('billing.state-planned')} tone="plain" shape="outline" />
}

/** The contracts behind an invoice, and whether charges by hand go with them. */
function whatOf(row: PendingRow): string {
  const byHand = row.charges.filter(({ contractId }) => contractId === undefined).length
  const names = row.contracts.map(({ name }) => name)
  return [...names, ...(byHand === 0 ? [] : [t('billing.by-hand', { count: byHand })])].join(', ')
}

function PileTable({ rows, by }: { readonly rows: readonly PendingRow[]; readonly by: 'client' | 'contract' }) {
  const { locale } = useRuntime().settings
  const [open, setOpen] = useState<PendingPile>()
  const source = useMemo(() => arraySource(by === 'client' ? byClient(rows) : byContract(rows)), [rows, by])
  const columns: Column<PendingPile>[] = [
    {
      id: 'name',
      head: t(by === 'client' ? 'billing.column-client' : 'billing.column-contract'),
      width: 'minmax(0, 2fr)',
      card: 'title',
      cell: (pile) => pile.name,
    },
    ...(by === 'contract'
      ? [
          {
            id: 'client',
            head: t('billing.column-client'),
            width: 'minmax(0, 2fr)',
            card: 'meta' as const,
            cell: (pile: PendingPile) => pile.clientName ?? '',
          },
        ]
      : []),
    {
      id: 'count',
      head: t('billing.column-invoices'),
      width: 'minmax(0, 1fr)',
      card: 'meta',
      cell: (pile) => t('billing.invoices', { count: pile.rows.length }),
    },
    {
      id: 'next',
      head: t('billing.column-next'),
      width: 'minmax(0, 1fr)',
      card: 'meta',
      cell: (pile) => formatDate(pile.nextOn, locale),
    },
    {
      id: 'total',
      head: t(by === 'client' ? 'billing.column-total' : 'billing.column-lines'),
      width: '170px',
      align: 'end',
      card: 'amount',
      cell: (pile) => <CurrencyAmounts amounts={pile.sums} />,
    },
  ]
  return (
    <>
      <DataTable
        label={t(by === 'client' ? 'billing.by-client' : 'billing.by-contract')}
        columns={columns}
        source={source}
        rowKey={(pile) => pile.key}
        rowName={(pile) => pile.name}
        onOpen={setOpen}
        empty={<EmptyState sentence={t(by === 'client' ? 'billing.none-pending' : 'billing.none-pending-contracts')} />}
      />
      {open !== undefined && (
        <PendingDialog
          title={open.name}
          rows={open.rows}
          {...(by === 'contract' && { contractId: open.key })}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}
