// Which days of an item are billed here: what lies outside can never be on an invoice, so no usage is recorded for it.
import { billsOnOf, chainOf, chainStartOf, endOfItem } from '../billing/charge-period.ts'
import { addDays, type CalendarDate, earlierOf } from '../date.ts'
import type { Period } from '../period.ts'
import { boundaryIndex, chainPeriods } from '../period-chain.ts'
import type { Contract, ContractItem } from './contract.ts'

/** From the first day that is billed here up to the end (exclusive); no `end`: the item goes on. */
export interface BilledDays {
  readonly start: CalendarDate
  readonly end?: CalendarDate
}

type Term = Pick<Contract, 'endOn' | 'sentElsewhereBefore'>

/**
 * The days that count for the item: after its trial, before its end, and after the periods that another system has
 * billed (M-8). Where `end` is not after `start`, no day counts.
 */
export function billedDays(item: ContractItem, contract: Term): BilledDays {
  const end = endOfItem(item, contract)
  const start = periodsSentElsewhere(item, contract).at(-1)?.end ?? chainStartOf(item)
  return end === undefined ? { start } : { start, end }
}

/** M-8: the periods that would have billed before the contract came into these books; none where it began here. */
export function periodsSentElsewhere(item: ContractItem, contract: Term): Period[] {
  const before = contract.sentElsewhereBefore
  const periods: Period[] = []
  if (before === undefined) return periods
  for (const each of chainPeriods(chainOf(item, contract))) {
    if (billsOnOf(item, each) >= before) break
    periods.push(each.period)
  }
  return periods
}

/**
 * How many periods `periodsSentElsewhere` has, counted without going through them: a preview asks this of thousands of
 * contracts, some of them decades old.
 */
export function countSentElsewhere(item: ContractItem, contract: Term): number {
  const before = contract.sentElsewhereBefore
  const { start, end, cadence, anchors } = chainOf(item, contract)
  const [first, ...moved] = anchors
  if (before === undefined || (end !== undefined && end <= start)) return 0
  if (first === undefined || moved.length > 0) return periodsSentElsewhere(item, contract).length
  const index = (day: CalendarDate) => boundaryIndex(first.anchor, cadence, day)
  const atStart = index(start)
  /** Boundaries after the chain's start and before the day. */
  const boundariesBefore = (day: CalendarDate) => (day <= start ? 0 : Math.max(0, index(addDays(day, -1)) - atStart))
  if (item.kind === 'usage' || (item.kind === 'recurring' && item.timing === 'arrears')) {
    // Each ends at a boundary; the last one at the chain's end.
    if (end === undefined || before <= end) return boundariesBefore(before)
    return boundariesBefore(end) + 1
  }
  const starts = before <= start ? 0 : 1 + boundariesBefore(end === undefined ? before : earlierOf(before, end))
  // A first stub that bills with the next period waits for its own end.
  const stubEnd = chainPeriods({ start, ...(end !== undefined && { end }), cadence, anchors }).next().value
  const waits = stubEnd !== undefined && billsOnOf(item, stubEnd) > start && billsOnOf(item, stubEnd) >= before
  return waits ? 0 : starts
}
