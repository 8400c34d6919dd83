import { type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react'
import { addMonths, type CalendarDate, daysBetween, monthOf, startOfMonth } from '../../core/date.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Period } from '../../core/period.ts'
import { formatMonth, formatPeriod } from '../../i18n/format-date.ts'
import { formatAmount } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { type PeriodState, type SchedulePeriod, shortestDays } from '../../queries/contract-schedule.ts'
import type { ItemView } from '../../queries/get-contract.ts'
import { classNames } from '../../ui/class-names.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './schedule-picture.module.css'
import { StateMark } from './state-mark.tsx'

export interface SchedulePictureProps {
  readonly items: readonly ItemView[]
  readonly window: Period
  readonly currency: CurrencyCode
  readonly today: CalendarDate
  readonly chosen: Chosen | undefined
  readonly onChoose: (chosen: Chosen) => void
}

/** A period by its item and its place among those shown. */
export interface Chosen {
  readonly item: number
  readonly period: number
}

/** How wide the shortest period is drawn, in pixels: wide enough for its amount. */
const SHORTEST = 72
const WIDTH_WITH_AMOUNT = 56

/**
 * The periods of every item on one line of time: state by shape, pattern and colour, amounts within. One stop for the
 * Tab key; arrows move from period to period and from item to item, and what is chosen is told below.
 */
export function SchedulePicture(props: SchedulePictureProps) {
  const { items, window, today, chosen, onChoose } = props
  const { locale } = useRuntime().settings
  const scroller = useRef<HTMLDivElement>(null)
  const days = daysBetween(window.start, window.end)
  const perDay = SHORTEST / shortestDays(items.map(({ item }) => item))
  const at = (day: CalendarDate) => daysBetween(window.start, day) * perDay
  const months = useMemo(() => monthsOf(window), [window])
  const step = Math.max(1, Math.ceil(64 / (perDay * 30.4)))
  const current = chosen ?? firstChoice(items, today)

  const todayAt = window.start <= today && today < window.end ? at(today) : undefined
  // Begins where today is, two periods of the past in view.
  useLayoutEffect(() => {
    if (scroller.current !== null && todayAt !== undefined) {
      scroller.current.scrollLeft = Math.max(0, todayAt - 2.5 * SHORTEST)
    }
  }, [todayAt])

  const choose = (next: Chosen) => {
    onChoose(next)
    const block = scroller.current?.querySelector<HTMLElement>(`[data-at="${next.item}/${next.period}"]`)
    block?.focus()
    block?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(items, current, event.key)
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    choose(next)
  }

  return (
    <div ref={scroller} className={styles.scroller}>
      <div className={styles.board} style={{ width: `${days * perDay}px` }}>
        <div className={styles.axis} aria-hidden="true">
          {months.map(
            (month, index) =>
              index % step === 0 && (
                <span key={month} className={styles.month} style={{ left: `${at(laterStart(month, window))}px` }}>
                  {formatMonth(monthOf(month), locale, 'short')}
                </span>
              ),
          )}
        </div>
        {todayAt !== undefined && (
          <div className={styles.today} style={{ left: `${todayAt}px` }} aria-hidden="true">
            <span>{t('contracts.today')}</span>
          </div>
        )}
        {items.map(({ item, periods }, row) => (
          <div key={item.id} className={styles.row}>
            <div className={styles.name} aria-hidden="true">
              {item.description}
            </div>
            {periods.length === 0 ? (
              <p className={styles.none}>{t('contracts.none-in-view')}</p>
            ) : (
              <ol className={styles.track} aria-label={t('contracts.periods-of', { description: item.description })}>
                {periods.map((each, index) => (
                  <PeriodBlock
                    key={each.period.start}
                    each={each}
                    place={{ item: row, period: index }}
                    left={Math.max(0, at(each.period.start))}
                    right={Math.min(days * perDay, at(each.period.end))}
                    current={current?.item === row && current.period === index}
                    chosen={chosen?.item === row && chosen.period === index}
                    currency={props.currency}
                    onChoose={onChoose}
                    onKeyDown={onKeyDown}
                  />
                ))}
              </ol>
            )}
          </div>
        ))}
      </div>
    </div>
  )
}

function PeriodBlock(props: {
  readonly each: SchedulePeriod
  readonly place: Chosen
  readonly left: number
  readonly right: number
  /** What the Tab key comes to. */
  readonly current: boolean
  readonly chosen: boolean
  readonly currency: CurrencyCode
  readonly onChoose: (place: Chosen) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}) {
  const { each, place, currency } = props
  const { locale } = useRuntime().settings
  const width = Math.max(26, props.right - props.left - 3)
  const amount = each.amount === undefined ? '' : formatAmount(each.amount, currency, locale)
  return (
    <li className={styles.place} style={{ left: `${props.left}px`, width: `${width}px` }}>
      <button
        type="button"
        data-at={`${place.item}/${place.period}`}
        className={classNames(
          styles.block,
          styles[each.state],
          width > 200 && styles.wide,
          props.chosen && styles.chosen,
        )}
        tabIndex={props.current ? 0 : -1}
        aria-pressed={props.chosen}
        aria-label={[formatPeriod(each.period, locale), stateWord(each.state), amount && `${amount} ${currency}`]
          .filter((part) => part !== '')
          .join(', ')}
        onClick={() => props.onChoose(place)}
        onKeyDown={props.onKeyDown}
      >
        <span className={styles.words}>
          <StateMark state={each.state} />
          {width >= WIDTH_WITH_AMOUNT && amount !== '' && <span className={styles.amount}>{amount}</span>}
        </span>
      </button>
    </li>
  )
}

/** The states that occur, each with its mark. */
export function ScheduleLegend({ items }: { readonly items: readonly ItemView[] }) {
  const there = new Set(items.flatMap(({ periods }) => periods.map(({ state }) => state)))
  return (
    <ul className={styles.legend} aria-label={t('contracts.legend')}>
      {states
        .filter((state) => there.has(state))
        .map((state) => (
          <li key={state}>
            <span className={classNames(styles.swatch, styles[state])}>
              <StateMark state={state} />
            </span>
            {stateWord(state)}
          </li>
        ))}
    </ul>
  )
}

const states = ['billed', 'draft', 'open', 'waived', 'pending', 'future'] as const satisfies readonly PeriodState[]

/** The state of a period in words. */
export function stateWord(state: PeriodState): string {
  return t(`contracts.period-${state}`)
}

function monthsOf({ start, end }: Period): CalendarDate[] {
  const months: CalendarDate[] = []
  for (let month = startOfMonth(start); month < end; month = addMonths(month, 1)) months.push(month)
  return months
}

function laterStart(month: CalendarDate, window: Period): CalendarDate {
  return month < window.start ? window.start : month
}

/** Where the Tab key arrives: the period of today, or the last one that has begun. */
function firstChoice(items: readonly ItemView[], today: CalendarDate): Chosen | undefined {
  const item = items.findIndex(({ periods }) => periods.length > 0)
  if (item < 0) return undefined
  const periods = items[item]?.periods ?? []
  return {
    item,
    period: Math.max(
      0,
      periods.findLastIndex(({ period }) => period.start <= today),
    ),
  }
}

function moved(items: readonly ItemView[], from: Chosen | undefined, key: string): Chosen | undefined {
  if (from === undefined) return undefined
  const periods = items[from.item]?.periods ?? []
  const to = (period: number) => (periods[period] === undefined ? undefined : { ...from, period })
  switch (key) {
    case 'ArrowLeft':
      return to(from.period - 1)
    case 'ArrowRight':
      return to(from.period + 1)
    case 'Home':
      return to(0)
    case 'End':
      return to(periods.length - 1)
    case 'ArrowUp':
      return inRow(items, from, -1)
    case 'ArrowDown':
      return inRow(items, from, 1)
    default:
      return undefined
  }
}

/** The period of the next item at the same time. */
function inRow(items: readonly ItemView[], from: Chosen, by: 1 | -1): Chosen | undefined {
  const start = items[from.item]?.periods[from.period]?.period.start
  for (let item = from.item + by; items[item] !== undefined; item += by) {
    const periods = items[item]?.periods ?? []
    if (periods.length === 0 || start === undefined) continue
    const before = periods.findLastIndex(({ period }) => period.start <= start)
    return { item, period: Math.max(0, before) }
  }
  return undefined
}
