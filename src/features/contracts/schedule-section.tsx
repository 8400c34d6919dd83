import { useMemo, useState } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import type { Charge } from '../../core/model.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { SchedulePeriod } from '../../queries/contract-schedule.ts'
import type { ContractView, ItemView } from '../../queries/get-contract.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Link } from '../../ui/link.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Row } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { type Chosen, ScheduleLegend, SchedulePicture, stateWord } from './schedule-picture.tsx'
import styles from './schedule-section.module.css'

/** The schedule of a contract as a picture, and the table behind it. */
export function ScheduleSection(props: {
  readonly view: ContractView
  readonly today: CalendarDate
  readonly wider: number
  readonly onWider: () => void
}) {
  const { view, today } = props
  const [look, setLook] = useState<'picture' | 'table'>('picture')
  const [chosen, setChosen] = useState<Chosen>()
  const item = chosen === undefined ? undefined : view.items[chosen.item]
  const period = chosen === undefined ? undefined : item?.periods[chosen.period]
  return (
    <Section
      title={t('contracts.schedule')}
      flush
      acts={
        <Segmented
          label={t('contracts.schedule-look')}
          labelHidden
          value={look}
          onChange={setLook}
          options={[
            { value: 'picture', label: t('contracts.look-picture') },
            { value: 'table', label: t('contracts.look-table') },
          ]}
        />
      }
    >
      {look === 'picture' ? (
        <>
          <ScheduleLegend items={view.items} />
          <SchedulePicture
            items={view.items}
            window={view.window}
            currency={view.contract.currency}
            today={today}
            chosen={chosen}
            onChoose={setChosen}
          />
          <div className={styles.told} aria-live="polite">
            {item !== undefined && period !== undefined ? (
              <PeriodTold item={item} each={period} view={view} />
            ) : (
              <Text tone="quiet">{t('contracts.choose-period')}</Text>
            )}
          </div>
        </>
      ) : (
        <ScheduleTable view={view} />
      )}
      <div className={styles.foot}>
        <Button kind="plain" onClick={props.onWider}>
          {t('contracts.show-wider')}
        </Button>
      </div>
    </Section>
  )
}

/** One period in words, with the invoice that it is on. */
function PeriodTold({
  item,
  each,
  view,
}: {
  readonly item: ItemView
  readonly each: SchedulePeriod
  readonly view: ContractView
}) {
  const { locale } = useRuntime().settings
  const { currency } = view.contract
  const { charge } = each
  return (
    <>
      <Row gap={3} justify="apart">
        <Text strong as="span">
          {`${item.item.description}, ${formatPeriod(each.period, locale)}`}
        </Text>
        {each.amount !== undefined && <Amount amount={each.amount} currency={currency} strong />}
      </Row>
      <Text as="div">
        {toldState(each, locale)}
        {charge !== undefined && <InvoiceOf charge={charge} view={view} />}
      </Text>
      {each.more.map((more) => (
        <Text as="div" key={more.id} tone="quiet">
          {t(more.cause?.startsWith('late') ? 'contracts.more-late' : 'contracts.more-amended')}{' '}
          <Amount amount={more.amount} currency={currency} />
          <InvoiceOf charge={more} view={view} />
        </Text>
      ))}
    </>
  )
}

function toldState(each: SchedulePeriod, locale: string): string {
  const { charge, billsOn } = each
  if (charge?.state === 'waived') return t(`contracts.waived-${charge.waivedFor ?? 'by-hand'}`)
  if (charge?.held !== undefined) return t('contracts.told-held')
  if (charge === undefined && billsOn !== undefined) {
    return t('contracts.told-bills', { state: stateWord(each.state), on: formatDate(billsOn, locale) })
  }
  return stateWord(each.state)
}

function InvoiceOf({ charge, view }: { readonly charge: Charge; readonly view: ContractView }) {
  const invoice = charge.invoiceId === undefined ? undefined : view.invoiceById.get(charge.invoiceId)
  if (invoice === undefined) return null
  return (
    <>
      {': '}
      <Link to={`/invoices/${invoice.id}`}>
        {invoice.state === 'draft' ? t('contracts.the-draft') : invoice.number}
      </Link>
    </>
  )
}

interface TableRow {
  readonly id: string
  readonly item: ItemView
  readonly each: SchedulePeriod
}

function ScheduleTable({ view }: { readonly view: ContractView }) {
  const { locale } = useRuntime().settings
  const source = useMemo(() => {
    const rows = view.items.flatMap((item) =>
      item.periods.map((each): TableRow => ({ id: `${item.item.id}/${each.period.start}`, item, each })),
    )
    rows.sort((left, right) => (left.each.period.start < right.each.period.start ? -1 : 1))
    return arraySource(rows)
  }, [view])
  const columns: Column<TableRow>[] = [
    {
      id: 'item',
      head: t('contracts.column-item'),
      card: 'title',
      wrap: true,
      cell: ({ item }) => item.item.description,
    },
    {
      id: 'period',
      head: t('contracts.column-period'),
      card: 'meta',
      cell: ({ each }) => formatPeriod(each.period, locale),
    },
    {
      id: 'state',
      head: t('contracts.column-state'),
      card: 'state',
      wrap: true,
      cell: ({ each }) => (
        <>
          {toldState(each, locale)}
          {each.charge !== undefined && <InvoiceOf charge={each.charge} view={view} />}
        </>
      ),
    },
    {
      id: 'amount',
      head: t('contracts.column-amount'),
      align: 'end',
      card: 'amount',
      cell: ({ each }) =>
        each.amount === undefined ? (
          <Text as="span" tone="quiet">
            {t('contracts.by-usage')}
          </Text>
        ) : (
          <Amount amount={each.amount} currency={view.contract.currency} />
        ),
    },
  ]
  return (
    <DataTable
      label={t('contracts.schedule')}
      columns={columns}
      source={source}
      rowKey={idOf}
      rowName={({ item, each }) => `${item.item.description}, ${formatPeriod(each.period, locale)}`}
      onSurface
      empty={<Text tone="quiet">{t('contracts.no-periods')}</Text>}
    />
  )
}

const idOf = ({ id }: TableRow) => id
