import { useMemo, useState } from 'react'
import type { ChargeId, ClientId } from '../../core/ids.ts'
import { sumPerCurrency } from '../../core/invoice/sum-per-currency.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import {
  type ChargeCursor,
  type ChargeFilter,
  type ChargeListRow,
  getOpenChargeSums,
  listOpenCharges,
} from '../../queries/list-charges.ts'
import type { DraftChoice } from '../../queries/preview-drafts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chips, FilterChip, ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { useRowSelection } from '../../ui/use-row-selection.ts'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { amountsOf, CurrencyAmounts, countOf } from '../blocks/currency-amounts.tsx'
import { DraftDialog } from '../blocks/draft-dialog.tsx'
import { useDeleteCharges } from '../blocks/use-delete-charges.ts'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { ChargeInUrl } from './charge-in-url.tsx'
import { useChargeExport } from './use-charge-export.ts'

/** Everything that can be billed now: add, edit, delete, export, and turn into drafts (P-2, P-8, P-10). */
export function ChargeListScreen() {
  const { settings } = useRuntime()
  const { locale } = settings
  const url = useUrlQuery()
  const [typed, setTyped] = useTypedFilter('q')
  const clientId = url.get('client') as ClientId | ''
  const held = url.get('held') !== ''
  const text = typed.trim()
  const filter: ChargeFilter = useMemo(
    () => ({
      ...(clientId !== '' && { clientId }),
      ...(text !== '' && { text }),
      ...(held && { held }),
    }),
    [clientId, text, held],
  )
  const filtered = clientId !== '' || text !== '' || held
  const source = usePagedRows<ChargeListRow, ChargeCursor>(`charges ${JSON.stringify(filter)}`, (books, after, limit) =>
    listOpenCharges(books, filter, after, limit),
  )
  const client = useRows(async (books) => (clientId === '' ? undefined : getClient(books, clientId)), [clientId])
  const sums = useRows(getOpenChargeSums, []) ?? []
  const selection = useRowSelection(keyOf)
  const [choices, setChoices] = useState<readonly DraftChoice[]>()
  const deleteCharges = useDeleteCharges()
  const exporting = useChargeExport(filter)
  const columns = useMemo(() => chargeColumns(locale, clientId === ''), [locale, clientId])

  const openNew = () => url.set({ new: '1', edit: '' }, 'push')
  const invoiceSelected = () => setChoices(choicesOf(selection.rows))
  const deleteSelected = async () => {
    if (await deleteCharges(selection.keys as ChargeId[])) selection.clear()
  }
  useShortcut('n n', t('app.new-charge'), openNew)
  const none = source.complete && source.count === 0 && !source.loading

  return (
    <Page
      title={t('app.charges')}
      loading={source.loading}
      subtitle={
        sums.length > 0 && (
          <Row gap={3}>
            <Text as="span" tone="quiet">
              {t('charges.open-count', { count: countOf(sums, 'openChargeCount') })}
            </Text>
            {amountsOf(sums, 'openCharges').map(({ currency, amount }) => (
              <Amount key={currency} amount={amount} currency={currency} strong />
            ))}
          </Row>
        )
      }
      acts={
        <>
          <Button icon="download" disabled={none} busy={exporting.busy} onClick={() => void exporting.run()}>
            {t('charges.export')}
          </Button>
          {clientId !== '' && !none && (
            <Button onClick={() => setChoices([{ clientId, chargeIds: 'all' }])}>{t('clients.draft-invoice')}</Button>
          )}
        </>
      }
      mainAct={
        <Button kind="main" icon="plus" onClick={openNew}>
          {t('app.new-charge')}
        </Button>
      }
    >
      <Stack gap={3}>
        <Row justify="apart" gap={3}>
          <SearchField label={t('charges.search')} keys="f" value={typed} onChange={setTyped} />
          <Row gap={2}>
            {clientId === '' ? (
              <ClientPicker
                label={t('charges.of-client')}
                labelHidden
                placeholder={t('charges.any-client')}
                value=""
                onChange={(id) => url.set({ client: id })}
              />
            ) : (
              <FilterChip label={client?.name ?? t('clients.picker')} onRemove={() => url.set({ client: '' })} />
            )}
            <Chips label={t('charges.filter')}>
              <ToggleChip
                label={t('charges.held-only')}
                on={held}
                onToggle={() => url.set({ held: held ? '' : '1' })}
              />
            </Chips>
          </Row>
        </Row>
        <DataTable
          label={t('charges.list')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ charge }) => charge.description}
          onOpen={({ charge }) => url.set({ edit: charge.id, new: '' }, 'push')}
          selection={selection}
          bulkSum={<SelectionSum rows={selection.rows} />}
          bulkActs={
            <>
              <Button kind="dangerQuiet" icon="trash" onClick={() => void deleteSelected()}>
                {t('charges.delete-selected')}
              </Button>
              <Button kind="main" onClick={invoiceSelected}>
                {t('charges.invoice-selected')}
              </Button>
            </>
          }
          empty={
            filtered ? (
              <EmptyState
                sentence={t('charges.none-found')}
                act={
                  <Button
                    onClick={() => {
                      setTyped('')
                      url.set({ client: '', held: '', q: '' })
                    }}
                  >
                    {t('charges.show-all')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                sentence={t('charges.empty')}
                act={
                  <Button kind="main" icon="plus" onClick={openNew}>
                    {t('app.new-charge')}
                  </Button>
                }
              />
            )
          }
        />
      </Stack>
      <ChargeInUrl />
      {choices !== undefined && (
        <DraftDialog choices={choices} onClose={() => setChoices(undefined)} onDone={selection.clear} />
      )}
    </Page>
  )
}

