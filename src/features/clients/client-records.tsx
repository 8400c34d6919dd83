// What a client's page shows of charges, invoices and payments: the newest, and where the rest is.
import { useMemo, useState } from 'react'
import type { Charge, Client, Invoice, Payment } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listClientCharges, listClientInvoices, listClientPayments } from '../../queries/get-client.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { Text } from '../../ui/text.tsx'
import { ChargeDialog } from '../blocks/charge-dialog.tsx'
import { InvoiceBadges } from '../blocks/invoice-badges.tsx'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

const SHOWN = 8

/** The open charges of a client, the next to be billed first. */
export function ClientCharges({ client, count }: { readonly client: Client; readonly count: number }) {
  const { settings } = useRuntime()
  const [edited, setEdited] = useState<Charge>()
  const charges = useRows((books) => listClientCharges(books, client.id, SHOWN), [client.id])
  const source = useMemo(() => arraySource(charges), [charges])
  const columns: Column<Charge>[] = [
    {
      id: 'what',
      head: t('charges.description'),
      width: 'minmax(0, 3fr)',
      card: 'title',
      cell: (row) => row.description,
    },
    {
      id: 'on',
      head: t('charges.served-on'),
      card: 'meta',
      cell: (row) => formatDate(row.servedOn, settings.locale),
    },
    {
      id: 'amount',
      head: t('charges.amount'),
      align: 'end',
      card: 'amount',
      cell: (row) => <Amount amount={row.amount} currency={row.currency} />,
    },
  ]
  return (
    <Section
      title={t('clients.open-charges')}
      flush
      acts={
        count > SHOWN ? (
          <ButtonLink kind="plain" to="/charges" search={{ client: client.id }}>
            {t('clients.all-charges', { count })}
          </ButtonLink>
        ) : undefined
      }
    >
      <DataTable
        label={t('clients.open-charges')}
        columns={columns}
        source={source}
        rowKey={idOf}
        rowName={(row) => row.description}
        onOpen={setEdited}
        onSurface
        empty={<Nothing text={t('clients.no-open-charges')} />}
      />
      {edited !== undefined && <ChargeDialog charge={edited} onClose={() => setEdited(undefined)} />}
    </Section>
  )
}

/** The newest invoices of a client. */
export function ClientInvoices({ client }: { readonly client: Client }) {
  const { settings, today } = useRuntime()
  const day = today()
  const invoices = useRows((books) => listClientInvoices(books, client.id, SHOWN), [client.id])
  const source = useMemo(() => arraySource(invoices), [invoices])
  const columns: Column<Invoice>[] = [
    {
      id: 'number',
      head: t('clients.column-number'),
      card: 'title',
      cell: (row) => (row.state === 'draft' ? t('clients.draft') : row.number),
    },
    {
      id: 'on',
      head: t('clients.column-date'),
      card: 'meta',
      cell: (row) => formatDate(row.listedOn, settings.locale),
    },
    {
      id: 'state',
      head: t('clients.column-state'),
      width: 'minmax(0, 1.4fr)',
      card: 'state',
      cell: (row) => <InvoiceBadges invoice={row} today={day} />,
    },
    {
      id: 'gross',
      head: t('clients.column-total'),
      align: 'end',
      card: 'amount',
      cell: (row) => (
        <Amount amount={row.gross} currency={row.currency} {...(row.state === 'void' && { tone: 'struck' as const })} />
      ),
    },
  ]
  return (
    <Section
      title={t('clients.invoices')}
      flush
      acts={
        invoices !== undefined && invoices.length >= SHOWN ? (
          <ButtonLink kind="plain" to="/invoices" search={{ client: client.id }}>
            {t('clients.all-invoices')}
          </ButtonLink>
        ) : undefined
      }
    >
      <DataTable
        label={t('clients.invoices')}
        columns={columns}
        source={source}
        rowKey={idOf}
        rowName={(row) => (row.state === 'draft' ? t('clients.draft') : row.number)}
        rowTo={(row) => `/invoices/${row.id}`}
        onSurface
        empty={<Nothing text={t('clients.no-invoices')} />}
      />
    </Section>
  )
}

/** The newest payments of a client. */
export function ClientPayments({ client }: { readonly client: Client }) {
  const { settings } = useRuntime()
  const payments = useRows((books) => listClientPayments(books, client.id, SHOWN), [client.id])
  const source = useMemo(() => arraySource(payments), [payments])
  const columns: Column<Payment>[] = [
    {
      id: 'on',
      head: t('clients.column-date'),
      card: 'title',
      cell: (row) => formatDate(row.receivedOn, settings.locale),
    },
    { id: 'method', head: t('payments.method'), card: 'meta', cell: (row) => paymentMethodText(row.method) },
    { id: 'reference', head: t('clients.column-reference'), card: 'meta', cell: (row) => row.reference ?? '' },
    {
      id: 'amount',
      head: t('clients.column-amount'),
      align: 'end',
      card: 'amount',
      cell: (row) => (
        <>
          {row.state === 'undone' && (
            <Text as="span" size={1} tone="quiet">
              {t('clients.payment-undone')}{' '}
            </Text>
          )}
          <Amount
            amount={row.amount}
            currency={row.currency}
            {...(row.state === 'undone' && { tone: 'struck' as const })}
          />
        </>
      ),
    },
  ]
  return (
    <Section
      title={t('clients.payments')}
      flush
      acts={
        payments !== undefined && payments.length >= SHOWN ? (
          <ButtonLink kind="plain" to="/payments" search={{ client: client.id }}>
            {t('clients.all-payments')}
          </ButtonLink>
        ) : undefined
      }
    >
      <DataTable
        label={t('clients.payments')}
        columns={columns}
        source={source}
        rowKey={idOf}
        rowName={(row) => formatDate(row.receivedOn, settings.locale)}
        rowTo={(row) => `/payments/${row.id}`}
        onSurface
        empty={<Nothing text={t('clients.no-payments')} />}
      />
    </Section>
  )
}

const idOf = (row: { readonly id: string }) => row.id

function Nothing({ text }: { readonly text: string }) {
  return (
    <div style={{ padding: 'var(--space-3) var(--space-4)' }}>
      <Text tone="quiet">{text}</Text>
    </div>
  )
}
