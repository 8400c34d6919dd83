// Every answer to "why is there (no) invoice?" in words, with its figures.
import { liftOf } from '../core/billing/lift.ts'
import type { BillingReason, billingChecks, NotYet } from '../core/billing/reason.ts'
import { lastDayOf } from '../core/date.ts'
import type { Minor } from '../core/money.ts'
import { formatDate, formatPeriod } from './format-date.ts'
import { formatMoney } from './format-money.ts'
import { problemText } from './problem-text.ts'
import { type MessageKey, t } from './translate.ts'

/** The sentence for a reason, with dates and amounts as `locale` (BCP 47) writes them. */
export function reasonText(reason: BillingReason, locale: string): string {
  const day = (date: Parameters<typeof formatDate>[0]) => formatDate(date, locale)
  const money = (amount: Minor, currency: Parameters<typeof formatMoney>[1]) => formatMoney(amount, currency, locale)
  switch (reason.code) {
    case 'group-deactivated':
    case 'group-manual':
      return reason.since === undefined
        ? t(`reasons.${reason.code}`)
        : t(`reasons.since-${reason.code}`, { since: day(reason.since) })
    case 'contract-ended':
      return reason.chargedThrough === undefined
        ? t('reasons.contract-ended-empty', { endOn: day(reason.endOn) })
        : t('reasons.contract-ended', { lastDay: day(lastDayOf(reason.endOn)) })
    case 'first-invoice-deferred':
      return t('reasons.first-invoice-deferred', { count: reason.itemIds.length, until: day(reason.until) })
    case 'not-yet-due': {
      const [plain, named] = notYetTexts[reason.why]
      return reason.period === undefined || named === undefined
        ? t(plain, { on: day(reason.on) })
        : t(named, { on: day(reason.on), period: formatPeriod(reason.period, locale) })
    }
    case 'assumed-sent-elsewhere':
      return t('reasons.assumed-sent-elsewhere', { count: reason.periods, before: day(reason.before) })
    case 'period-closed':
      return t('reasons.period-closed', { through: day(reason.through) })
    case 'below-minimum':
      return t('reasons.below-minimum', {
        total: money(reason.total, reason.currency),
        minimum: money(reason.minimum, reason.currency),
      })
    case 'too-many-outstanding':
      return t('reasons.too-many-outstanding', { count: reason.count, cap: reason.cap })
    case 'on-hold': {
      const sentence = t(`reasons.on-hold-${reason.of}`, { since: day(reason.since) })
      return reason.note === undefined ? sentence : t('reasons.hold-note', { sentence, note: reason.note })
    }
    case 'parked':
      return t('reasons.parked', { on: day(reason.on), problem: problemText(reason.problem, locale) })
    case 'cycle-manual':
    case 'held-after-void':
      return t(`reasons.${reason.code}`, { count: reason.chargeIds.length })
    case 'total-negative':
      return t('reasons.total-negative', {
        total: money(reason.total, reason.currency),
        count: reason.chargeIds.length,
      })
    case 'due':
      return t('reasons.due', {
        count: reason.periods,
        on: day(reason.on),
        amount: money(reason.amount, reason.currency),
      })
    default:
      return t(`reasons.${reason.code}`)
  }
}

/** Without and with the period that waits. */
const notYetTexts: Readonly<Record<NotYet, readonly [MessageKey, MessageKey?]>> = {
  period: ['reasons.not-yet-due-period', 'reasons.not-yet-due-period-named'],
  offset: ['reasons.not-yet-due-offset', 'reasons.not-yet-due-offset-named'],
  cycle: ['reasons.not-yet-due-cycle', 'reasons.not-yet-due-cycle-named'],
  'month-not-ended': ['reasons.not-yet-due-month-not-ended', 'reasons.not-yet-due-month-not-ended-named'],
  trial: ['reasons.not-yet-due-trial'],
  'not-started': ['reasons.not-yet-due-not-started'],
}

/** What the button says that does the lifting act; undefined where time alone, or nothing, lifts the reason. */
export function liftText(reason: BillingReason): string | undefined {
  const lift = liftOf(reason)
  if (lift === 'none') return undefined
  const count = 'chargeIds' in reason ? reason.chargeIds.length : undefined
  if (lift === 'bill-by-hand' && count !== undefined) return t('reasons.lift-bill-charges', { count })
  return count === undefined ? t(`reasons.lift-${lift}`) : t(`reasons.lift-${lift}`, { count })
}

/** What the check of a reason asks, said as it stands when it is passed: "The account bills by itself". */
export function checkText(code: (typeof billingChecks)[number]): string {
  return t(`reasons.check-${code}`)
}
