import { useMemo } from 'react'
import type { ClientId, InvoiceId, PaymentId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listPayments, type PaymentCursor, type PaymentRow } from '../../queries/list-payments.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Page } from '../../ui/page.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { RecordPaymentDialog } from '../blocks/record-payment-dialog.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { PaymentDialog } from './payment-dialog.tsx'

const keyOf = ({ payment }: PaymentRow) => payment.id

/** Every payment with what it paid (I-6), newest first; of one client or of all. */
export function PaymentListScreen() {
  const url = useUrlQuery()
  const recording = url.get('new') !== ''
  const clientId = url.get('client') as ClientId | ''
  // While a payment of a client is recorded, the address names that client; it filters only once the dialog is closed.
  const filter = recording ? '' : clientId
  const source = usePagedRows<PaymentRow, PaymentCursor>(`payments/${filter}`, (books, after, limit) =>
    listPayments(books, filter === '' ? undefined : filter, after, limit),
  )
  const columns = useColumns()
  const open = url.get('payment') as PaymentId | ''

  return (
    <Page
      title={t('app.payments')}
      loading={source.loading}
      mainAct={
        <Button kind="main" icon="plus" onClick={() => url.set({ new: '1' }, 'push')}>
          {t('payments.record')}
        </Button>
      }
    >
      <Stack gap={3}>
        <Row gap={2}>
          <ClientPicker value={filter} onChange={(id) => url.set({ client: id })} />
        </Row>
        <DataTable
          label={t('app.payments')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ payment }) => `${payment.clientName} ${payment.receivedOn}`}
          onOpen={({ payment }) => url.set({ payment: payment.id }, 'push')}
          empty={
            filter === '' ? (
              <EmptyState
                sentence={t('payments.none')}
                act={
                  <ButtonLink to="/invoices" search={{ state: 'open' }}>
                    {t('payments.to-open')}
                  </ButtonLink>
                }
              />
            ) : (
              <EmptyState
                sentence={t('payments.none-of-client')}
                act={<Button onClick={() => url.set({ client: '' })}>{t('payments.show-all')}</Button>}
              />
            )
          }
        />
      </Stack>
      {recording && (
        <RecordPaymentDialog
          {...(clientId !== '' && { clientId })}
          {...(url.get('invoice') !== '' && { invoiceId: url.get('invoice') as InvoiceId })}
          onClose={() => url.set({ new: '', invoice: '', client: '' })}
        />
      )}
      {open !== '' && <PaymentDialog id={open} onClose={() => url.set({ payment: '' })} />}
    </Page>
  )
}

function useColumns(): Column<PaymentRow>[] {
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'date',
        head: t('payments.received-on'),
        width: '120px',
        card: 'meta',
        cell: ({ payment }) => formatDate(payment.receivedOn, locale),
      },
      {
        id: 'client',
        head: t('payments.client'),
        width: 'minmax(0, 1.4fr)',
        card: 'title',
        cell: ({ payment }) => payment.clientName,
      },
      {
        id: 'paid',
        head: t('payments.paid'),
        width: 'minmax(0, 1.6fr)',
        card: 'meta',
        cell: (row) => <WhatItPaid row={row} />,
      },
      {
        id: 'method',
        head: t('payments.method'),
        width: '120px',
        cell: ({ payment }) => paymentMethodText(payment.method),
      },
      { id: 'reference', head: t('payments.reference'), cell: ({ payment }) => payment.reference },
      {
        id: 'amount',
        head: t('payments.amount'),
        align: 'end',
        width: '130px',
        card: 'amount',
        cell: ({ payment }) => (
          <Amount
            amount={payment.amount}
            currency={payment.currency}
            {...(payment.state === 'undone' && { tone: 'struck' })}
          />
        ),
      },
    ],
    [locale],
  )
}

/** Numbers of what was paid, and what was left as credit; an undone payment pays nothing. */
function WhatItPaid({ row }: { readonly row: PaymentRow }) {
  const { payment, paid, credit } = row
  if (payment.state === 'undone') return <StateBadge word={t('payments.undone-badge')} tone="grey" shape="struck" />
  const numbers = paid.filter(({ state }) => state === 'live').map(({ number }) => number)
  return [...numbers, ...(credit > 0 ? [t('payments.credit')] : [])].join(', ')
}
