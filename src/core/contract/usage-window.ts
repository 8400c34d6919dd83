// Which days of an item are billed here: what lies outside can never be on an invoice, so no usage is recorded for it.
import { billsOnOf, chainOf, chainStartOf, endOfItem } from '../billing/charge-period.ts'
import type { CalendarDate } from '../date.ts'
import type { Period } from '../period.ts'
import { chainPeriods } from '../period-chain.ts'
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
