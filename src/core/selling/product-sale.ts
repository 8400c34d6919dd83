// What makes a product one that is sold ahead, by invoice (T-1..T-9): a pack of units, or a plan for some months.
import type { Decimal } from '../decimal.ts'
import type { Cadence } from '../period.ts'

/** When bought units may be used (T-5): once their invoice is issued, or once it is paid. */
export type UsableOn = 'issue' | 'payment'

/** Units that are used up one by one: lessons, hours, messages. The product's `unit` says what one is called. */
export interface PackSale {
  readonly kind: 'pack'
  /** How many units one pack holds; with a price per unit the number that is proposed. Above 0. */
  readonly units: Decimal
  /** What the product's price is the price of: the whole pack, or one unit, of which any number may be bought. */
  readonly priceOf: 'pack' | 'unit'
  /** The account's where absent. */
  readonly usableOn?: UsableOn
  /** Counted from the first day on which the units may be used; they never expire where absent (T-5). */
  readonly expiresAfter?: Cadence
  /** The owner is reminded when so many units or fewer are left. */
  readonly lowAt?: Decimal
  /** More may be used than was bought: each unit of it becomes a charge at this price. Absent: never below zero. */
  readonly overdraftPrice?: Decimal
}

/** A service for a number of months, billed ahead on one invoice. The product's price is that of one month. */
export interface PlanSale {
  readonly kind: 'plan'
  /** Whole months that it is sold for, ascending; the account's where absent (T-6). */
  readonly terms?: readonly number[]
  /** Months begin on the 1st, the first one prorated by its days (T-7), or on the day of the sale. */
  readonly renewOn: RenewOn
}

export type RenewOn = 'first' | 'anniversary'

export type ProductSale = PackSale | PlanSale
