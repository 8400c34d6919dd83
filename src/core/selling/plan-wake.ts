// When a run has something to do with a term of a plan (T-8, T-20, R-29), and how a plan stands on a day.
import type { CalendarDate } from '../date.ts'
import type { SellingSettings } from '../settings.ts'
import type { PlanPurchase } from './purchase.ts'
import { renewalDay } from './term-days.ts'

/**
 * The day on which the term is renewed, or found expired; undefined: nothing happens to it by itself. Paid: its renewal,
 * unless it has one or is let run out. Unpaid: the first term expires on its end, a renewal on its first day.
 */
export function planWake(
  term: Pick<
    PlanPurchase,
    'state' | 'paid' | 'renews' | 'renewedBy' | 'expiredOn' | 'restoredOn' | 'term' | 'start' | 'end'
  >,
  { renewalLead }: Pick<SellingSettings, 'renewalLead'>,
): CalendarDate | undefined {
  if (term.state === 'undone') return undefined
  if (term.expiredOn !== undefined && term.restoredOn === undefined) return undefined
  if (term.paid === 1) {
    return term.renews === 1 && term.renewedBy === undefined ? renewalDay(term, renewalLead) : undefined
  }
  return term.term === 1 ? term.end : term.start
}

/** The term with its day; one that has none loses the field, so that no index holds it. */
export function withWake(term: PlanPurchase, selling: Pick<SellingSettings, 'renewalLead'>): PlanPurchase {
  const { wakeOn: _wakeOn, ...rest } = term
  const wakeOn = planWake(rest, selling)
  return wakeOn === undefined ? rest : { ...rest, wakeOn }
}
