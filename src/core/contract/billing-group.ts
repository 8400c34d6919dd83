// How and when a client's charges become invoices (M-6): one group by default, more on demand.
import type { CalendarDate, Instant } from '../date.ts'
import type { AddressId, BillingGroupId, ClientId } from '../ids.ts'
import type { CustomField, PaymentMethod } from '../model.ts'
import type { Cadence, Period } from '../period.ts'
import type { Anchor } from '../period-chain.ts'
import type { Problem } from '../problem.ts'
import type { Hold } from './contract.ts'

/**
 * When invoices are gathered (P-11, R-7). `manual`: contract charges bill on their own days, charges by hand only by
 * hand. `every`: one invoice per cycle, at each boundary, over all charges dated before it.
 */
export type BillingCycle =
  | { readonly kind: 'manual' }
  | { readonly kind: 'every'; readonly cadence: Cadence; readonly anchor: Anchor }

/** Why a run failed for a group, until somebody lifts it; the other groups go on (design.md section 5). */
export interface Parked {
  readonly problem: Problem
  readonly on: CalendarDate
  readonly at: Instant
}

export interface BillingGroup {
  readonly id: BillingGroupId
  readonly version: number
  readonly clientId: ClientId
  readonly name: string
  readonly isDefault: 0 | 1
  /** `inactive`: deactivated (M-12). `cancelled`: given up; both can be set active again. */
  readonly state: 'active' | 'inactive' | 'cancelled'
  /** `manual`: invoices are made by hand only (M-9). */
  readonly mode: 'automatic' | 'manual'
  readonly hold?: Hold
  /** Holds that are over, half-open: no late fee accrues on their days. */
  readonly pastHolds?: readonly Period[]
  /** Since when the group has stood still without a break: on hold, not active or manual. Kept by commands. */
  readonly standingSince?: CalendarDate
  readonly parked?: Parked
  /** Days from a charge's billing date to its invoice, -60..30; negative only for charges in advance (M-4, R-6). */
  readonly offsetDays: number
  /** The client's where absent. */
  readonly cycle?: BillingCycle
  /** Who gets the invoices, where not the client itself, and who gets a copy. */
  readonly recipient?: { readonly name: string; readonly email?: string }
  readonly cc: readonly string[]
  /** The client's default address where absent. */
  readonly addressId?: AddressId
  readonly termsDays?: number
  readonly poNumber?: string
  readonly paymentMethod?: PaymentMethod
  /** M-7. */
  readonly customFields?: readonly CustomField[]
}

/** What a new group starts with. */
export function defaultGroup(given: Pick<BillingGroup, 'id' | 'clientId' | 'name' | 'isDefault'>): BillingGroup {
  return { ...given, version: 1, state: 'active', mode: 'automatic', offsetDays: 0, cc: [] }
}

/** Whether the run passes over the group: on hold, not active or manual. */
export function standsStill({ hold, state, mode }: Pick<BillingGroup, 'hold' | 'state' | 'mode'>): boolean {
  return hold !== undefined || state !== 'active' || mode === 'manual'
}

/** The group with the day since when it has stood still: kept while one reason follows another, gone when it goes on. */
export function withStanding(group: BillingGroup, today: CalendarDate): BillingGroup {
  const { standingSince, ...rest } = group
  return standsStill(group) ? { ...rest, standingSince: standingSince ?? today } : rest
}
