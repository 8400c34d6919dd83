// What a quantity costs (M-20). Everything is exact: the amount is rounded once, by whoever writes the charge.
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  isNegative,
  isZero,
  multiplyDecimals,
  subtractDecimals,
} from '../decimal.ts'
import { type Minor, roundToMinor, subtractMinor } from '../money.ts'

/** One step of a price list: the units above the step before it, up to and with `upTo`; the last step has no `upTo`. */
export interface PriceTier {
  readonly upTo?: Decimal
  readonly unitPrice: Decimal
}

/** Prices in major units, for one period where the item recurs. */
export type Pricing = (
  | { readonly kind: 'flat'; readonly price: Decimal }
  | { readonly kind: 'per-unit'; readonly unitPrice: Decimal }
  /** Each unit costs what its step says: 200 units = 100 x 0.99 + 100 x 0.95. */
  | { readonly kind: 'graduated'; readonly tiers: readonly PriceTier[] }
  /** All units cost what the step of the whole quantity says. */
  | { readonly kind: 'volume'; readonly tiers: readonly PriceTier[] }
) & {
  /** The least that is charged, in major units. */
  readonly minimum?: Decimal
}

export type PricingProblem =
  | 'price-negative'
  | 'minimum-negative'
  | 'tiers-missing'
  | 'tiers-not-ascending'
  | 'last-tier-closed'
  | 'tier-open'

/** A part of the amount that has one price. `top-up` is what is missing to the minimum. */
export interface RatedSegment {
  readonly kind: 'flat' | 'units' | 'top-up'
  readonly quantity: Decimal
  readonly unitPrice: Decimal
  /** quantity x unitPrice, exact, in major units. */
  readonly net: Decimal
}

export interface Rated {
  /** The sum of the segments, exact, in major units. */
  readonly net: Decimal
  readonly segments: readonly RatedSegment[]
}

const ZERO = '0' as Decimal
const ONE = '1' as Decimal

/** Why the pricing cannot be used, or undefined: a price below 0, or steps that do not cover every quantity once. */
export function checkPricing(pricing: Pricing): PricingProblem | undefined {
  if (pricing.minimum !== undefined && isNegative(pricing.minimum)) return 'minimum-negative'
  switch (pricing.kind) {
    case 'flat':
      return isNegative(pricing.price) ? 'price-negative' : undefined
    case 'per-unit':
      return isNegative(pricing.unitPrice) ? 'price-negative' : undefined
    case 'graduated':
    case 'volume':
      return checkTiers(pricing.tiers)
  }
}

function checkTiers(tiers: readonly PriceTier[]): PricingProblem | undefined {
  if (tiers.length === 0) return 'tiers-missing'
  if (tiers.some((tier) => isNegative(tier.unitPrice))) return 'price-negative'
  if (tiers.at(-1)?.upTo !== undefined) return 'last-tier-closed'
  let before = ZERO
  for (const { upTo } of tiers.slice(0, -1)) {
    if (upTo === undefined) return 'tier-open'
    if (compareDecimals(upTo, before) <= 0) return 'tiers-not-ascending'
    before = upTo
  }
  return undefined
}

/**
 * What the quantity costs, exact, with its parts. A flat price does not depend on the quantity. Throws RangeError for
 * a quantity below 0 and for a pricing that `checkPricing` refuses.
 */
export function rate(pricing: Pricing, quantity: Decimal): Rated {
  const problem = checkPricing(pricing)
  if (problem !== undefined) throw new RangeError(`not a pricing: ${problem}`)
  if (isNegative(quantity)) throw new RangeError(`a quantity below 0: ${quantity}`)
  const segments = segmentsOf(pricing, quantity)
  const net = segments.reduce((sum, segment) => addDecimals(sum, segment.net), ZERO)
  const missing = pricing.minimum === undefined ? ZERO : subtractDecimals(pricing.minimum, net)
  if (isZero(missing) || isNegative(missing)) return { net, segments }
  return {
    net: addDecimals(net, missing),
    segments: [...segments, { kind: 'top-up', quantity: ONE, unitPrice: missing, net: missing }],
  }
}

function segmentsOf(pricing: Pricing, quantity: Decimal): RatedSegment[] {
  switch (pricing.kind) {
    case 'flat':
      return [{ kind: 'flat', quantity: ONE, unitPrice: pricing.price, net: pricing.price }]
    case 'per-unit':
      return [units(quantity, pricing.unitPrice)]
    case 'volume':
      return [units(quantity, volumeTier(pricing.tiers, quantity).unitPrice)]
    case 'graduated':
      return graduated(pricing.tiers, quantity)
  }
}

function units(quantity: Decimal, unitPrice: Decimal): RatedSegment {
  return { kind: 'units', quantity, unitPrice, net: multiplyDecimals(quantity, unitPrice) }
}

function volumeTier(tiers: readonly PriceTier[], quantity: Decimal): PriceTier {
  const found = tiers.find(({ upTo }) => upTo === undefined || compareDecimals(quantity, upTo) <= 0)
  return found as PriceTier
}

function graduated(tiers: readonly PriceTier[], quantity: Decimal): RatedSegment[] {
  const segments: RatedSegment[] = []
  let from = ZERO
  for (const { upTo, unitPrice } of tiers) {
    const to = upTo === undefined || compareDecimals(quantity, upTo) <= 0 ? quantity : upTo
    segments.push(units(subtractDecimals(to, from), unitPrice))
    if (to === quantity) break
    from = to
  }
  return segments
}

/** What the quantity costs in minor units of a currency with `exponent` decimals, rounded once. */
export function rateToMinor(pricing: Pricing, quantity: Decimal, exponent: number): Minor {
  return roundToMinor(rate(pricing, quantity).net, exponent)
}

/**
 * What usage that arrived late adds: the price of all usage of its period less what was charged for it. Below 0
 * where a volume step makes the whole cheaper. `allUsage` has the late usage in it.
 */
export function rateLateUsage(pricing: Pricing, allUsage: Decimal, charged: Minor, exponent: number): Minor {
  return subtractMinor(rateToMinor(pricing, allUsage, exponent), charged)
}
