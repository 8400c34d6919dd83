import type { CalendarDate } from '../date.ts'
import type { Agreement, ContractItem } from './contract.ts'

/** What holds on the day: the last agreement from it or from before; the first one also holds before its own day. */
export function agreementOn(item: Pick<ContractItem, 'agreements'>, day: CalendarDate): Agreement {
  const agreement = item.agreements.findLast(({ from }) => from <= day) ?? item.agreements[0]
  if (agreement === undefined) throw new RangeError('an item without an agreement')
  return agreement
}

/** What is agreed for later than the day: the steps of a ramp that are still to come (M-25). */
export function agreementsAfter(item: Pick<ContractItem, 'agreements'>, day: CalendarDate): readonly Agreement[] {
  return item.agreements.filter((each, i) => i > 0 && each.from > day)
}
