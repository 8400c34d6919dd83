import { useMemo, useState } from 'react'
import { daysBetween } from '../../core/date.ts'
import type { ClientId } from '../../core/ids.ts'
import { sumPerCurrency } from '../../core/invoice/sum-per-currency.ts'
import type { Invoice } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import type { InvoiceFilter, InvoiceSort } from '../../queries/invoice-filter.ts'
import { summarizeInvoices } from '../../queries/list-invoices.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chips, FilterChip, ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRowSelection } from '../../ui/use-row-selection.ts'
import { CurrencyAmounts } from '../blocks/currency-amounts.tsx'
import { InvoiceBadges } from '../blocks/invoice-badges.tsx'
import { SellInUrl } from '../blocks/sell-in-url.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { AdvancedSearchDialog } from './advanced-search-dialog.tsx'
import { advancedNames, defaultSort, filterFromUrl, listStates } from './invoice-filter-url.ts'
import { InvoiceTabs } from './invoice-tabs.tsx'
import { NewInvoiceDialog } from './new-invoice-dialog.tsx'
import { payableOf, useBulkPaid } from './use-bulk-paid.ts'
import { sendableOf, useBulkSend } from './use-bulk-send.ts'
import { useInvoiceSource } from './use-invoice-source.ts'

const keyOf = (invoice: Invoice) => invoice.id

