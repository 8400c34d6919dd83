// A run in words: what woke it, where, how long it took, what it did.
import type { Run, RunCounts } from '../../core/automation/run.ts'
import { decimal } from '../../core/decimal.ts'
import { runReasonText } from '../../i18n/automation-reason-text.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { BadgeShape, BadgeTone } from '../../ui/state-badge.tsx'

/** In the order in which a run does them; groups alone are only looked at. */
const counted = [
  'fees',
  'charges',
  'drafts',
  'renewed',
  'finalized',
  'collections',
  'reminders',
  'fired',
  'parked',
] as const satisfies readonly (keyof RunCounts)[]

/** "2 drafts, 1 invoice made final"; what it looked at when it did nothing. */
export function countsText(counts: RunCounts): string {
  const parts = counted.flatMap((key) => {
    const count = counts[key] ?? 0
    return count === 0 ? [] : [t(`automation.count-${key}`, { count })]
  })
  return parts.length === 0 ? t('automation.count-none') : parts.join(', ')
}

/** "page: when it was looked at again". */
export function triggerText({ trigger, place }: Pick<Run, 'trigger' | 'place'>): string {
  return t('automation.woken', { trigger: t(`automation.woke-${trigger}`), place: t(`automation.place-${place}`) })
}

/** How long it took: "0.4 s"; undefined while it runs, and when it was cut off. */
export function durationText(tookMs: number | undefined, locale: string): string | undefined {
  if (tookMs === undefined) return undefined
  if (tookMs < 1000) return t('automation.took-ms', { ms: tookMs })
  return t('automation.took-s', { s: formatDecimal(decimal((tookMs / 1000).toFixed(1)), locale) })
}

/** A run that began so long ago and is not done was cut off; the next one went on with what was left. */
const longestRunMs = 30 * 60_000

export function runBadge(
  run: Run,
  now: string,
): { readonly word: string; readonly tone: BadgeTone; readonly shape: BadgeShape } {
  if (run.state === 'running') {
    return Date.parse(now) - Date.parse(run.startedAt) > longestRunMs
      ? { word: t('automation.run-cut-off'), tone: 'grey', shape: 'dash' }
      : { word: t('automation.run-running'), tone: 'ink', shape: 'half' }
  }
  if (run.verdict.acts === 'none') return { word: t('automation.run-nothing'), tone: 'late', shape: 'clock' }
  if (run.state === 'stopped') return { word: t('automation.run-stopped'), tone: 'late', shape: 'half' }
  if (run.verdict.reason.code !== 'runs') return { word: t('automation.run-waits'), tone: 'late', shape: 'clock' }
  return { word: t('automation.run-done'), tone: 'good', shape: 'check' }
}

/** Why it did not do everything; undefined when it did. */
export function runNote(run: Run, locale: string): string | undefined {
  const { stoppedBy, verdict } = run
  if (stoppedBy !== undefined) {
    if (stoppedBy === 'aborted' || stoppedBy === 'time') return t(`automation.stopped-${stoppedBy}`)
    return problemText(stoppedBy, locale)
  }
  return verdict.reason.code === 'runs' ? undefined : runReasonText(verdict.reason, locale)
}
