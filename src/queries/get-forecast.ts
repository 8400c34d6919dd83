import { addMonths, type CalendarDate, lastDayOf, monthOf, startOfMonth } from '../core/date.ts'
import type { BillingGroupId } from '../core/ids.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readPending } from './list-pending.ts'

/** What the invoices planned in one month come to, before tax. */
export interface ForecastSum {
  /** `YYYY-MM`. */
  readonly month: string
  readonly currency: CurrencyCode
  readonly amount: Minor
  readonly invoices: number
  /** Of them, what nobody gets until something is lifted. */
  readonly stopped: Minor
  readonly stoppedInvoices: number
}

export const forecastMonths = 12

/** The months of the forecast, this one first. */
export function monthsAhead(today: CalendarDate): string[] {
  return Array.from({ length: forecastMonths }, (_, index) => monthOf(addMonths(startOfMonth(today), index)))
}

/**
 * What the contracts and open charges of some groups become in the next 12 months, this month included: the planner run
 * ahead (W-1). Sums per month and currency, for the caller to add up group by group.
 */
export async function readForecast(
  db: AccountDb,
  groupIds: readonly BillingGroupId[],
  today: CalendarDate,
): Promise<ForecastSum[]> {
  const until = lastDayOf(addMonths(startOfMonth(today), forecastMonths))
  const rows = await readPending(db, groupIds, today, until)
  return addForecasts(
    rows.map(({ plannedOn, currency, net, totals, stoppedBy }): ForecastSum => {
      const amount = totals?.net ?? net
      const stopped = stoppedBy === undefined ? 0 : 1
      return {
        month: monthOf(plannedOn),
        currency,
        amount,
        invoices: 1,
        stopped: stopped === 0 ? ZERO : amount,
        stoppedInvoices: stopped,
      }
    }),
  )
}

/** Sums of the same month and currency together, by month, then currency. */
export function addForecasts(sums: readonly ForecastSum[]): ForecastSum[] {
  const byKey = new Map<string, ForecastSum>()
  for (const sum of sums) {
    const key = `${sum.month} ${sum.currency}`
    const before = byKey.get(key)
    byKey.set(
      key,
      before === undefined
        ? sum
        : {
            ...sum,
            amount: addMinor(before.amount, sum.amount),
            invoices: before.invoices + sum.invoices,
            stopped: addMinor(before.stopped, sum.stopped),
            stoppedInvoices: before.stoppedInvoices + sum.stoppedInvoices,
          },
    )
  }
  return [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, sum]) => sum)
}
