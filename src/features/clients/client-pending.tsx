import { useMemo, useState } from 'react'
import { addMonths } from '../../core/date.ts'
import type { Client } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listClientPending, type PendingRow } from '../../queries/list-pending.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { PendingDialog } from '../blocks/pending-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

const SHOWN = 5
const MONTHS = 3

/** The client's next invoices, with what is behind each; nothing where none is to come (W-1). */
export function ClientPending({ client }: { readonly client: Client }) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const day = today()
  const [open, setOpen] = useState<PendingRow>()
  const rows = useRows((books) => listClientPending(books, client.id, day, addMonths(day, MONTHS)), [client.id, day])
  const source = useMemo(() => arraySource(rows?.slice(0, SHOWN)), [rows])
  if (rows === undefined || rows.length === 0) return null
  const columns: Column<PendingRow>[] = [
    {
      id: 'on',
      head: t('billing.column-planned'),
      card: 'title',
      cell: (row) => formatDate(row.plannedOn, locale),
    },
    {
      id: 'what',
      head: t('billing.column-what'),
      width: 'minmax(0, 1.6fr)',
      card: 'meta',
      cell: (row) => row.contracts.map(({ name }) => name).join(', ') || t('billing.open-charges'),
    },
    {
      id: 'state',
      head: t('billing.column-state'),
      width: '150px',
      card: 'state',
      cell: (row) =>
        row.stoppedBy === undefined ? (
          <StateBadge word={t('billing.state-planned')} tone="plain" shape="outline" />
        ) : (
          <StateBadge word={t('billing.state-waits')} tone="late" shape="clock" />
        ),
    },
    {
      id: 'total',
      head: t('billing.column-total'),
      align: 'end',
      card: 'amount',
      cell: (row) => <Amount amount={row.totals?.gross ?? row.net} currency={row.currency} />,
    },
  ]
  return (
    <Section
      title={t('billing.tab-pending')}
      flush
      acts={
        <ButtonLink kind="plain" to="/billing/early" search={{ client: client.id }}>
          {t('billing.early')}
        </ButtonLink>
      }
    >
      <DataTable
        label={t('billing.tab-pending')}
        columns={columns}
        source={source}
        rowKey={(row) => row.key}
        rowName={(row) => formatDate(row.plannedOn, locale)}
        onOpen={setOpen}
        onSurface
        empty={null}
      />
      {open !== undefined && <PendingDialog title={client.name} rows={[open]} onClose={() => setOpen(undefined)} />}
    </Section>
  )
}
