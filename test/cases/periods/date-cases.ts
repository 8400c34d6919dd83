// add-periods, whole-periods-between, days-between-fixed-month, due-date, trial-end: single dates and distances.
import { addDays, type CalendarDate, daysBetween, daysInMonth, monthOf } from '../../../src/core/date.ts'
import { type DueRule, dueDate } from '../../../src/core/due-date.ts'
import { afterTrial, boundaryAt, boundaryIndex } from '../../../src/core/period-chain.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  countAt,
  type JsonObject,
  type Outcome,
  onlyCaseFields,
  textAt,
} from '../case.ts'
import { cadenceAt, dateAt, isInclusive } from './read-period.ts'

function addPeriods(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['startDate', 'interval', 'periods', 'expectedDate'])
  isInclusive(fields)
  const actual = boundaryAt({ origin: dateAt(fields, 'startDate') }, cadenceAt(fields), countAt(fields, 'periods'))
  return compared(dateAt(fields, 'expectedDate'), actual)
}

function wholePeriodsBetween(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['startDate', 'endDate', 'interval', 'expectedWholePeriods'])
  if (isInclusive(fields)) throw new CaseProblem('"convention.toDate" is not exclusive')
  const anchor = { origin: dateAt(fields, 'startDate') }
  return compared(
    countAt(fields, 'expectedWholePeriods'),
    boundaryIndex(anchor, cadenceAt(fields), dateAt(fields, 'endDate')),
  )
}

function daysBetweenFixedMonth(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['startDate', 'endDate', 'fixedDaysInMonth', 'expectedDays'])
  const start = dateAt(fields, 'startDate')
  const end = dateAt(fields, 'endDate')
  const fixed = countAt(fields, 'fixedDaysInMonth')
  const outcome = compared(countAt(fields, 'expectedDays'), daysBetween(start, end))
  if (outcome.status === 'passed' || fixedDaysBetween(start, end, fixed) !== outcome.expected) return outcome
  return { ...outcome, status: 'not-applicable', code: 'fixed-length-months' }
}

/** The convention `fixed-length-months`: when the end lies in a later month, the start's month has so many days. */
function fixedDaysBetween(start: CalendarDate, end: CalendarDate, fixedDays: number): number {
  const days = daysBetween(start, end)
  return monthOf(start) === monthOf(end) ? days : days - daysInMonth(start) + fixedDays
}

function dueDateCase(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['invoiceDate', 'dueRule', 'expectedDate'])
  isInclusive(fields)
  const actual = dueDate(dueRule(textAt(fields, 'dueRule')), dateAt(fields, 'invoiceDate'))
  return compared(dateAt(fields, 'expectedDate'), actual)
}

function dueRule(text: string): DueRule {
  if (text === 'first-of-next-month' || text === 'last-of-month') return { kind: text }
  const [, word, number] = /^(day|net)-(\d{1,3})$/.exec(text) ?? []
  if (word === 'day') return { kind: 'day-of-month', day: Number(number) }
  if (word === 'net') return { kind: 'net-days', days: Number(number) }
  throw new CaseProblem(`unknown due rule "${text}"`)
}

/** The source names the day after the first billed one: its days are counted from the start, plus one. */
function trialEnd(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['startDate', 'trialDays', 'expectedDate'])
  isInclusive(fields)
  const firstBilled = afterTrial(dateAt(fields, 'startDate'), countAt(fields, 'trialDays'))
  return compared(dateAt(fields, 'expectedDate'), addDays(firstBilled, 1))
}

export const dateCases: readonly CaseKind[] = [
  { area: 'periods', kind: 'add-periods', run: addPeriods },
  { area: 'periods', kind: 'whole-periods-between', run: wholePeriodsBetween },
  { area: 'periods', kind: 'days-between-fixed-month', run: daysBetweenFixedMonth },
  { area: 'periods', kind: 'due-date', run: dueDateCase },
  { area: 'periods', kind: 'trial-end', run: trialEnd },
]
