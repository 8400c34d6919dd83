import { useMemo } from 'react'
import type { AgedClient, AgedInvoice } from '../../core/ageing.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { useRuntime } from '../runtime.tsx'

/** The open invoices behind one row of the ageing, the longest due first. */
export function OwedDialog({ row, onClose }: { readonly row: AgedClient; readonly onClose: () => void }) {
  const { settings } = useRuntime()
  const { clientId, clientName, currency, sums, invoices } = row
  const source = useMemo(() => arraySource(invoices), [invoices])
  const columns: Column<AgedInvoice>[] = [
    { id: 'number', head: t('statements.number'), card: 'title', cell: ({ invoice }) => invoice.number },
    {
      id: 'due',
      head: t('statements.due'),
      card: 'meta',
      cell: ({ invoice }) => formatDate(invoice.dueOn, settings.locale),
    },
    {
      id: 'late',
      head: t('statements.age'),
      width: '150px',
      card: 'state',
      cell: ({ lateDays }) =>
        lateDays > 0 ? (
          <StateBadge word={t('statements.late', { days: lateDays })} tone="late" shape="clock" />
        ) : (
          <StateBadge word={t('statements.due-in', { days: -lateDays })} tone="ink" shape="dot" />
        ),
    },
    {
      id: 'left',
      head: t('statements.left'),
      align: 'end',
      width: '140px',
      card: 'amount',
      cell: ({ invoice }) => <Amount amount={invoice.amountDue} currency={currency} />,
    },
  ]
  return (
    <Dialog
      open
      wide
      title={t('statements.owed-by', { name: clientName })}
      onClose={onClose}
      foot={
        <>
          <ButtonLink to={`/clients/${clientId}`}>{t('statements.to-client')}</ButtonLink>
          <ButtonLink to={`/clients/${clientId}/statement`} search={{ currency }}>
            {t('statements.to-statement')}
          </ButtonLink>
          <ButtonLink kind="main" to="/payments" search={{ new: 1, client: clientId }}>
            {t('statements.record-payment')}
          </ButtonLink>
        </>
      }
    >
      <Stack gap={3}>
        <Facts
          facts={[
            {
              label: t('statements.total'),
              value: <Amount strong amount={sums.total} currency={currency} />,
              total: true,
            },
          ]}
        />
        <DataTable
          label={t('statements.owed-by', { name: clientName })}
          columns={columns}
          source={source}
          rowKey={({ invoice }) => invoice.id}
          rowName={({ invoice }) => invoice.number}
          rowTo={({ invoice }) => `/invoices/${invoice.id}`}
          empty={null}
        />
      </Stack>
    </Dialog>
  )
}
