// Why there is (no) invoice: the ordered checks, and a decision for everything that the snapshot holds (design.md section 4).
import { addressOf } from '../invoice/draft-document.ts'
import type { Decision } from '../plan.ts'
import type { GroupContext } from './plan-item.ts'
import { type BillingReason, billingChecks } from './reason.ts'

type Outcome = Decision<BillingReason>['outcome']

/** A reason with what follows from it: a decision without its subject. */
export type Verdict = Pick<Decision<BillingReason>, 'outcome' | 'reason'>

const rank: ReadonlyMap<string, number> = new Map(billingChecks.map((code, index) => [code, index]))
const PASSED = billingChecks.length

const outcomes: Readonly<Record<BillingReason['code'], Outcome>> = {
  'account-manual': 'blocked',
  'group-cancelled': 'blocked',
  'group-deactivated': 'blocked',
  'group-manual': 'blocked',
  'contract-ended': 'skip',
  'first-invoice-deferred': 'wait',
  'not-yet-due': 'wait',
  'assumed-sent-elsewhere': 'skip',
  'period-closed': 'wait',
  'client-on-trial': 'blocked',
  'below-minimum': 'wait',
  'too-many-outstanding': 'blocked',
  'address-missing': 'blocked',
  'nothing-open': 'skip',
  'on-hold': 'blocked',
  parked: 'blocked',
  'cycle-manual': 'blocked',
  'total-negative': 'wait',
  'held-after-void': 'blocked',
  'client-archived': 'blocked',
  due: 'do',
  'on-draft': 'wait',
}

/** What follows from a reason. */
export function verdictOf(reason: BillingReason): Verdict {
  return { outcome: outcomes[reason.code], reason }
}

/** The first reason in the order of the checks; undefined for none. */
export function firstStop(reasons: readonly BillingReason[]): BillingReason | undefined {
  let first: BillingReason | undefined
  for (const reason of reasons) if (first === undefined || rankOf(reason) < rankOf(first)) first = reason
  return first
}

function rankOf({ code }: BillingReason): number {
  return rank.get(code) ?? PASSED
}

/**
 * What stands for several together: of the reasons of a contract's items, or of a group's contracts and charges, the
 * one that passed most checks, and of equal ones the earliest to come. What has nothing to bill gives way to the rest.
 */
export function furthest(verdicts: readonly Verdict[]): Verdict {
  let best: Verdict | undefined
  for (const each of verdicts) if (best === undefined || isFurther(each, best)) best = each
  return best ?? verdictOf({ code: 'nothing-open' })
}

function isFurther({ reason }: Verdict, { reason: best }: Verdict): boolean {
  const distance = depthOf(reason) - depthOf(best)
  if (distance !== 0) return distance > 0
  const [day, bestDay] = [dayOf(reason), dayOf(best)]
  // An ending is told by its last day, everything else by its first.
  if (day !== bestDay) return reason.code === 'contract-ended' ? day > bestDay : day < bestDay
  return factsOf(reason) < factsOf(best)
}

function depthOf(reason: BillingReason): number {
  return reason.code === 'nothing-open' ? -1 : rankOf(reason)
}

function dayOf(reason: BillingReason): string {
  if ('on' in reason) return reason.on
  if (reason.code === 'contract-ended') return reason.endOn
  return reason.code === 'first-invoice-deferred' ? reason.until : ''
}

/** Any fixed order, so that the order of rows does not matter. */
function factsOf(reason: BillingReason): string {
  return JSON.stringify(reason)
}

/** The checks that hold for the whole group, whatever is due: those that stop it now. */
export function groupStops(context: GroupContext): BillingReason[] {
  const stops = allGroupStops(context)
  return context.options.lifted === true ? stops.filter(({ code }) => code === 'period-closed') : stops
}

function allGroupStops({ account, snapshot, asOf, options }: GroupContext): BillingReason[] {
  const { group, client } = snapshot
  const { billing, booksLockedThrough } = account.settings
  const byHand = options.by === 'hand'
  const stops: BillingReason[] = []
  const since = group.standingSince === undefined ? {} : { since: group.standingSince }
  if (!byHand && billing.mode === 'manual') stops.push({ code: 'account-manual' })
  if (group.state === 'cancelled') stops.push({ code: 'group-cancelled' })
  if (group.state === 'inactive') stops.push({ code: 'group-deactivated', ...since })
  if (!byHand && group.mode === 'manual') stops.push({ code: 'group-manual', ...since })
  if (booksLockedThrough !== undefined && asOf <= booksLockedThrough) {
    stops.push({ code: 'period-closed', through: booksLockedThrough })
  }
  if (group.hold !== undefined) stops.push({ code: 'on-hold', of: 'group', ...group.hold })
  if (client.status === 'archived') stops.push({ code: 'client-archived' })
  if (byHand) return stops
  const { trialClients, outstandingCap = 0 } = billing.judgeAll
  if (trialClients === 1 && client.status === 'trial') stops.push({ code: 'client-on-trial' })
  if (outstandingCap > 0 && snapshot.outstandingCount >= outstandingCap) {
    stops.push({ code: 'too-many-outstanding', count: snapshot.outstandingCount, cap: outstandingCap })
  }
  if (addressOf(client, group) === undefined) stops.push({ code: 'address-missing' })
  if (group.parked !== undefined) stops.push({ code: 'parked', problem: group.parked.problem, on: group.parked.on })
  return stops
}

/** Stops that no row of the group lifts: nothing else would wake it, so it is planned again every day. */
export const liftedOutside: ReadonlySet<BillingReason['code']> = new Set([
  'client-on-trial',
  'too-many-outstanding',
  'address-missing',
  'client-archived',
] as const)

/** Stops under which the group sleeps until somebody acts on it. */
export const standsStill: ReadonlySet<BillingReason['code']> = new Set([
  'account-manual',
  'group-cancelled',
  'group-deactivated',
  'group-manual',
  'on-hold',
  'parked',
] as const)
