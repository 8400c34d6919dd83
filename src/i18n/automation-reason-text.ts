// Why a rule did something about a document, will, or will not: every decision of automation in words. Written so that
// the same sentence is true in the plan of today and in the log of a run.
import type { OwnRuleReason } from '../core/automation/plan-own-rules.ts'
import type { RunPlanner } from '../core/automation/run.ts'
import type { BillingReason } from '../core/billing/reason.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Minor } from '../core/money.ts'
import type { CollectionReason } from '../core/plan-collection.ts'
import type { FinalizationReason } from '../core/plan-finalization.ts'
import type { LateFeeReason } from '../core/plan-late-fees.ts'
import type { ReminderReason } from '../core/plan-reminders.ts'
import type { RenewalReason } from '../core/plan-renewal.ts'
import type { Problem } from '../core/problem.ts'
import type { RunReason } from '../core/run-guard.ts'
import type { PlanReason } from '../core/selling/plan-reason.ts'
import type { UnitsReason } from '../core/selling/prepaid-units.ts'
import { formatDate, formatPeriod } from './format-date.ts'
import { formatDecimal, formatMoney } from './format-money.ts'
import { problemText } from './problem-text.ts'
import { reasonText } from './reason-text.ts'
import { saleRefusalText } from './sale-problem-text.ts'
import { t } from './translate.ts'

/** Why a draft becomes an invoice by itself, or does not. */
export function finalizationReasonText(reason: FinalizationReason, locale: string): string {
  const day = (date: CalendarDate) => formatDate(date, locale)
  switch (reason.code) {
    case 'finalizes':
      return t('automation.final-finalizes', { on: day(reason.on) })
    case 'on-hold':
      return held(t('automation.hold-group', { since: day(reason.since) }), reason.note)
    case 'parked':
      return t('automation.final-parked', { on: day(reason.on), problem: problemText(reason.problem, locale) })
    case 'cannot-finalize':
      return t('automation.final-cannot-finalize', { problem: problemText(reason.problem, locale) })
    case 'grace-running':
      return t('automation.final-grace-running', { until: day(reason.until), days: reason.days })
    case 'billing-date-to-come':
      return t('automation.final-billing-date-to-come', { until: day(reason.until) })
    case 'books-locked':
      return t('automation.final-books-locked', { through: day(reason.through) })
    case 'date-before-last':
      return t('automation.final-date-before-last', { last: day(reason.last) })
    default:
      return t(`automation.final-${reason.code}`)
  }
}

/** Why a reminder of an invoice is written, comes later, or never. */
export function reminderReasonText(reason: ReminderReason, locale: string): string {
  const day = (date: CalendarDate) => formatDate(date, locale)
  switch (reason.code) {
    case 'overtaken':
      return t('automation.remind-overtaken', { step: reason.step, on: day(reason.on), by: reason.by })
    case 'before-rule':
      return t('automation.remind-before-rule', { step: reason.step, on: day(reason.on), since: day(reason.since) })
    case 'card-under-way':
      return t('automation.remind-card-under-way', { on: day(reason.on), since: day(reason.since) })
    case 'reminds':
    case 'due-date-passed':
    case 'before-issue':
    case 'step-to-come':
    case 'no-recipient':
      return t(`automation.remind-${reason.code}`, { step: reason.step, on: day(reason.on) })
    case 'on-hold':
      return held(t(`automation.hold-${reason.of}`, { since: day(reason.since) }), reason.note)
    default:
      return t(`automation.remind-${reason.code}`)
  }
}

/** Why a late fee is charged, comes later, or never. */
export function lateFeeReasonText(reason: LateFeeReason, locale: string): string {
  const day = (date: CalendarDate) => formatDate(date, locale)
  const money = (amount: Minor, currency: Parameters<typeof formatMoney>[1]) => formatMoney(amount, currency, locale)
  switch (reason.code) {
    case 'accrues': {
      const values = { fees: reason.fees, amount: money(reason.amount, reason.currency) }
      return reason.next === undefined
        ? t('automation.fee-accrues', values)
        : t('automation.fee-accrues-next', { ...values, next: day(reason.next) })
    }
    case 'fee-to-come':
      return t('automation.fee-fee-to-come', { n: reason.n, on: day(reason.on) })
    case 'all-charged':
      return t('automation.fee-all-charged', { fees: reason.fees })
    case 'cap-reached':
      return t('automation.fee-cap-reached', { fees: reason.fees, amount: money(reason.amount, reason.currency) })
    case 'on-hold':
      return t('automation.fee-on-hold', { since: day(reason.since), next: day(reason.next) })
    case 'other-currency':
      return t('automation.fee-other-currency', { currency: reason.currency, rule: reason.rule })
    default:
      return t(`automation.fee-${reason.code}`)
  }
}

/** Why a contract goes on, later, or not at all. */
export function renewalReasonText(reason: RenewalReason, locale: string): string {
  const day = (date: CalendarDate) => formatDate(date, locale)
  switch (reason.code) {
    case 'renews':
    case 'ends':
      return t(`automation.renewal-${reason.code}`, { endOn: day(reason.endOn) })
    case 'renews-later':
      return t('automation.renewal-renews-later', { on: day(reason.on), endOn: day(reason.endOn) })
    case 'on-hold':
      return t('automation.renewal-on-hold', { since: day(reason.since) })
    default:
      return t(`automation.renewal-${reason.code}`)
  }
}

