// Why a rule of the owner's own acted on a row, waits, or did not.
import type { OwnRuleReason } from '../core/automation/plan-own-rules.ts'
import { formatDate } from './format-date.ts'
import { problemText } from './problem-text.ts'
import { t } from './translate.ts'

/** The sentence of a decision about one row, with dates as `locale` (BCP 47) writes them. */
export function ownRuleReasonText(reason: OwnRuleReason, locale: string): string {
  switch (reason.code) {
    case 'fires':
      return t('rules.reason-fires', { on: formatDate(reason.on, locale) })
    case 'before-rule':
      return t('rules.reason-before-rule', {
        on: formatDate(reason.on, locale),
        since: formatDate(reason.since, locale),
      })
    case 'condition-unmet':
      return t('rules.reason-condition-unmet', { number: reason.condition + 1 })
    case 'too-deep':
      return t('rules.reason-too-deep', { depth: reason.depth })
    case 'limit-reached':
      return t('rules.reason-limit-reached', { limit: reason.limit })
    case 'refused':
      return t('rules.reason-refused', { done: reason.done, problem: problemText(reason.problem, locale) })
    default:
      return t(`rules.reason-${reason.code}`)
  }
}
