// Which days of a usage item are billed here: what lies outside can never be on an invoice, so it is not recorded.
import { type CalendarDate, earlierOf } from '../date.ts'
import type { Period } from '../period.ts'
import { afterTrial, billingDateOf, chainPeriods } from '../period-chain.ts'
import type { Contract, ContractItem } from './contract.ts'

/** From the first day that is billed here up to the end (exclusive); no `end`: the item goes on. */
export interface BilledDays {
  readonly start: CalendarDate
  readonly end?: CalendarDate
}

type Dated = Pick<
  ContractItem,
  'startOn' | 'endOn' | 'trialDays' | 'cadence' | 'anchors' | 'timing' | 'firstStub' | 'kind'
>
type Term = Pick<Contract, 'endOn' | 'sentElsewhereBefore'>

/** The item's own end, or the contract's where that comes first or the item has none. */
export function endOfItem(
  item: Pick<ContractItem, 'endOn'>,
  contract: Pick<Contract, 'endOn'>,
): CalendarDate | undefined {
  if (item.endOn === undefined || contract.endOn === undefined) return item.endOn ?? contract.endOn
  return earlierOf(item.endOn, contract.endOn)
}

/**
 * The days that count for the item: after its trial, before its end, and after the periods that another system has
 * billed (M-8). `end` can be on or before `start`: then no day counts.
 */
export function billedDays(item: Dated, contract: Term): BilledDays {
  const end = endOfItem(item, contract)
  const start = periodsSentElsewhere(item, contract).at(-1)?.end ?? afterTrial(item.startOn, item.trialDays)
  return end === undefined ? { start } : { start, end }
}

/** M-8: the periods that would have billed before the contract came into these books; none where it did not come from elsewhere. */
export function periodsSentElsewhere(item: Dated, contract: Term): Period[] {
  const before = contract.sentElsewhereBefore
  const start = afterTrial(item.startOn, item.trialDays)
  const end = endOfItem(item, contract)
  if (before === undefined || before <= start || (end !== undefined && end <= start)) return []
  if (item.kind === 'one-off') return [{ start, end: start }]
  const periods: Period[] = []
  for (const each of chainPeriods({
    start,
    ...(end !== undefined && { end }),
    cadence: item.cadence,
    anchors: item.anchors,
  })) {
    if (billingDateOf(each, item.timing, item.firstStub) >= before) break
    periods.push(each.period)
  }
  return periods
}
