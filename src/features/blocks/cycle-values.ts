// A billing cycle as a form shows it, and back (P-11). Pure.
import type { BillingCycle } from '../../core/contract/billing-group.ts'
import { addDays, type CalendarDate, calendarDate, dayOfWeek, parseCalendarDate } from '../../core/date.ts'
import { anchorOnDay, nextBoundaryAfter } from '../../core/period-chain.ts'

export type CycleKind = '' | 'manual' | 'weekly' | 'two-weekly' | 'monthly' | 'quarterly' | 'kept'

export interface CycleValues {
  /** '': none of its own. `kept`: one that these fields cannot say (it came with an import), left as it is. */
  kind: CycleKind
  /** 1 Monday .. 7 Sunday, of a weekly cycle. */
  weekday: string
  /** A day on which an invoice is made, of a cycle of two weeks; the others are 14 days away from it. */
  firstOn: string
  /** Day of the month, 1..31, of monthly and quarterly cycles. */
  day: string
  kept?: BillingCycle
}

export type CycleProblem = { readonly field: 'day' | 'firstOn' }

// A Monday, and the first day of a month with 31 days that begins a quarter.
const origin = calendarDate('2001-01-01')

/** What the fields show; with no cycle, `none` says what is proposed. */
export function cycleValues(
  cycle: BillingCycle | undefined,
  today: CalendarDate,
  none: '' | 'manual' | 'monthly' = 'manual',
): CycleValues {
  const values: CycleValues = { kind: none, weekday: '1', firstOn: nextMonday(today), day: '1' }
  if (cycle === undefined) return values
  if (cycle.kind === 'manual') return { ...values, kind: 'manual' }
  const { cadence, anchor } = cycle
  const day = String(anchor.day ?? Number(anchor.origin.slice(8)))
  const weeks = cadence.unit === 'week' ? cadence.every : cadence.unit === 'day' ? cadence.every / 7 : 0
  const months = cadence.unit === 'month' ? cadence.every : cadence.unit === 'year' ? cadence.every * 12 : 0
  if (weeks === 1) return { ...values, kind: 'weekly', weekday: String(dayOfWeek(anchor.origin)) }
  if (weeks === 2) {
    return { ...values, kind: 'two-weekly', firstOn: nextBoundaryAfter(anchor, cadence, addDays(today, -1)) }
  }
  if (months === 1) return { ...values, kind: 'monthly', day }
  if (months === 3 && Number(anchor.origin.slice(5, 7)) % 3 === 1) return { ...values, kind: 'quarterly', day }
  return { ...values, kind: 'kept', kept: cycle }
}

/** The cycle that the fields say; `undefined` for none of its own, or the field that says nothing. */
export function cycleOf(values: CycleValues): { readonly cycle: BillingCycle | undefined } | CycleProblem {
  switch (values.kind) {
    case '':
      return { cycle: undefined }
    case 'manual':
      return { cycle: { kind: 'manual' } }
    case 'kept':
      return { cycle: values.kept }
    case 'weekly': {
      const first = addDays(origin, Number(values.weekday) - 1)
      return { cycle: { kind: 'every', cadence: { unit: 'week', every: 1 }, anchor: { origin: first } } }
    }
    case 'two-weekly': {
      const first = parseCalendarDate(values.firstOn)
      if (first === undefined) return { field: 'firstOn' }
      return { cycle: { kind: 'every', cadence: { unit: 'week', every: 2 }, anchor: { origin: first } } }
    }
    case 'monthly':
    case 'quarterly': {
      const day = values.day.trim()
      if (!/^\d{1,2}$/.test(day) || Number(day) < 1 || Number(day) > 31) return { field: 'day' }
      const every = values.kind === 'monthly' ? 1 : 3
      return { cycle: { kind: 'every', cadence: { unit: 'month', every }, anchor: anchorOnDay(origin, Number(day)) } }
    }
  }
}

/** The first invoice of a cycle after a day; undefined where there is no cycle. */
export function nextOfCycle(cycle: BillingCycle | undefined, after: CalendarDate): CalendarDate | undefined {
  return cycle?.kind === 'every' ? nextBoundaryAfter(cycle.anchor, cycle.cadence, after) : undefined
}

function nextMonday(today: CalendarDate): CalendarDate {
  return addDays(today, 8 - dayOfWeek(today))
}
