// One period of a contract item as a charge, and the chain that its periods come from (design.md section 4).
import type { Contract, ContractItem, UsageRecord } from '../contract/contract.ts'
import { contractChargeId } from '../contract/contract.ts'
import { currencyExponent } from '../currency.ts'
import { addDays, type CalendarDate, earlierOf, laterOf } from '../date.ts'
import type { CurrencyCode } from '../money.ts'
import { afterTrial, billingDateOf, type Chain, type ChainPeriod } from '../period-chain.ts'
import { ratePeriod } from './rate-period.ts'
import type { PlannedCharge } from './snapshot.ts'

/** The first day that is billed. */
export function chainStartOf(item: Pick<ContractItem, 'startOn' | 'trialDays'>): CalendarDate {
  return item.trialDays === 0 ? item.startOn : afterTrial(item.startOn, item.trialDays)
}

/** The day on which the item ends, exclusive: its own or its contract's, whichever comes first. */
export function endOfItem(
  item: Pick<ContractItem, 'endOn'>,
  contract: Pick<Contract, 'endOn'>,
): CalendarDate | undefined {
  if (item.endOn === undefined) return contract.endOn
  return contract.endOn === undefined ? item.endOn : earlierOf(item.endOn, contract.endOn)
}

/**
 * The item's periods that are not charged yet: from charged through, or from the end of the trial. One that
 * ended before that has none. A one-off item has one period of a day (M-20).
 */
export function chainOf(item: ContractItem, contract: Pick<Contract, 'endOn'>, chargedThrough?: CalendarDate): Chain {
  const first = chainStartOf(item)
  const start = chargedThrough ?? first
  const ends = endOfItem(item, contract)
  if (item.kind === 'one-off') {
    const end = ends !== undefined && ends <= first ? start : laterOf(start, addDays(first, 1))
    return { start, end, cadence: { unit: 'day', every: 1 }, anchors: [{ from: first, anchor: { origin: first } }] }
  }
  const end = ends === undefined ? {} : { end: laterOf(start, ends) }
  return { start, ...end, cadence: item.cadence, anchors: item.anchors }
}

/** When the period's charge bills, before its group's offset and cycle. Usage always at its end, one-off on its day. */
export function billsOnOf(item: Pick<ContractItem, 'kind' | 'timing' | 'firstStub'>, each: ChainPeriod): CalendarDate {
  if (item.kind === 'usage') return each.period.end
  if (item.kind === 'one-off') return each.period.start
  return billingDateOf(each, item.timing, item.firstStub)
}

/** Whether the period is billed before it is served: only then may a group's offset move its invoice forward. */
export function inAdvance(item: Pick<ContractItem, 'kind' | 'timing'>): boolean {
  return item.kind === 'one-off' || (item.kind === 'recurring' && item.timing === 'advance')
}

/**
 * The chain charge of a period under the agreements in force now: open, or waived where there is nothing to bill.
 * `usage` are records of the item, of this period or others; removed ones do not count. `currency` is the contract's.
 * Throws RangeError where the amount is not below 2^51 minor units.
 */
export function chargeForPeriod(
  item: ContractItem,
  each: ChainPeriod,
  usage: readonly UsageRecord[],
  currency: CurrencyCode,
): PlannedCharge {
  const { period } = each
  const { amount, quantity, unitPrice, rating } = ratePeriod(item, each, usage, currencyExponent(currency))
  return {
    id: contractChargeId(item.id, period.start),
    clientId: item.clientId,
    billingGroupId: item.billingGroupId,
    currency,
    source: item.kind === 'usage' ? 'usage' : 'contract',
    ...(item.productId === undefined ? {} : { productId: item.productId }),
    description: item.description,
    quantity,
    // One lot of a rated amount is no longer counted in the item's unit.
    ...(item.unit === undefined || rating !== undefined ? {} : { unit: item.unit }),
    unitPrice,
    allowances: [],
    surcharges: [],
    taxIds: item.taxIds,
    taxIncluded: item.taxIncluded,
    amount,
    servedOn: period.start,
    period,
    contractId: item.contractId,
    contractItemId: item.id,
    billsOn: billsOnOf(item, each),
    ...(rating === undefined ? {} : { rating }),
    ...(amount === 0 ? { state: 'waived', waivedFor: 'nothing-to-bill' } : { state: 'open' }),
  }
}
