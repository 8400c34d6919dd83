// What being late costs: an amount or a percentage, once or again and again, up to a cap.
import type { CalendarDate } from './date.ts'
import { type Decimal, isNegative } from './decimal.ts'
import type { TaxRateId } from './ids.ts'
import type { CurrencyCode, Minor } from './money.ts'
import { boundary } from './period.ts'

export interface LateFeeRule {
  readonly fee:
    | { readonly kind: 'amount'; readonly amount: Minor; readonly currency: CurrencyCode }
    /** Percent of what is due on the day of the fee. */
    | { readonly kind: 'percent'; readonly percent: Decimal }
  /** The first fee accrues so many whole days after the due date, 1 or more. */
  readonly afterDays: number
  /** The next ones, counted from the first (R-1: 31 January, 28 February, 31 March). Absent: once. */
  readonly repeat?: { readonly unit: 'day' | 'month'; readonly every: number }
  /** How many fees at most for one invoice. */
  readonly maxTimes?: number
  /** How much at most for one invoice; the fee that reaches it is cut. */
  readonly maxAmount?: { readonly amount: Minor; readonly currency: CurrencyCode }
  /** Switched on or changed on that day: what would have accrued before it is not charged. */
  readonly since?: CalendarDate
  /** The taxes on a fee; mostly none. */
  readonly taxIds: readonly TaxRateId[]
}

/** Throws RangeError for a rule that no form lets through: days, counts or amounts that are not whole or too low. */
export function assertLateFeeRule({ fee, afterDays, repeat, maxTimes, maxAmount }: LateFeeRule): void {
  const counts = [afterDays, repeat?.every ?? 1, maxTimes ?? 1]
  const badAmount = fee.kind === 'amount' ? fee.amount <= 0 : isNegative(fee.percent)
  if (
    counts.some((n) => !Number.isInteger(n) || n < 1) ||
    badAmount ||
    (maxAmount !== undefined && maxAmount.amount < 0)
  ) {
    throw new RangeError('not a rule of late fees')
  }
}

/** The day of the n-th fee, n = 1, 2, ...; undefined when the rule has none. `first` is the day of fee 1. */
export function accrualDay({ repeat }: LateFeeRule, first: CalendarDate, n: number): CalendarDate | undefined {
  if (n === 1) return first
  return repeat === undefined ? undefined : boundary(first, repeat, n - 1)
}

/** The currency that the rule's amounts are in; undefined when they fit every currency. */
export function ruleCurrencies({ fee, maxAmount }: LateFeeRule): readonly CurrencyCode[] {
  return [fee.kind === 'amount' ? fee.currency : undefined, maxAmount?.currency].filter((each) => each !== undefined)
}
