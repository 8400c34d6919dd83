import type { BillingCycle } from '../../core/contract/billing-group.ts'
import { dayOfWeek } from '../../core/date.ts'
import { formatWeekday } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'

/** A billing cycle in a few words: "Every month on day 1"; "By hand" where there is none. */
export function cycleText(cycle: BillingCycle | undefined, locale: string): string {
  if (cycle === undefined || cycle.kind === 'manual') return t('billing.cycle-manual')
  const { cadence, anchor } = cycle
  const { unit, every } = cadence
  if (unit === 'week' || (unit === 'day' && every % 7 === 0)) {
    const weeks = unit === 'week' ? every : every / 7
    return t('billing.cycle-weeks', { count: weeks, weekday: formatWeekday(dayOfWeek(anchor.origin), locale) })
  }
  if (unit === 'day') return t('billing.cycle-days', { count: every })
  const day = anchor.day ?? Number(anchor.origin.slice(8))
  return t('billing.cycle-months', { count: unit === 'month' ? every : every * 12, day })
}
