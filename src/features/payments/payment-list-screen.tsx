import { useEffect, useMemo, useState } from 'react'
import type { ClientId, InvoiceId } from '../../core/ids.ts'
import type { PaymentMethod } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import { listPayments, type PaymentCursor, type PaymentFilter, type PaymentRow } from '../../queries/list-payments.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { paymentMethodOptions, paymentMethodText } from '../blocks/payment-methods.ts'
import { RecordPaymentDialog } from '../blocks/record-payment-dialog.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { PaymentBadge } from './payment-badge.tsx'
import { RefundList } from './refund-list.tsx'

const keyOf = ({ payment }: PaymentRow) => payment.id

/** Every payment with what it paid (I-6), newest first, searched and filtered; refunds beside them. */
export function PaymentListScreen() {
  const url = useUrlQuery()
  const recording = url.get('new') !== ''
  const refunds = url.get('show') === 'refunds'
  const chosen = url.get('client') as ClientId | ''
  // While a payment of a client is recorded, the address names that client; it filters only once the dialog is closed.
  const clientId = recording ? '' : chosen
  const [loading, setLoading] = useState(true)
  return (
    <Page
      title={t('app.payments')}
      loading={loading}
      mainAct={
        <Button kind="main" icon="plus" onClick={() => url.set({ new: '1' }, 'push')}>
          {t('payments.record')}
        </Button>
      }
    >
      <Stack gap={3}>
        <Tabs
          label={t('payments.kinds')}
          current={refunds ? 'refunds' : 'payments'}
          tabs={[
            { id: 'payments', label: t('app.payments'), to: '/payments' },
            { id: 'refunds', label: t('payments.refunds'), to: '/payments', search: { show: 'refunds' } },
          ]}
        />
        {refunds ? (
          <RefundList clientId={clientId} onLoading={setLoading} />
        ) : (
          <Payments clientId={clientId} onLoading={setLoading} />
        )}
      </Stack>
      {recording && (
        <RecordPaymentDialog
          {...(chosen !== '' && { clientId: chosen })}
          {...(url.get('invoice') !== '' && { invoiceId: url.get('invoice') as InvoiceId })}
          deposit={url.get('deposit') !== ''}
          onClose={() => url.set({ new: '', invoice: '', client: '', deposit: '' })}
        />
      )}
    </Page>
  )
}

function Payments(props: { readonly clientId: ClientId | ''; readonly onLoading: (loading: boolean) => void }) {
  const { clientId, onLoading } = props
  const { today } = useRuntime()
  const url = useUrlQuery()
  const [typed, setTyped] = useTypedFilter('q')
  const method = url.get('method') as PaymentMethod | ''
  const from = knownDate(url.get('from'))
  const to = knownDate(url.get('to'))
  const text = url.get('q')
  const filter: PaymentFilter = {
    ...(clientId !== '' && { clientId }),
    ...(method !== '' && { method }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(text !== '' && { text }),
  }
  const source = usePagedRows<PaymentRow, PaymentCursor>(`payments/${JSON.stringify(filter)}`, (books, after, limit) =>
    listPayments(books, filter, after, limit),
  )
  useEffect(() => onLoading(source.loading), [source.loading, onLoading])
  const columns = useColumns()
  const [days, setDays] = useState(from !== undefined || to !== undefined)
  const toggleDays = () => {
    if (days) url.set({ from: '', to: '' })
    setDays(!days)
  }
  const showAll = () => url.set({ client: '', method: '', from: '', to: '', q: '' })
  return (
    <>
      <Row gap={2} align="top">
        <SearchField label={t('payments.search')} keys="f" value={typed} onChange={setTyped} />
        <ClientPicker
          labelHidden
          placeholder={t('payments.any-client')}
          value={clientId}
          onChange={(id) => url.set({ client: id })}
        />
        <SelectField
          label={t('payments.method')}
          labelHidden
          value={method}
          options={[{ value: '', label: t('payments.any-method') }, ...paymentMethodOptions()]}
          onChange={(event) => url.set({ method: event.target.value })}
        />
        <ToggleChip label={t('payments.days')} on={days} onToggle={toggleDays} />
      </Row>
      {days && (
        <Row gap={2}>
          <DateField
            label={t('payments.from-day')}
            today={today()}
            value={url.get('from')}
            onChange={(day) => url.set({ from: day })}
          />
          <DateField
            label={t('payments.to-day')}
            today={today()}
            value={url.get('to')}
            onChange={(day) => url.set({ to: day })}
          />
        </Row>
      )}
      <DataTable
        label={t('app.payments')}
        columns={columns}
        source={source}
        rowKey={keyOf}
        rowName={({ payment }) => `${payment.clientName} ${payment.receivedOn}`}
        rowTo={({ payment }) => `/payments/${payment.id}`}
        empty={
          Object.keys(filter).length === 0 ? (
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
              sentence={t(
                Object.keys(filter).join() === 'clientId' ? 'payments.none-of-client' : 'payments.none-found',
              )}
              act={<Button onClick={showAll}>{t('payments.show-all')}</Button>}
            />
          )
        }
      />
    </>
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
        width: 'minmax(0, 2fr)',
        card: 'title',
        cell: ({ payment }) => payment.clientName,
      },
      {
        id: 'paid',
        head: t('payments.paid'),
        width: 'minmax(0, 1.3fr)',
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
        id: 'state',
        head: t('payments.state'),
        width: '110px',
        card: 'state',
        cell: ({ payment, refunded }) => <PaymentBadge payment={payment} refunded={refunded} />,
      },
      {
        id: 'amount',
        head: t('payments.amount'),
        align: 'end',
        width: '140px',
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
  if (payment.state === 'undone') return null
  const numbers = paid.filter(({ state }) => state === 'live').map(({ number }) => number)
  return [...numbers, ...(credit > 0 ? [t('payments.credit')] : [])].join(', ')
}
