import { useMemo } from 'react'
import type { CreditNote } from '../../core/credit/credit-note.ts'
import type { Client } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listCreditNotes } from '../../queries/list-credit-notes.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { CreditNoteBadge } from '../blocks/credit-note-badge.tsx'
import { useRows } from '../blocks/use-rows.ts'

const SHOWN = 8
const idOf = (note: CreditNote) => note.id

/** The newest credit notes of a client; nothing where there are none. */
export function ClientCreditNotes({ client }: { readonly client: Client }) {
  const page = useRows((books) => listCreditNotes(books, { clientId: client.id }, undefined, SHOWN), [client.id])
  const source = useMemo(() => arraySource(page?.rows), [page])
  const columns = useColumns()
  if (page === undefined || page.rows.length === 0) return null
  return (
    <Section
      title={t('credits.title')}
      flush
      acts={
        page.next === undefined ? undefined : (
          <ButtonLink kind="plain" to="/invoices/credit-notes" search={{ client: client.id }}>
            {t('credits.all-of-client')}
          </ButtonLink>
        )
      }
    >
      <DataTable
        label={t('credits.title')}
        columns={columns}
        source={source}
        rowKey={idOf}
        rowName={(note) => (note.state === 'draft' ? t('credits.draft-note') : note.number)}
        rowTo={(note) => `/invoices/${note.id}`}
        onSurface
        empty={null}
      />
    </Section>
  )
}

function useColumns(): Column<CreditNote>[] {
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'number',
        head: t('credits.number'),
        card: 'title',
        cell: (note) => (note.state === 'draft' ? t('credits.draft') : note.number),
      },
      { id: 'on', head: t('credits.date'), card: 'meta', cell: ({ listedOn }) => formatDate(listedOn, locale) },
      {
        id: 'state',
        head: t('credits.state'),
        width: 'minmax(0, 1.4fr)',
        card: 'state',
        cell: (note) => <CreditNoteBadge note={note} />,
      },
      {
        id: 'amount',
        head: t('credits.total'),
        align: 'end',
        card: 'amount',
        cell: (note) => (
          <Amount amount={note.kind === 'cancellation' ? note.gross : note.total} currency={note.currency} />
        ),
      },
    ],
    [locale],
  )
}
