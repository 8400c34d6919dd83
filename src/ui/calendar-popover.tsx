import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/dates/styles.css'
import { DatePicker } from '@mantine/dates'
import { type RefObject, useEffect, useRef } from 'react'
import type { CalendarDate } from '../core/date.ts'
import { formatDate, formatMonth } from '../i18n/format-date.ts'
import { knownDate } from '../i18n/parse-date.ts'
import { t } from '../i18n/translate.ts'
import styles from './calendar-popover.module.css'
import { MantineScope } from './mantine-scope.tsx'
import { placeBelow } from './place-below.ts'

interface CalendarPopoverProps {
  readonly anchor: RefObject<HTMLElement | null>
  readonly label: string
  readonly locale: string
  readonly value: CalendarDate | undefined
  readonly today: CalendarDate
  readonly min?: CalendarDate
  readonly max?: CalendarDate
  readonly onPick: (day: CalendarDate) => void
  readonly onClose: () => void
}

/** A month to pick a day from, below its field; arrows move, Escape closes. */
export function CalendarPopover(props: CalendarPopoverProps) {
  const popover = useRef<HTMLDivElement>(null)
  const close = useRef(props.onClose)
  useEffect(() => {
    close.current = props.onClose
  })

  useEffect(() => {
    const element = popover.current
    const anchor = props.anchor.current
    if (element === null || anchor === null) return
    element.showPopover()
    placeBelow(element, anchor, 'end')
    const day = element.querySelector<HTMLElement>('button[data-selected], button[data-today]')
    ;(day ?? element.querySelector<HTMLElement>('table button'))?.focus({ preventScroll: true })
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close.current()
    }
    element.addEventListener('toggle', onToggle)
    return () => element.removeEventListener('toggle', onToggle)
  }, [props.anchor])

  return (
    <div
      ref={popover}
      popover="auto"
      role="dialog"
      aria-label={props.label}
      className={styles.popover}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        close.current()
        props.anchor.current?.focus()
      }}
    >
      <MantineScope>
        <DatePicker
          value={props.value ?? null}
          defaultDate={props.value ?? props.today}
          firstDayOfWeek={firstDayOfWeek(props.locale)}
          highlightToday
          hideOutsideDates
          {...(props.min && { minDate: props.min })}
          {...(props.max && { maxDate: props.max })}
          monthLabelFormat={(day) => formatMonth(day.slice(0, 7), props.locale)}
          weekdayFormat={(day) => weekday(day, props.locale)}
          getDayProps={(day) => ({
            'aria-label': formatDate(day.slice(0, 10) as CalendarDate, props.locale, 'long'),
            ...(day.startsWith(props.today) && { 'data-today': true }),
          })}
          ariaLabels={{
            nextMonth: t('ui.next-month'),
            previousMonth: t('ui.previous-month'),
            nextYear: t('ui.next-year'),
            previousYear: t('ui.previous-year'),
            nextDecade: t('ui.next-decade'),
            previousDecade: t('ui.previous-decade'),
            monthLevelControl: t('ui.choose-month'),
            yearLevelControl: t('ui.choose-year'),
          }}
          onChange={(picked) => {
            const day = knownDate(String(picked ?? '').slice(0, 10))
            if (day !== undefined) props.onPick(day)
          }}
        />
      </MantineScope>
    </div>
  )
}

function weekday(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'narrow', timeZone: 'UTC' }).format(
    Date.parse(`${day.slice(0, 10)}T00:00:00Z`),
  )
}

interface WeekInfo {
  readonly firstDay: number
}

/** 0 = Sunday ... 6 = Saturday; Monday where the browser does not know. */
function firstDayOfWeek(locale: string): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  const place = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo }
  const first = (place.getWeekInfo?.() ?? place.weekInfo)?.firstDay ?? 1
  return (first % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6
}