/** Why an invoice is collected with the stored method, or not. */
export function collectionReasonText(reason: CollectionReason, locale: string): string {
  const day = (date: CalendarDate) => formatDate(date, locale)
  switch (reason.code) {
    case 'collects':
      return t('automation.collect-collects', { amount: formatMoney(reason.amount, reason.currency, locale) })
    case 'not-yet-due':
      return t('automation.collect-not-yet-due', { on: day(reason.on) })
    case 'on-hold':
      return held(t(`automation.hold-${reason.of}`, { since: day(reason.since) }), reason.note)
    case 'attempt-pending':
    case 'needs-action':
    case 'outcome-unknown':
    case 'already-collected':
      return t(`automation.collect-${reason.code}`, { attempt: reason.attempt, on: day(reason.on) })
    case 'retry-later':
      return t('automation.collect-retry-later', { until: day(reason.until) })
    case 'attempts-failed':
      return t('automation.collect-attempts-failed', { failed: reason.failed, on: day(reason.on) })
    default:
      return t(`automation.collect-${reason.code}`)
  }
}

/** Why a plan was renewed, expired, or waits. */
function planReasonText(reason: PlanReason | Problem, locale: string): string {
  switch (reason.code) {
    case 'plan-renewed':
      // A problem of the same code has no days.
      return 'from' in reason
        ? t('selling.run-renewed', { period: formatPeriod({ start: reason.from, end: reason.to }, locale) })
        : problemText(reason, locale)
    case 'plan-expired':
      return t('selling.run-expired', { on: formatDate(reason.on, locale) })
    case 'renewal-refused':
      return saleRefusalText(reason.refusal, locale)
    case 'not-sold-any-more':
      return t('selling.run-not-sold', { name: reason.name })
    default:
      return problemText(reason, locale)
  }
}

/** Why an own rule did something with a row, or did not. */
export function ownRuleReasonText(reason: OwnRuleReason, locale: string): string {
  switch (reason.code) {
    case 'fires':
      return t('automation.own-fires', { on: formatDate(reason.on, locale) })
    case 'before-rule':
      return t('automation.own-before-rule', {
        on: formatDate(reason.on, locale),
        since: formatDate(reason.since, locale),
      })
    case 'condition-unmet':
      return t('automation.own-condition-unmet', { n: reason.condition + 1 })
    case 'too-deep':
      return t('automation.own-too-deep', { depth: reason.depth })
    case 'limit-reached':
      return t('automation.own-limit-reached', { limit: reason.limit })
    case 'refused':
      return t('automation.own-refused', { done: reason.done, problem: problemText(reason.problem, locale) })
    default:
      return t(`automation.own-${reason.code}`)
  }
}

/** Why a run did everything, only drafts, or nothing. */
export function runReasonText(reason: RunReason, locale: string): string {
  const day = (date: CalendarDate) => formatDate(date, locale)
  switch (reason.code) {
    case 'clock-went-back':
      return t('automation.run-clock-went-back', { lastRunOn: day(reason.lastRunOn), days: reason.days })
    case 'time-zone-changed':
      return t('automation.run-time-zone-changed', {
        lastRunOn: day(reason.lastRunOn),
        from: reason.from,
        to: reason.to,
      })
    case 'away-too-long':
      return t('automation.run-away-too-long', { days: reason.days, lastRunOn: day(reason.away.lastRunOn) })
    case 'too-many-documents':
      return t('automation.run-too-many-documents', { documents: reason.documents, limit: reason.limit })
    case 'newer-rules':
    case 'runs':
      return t(`automation.run-${reason.code}`)
  }
}

/** The sentence of a decision of any planner, as a run writes it down. Of a newer version's code: the code itself. */
export function decisionText(planner: RunPlanner, reason: { readonly code: string }, locale: string): string {
  switch (reason.code) {
    // Of the run as a whole, said of a document that waits for a word.
    case 'away-too-long':
    case 'too-many-documents':
      return runReasonText(reason as RunReason, locale)
    case 'run-failed':
      return problemText(reason as Problem, locale)
  }
  switch (planner) {
    case 'billing':
      return reasonText(reason as BillingReason, locale)
    case 'renewal':
      return renewalReasonText(reason as RenewalReason, locale)
    case 'finalization':
      return finalizationReasonText(reason as FinalizationReason, locale)
    case 'reminders':
      return reminderReasonText(reason as ReminderReason, locale)
    case 'late-fees':
      return lateFeeReasonText(reason as LateFeeReason, locale)
    case 'collection':
      return collectionReasonText(reason as CollectionReason, locale)
    case 'own':
      return ownRuleReasonText(reason as OwnRuleReason, locale)
    case 'plans':
      return planReasonText(reason as PlanReason | Problem, locale)
    case 'units': {
      const { clientName, product, units } = reason as UnitsReason
      return t('units.run-expired', { clientName, product, units: formatDecimal(units, locale) })
    }
    case 'backup':
      return reason.code
  }
}

function held(sentence: string, note: string | undefined): string {
  return note === undefined ? sentence : t('automation.hold-note', { sentence, note })
}
