import { useMemo, useState } from 'react'
import { type AgedClient, type AgedSums, type Ageing, ageBuckets } from '../../core/ageing.ts'
import { type CurrencyCode, type Minor, minor } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { getAgeing } from '../../queries/get-ageing.ts'
import { getFieldColumns } from '../../queries/list-fields.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StatTile, StatTiles } from '../../ui/stat-tile.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from '../blocks/download-file.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { OwedDialog } from './owed-dialog.tsx'

/** What all clients owe, by how long it is late: a row per client, a block per currency. */
export function AgeingScreen() {
  const { books, settings, today } = useRuntime()
  const url = useUrlQuery()
  const day = today()
  const ageing = useRows((books) => getAgeing(books, day), [day])
  const [busy, setBusy] = useState(false)
  const opened = ageing?.clients.find((row) => keyOf(row) === url.get('owed'))
  const none = ageing !== undefined && ageing.clients.length === 0

  const exportCsv = async (all: Ageing) => {
    setBusy(true)
    try {
      const { ageingCsv } = await import('../../documents/csv/ageing-csv.ts')
      const name = `${t('statements.export-file')}-${day}.csv`
      const rows = all.clients.flatMap(({ invoices }) => invoices)
      const own = await getFieldColumns(
        books,
        rows.map(({ invoice }) => invoice.clientId),
      )
      downloadFile(name, ageingCsv(all, { own }), 'text/csv;charset=utf-8')
      const count = all.clients.reduce((sum, { invoices }) => sum + invoices.length, 0)
      toast({ message: t('statements.exported', { count, name }) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page
      title={t('statements.ageing')}
      subtitle={t('statements.ageing-help', { date: formatDate(day, settings.locale) })}
      loading={ageing === undefined}
      acts={
        ageing !== undefined && !none ? (
          <Button icon="download" busy={busy} onClick={() => void exportCsv(ageing)}>
            {t('statements.export')}
          </Button>
        ) : undefined
      }
    >
      {none ? (
        <EmptyState
          sentence={t('statements.ageing-none')}
          act={<ButtonLink to="/invoices">{t('statements.to-invoices')}</ButtonLink>}
        />
      ) : (
        <Stack gap={4}>
          {ageing?.totals.map(({ currency, sums }) => (
            <OneCurrency
              key={currency}
              currency={currency}
              sums={sums}
              clients={ageing.clients}
              several={ageing.totals.length > 1}
              onOpen={(row) => url.set({ owed: keyOf(row) }, 'push')}
            />
          ))}
        </Stack>
      )}
      {opened !== undefined && <OwedDialog row={opened} onClose={() => url.set({ owed: '' })} />}
    </Page>
  )
}

const keyOf = ({ clientId, currency }: AgedClient) => `${clientId}-${currency}`
const lateBuckets: ReadonlySet<string> = new Set(ageBuckets.filter((bucket) => bucket !== 'not-due'))

/** A client, or the sums of all of them: the last row. */
type Row = AgedClient | Pick<AgedClient, 'currency' | 'sums'>

function OneCurrency(props: {
  readonly currency: CurrencyCode
  readonly sums: AgedSums
  readonly clients: readonly AgedClient[]
  readonly several: boolean
  readonly onOpen: (row: AgedClient) => void
}) {
  const { currency, sums, clients, several, onOpen } = props
  const rows = useMemo(
    (): Row[] => [...clients.filter((row) => row.currency === currency), { currency, sums }],
    [clients, currency, sums],
  )
  const source = useMemo(() => arraySource(rows), [rows])
  const columns: Column<Row>[] = [
    {
      id: 'client',
      head: t('statements.client'),
      width: 'minmax(0, 2.2fr)',
      card: 'title',
      cell: (row) => ('clientName' in row ? row.clientName : <strong>{t('statements.total')}</strong>),
    },
    ...ageBuckets.map(
      (bucket): Column<Row> => ({
        id: bucket,
        head: t(`statements.bucket-${bucket}`),
        align: 'end',
        cell: (row) =>
          row.sums[bucket] === 0 ? null : (
            <Amount
              bare
              strong={!('clientName' in row)}
              amount={row.sums[bucket]}
              currency={currency}
              {...(lateBuckets.has(bucket) && { tone: 'late' as const })}
            />
          ),
      }),
    ),
    {
      id: 'oldest',
      head: t('statements.oldest'),
      width: '130px',
      card: 'state',
      cell: (row) => {
        const days = 'invoices' in row ? (row.invoices[0]?.lateDays ?? 0) : 0
        return days <= 0 ? null : <StateBadge word={t('statements.late', { days })} tone="late" shape="clock" />
      },
    },
    {
      id: 'total',
      head: t('statements.total'),
      align: 'end',
      width: '130px',
      card: 'amount',
      cell: (row) => <Amount strong amount={row.sums.total} currency={currency} />,
    },
  ]
  const figure = (amount: Minor, late = false) => (
    <Amount
      size={4}
      strong
      amount={amount}
      currency={currency}
      {...(late && amount > 0 && { tone: 'late' as const })}
    />
  )
  const label = several ? t('statements.in-currency', { currency }) : t('statements.ageing')
  return (
    <Stack gap={3}>
      <StatTiles>
        <StatTile label={t('statements.total')} figures={figure(sums.total)} />
        <StatTile label={t('statements.late-sum')} figures={figure(minor(sums.total - sums['not-due']), true)} />
        <StatTile label={t('statements.bucket-not-due')} figures={figure(sums['not-due'])} />
      </StatTiles>
      <Section flush {...(several && { title: label })}>
        <DataTable
          label={label}
          columns={columns}
          source={source}
          rowKey={(row) => ('clientId' in row ? keyOf(row) : 'total')}
          rowName={(row) => ('clientName' in row ? row.clientName : t('statements.total'))}
          onOpen={(row) => {
            if ('clientId' in row) onOpen(row)
          }}
          empty={null}
        />
      </Section>
    </Stack>
  )
}