const keyOf = ({ charge }: ChargeListRow) => charge.id

/** One choice per client, in the order in which they were ticked. */
function choicesOf(rows: readonly ChargeListRow[]): DraftChoice[] {
  const byClient = new Map<ClientId, ChargeId[]>()
  for (const { charge } of rows) byClient.set(charge.clientId, [...(byClient.get(charge.clientId) ?? []), charge.id])
  return [...byClient].map(([clientId, chargeIds]) => ({ clientId, chargeIds }))
}

function SelectionSum({ rows }: { readonly rows: readonly ChargeListRow[] }) {
  const sums = sumPerCurrency(rows.map(({ charge }) => charge))
  return (
    <Row gap={3}>
      <CurrencyAmounts strong amounts={[...sums].map(([currency, amount]) => ({ currency, amount }))} />
    </Row>
  )
}

function chargeColumns(locale: string, withClient: boolean): Column<ChargeListRow>[] {
  const columns: (Column<ChargeListRow> | false)[] = [
    {
      id: 'what',
      head: t('charges.description'),
      width: 'minmax(0, 2.4fr)',
      card: 'title',
      wrap: true,
      cell: ({ charge }) => (
        <Row gap={2}>
          <span>{charge.description}</span>
          {charge.held !== undefined && <StateBadge word={t('charges.held')} tone="late" shape="clock" />}
        </Row>
      ),
    },
    withClient && {
      id: 'client',
      head: t('clients.picker'),
      width: 'minmax(0, 1.4fr)',
      card: 'meta',
      cell: ({ clientName }) => clientName,
    },
    {
      id: 'on',
      head: t('charges.served-on'),
      width: '120px',
      card: 'meta',
      cell: ({ charge }) => formatDate(charge.servedOn, locale),
    },
    {
      id: 'figures',
      head: t('charges.quantity-price'),
      width: '150px',
      align: 'end',
      cell: ({ charge }) =>
        charge.source === 'adjustment' ? (
          <Text as="span" tone="quiet">
            {t('charges.kind-adjustment')}
          </Text>
        ) : (
          `${formatDecimal(charge.quantity, locale)} × ${formatPrice(charge.unitPrice, charge.currency, locale)}`
        ),
    },
    {
      id: 'amount',
      head: t('charges.amount'),
      width: '140px',
      align: 'end',
      card: 'amount',
      cell: ({ charge }) => <Amount strong amount={charge.amount} currency={charge.currency} />,
    },
  ]
  return columns.filter((column) => column !== false)
}
