// How a plan stands on a day: its terms one after another, and what happens next and when (T-8, T-20, R-29).
import type { CalendarDate } from '../date.ts'
import type { SellingSettings } from '../settings.ts'
import { termEnd } from './plan-term.ts'
import { planWake } from './plan-wake.ts'
import type { ProductSale } from './product-sale.ts'
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

/** What the next term of a plan is ordered as, after `term`, the last of `terms` that counts, as the product is sold now. */
export function renewalOrder(
  { termMonths, end, renewOn }: Pick<PlanPurchase, 'termMonths' | 'end' | 'renewOn'>,
  terms: readonly PlanPurchase[],
  sale: ProductSale | undefined,
): { readonly termMonths: number; readonly startOn: CalendarDate; readonly origin: CalendarDate } {
  const goesOn = sale?.kind === 'plan' && sale.renewOn === renewOn
  return { termMonths, startOn: end, origin: goesOn ? planOrigin(terms) : end }
}

/**
 * What months are counted from: the first day of the last term that did not simply follow the one before it, by the same
 * days. It is the plan's first, one that its restore moved, or one that the price list begins on other days.
 */
function planOrigin(terms: readonly PlanPurchase[]): CalendarDate {
  const chain = [...terms].sort((left, right) => left.term - right.term)
  const follows = ({ term, start, renewOn }: PlanPurchase) =>
    chain.some((each) => each.term === term - 1 && each.end === start && each.renewOn === renewOn)
  const first = chain.findLast((each) => each.state !== 'undone' && !follows(each)) ?? chain[0]
  if (first === undefined) throw new Error('A plan without a term')
  return first.start
}

/** Whether a late payment moved the term to its own day; one paid on the day on which it expired stays. */
export function wasMoved({ expiredOn, restoredOn, start }: Pick<PlanPurchase, 'expiredOn' | 'restoredOn' | 'start'>) {
  return expiredOn !== undefined && start === restoredOn && start > expiredOn
}

/**
 * A term as it was before a late payment moved it, which is gone again: from the day on which it expired. One that has
 * a successor, or was never moved, stays.
 */
export function unmovedTerm(term: PlanPurchase, terms: readonly PlanPurchase[]): PlanPurchase {
  const { expiredOn, termMonths: months, renewOn } = term
  if (expiredOn === undefined || !wasMoved(term) || term.renewedBy !== undefined) return term
  const back: PlanPurchase = { ...term, start: expiredOn }
  const origin = planOrigin(terms.map((each) => (each.id === term.id ? back : each)))
  return { ...back, end: termEnd({ start: expiredOn, months, renewOn, origin }) }
}
