import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ClientId } from '../../core/ids.ts'
import { foldText } from '../../core/search-words.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { getUnitHistory, type UnitHistory, type UnitLine, type UnitTotals } from '../../queries/list-unit-history.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { GiveUnitsDialog } from './give-units-dialog.tsx'
import { MissingClient } from './missing-client.tsx'
import { useUnitActs } from './use-unit-acts.ts'

/** A client's ledger of prepaid units: what came in, was used, expired and went back. */
export function ClientUnitsScreen() {
  const { id } = useParams({ strict: false }) as { id: ClientId }
  const answer = useRows(async (books) => ({ id, history: await getUnitHistory(books, id) }), [id])
  if (answer === undefined || answer.id !== id) return null
  if (answer.history === null) return <MissingClient />
  return <UnitsPage key={id} history={answer.history} />
}

const keyOf = ({ key }: UnitLine) => key

function UnitsPage({ history }: { readonly history: UnitHistory }) {
  const { client, totals, lines } = history
  const { settings } = useRuntime()
  const { locale } = settings
  const acts = useUnitActs()
  const [text, setText] = useState('')
  const [giving, setGiving] = useState(false)
  const shown = useMemo(() => {
    const words = foldText(text)
      .split(/\s+/)
      .filter((word) => word !== '')
    return words.length === 0
      ? lines
      : lines.filter((line) => {
          const said = foldText(wordsOf(line, locale))
          return words.every((word) => said.includes(word))
        })
  }, [lines, text, locale])
  const source = useMemo(() => arraySource(shown), [shown])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the acts are the same at every drawing
  const columns = useMemo(() => columnsOf(locale, acts), [locale])

  return (
    <Page
      title={t('units.history-title')}
      back={{ to: `/clients/${client.id}`, label: client.name }}
      subtitle={<Link to={`/clients/${client.id}`}>{client.name}</Link>}
      acts={
        client.status !== 'archived' && (
          <Button icon="plus" onClick={() => setGiving(true)}>
            {t('units.give')}
          </Button>
        )
      }
    >
      {lines.length === 0 ? (
        <EmptyState
          sentence={t('units.none-yet', { clientName: client.name })}
          act={
            client.status !== 'archived' && (
              <ButtonLink to={`/clients/${client.id}`} search={{ sell: '1' }}>
                {t('selling.sell-title')}
              </ButtonLink>
            )
          }
        />
      ) : (
        <Stack gap={4}>
          <Columns gap={4}>
            {totals.map((one) => (
              <Totals key={one.product.id} totals={one} locale={locale} />
            ))}
          </Columns>
          <Stack gap={3}>
            <SearchField label={t('units.search')} value={text} onChange={setText} keys="f" />
            <DataTable
              label={t('units.history-of', { clientName: client.name })}
              source={source}
              columns={columns}
              rowKey={keyOf}
              rowName={(line) => wordsOf(line, locale)}
              empty={<EmptyState sentence={t('units.nothing-found')} />}
            />
          </Stack>
        </Stack>
      )}
      {giving && <GiveUnitsDialog client={client} onClose={() => setGiving(false)} />}
    </Page>
  )
}

/** granted = used + left + expired + returned, for all to see. */
function Totals({ totals, locale }: { readonly totals: UnitTotals; readonly locale: string }) {
  const figure = (units: UnitTotals['left']) => formatDecimal(units, locale)
  const unlessNone = (units: UnitTotals['left']) => (units === '0' ? undefined : figure(units))
  return (
    <Section title={totals.product.name}>
      <Facts
        facts={[
          { label: t('units.granted'), value: figure(totals.granted) },
          { label: t('units.used'), value: figure(totals.used) },
          { label: t('units.expired'), value: unlessNone(totals.expired) },
          { label: t('units.returned'), value: unlessNone(totals.returned) },
          { label: t('units.left'), value: figure(totals.left), total: true },
          { label: t('units.beyond'), value: unlessNone(totals.overdraft) },
        ]}
      />
    </Section>
  )
}

function columnsOf(locale: string, acts: ReturnType<typeof useUnitActs>): readonly Column<UnitLine>[] {
  return [
    { id: 'on', head: t('units.day'), width: '120px', card: 'meta', cell: ({ on }) => formatDate(on, locale) },
    {
      id: 'what',
      head: t('units.what'),
      width: 'minmax(0, 2fr)',
      card: 'title',
      wrap: true,
      cell: (line) => (
        <Stack gap={1}>
          <span>{kindText(line)}</span>
          {line.note !== undefined && (
            <Text as="span" size={1} tone="quiet">
              {line.note}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: 'product',
      head: t('units.product'),
      width: 'minmax(0, 1.2fr)',
      card: 'meta',
      cell: ({ product }) => product.name,
    },
    {
      id: 'document',
      head: t('units.document'),
      width: '130px',
      card: 'state',
      cell: ({ invoice, charge }) =>
        invoice !== undefined ? (
          <Link to={`/invoices/${invoice.id}`}>{invoice.number}</Link>
        ) : charge?.invoiceId !== undefined ? (
          <Link to={`/invoices/${charge.invoiceId}`}>{t('units.charge')}</Link>
        ) : charge !== undefined ? (
          t('units.charge')
        ) : null,
    },
    {
      id: 'units',
      head: t('units.number'),
      width: '100px',
      align: 'end',
      card: 'amount',
      cell: (line) => <LineUnits line={line} locale={locale} />,
    },
    {
      id: 'acts',
      head: t('units.acts'),
      width: '56px',
      align: 'end',
      card: 'acts',
      cell: ({ use, lot, product, on }) => {
        const facts = { product: product.name, date: formatDate(on, locale) }
        if (use?.state === 'live') {
          return (
            <IconButton
              icon="undo"
              label={t('units.undo-use', facts)}
              onClick={() => void acts.undoUse(use.id, use.version)}
            />
          )
        }
        return lot === undefined ? null : (
          <IconButton
            icon="undo"
            label={t('units.take-back', facts)}
            onClick={() => void acts.takeBack(lot.id, lot.version)}
          />
        )
      },
    },
  ]
}

function LineUnits({ line, locale }: { readonly line: UnitLine; readonly locale: string }) {
  const { kind, units, use } = line
  const amount = formatDecimal(units, locale)
  if (use?.state === 'undone') return <s>{`\u2212${amount}`}</s>
  return <>{kind === 'bought' || kind === 'given' || kind === 'brought' ? `+${amount}` : `\u2212${amount}`}</>
}

function kindText({ kind, use }: UnitLine): string {
  if (use?.state === 'undone') return t('units.line-undone')
  if (use?.usageRecordId !== undefined) return t('units.line-covered')
  return t(`units.line-${kind}`)
}

/** What a line is found by. */
function wordsOf(line: UnitLine, locale: string): string {
  const { on, product, units, note = '', invoice } = line
  return [
    formatDate(on, locale),
    kindText(line),
    product.name,
    formatDecimal(units, locale),
    note,
    invoice?.number ?? '',
  ]
    .filter((word) => word !== '')
    .join(' ')
}
