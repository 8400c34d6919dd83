// How a plan stands on a day: its terms one after another, and what happens next and when (T-8, T-20, R-29).
import type { CalendarDate } from '../date.ts'
import type { SellingSettings } from '../settings.ts'
import { planWake } from './plan-wake.ts'
import type { PlanPurchase } from './purchase.ts'

/** `drafted`: its invoice is not issued yet. `restored`: it had expired and was paid after all. */
export type TermStanding = 'drafted' | 'unpaid' | 'paid' | 'expired' | 'restored' | 'undone'

export function termStanding(term: Pick<PlanPurchase, 'state' | 'paid' | 'expiredOn' | 'restoredOn'>): TermStanding {
  if (term.state === 'undone') return 'undone'
  if (term.expiredOn !== undefined && term.paid === 0) return 'expired'
  if (term.paid === 1) return term.restoredOn === undefined ? 'paid' : 'restored'
  return term.state === 'drafted' ? 'drafted' : 'unpaid'
}

/** What comes next of a plan, and when. */
export type PlanNext =
  /** Its renewal is invoiced on `on`; unpaid, the plan expires on `expiresOn`. */
  | { readonly kind: 'renews'; readonly on: CalendarDate; readonly expiresOn: CalendarDate }
  /** `term` is not paid: the plan expires on `on` unless it is. */
  | { readonly kind: 'expires'; readonly on: CalendarDate; readonly term: PlanPurchase }
  /** Not paid by `on`; paying `term` restores it. */
  | { readonly kind: 'expired'; readonly on: CalendarDate; readonly term: PlanPurchase }
  /** Nothing follows `on`: the owner let it run out, gave up its renewal, or nothing could be made of it. */
  | {
      readonly kind: 'ends'
      readonly on: CalendarDate
      readonly why: 'stopped' | 'declined' | 'not-renewed'
    }
  /** Every term was taken back. */
  | { readonly kind: 'undone' }

/** The terms that count, the first one first. */
export function liveTerms(terms: readonly PlanPurchase[]): readonly PlanPurchase[] {
  return terms.filter(({ state }) => state !== 'undone').sort((left, right) => left.term - right.term)
}

/** What comes next of a plan, from its terms, taken-back ones too. */
export function planNext(terms: readonly PlanPurchase[], selling: Pick<SellingSettings, 'renewalLead'>): PlanNext {
  const last = liveTerms(terms).at(-1)
  if (last === undefined) return { kind: 'undone' }
  if (last.paid === 0) {
    if (last.expiredOn !== undefined) return { kind: 'expired', on: last.expiredOn, term: last }
    return { kind: 'expires', on: last.term === 1 ? last.end : last.start, term: last }
  }
  if (last.renews === 0) return { kind: 'ends', on: last.end, why: 'stopped' }
  if (last.renewedBy !== undefined) return { kind: 'ends', on: last.end, why: 'declined' }
  const on = planWake(last, selling)
  return on === undefined
    ? { kind: 'ends', on: last.end, why: 'not-renewed' }
    : { kind: 'renews', on, expiresOn: last.end }
}

/** What months are counted from: the plan's first day, or that of the last term that was moved by its restore. */
export function planOrigin(terms: readonly PlanPurchase[]): CalendarDate {
  const chain = [...terms].sort((left, right) => left.term - right.term)
  const moved = chain.findLast(({ start, restoredOn, state }) => state !== 'undone' && start === restoredOn)
  const first = moved ?? chain[0]
  if (first === undefined) throw new Error('A plan without a term')
  return first.start
}
