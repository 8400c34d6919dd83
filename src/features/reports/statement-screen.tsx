import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { lastDayOf, parseCalendarDate } from '../../core/date.ts'
import type { ClientId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Period } from '../../core/period.ts'
import type { StatementLine } from '../../core/statement.ts'
import { type StatementSpan, spanPeriod, statementSpans } from '../../core/statement-period.ts'
import { printStatement } from '../../documents/print-statement.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { pdfFileName } from '../../integrations/mail/compose-message.ts'
import { getStatement, type StatementView } from '../../queries/get-statement.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Page } from '../../ui/page.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { StatTile, StatTiles } from '../../ui/stat-tile.tsx'
import { Text } from '../../ui/text.tsx'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { usePaperPdf } from '../blocks/use-paper-pdf.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './statement-screen.module.css'

/** One client's account: opening balance, what happened, closing balance, of any period, on screen and as a PDF. */
export function StatementScreen() {
  const { id } = useParams({ strict: false }) as { id: ClientId }
  const { settings, today } = useRuntime()
  const url = useUrlQuery()
  const day = today()
  const span = statementSpans.find((each) => each === url.get('period')) ?? 'all'
  const [from, to] = [url.get('from'), url.get('to')]
  const own = { firstDay: parseCalendarDate(from), lastDay: parseCalendarDate(to) }
  const period = spanPeriod(span, day, own)
  const currency = url.get('currency') as CurrencyCode | ''
  // Without a period of its own yet, the whole account stays in view.
  const shown = period ?? 'all'
  const key = shown === 'all' ? 'all' : `${shown.start} ${shown.end}`
  const answer = useRows(
    async (books) => ({
      id,
      view: await getStatement(
        books,
        { clientId: id, period: shown, ...(currency !== '' && { currency }) },
        settings,
        day,
      ),
    }),
    [id, key, currency, settings.currency, day],
  )
  const view = answer?.id === id ? answer.view : undefined
  const pdf = usePaperPdf(async () => {
    if (view === undefined || view === null) return undefined
    const { statement, client, period: printed } = view
    const paper = printStatement(statement, { settings, client, currency: view.currency, period: printed, today: day })
    const heading = `${paper.head.heading} ${printed.start} ${lastDayOf(printed.end)}`
    return { paper, fileName: pdfFileName(heading, client.name) }
  })
  if (view === undefined) return null
  if (view === null) {
    return (
      <Page title={t('clients.missing')} back={{ to: '/clients', label: t('app.clients') }}>
        <EmptyState sentence={t('clients.missing-help')} />
      </Page>
    )
  }
  const choose = (next: StatementSpan) => {
    const last = period === undefined || period === 'all' ? view.period : period
    url.set(
      next === 'own'
        ? { period: next, from: last.start, to: lastDayOf(last.end) }
        : { period: next === 'all' ? '' : next, from: '', to: '' },
    )
  }
  return (
    <Page
      title={t('statements.title', { name: view.client.name })}
      back={{ to: `/clients/${id}`, label: view.client.name }}
      subtitle={formatPeriod(view.period, settings.locale)}
      acts={
        <Menu
          align="end"
          entries={[
            { label: t('statements.print'), icon: 'print', onSelect: () => void pdf.print() },
            pdf.share !== undefined && {
              label: t('statements.share'),
              icon: 'share',
              onSelect: () => void pdf.share?.(),
            },
          ]}
          trigger={(button) => <IconButton {...button} icon="more" kind="quiet" label={t('statements.more')} />}
        />
      }
      mainAct={
        <Button kind="main" icon="download" busy={pdf.busy} onClick={() => void pdf.download()}>
          {t('statements.download')}
        </Button>
      }
    >
      <Stack gap={4}>
        <Section>
          <Columns>
            <SelectField
              label={t('statements.period')}
              value={span}
              options={statementSpans.map((value) => ({ value, label: t(`statements.span-${value}`) }))}
              onChange={(event) => choose(event.target.value as StatementSpan)}
            />
            {span === 'own' && (
              <>
                <DateField
                  label={t('statements.first-day')}
                  today={day}
                  value={from}
                  onChange={(value) => url.set({ from: value })}
                />
                <DateField
                  label={t('statements.last-day')}
                  today={day}
                  value={to}
                  onChange={(value) => url.set({ to: value })}
                  error={period === undefined ? periodProblem(own) : undefined}
                />
              </>
            )}
            {view.currencies.length > 1 && (
              <SelectField
                label={t('statements.currency')}
                value={view.currency}
                options={view.currencies.map((value) => ({ value, label: value }))}
                onChange={(event) => url.set({ currency: event.target.value })}
              />
            )}
            {span !== 'own' && <div />}
          </Columns>
        </Section>
        <StatementBody view={view} {...(shown !== 'all' && { onAll: () => choose('all') })} />
      </Stack>
    </Page>
  )
}

