// What is written when something stood still and the time between is skipped.
import type { Contract, ContractItem, UsageRecord } from '../contract/contract.ts'
import { type CalendarDate, earlierOf, laterOf } from '../date.ts'
import { type ChainPeriod, chainPeriods } from '../period-chain.ts'
import { chainOf, chargeForPeriod } from './charge-period.ts'
import type { PlannedCharge } from './snapshot.ts'

/**
 * The chain charges that bring an item to `today`: what was served before it stood still is charged as ever (open, cut
 * at `since`), the days from then on are waived (`skipped`), so that the chain goes on from today. The waived ones keep
 * the amount that was let go. Days that were charged in advance stay charged.
 * @param since the day from which it stood still
 * @param usage a usage item's records that are not billed
 */
export function skipGap(
  item: ContractItem,
  contract: Contract,
  chargedThrough: CalendarDate | undefined,
  since: CalendarDate,
  today: CalendarDate,
  usage: readonly UsageRecord[] = [],
): readonly PlannedCharge[] {
  const charges: PlannedCharge[] = []
  // Where nothing was skipped yet the chain would go on by itself.
  if (since >= today) return charges
  for (const each of chainPeriods(chainOf(item, contract, chargedThrough))) {
    if (each.period.start >= today) break
    for (const piece of cutAt(each, since, today)) {
      const charge = chargeForPeriod(item, piece, usage, contract.currency)
      charges.push(piece.period.start < since ? charge : { ...charge, state: 'waived', waivedFor: 'skipped' })
    }
  }
  return charges
}

/** The period's pieces before and from `since`, up to today. */
function cutAt({ period, full }: ChainPeriod, since: CalendarDate, today: CalendarDate): ChainPeriod[] {
  const end = earlierOf(period.end, today)
  const middle = laterOf(period.start, earlierOf(since, end))
  return [
    { start: period.start, end: middle },
    { start: middle, end },
  ]
    .filter(({ start, end }) => start < end)
    .map((piece) => ({ period: piece, full }))
}
