import { useEffect, useMemo, useState } from 'react'
import { inAdvance } from '../../core/billing/charge-period.ts'
import type { PlannedCharge } from '../../core/billing/snapshot.ts'
import { type CalendarDate, parseCalendarDate } from '../../core/date.ts'
import type { ChargeId, ContractItemId } from '../../core/ids.ts'
import type { Charge } from '../../core/model.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { reasonText } from '../../i18n/reason-text.ts'
import { t } from '../../i18n/translate.ts'
import type { Billable, BillableGroup, BillableItem } from '../../queries/preview-by-hand.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { CurrencyAmounts } from '../blocks/currency-amounts.tsx'
import { LiftButton } from '../blocks/lift-button.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './early-picks.module.css'
import { sumsOf } from './pending-groups.ts'

/** Something ticked: a contract item through a day, or an open charge. */
export type Pick =
  | { readonly kind: 'item'; readonly itemId: ContractItemId; readonly through: CalendarDate }
  | { readonly kind: 'charge'; readonly chargeId: ChargeId }

export interface EarlyPicksProps {
  readonly billable: Billable
  readonly through: CalendarDate
  readonly onThrough: (day: CalendarDate) => void
  readonly today: CalendarDate
  /** Items and charges that are selected already. */
  readonly taken: ReadonlySet<string>
  /** Ticked when the screen opens. */
  readonly contractId: string
  readonly onInsert: (picks: readonly Pick[]) => void
}

/** The contracts, items and open charges of a client to tick, with what each comes to. */
export function EarlyPicks(props: EarlyPicksProps) {
  const { billable, through, today, taken, contractId } = props
  const { locale } = useRuntime().settings
  const [text, setText] = useState<string>(through)
  // Proposed from outside: typed text that says the same day stays as it is.
  useEffect(() => setText((typed) => (parseCalendarDate(typed) === undefined ? typed : through)), [through])
  const [off, setOff] = useState<ReadonlyMap<string, boolean>>(new Map())
  const available = useMemo(() => pickable(billable), [billable])
  // One contract was asked for: it is ticked from the start.
  const isTicked = (key: string) =>
    !taken.has(key) && (off.get(key) ?? (contractId !== '' && available.get(key)?.contractId === contractId))
  const ticked = [...available.keys()].filter(isTicked)
  const tick = (keys: readonly string[], on: boolean) => {
    setOff((before) => new Map([...before, ...keys.map((key) => [key, on] as const)]))
  }
  const insert = () => {
    props.onInsert(
      ticked.map((key): Pick => {
        const one = available.get(key)
        return one?.itemId === undefined
          ? { kind: 'charge', chargeId: key as ChargeId }
          : { kind: 'item', itemId: one.itemId, through: one.mustEnd && through > today ? today : through }
      }),
    )
    setOff(new Map(ticked.map((key) => [key, false])))
  }
  const onDay = (value: string) => {
    setText(value)
    const day = parseCalendarDate(value)
    if (day !== undefined) props.onThrough(day)
  }
  const ahead = nextAhead(billable, through)
  const nothing = billable.groups.every((group) => group.contracts.length + group.charges.length === 0)
  if (nothing) return <EmptyState sentence={t('billing.early-nothing', { name: billable.client.name })} />
  return (
    <Stack gap={4}>
      <Section>
        <DateField
          label={t('billing.early-through')}
          help={t('billing.early-through-help')}
          value={text}
          onChange={onDay}
          today={today}
          error={parseCalendarDate(text) === undefined ? t('billing.early-through-missing') : undefined}
        />
        {ahead !== undefined && (
          <Row>
            <Button icon="calendar" onClick={() => onDay(ahead)}>
              {t('billing.early-ahead', { on: formatDate(ahead, locale) })}
            </Button>
          </Row>
        )}
      </Section>
      {billable.groups.map((group) => (
        <GroupPicks
          key={group.group.id}
          billable={billable}
          group={group}
          taken={taken}
          isTicked={isTicked}
          onTick={tick}
        />
      ))}
      <div className={styles.insert}>
        <Button icon="plus" disabled={ticked.length === 0} onClick={insert}>
          {t('billing.insert', { count: ticked.length })}
        </Button>
      </div>
    </Stack>
  )
}

/** The next day, after the one chosen, on which something in advance bills. */
function nextAhead({ groups }: Billable, through: CalendarDate): CalendarDate | undefined {
  const days = groups
    .flatMap(({ contracts }) => contracts.flatMap(({ items }) => items))
    .flatMap(({ nextBillsOn }) => nextBillsOn ?? [])
    .filter((day) => day > through)
  return days.sort()[0]
}

interface Available {
  readonly itemId?: ContractItemId
  readonly contractId?: string
  readonly mustEnd?: boolean
}

/** What can be ticked, by the id of its item or charge. */
function pickable({ groups }: Billable): ReadonlyMap<string, Available> {
  const all = new Map<string, Available>()
  for (const group of groups) {
    if (group.stoppedBy !== undefined) continue
    for (const { contract, items } of group.contracts) {
      for (const { item, charges } of items) {
        if (charges.length > 0) {
          all.set(item.id, { itemId: item.id, contractId: contract.id, mustEnd: !inAdvance(item) })
        }
      }
    }
    for (const { id, contractId } of group.charges) all.set(id, contractId === undefined ? {} : { contractId })
  }
  return all
}

