// What a person enters, or a file has, about a contract and its items; the rest of the rows is made from it.
import type { CalendarDate } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type { BillingGroupId, ClientId, ProductId, TaxRateId } from '../ids.ts'
import type { CustomField } from '../model.ts'
import type { CurrencyCode } from '../money.ts'
import type { Cadence } from '../period.ts'
import type { BillingTiming, FirstStub } from '../period-chain.ts'
import type { ProrationMode } from '../proration.ts'
import type { Pricing } from '../rating/pricing.ts'
import type { ContractItem, RenewalTerms } from './contract.ts'

/** A later step of what is agreed (M-25). */
export interface RampStep {
  readonly from: CalendarDate
  readonly quantity: Decimal
  readonly pricing: Pricing
}

export interface ItemFields {
  readonly productId?: ProductId
  readonly description: string
  readonly unit?: string
  readonly kind: ContractItem['kind']
  /** Usage items are always in arrears, one-off items always in advance, whatever is said here. */
  readonly timing: BillingTiming
  /** One-off items have none: it is ignored. */
  readonly cadence: Cadence
  /** Default: the contract's start, or the day of the amendment that adds the item. */
  readonly startOn?: CalendarDate
  /** Exclusive; default: the contract's end. */
  readonly endOn?: CalendarDate
  /** Default 0. */
  readonly trialDays?: number
  /** Day of the month on which periods begin, 1..31, for cadences of months and years; default: the first billed day's own. */
  readonly billingDay?: number
  /** Default: the account's setting. */
  readonly firstStub?: FirstStub
  /** Default: the account's setting. `none` in any case where the product is excluded from proration (W-5). */
  readonly proration?: ProrationMode
  readonly quantity: Decimal
  readonly pricing: Pricing
  /** Later steps, in order of `from` (M-25). */
  readonly ramp?: readonly RampStep[]
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
}

export interface ContractFields {
  readonly clientId: ClientId
  /** Default: the client's default group. */
  readonly billingGroupId?: BillingGroupId
  readonly name: string
  readonly contractNumber?: string
  readonly currency: CurrencyCode
  readonly startOn: CalendarDate
  /** Exclusive. */
  readonly endOn?: CalendarDate
  readonly renewal?: RenewalTerms
  readonly poNumber?: string
  /** M-7; checked by commands, which know the definitions. */
  readonly customFields?: readonly CustomField[]
  readonly notes?: string
  readonly items: readonly ItemFields[]
}
