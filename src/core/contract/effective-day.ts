import { chainOf, chainStartOf, endOfItem } from '../billing/charge-period.ts'
import { type CalendarDate, laterOf } from '../date.ts'
import { includes } from '../period.ts'
import { chainPeriods } from '../period-chain.ts'
import type { Contract, ContractItem } from './contract.ts'

/**
 * The day from which a change counts when it is to hold from the current or from the next period (W-17): the start or
 * the end of the item's period that today lies in; before the item begins, of its first one.
 * @returns undefined where there is no such period any more: the item has ended, or ends with the current one
 */
export function effectiveDay(
  item: ContractItem,
  contract: Pick<Contract, 'endOn'>,
  chargedThrough: CalendarDate | undefined,
  when: 'current-period' | 'next-period',
  today: CalendarDate,
): CalendarDate | undefined {
  const day = laterOf(today, chainStartOf(item))
  const ends = endOfItem(item, contract)
  // What is charged ahead of today lies behind charged through: then the chain is followed from its start.
  const from = chargedThrough !== undefined && chargedThrough <= day ? chargedThrough : undefined
  for (const { period } of chainPeriods(chainOf(item, contract, from))) {
    if (!includes(period, day)) continue
    if (when === 'current-period') return period.start
    return period.end === ends || item.kind === 'one-off' ? undefined : period.end
  }
  return undefined
}