function GroupPicks(props: {
  readonly billable: Billable
  readonly group: BillableGroup
  readonly taken: ReadonlySet<string>
  readonly isTicked: (key: string) => boolean
  readonly onTick: (keys: readonly string[], on: boolean) => void
}) {
  const { billable, group, taken, isTicked, onTick } = props
  const { locale } = useRuntime().settings
  if (group.contracts.length + group.charges.length === 0) return null
  const several = billable.groups.length > 1
  const lineProps = { taken, isTicked, onTick, stopped: group.stoppedBy !== undefined }
  return (
    <Stack gap={3}>
      {several && <h2 className={styles.group}>{group.group.name}</h2>}
      {group.stoppedBy !== undefined && (
        <Notice
          tone="late"
          acts={<LiftButton reason={group.stoppedBy} place={{ group: group.group, client: billable.client }} />}
        >
          {reasonText(group.stoppedBy, locale)}
        </Notice>
      )}
      {group.contracts.map(({ contract, items }) => {
        const keys = items
          .filter(({ charges, item }) => charges.length > 0 && !taken.has(item.id))
          .map(({ item }) => item.id)
        return (
          <Section key={contract.id} flush>
            <TickAll
              name={contract.name}
              keys={group.stoppedBy === undefined ? keys : []}
              isTicked={isTicked}
              onTick={onTick}
            />
            <ul aria-label={contract.name}>
              {items.map((each) => (
                <ItemLine key={each.item.id} each={each} {...lineProps} />
              ))}
            </ul>
          </Section>
        )
      })}
      {group.charges.length > 0 && (
        <Section flush>
          <TickAll
            name={t('billing.open-charges')}
            keys={group.stoppedBy === undefined ? group.charges.map(({ id }) => id).filter((id) => !taken.has(id)) : []}
            isTicked={isTicked}
            onTick={onTick}
          />
          <ul aria-label={t('billing.open-charges')}>
            {group.charges.map((charge) => (
              <ChargeLine key={charge.id} charge={charge} {...lineProps} />
            ))}
          </ul>
        </Section>
      )}
    </Stack>
  )
}

/** The heading of a contract, which ticks all its items. */
function TickAll(props: {
  readonly name: string
  readonly keys: readonly string[]
  readonly isTicked: (key: string) => boolean
  readonly onTick: (keys: readonly string[], on: boolean) => void
}) {
  const { keys } = props
  const count = keys.filter(props.isTicked).length
  const all = keys.length > 0 && count === keys.length
  return (
    <label className={styles.head}>
      <input
        type="checkbox"
        className={styles.box}
        disabled={keys.length === 0}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = count > 0 && !all
        }}
        onChange={() => props.onTick(keys, !all)}
      />
      <span className={styles.headName}>{props.name}</span>
    </label>
  )
}

interface LineProps {
  readonly taken: ReadonlySet<string>
  readonly isTicked: (key: string) => boolean
  readonly onTick: (keys: readonly string[], on: boolean) => void
  readonly stopped: boolean
}

function ItemLine({ each, taken, isTicked, onTick, stopped }: LineProps & { readonly each: BillableItem }) {
  const { locale } = useRuntime().settings
  const { item, charges } = each
  const selected = taken.has(item.id)
  const off = charges.length === 0 || stopped
  return (
    <li>
      <label className={styles.line} data-off={off || selected || undefined}>
        <input
          type="checkbox"
          className={styles.box}
          disabled={off || selected}
          checked={isTicked(item.id)}
          onChange={(event) => onTick([item.id], event.target.checked)}
        />
        <span className={styles.words}>
          <span>{item.description}</span>
          <span className={styles.quiet}>{selected ? t('billing.selected-already') : itemText(each, locale)}</span>
        </span>
        <span className={styles.amount}>
          <CurrencyAmounts amounts={sumsOf(charges)} />
        </span>
      </label>
    </li>
  )
}

function ChargeLine({ charge, taken, isTicked, onTick, stopped }: LineProps & { readonly charge: Charge }) {
  const { locale } = useRuntime().settings
  const selected = taken.has(charge.id)
  return (
    <li>
      <label className={styles.line} data-off={stopped || selected || undefined}>
        <input
          type="checkbox"
          className={styles.box}
          disabled={stopped || selected}
          checked={isTicked(charge.id)}
          onChange={(event) => onTick([charge.id], event.target.checked)}
        />
        <span className={styles.words}>
          <span>{charge.description}</span>
          <span className={styles.quiet}>
            {selected
              ? t('billing.selected-already')
              : charge.period === undefined
                ? formatDate(charge.servedOn, locale)
                : formatPeriod(charge.period, locale)}
          </span>
        </span>
        <span className={styles.amount}>
          <Amount amount={charge.amount} currency={charge.currency} />
        </span>
      </label>
    </li>
  )
}

/** The periods that would be billed, or why there are none yet. */
function itemText({ charges, next, reason }: BillableItem, locale: string): string {
  const [first] = charges
  if (first === undefined) {
    if (reason !== undefined) return reasonText(reason, locale)
    if (next === undefined) return t('billing.early-all-billed')
    const period = formatPeriod(next.period, locale)
    return next.mustEnd ? t('billing.early-must-end', { period }) : t('billing.early-later', { period })
  }
  const last = charges.at(-1) as PlannedCharge
  const period =
    first.period === undefined || last.period === undefined
      ? formatDate(first.servedOn, locale)
      : formatPeriod({ start: first.period.start, end: last.period.end }, locale)
  return charges.length === 1 ? period : t('billing.early-periods', { count: charges.length, period })
}
