import { useMemo } from 'react'
import type { CreditNote } from '../../core/credit/credit-note.ts'
import type { ClientId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { type CreditNoteCursor, listCreditNotes } from '../../queries/list-credit-notes.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chips, FilterChip, ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { CreditNoteBadge } from '../blocks/credit-note-badge.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { InvoiceTabs } from './invoice-tabs.tsx'

const keyOf = (note: CreditNote) => note.id

/** Every credit note and cancellation, the newest first; found by number, client, invoice, line or reason. */
export function CreditNoteListScreen() {
  const url = useUrlQuery()
  const [typed, setTyped] = useTypedFilter('q')
  const clientId = url.get('client') as ClientId | ''
  const state = url.get('state') === 'draft' ? 'draft' : undefined
  const filter = useMemo(
    () => ({ text: typed, ...(clientId !== '' && { clientId }), ...(state && ({ state } as const)) }),
    [typed, clientId, state],
  )
  const source = usePagedRows<CreditNote, CreditNoteCursor>(JSON.stringify(filter), (books, after, limit) =>
    listCreditNotes(books, filter, after, limit),
  )
  const client = useRows(async (books) => (clientId === '' ? undefined : await getClient(books, clientId)), [clientId])
  const columns = useColumns()
  const narrowed = typed.trim() !== '' || clientId !== '' || state !== undefined
  const clear = () => {
    setTyped('')
    url.set({ q: '', client: '', state: '' })
  }
  return (
    <Page title={t('credits.title')} loading={source.loading}>
      <Stack gap={3}>
        <InvoiceTabs current="credit-notes" />
        <SearchField label={t('credits.search')} keys="f" value={typed} onChange={setTyped} />
        <Chips label={t('credits.filter')}>
          <ToggleChip
            label={t('credits.drafts')}
            on={state === 'draft'}
            onToggle={() => url.set({ state: state === 'draft' ? '' : 'draft' })}
          />
          {clientId !== '' && (
            <FilterChip label={client?.name ?? t('credits.client')} onRemove={() => url.set({ client: '' })} />
          )}
        </Chips>
        <DataTable
          label={t('credits.title')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={(note) =>
            note.state === 'draft' ? t('credits.draft-title', { clientName: note.clientName }) : note.number
          }
          rowTo={(note) => `/invoices/${note.id}`}
          empty={
            narrowed ? (
              <EmptyState
                sentence={t('credits.none-found')}
                act={<Button onClick={clear}>{t('credits.show-all')}</Button>}
              />
            ) : (
              <EmptyState
                sentence={t('credits.none')}
                act={<ButtonLink to="/invoices">{t('credits.to-invoices')}</ButtonLink>}
              />
            )
          }
        />
      </Stack>
    </Page>
  )
}

function useColumns(): Column<CreditNote>[] {
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'number',
        head: t('credits.number'),
        width: '140px',
        card: 'meta',
        cell: (note) => (note.state === 'draft' ? t('credits.draft') : note.number),
      },
      {
        id: 'client',
        head: t('credits.client'),
        width: 'minmax(0, 2fr)',
        card: 'title',
        cell: ({ clientName }) => clientName,
      },
      {
        id: 'on',
        head: t('credits.date'),
        width: '120px',
        card: 'meta',
        cell: ({ listedOn }) => formatDate(listedOn, locale),
      },
      {
        id: 'state',
        head: t('credits.state'),
        width: '160px',
        card: 'state',
        cell: (note) => <CreditNoteBadge note={note} />,
      },
      {
        id: 'amount',
        head: t('credits.total'),
        align: 'end',
        width: '130px',
        card: 'amount',
        cell: (note) => (
          <Amount amount={note.kind === 'cancellation' ? note.gross : note.total} currency={note.currency} />
        ),
      },
    ],
    [locale],
  )
}
