// M-24: contracts that renew themselves go on, their days of notice before the end.
import type { Contract } from './contract/contract.ts'
import { addDays, type CalendarDate } from './date.ts'
import type { ContractId } from './ids.ts'
import type { Decision, Plan } from './plan.ts'

export interface RenewalIntent {
  readonly kind: 'renew'
  readonly contractId: ContractId
  readonly version: number
}

export type RenewalReason =
  | { readonly code: 'renews'; readonly endOn: CalendarDate }
  | { readonly code: 'renews-later'; readonly on: CalendarDate; readonly endOn: CalendarDate }
  /** what stands still does not go on by itself. */
  | { readonly code: 'on-hold'; readonly since: CalendarDate }
  | { readonly code: 'ends'; readonly endOn: CalendarDate }
  | { readonly code: 'open-ended' }
  | { readonly code: 'cancelled' }
  | { readonly code: 'renewed'; readonly as?: ContractId }

/** The day on which the contract renews itself; undefined where it does not. */
export function renewsOn({ state, renewal, endOn }: Contract): CalendarDate | undefined {
  if (state !== 'active' || renewal === undefined || endOn === undefined) return undefined
  return addDays(endOn, -renewal.noticeDays)
}

/** The next day after `asOf` on which one of the contracts renews itself. */
export function nextRenewal(contracts: readonly Contract[], asOf: CalendarDate): CalendarDate | undefined {
  const days = contracts.filter(({ hold }) => hold === undefined).map(renewsOn)
  return days.filter((day) => day !== undefined && day > asOf).sort()[0]
}

/**
 * The contracts to renew by the day, in the order of their ends, and a decision for each. The new contract of one that
 * is long over may be due again: plan until nothing is left.
 */
export function planRenewals(contracts: readonly Contract[], asOf: CalendarDate): Plan<RenewalIntent, RenewalReason> {
  const decisions = contracts.map((contract) => decide(contract, asOf))
  const due = contracts.filter((_contract, i) => decisions[i]?.outcome === 'do')
  const intents = due
    .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1))
    .map(({ id, version }): RenewalIntent => ({ kind: 'renew', contractId: id, version }))
  return { asOf, intents, decisions }
}

function sortKey({ endOn, id }: Contract): string {
  return `${endOn} ${id}`
}

function decide(contract: Contract, asOf: CalendarDate): Decision<RenewalReason> {
  const { id, state, endOn, hold, renewedAs } = contract
  const say = (outcome: Decision<RenewalReason>['outcome'], reason: RenewalReason): Decision<RenewalReason> => {
    return { subject: { kind: 'contract', id }, outcome, reason }
  }
  if (state === 'renewed') return say('skip', { code: 'renewed', ...(renewedAs !== undefined && { as: renewedAs }) })
  if (state === 'cancelled') return say('skip', { code: 'cancelled' })
  if (endOn === undefined) return say('skip', { code: 'open-ended' })
  const on = renewsOn(contract)
  if (on === undefined) return say('skip', { code: 'ends', endOn })
  if (hold !== undefined) return say('blocked', { code: 'on-hold', since: hold.since })
  return on > asOf ? say('wait', { code: 'renews-later', on, endOn }) : say('do', { code: 'renews', endOn })
}