/** Every invoice, found and filtered without counting them; what is due and late comes from kept sums. */
export function InvoiceListScreen() {
  const { today, settings } = useRuntime()
  const { locale } = settings
  const url = useUrlQuery()
  const [typed, setTyped] = useTypedFilter('q')
  const [searching, setSearching] = useState(false)
  const filter = useMemo(() => filterFromUrl(url.get, typed), [url.get, typed])
  const { source, stoppedAfter, goOn } = useInvoiceSource(filter)
  const selection = useRowSelection<Invoice>(keyOf)
  const payable = payableOf(selection.rows)
  const sums = sumPerCurrency(selection.rows.map(({ currency, gross }) => ({ currency, amount: gross })))
  const markPaid = useBulkPaid(selection.clear)
  const sendable = sendableOf(selection.rows)
  const send = useBulkSend(selection.clear)
  const counts = useRows((books) => summarizeInvoices(books, today()), [today()])
  const columns = useColumns(filter, (sort) => {
    const standard = defaultSort(filter.state)
    const descending = filter.sort === sort ? !filter.descending : sort !== 'due'
    const isStandard = sort === standard.sort && descending === standard.descending
    url.set({ sort: isStandard ? '' : sort, dir: isStandard ? '' : descending ? 'desc' : 'asc' })
  })
  const narrowed =
    typed.trim() !== '' || filter.state !== undefined || advancedNames.some((name) => url.get(name) !== '')
  const clear = () => {
    setTyped('')
    url.set(Object.fromEntries(['q', 'state', 'sort', 'dir', ...advancedNames].map((name) => [name, ''])))
  }

  return (
    <Page
      title={t('app.invoices')}
      loading={source.loading}
      subtitle={
        counts && (
          <Row gap={4}>
            {counts.due.map(({ currency, amount }) => (
              <Text key={currency} as="span" tone="quiet">
                {t('invoices.list-due')} <Amount strong amount={amount} currency={currency} />
              </Text>
            ))}
            {counts.late.map(({ currency, amount }) => (
              <Text key={currency} as="span" tone="quiet">
                {t('invoices.list-late')} <Amount strong tone="late" amount={amount} currency={currency} />
              </Text>
            ))}
          </Row>
        )
      }
      mainAct={
        <Button kind="main" icon="plus" onClick={() => url.set({ new: '1' }, 'push')}>
          {t('app.new-invoice')}
        </Button>
      }
    >
      <Stack gap={3}>
        <InvoiceTabs current="invoices" />
        <Row gap={2}>
          <SearchField label={t('invoices.search')} keys="f" value={typed} onChange={setTyped} />
          <Button icon="filter" onClick={() => setSearching(true)}>
            {t('invoices.advanced')}
          </Button>
        </Row>
        <Chips label={t('invoices.filter')}>
          {listStates.map((state) => (
            <ToggleChip
              key={state}
              label={t(`invoices.list-${state}`)}
              on={filter.state === state}
              {...(counts && counts.count[state] > 0 && { count: counts.count[state] })}
              onToggle={() => url.set({ state: filter.state === state ? '' : state, sort: '', dir: '' })}
            />
          ))}
          <InForce filter={filter} remove={(names) => url.set(Object.fromEntries(names.map((name) => [name, ''])))} />
        </Chips>
        <DataTable
          label={t('app.invoices')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={(invoice) =>
            invoice.state === 'draft' ? t('invoices.draft-title', { clientName: invoice.clientName }) : invoice.number
          }
          rowTo={(invoice) => `/invoices/${invoice.id}`}
          selection={selection}
          bulkSum={<CurrencyAmounts strong amounts={[...sums].map(([currency, amount]) => ({ currency, amount }))} />}
          bulkActs={
            <>
              {sendable.length > 0 && (
                <Button icon="mail" onClick={() => void send(sendable)}>
                  {t('sending.bulk-send', { count: sendable.length })}
                </Button>
              )}
              {payable.length > 0 && (
                <Button icon="check" onClick={() => void markPaid(payable)}>
                  {t('invoices.bulk-paid', { count: payable.length })}
                </Button>
              )}
            </>
          }
          empty={
            narrowed ? (
              <EmptyState
                sentence={t('invoices.none-found')}
                act={<Button onClick={clear}>{t('invoices.show-all')}</Button>}
              />
            ) : (
              <EmptyState
                sentence={t('invoices.none')}
                act={
                  <ButtonLink to="/charges" search={{ new: '1' }}>
                    {t('app.new-charge')}
                  </ButtonLink>
                }
              />
            )
          }
        />
        {stoppedAfter !== undefined && (
          <Row gap={2}>
            <Text tone="quiet">
              {t('invoices.stopped', { count: formatDecimal(String(stoppedAfter) as never, locale) })}
            </Text>
            <Button onClick={goOn}>{t('invoices.search-all')}</Button>
          </Row>
        )}
      </Stack>
      {searching && <AdvancedSearchDialog url={url} onClose={() => setSearching(false)} />}
      <SellInUrl />
      {url.get('new') !== '' && (
        <NewInvoiceDialog
          {...(url.get('client') !== '' && { clientId: url.get('client') as ClientId })}
          onClose={() => url.set({ new: '' })}
        />
      )}
    </Page>
  )
}

/** The conditions of the advanced search that hold now, each with its cross. */
function InForce(props: { readonly filter: InvoiceFilter; readonly remove: (names: readonly string[]) => void }) {
  const locale = useLocale()
  const { filter, remove } = props
  const { clientId } = filter
  const client = useRows(
    async (books) => (clientId === undefined ? undefined : await getClient(books, clientId)),
    [clientId],
  )
  const chips: { readonly label: string; readonly names: readonly string[] }[] = []
  const { from, to, min, max } = filter
  if (clientId !== undefined) chips.push({ label: client?.name ?? t('invoices.client'), names: ['client'] })
  if (filter.number) chips.push({ label: t('invoices.with-number', { number: filter.number }), names: ['number'] })
  if (filter.poNumber) chips.push({ label: t('invoices.with-po', { poNumber: filter.poNumber }), names: ['po'] })
  if (filter.line) chips.push({ label: t('invoices.with-line', { text: filter.line }), names: ['line'] })
  if (from !== undefined)
    chips.push({ label: t('invoices.from-day', { date: formatDate(from, locale) }), names: ['from'] })
  if (to !== undefined) chips.push({ label: t('invoices.to-day', { date: formatDate(to, locale) }), names: ['to'] })
  if (min !== undefined)
    chips.push({ label: t('invoices.at-least', { amount: formatDecimal(min, locale) }), names: ['min'] })
  if (max !== undefined)
    chips.push({ label: t('invoices.at-most', { amount: formatDecimal(max, locale) }), names: ['max'] })
  return chips.map(({ label, names }) => <FilterChip key={names[0]} label={label} onRemove={() => remove(names)} />)
}

function useColumns(filter: InvoiceFilter, sortBy: (sort: InvoiceSort) => void): Column<Invoice>[] {
  const { today } = useRuntime()
  const locale = useLocale()
  const sorted = (sort: InvoiceSort) => ({
    onSort: () => sortBy(sort),
    sorted: filter.sort === sort ? (filter.descending ? ('descending' as const) : ('ascending' as const)) : undefined,
  })
  return [
    {
      id: 'number',
      head: t('invoices.number'),
      width: '108px',
      card: 'meta',
      cell: (invoice) => (invoice.state === 'draft' ? t('invoices.state.draft') : invoice.number),
    },
    {
      id: 'client',
      head: t('invoices.client'),
      width: 'minmax(0, 2fr)',
      card: 'title',
      cell: ({ clientName }) => clientName,
    },
    {
      id: 'issued',
      head: t('invoices.issued'),
      width: '104px',
      card: 'meta',
      ...sorted('date'),
      cell: ({ listedOn }) => formatDate(listedOn, locale),
    },
    {
      id: 'due-on',
      head: t('invoices.due-date'),
      width: '104px',
      ...sorted('due'),
      cell: (invoice) => (invoice.state === 'draft' ? '' : formatDate(invoice.dueOn, locale)),
    },
    {
      id: 'amount',
      head: t('invoices.amount'),
      width: '122px',
      align: 'end',
      ...sorted('amount'),
      card: 'amount',
      cell: ({ gross, currency, state }) => (
        <Amount amount={gross} currency={currency} {...(state === 'void' && { tone: 'struck' })} />
      ),
    },
    {
      id: 'due',
      head: t('invoices.still-due'),
      width: '122px',
      align: 'end',
      cell: (invoice) =>
        (invoice.state === 'open' || invoice.state === 'uncollectible') && invoice.amountDue > 0 ? (
          <Amount
            strong
            amount={invoice.amountDue}
            currency={invoice.currency}
            {...(invoice.state === 'open' && daysBetween(invoice.dueOn, today()) > 0 && { tone: 'late' })}
          />
        ) : null,
    },
    {
      id: 'state',
      head: t('invoices.state'),
      width: '142px',
      card: 'state',
      cell: (invoice) => <InvoiceBadges invoice={invoice} today={today()} />,
    },
  ]
}
