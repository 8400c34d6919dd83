// Usage that was entered after its period had been charged: a line of its own on the next invoice.
import {
  type Contract,
  type ContractItem,
  type Correction,
  contractChargeId,
  type UsageRecord,
} from '../contract/contract.ts'
import { currencyExponent } from '../currency.ts'
import type { CalendarDate } from '../date.ts'
import { addDecimals, type Decimal, decimal, isNegative, multiplyDecimals, subtractDecimals } from '../decimal.ts'
import type { UsageRecordId } from '../ids.ts'
import type { Charge } from '../model.ts'
import { type Minor, minor, minorToDecimal, multiplyToMinor, roundToMinor } from '../money.ts'
import { includes, type Period } from '../period.ts'
import type { RatedSegment } from '../rating/pricing.ts'
import { endOfItem } from './charge-period.ts'
import { rateUsage, usageWithin } from './rate-period.ts'
import type { ItemSnapshot, PlannedCharge } from './snapshot.ts'

const ZERO = decimal('0')

export interface LateUsage {
  readonly charge: PlannedCharge
  readonly usageIds: readonly UsageRecordId[]
}

/**
 * One charge for each charged period that open records lie in: all usage of the period by its tiers, less what the
 * period was charged. Below 0 where a volume step makes the whole cheaper; waived where it comes to nothing, so
 * that its records count as billed. A period that was skipped, waived by hand or sent from elsewhere owes nothing, and
 * its records stay as they are.
 * @param billsOn when the charges bill at the latest
 */
export function lateUsage(
  { item, usage: recorded, charges, chargedThrough, corrections: given }: ItemSnapshot,
  contract: Contract,
  corrections: readonly Correction[],
  billsOn: CalendarDate,
): readonly LateUsage[] {
  if (item.kind !== 'usage' || chargedThrough === undefined) return []
  // What was used after the end is not owed, whether it was charged before the end was set or came late.
  const ends = endOfItem(item, contract)
  const usage = ends === undefined ? recorded : recorded.filter(({ on }) => on < ends)
  const late = usage.filter((each) => each.state === 'open' && each.on < chargedThrough)
  if (late.length === 0) return []
  const chain = charges
    .filter(({ cause, period }) => cause === undefined && period !== undefined)
    .sort((left, right) => (left.id < right.id ? -1 : 1))
  // What a person let go with its charge is not owed again.
  const letGo = new Set(charges.filter(({ state, waivedFor }) => state === 'waived' && !waivedFor).map(({ id }) => id))
  const owed = usage.filter(({ chargeId }) => chargeId === undefined || !letGo.has(chargeId))
  return chain.flatMap((first): LateUsage[] => {
    const period = first.period as Period
    const records = late.filter(({ on }) => includes(period, on))
    if (records.length === 0 || (first.state === 'waived' && first.waivedFor !== 'nothing-to-bill')) return []
    // By key: what was made beside a chain charge may have a part of its period.
    const key = `${first.id}/`
    const same = charges.filter(({ id }) => id === first.id || id.startsWith(key))
    const credited = (given ?? corrections).filter(({ id, state }) => id.startsWith(key) && state !== 'withdrawn')
    const charged = minor(
      same.reduce((sum, each) => sum + (each.state === 'waived' ? 0 : each.amount), 0) +
        // What the next invoice takes back stands among the charges.
        credited.reduce((sum, each) => sum + (each.resolution === 'next-invoice' ? 0 : each.amount), 0),
    )
    const n = same.filter(({ cause }) => cause?.startsWith('late_')).length + 1
    const charge = lateCharge(item, contract, period, owed, records, charged)
    return [
      {
        charge: {
          ...charge,
          id: contractChargeId(item.id, period.start, `late_${n}`),
          cause: `late_${n}`,
          billsOn,
        },
        usageIds: records.map(({ id }) => id).sort(),
      },
    ]
  })
}

function lateCharge(
  item: ContractItem,
  contract: Contract,
  period: Period,
  usage: readonly UsageRecord[],
  late: readonly UsageRecord[],
  charged: Minor,
): Omit<PlannedCharge, 'id' | 'cause' | 'billsOn'> {
  const exponent = currencyExponent(contract.currency)
  const all = rateUsage(item, period, usageWithin(period, usage))
  const amount = minor(roundToMinor(all.net, exponent) - charged)
  const lateIds = new Set(late.map(({ id }) => id))
  const before = usageWithin(period, usage).filter(({ id }) => !lateIds.has(id))
  const { counted, quantity, unitPrice, rating } = shown(
    period,
    all.segments,
    rateUsage(item, period, before).segments,
    amount,
    exponent,
  )
  return {
    clientId: item.clientId,
    billingGroupId: item.billingGroupId,
    currency: contract.currency,
    source: 'usage',
    ...(item.productId === undefined ? {} : { productId: item.productId }),
    description: item.description,
    quantity,
    ...(item.unit === undefined || !counted ? {} : { unit: item.unit }),
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
    ...(rating === undefined ? {} : { rating }),
    ...(amount === 0 ? { state: 'waived', waivedFor: 'nothing-to-bill' } : { state: 'open' }),
  }
}

/** What came on top, where that gives the amount: one price as quantity x price, several as one lot with its parts. */
function shown(
  period: Period,
  all: readonly RatedSegment[],
  before: readonly RatedSegment[],
  amount: Minor,
  exponent: number,
): Pick<PlannedCharge, 'quantity' | 'unitPrice' | 'rating'> & { readonly counted: boolean } {
  const segments = onTop(all, before)
  const [only, ...more] = segments ?? []
  if (only !== undefined && more.length === 0 && multiplyToMinor(only.quantity, only.unitPrice, exponent) === amount) {
    return { counted: true, quantity: only.quantity, unitPrice: only.unitPrice }
  }
  const major = minorToDecimal(amount, exponent)
  if (isNegative(major)) return { counted: false, quantity: decimal('-1'), unitPrice: subtractDecimals(ZERO, major) }
  const lot = { counted: false, quantity: decimal('1'), unitPrice: major }
  const sum = (segments ?? []).reduce((total, { net }) => addDecimals(total, net), ZERO)
  const explained = segments !== undefined && more.length > 0 && roundToMinor(sum, exponent) === amount
  return explained ? { ...lot, rating: { parts: [{ period, segments }] } } : lot
}

/** The units that were added at each price; undefined where any went away, as by volume, or a minimum is in it. */
function onTop(all: readonly RatedSegment[], before: readonly RatedSegment[]): RatedSegment[] | undefined {
  if ([...all, ...before].some(({ kind }) => kind === 'top-up')) return undefined
  const quantities = new Map<Decimal, Decimal>()
  const count = ({ unitPrice, quantity }: RatedSegment, sign: typeof addDecimals) =>
    quantities.set(unitPrice, sign(quantities.get(unitPrice) ?? ZERO, quantity))
  for (const segment of all) count(segment, addDecimals)
  for (const segment of before) count(segment, subtractDecimals)
  const segments = [...quantities].filter(([, quantity]) => quantity !== ZERO)
  if (segments.some(([, quantity]) => isNegative(quantity))) return undefined
  return segments.map(([unitPrice, quantity]) => ({
    kind: 'units',
    quantity,
    unitPrice,
    net: multiplyDecimals(quantity, unitPrice),
  }))
}

/** Whether the charge is one for usage that came late: it goes on the next invoice, whichever comes first. */
export function isLate(charge: Pick<Charge, 'cause'>): boolean {
  return charge.cause?.startsWith('late_') === true
}
