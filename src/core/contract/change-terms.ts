// What an amendment does to the agreements of one item.
import type { CalendarDate } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type { AmendmentId } from '../ids.ts'
import type { Pricing } from '../rating/pricing.ts'
import { agreementOn } from './agreement-on.ts'
import { canonicalPricing, samePricing, sameTerms } from './build-contract.ts'
import type { Agreement, ContractItem } from './contract.ts'

export interface NewTerms {
  readonly quantity?: Decimal
  readonly pricing?: Pricing
}

/**
 * The item's agreements with a new quantity or pricing from a day on. Each holds until the next day on which that very
 * thing was agreed anew: a new price from March leaves the quantity that changes in July as it is, and holds for it too.
 * The same array where nothing changes.
 */
export function changeTerms(
  item: Pick<ContractItem, 'agreements'>,
  from: CalendarDate,
  terms: NewTerms,
  amendmentId: AmendmentId,
): readonly Agreement[] {
  const now = agreementOn(item, from)
  const later = item.agreements.filter((each) => each.from > from)
  // The first agreement rules whatever lies before it, too.
  const earlier = item.agreements.filter((each) => each.from < from)
  let { quantity, pricing } = terms
  const changed = [{ ...now, from }, ...later].map((each): Agreement => {
    if (each.quantity !== now.quantity) quantity = undefined
    if (!samePricing(each.pricing, now.pricing)) pricing = undefined
    const next = {
      from: each.from,
      quantity: quantity ?? each.quantity,
      pricing: pricing === undefined ? each.pricing : canonicalPricing(pricing),
    }
    if (sameTerms(next, each)) return each
    return { ...next, amendmentId }
  })
  const agreements = withoutRepeats([...earlier, ...changed])
  return sameAgreements(agreements, withoutRepeats(item.agreements)) ? item.agreements : agreements
}

/** An agreement that says what the one before it says is none. */
function withoutRepeats(agreements: readonly Agreement[]): Agreement[] {
  return agreements.filter((each, i) => {
    const before = agreements[i - 1]
    return before === undefined || !sameTerms(before, each)
  })
}

function sameAgreements(left: readonly Agreement[], right: readonly Agreement[]): boolean {
  return (
    left.length === right.length &&
    left.every((each, i) => each.from === right[i]?.from && sameTerms(each, right[i] as Agreement))
  )
}