function periodProblem(own: Partial<Record<'firstDay' | 'lastDay', Period['start'] | undefined>>): string {
  const given = own.firstDay !== undefined && own.lastDay !== undefined
  return t(given ? 'statements.period-wrong' : 'statements.period-missing')
}

function StatementBody({ view, onAll }: { readonly view: StatementView; readonly onAll?: () => void }) {
  const { settings } = useRuntime()
  const { locale } = settings
  const { statement, currency, period } = view
  const { opening, closing, added, taken, lines } = statement
  const source = useMemo(() => arraySource(lines), [lines])
  const figure = (amount: typeof opening) => <Amount size={4} strong amount={amount} currency={currency} />
  const columns: Column<StatementLine>[] = [
    {
      id: 'on',
      head: t('statements.day'),
      width: '120px',
      card: 'meta',
      cell: ({ on }) => formatDate(on, locale),
    },
    {
      id: 'what',
      head: t('statements.what'),
      width: 'minmax(0, 3fr)',
      card: 'title',
      wrap: true,
      cell: (line) => <LineText line={line} locale={locale} />,
    },
    {
      id: 'amount',
      head: t('statements.amount'),
      align: 'end',
      width: '150px',
      card: 'amount',
      cell: ({ amount }) => <Amount amount={amount} currency={currency} />,
    },
    {
      id: 'balance',
      head: t('statements.balance'),
      align: 'end',
      width: '150px',
      card: 'state',
      cell: ({ balance }) => (
        <>
          <span className={styles.word}>{t('statements.balance')}</span>
          <Amount amount={balance} currency={currency} />
        </>
      ),
    },
  ]
  return (
    <>
      <StatTiles>
        <StatTile label={t('statements.opening')} figures={figure(opening)} note={formatDate(period.start, locale)} />
        <StatTile label={t('statements.added')} figures={figure(added)} />
        <StatTile label={t('statements.taken')} figures={figure(taken)} />
        <StatTile
          label={t('statements.closing')}
          figures={figure(closing)}
          {...(closing !== 0 && { note: t(closing < 0 ? 'statements.in-credit' : 'statements.to-pay') })}
        />
      </StatTiles>
      <Section title={t('statements.lines')} flush>
        <DataTable
          label={t('statements.lines')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ kind, number }) => number ?? kind}
          empty={
            <EmptyState
              sentence={t('statements.none')}
              {...(onAll !== undefined && { act: <Button onClick={onAll}>{t('statements.show-all')}</Button> })}
            />
          }
        />
      </Section>
    </>
  )
}

const keyOf = ({ on, kind, id }: StatementLine) => `${on} ${kind} ${id}`

function LineText({ line, locale }: { readonly line: StatementLine; readonly locale: string }) {
  const { kind, id, number = '', about = [], method, reference, dueOn } = line
  const text = t(`statements.line-${kind}`, {
    number,
    about: about.join(', '),
    method: method === undefined ? '' : paymentMethodText(method),
  })
  const more = [
    ...(dueOn === undefined ? [] : [t('statements.due-on', { date: formatDate(dueOn, locale) })]),
    ...(reference === undefined ? [] : [reference]),
  ]
  const place = /^(inv|cn)_/.test(id) ? `/invoices/${id}` : id.startsWith('pay_') ? `/payments/${id}` : undefined
  return (
    <span>
      {place === undefined ? text : <Link to={place}>{text}</Link>}
      {more.length > 0 && (
        <Text as="span" tone="quiet" size={1}>
          {' '}
          {more.join(' · ')}
        </Text>
      )}
    </span>
  )
}
