import { runReasonText } from '../../i18n/automation-reason-text.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useRuntime } from '../runtime.tsx'
import { countsText } from './run-words.ts'
import type { RunDone } from './use-run-now.ts'

/** What a run by hand came to, and the way to its log. */
export function RunResult({ done }: { readonly done: RunDone }) {
  const { locale } = useRuntime().settings
  if (done === 'stopped') return <Notice tone="late">{t('automation.stopped-aborted')}</Notice>
  if (done === 'read-only') return <Notice tone="late">{t('automation.run-read-only')}</Notice>
  const { counts, stoppedBy, verdict, runId } = done
  const why =
    stoppedBy !== undefined
      ? typeof stoppedBy === 'string'
        ? t(`automation.stopped-${stoppedBy}`)
        : problemText(stoppedBy, locale)
      : // What waits for a word is said beside it.
        verdict.acts !== 'none'
        ? undefined
        : runReasonText(verdict.reason, locale)
  const words = t('automation.run-did', { counts: countsText(counts) })
  return (
    <Notice
      {...(why !== undefined && { tone: 'late' as const })}
      acts={<ButtonLink to={`/automation/runs/${runId}`}>{t('automation.run-look')}</ButtonLink>}
    >
      {why === undefined ? words : `${words} ${why}`}
    </Notice>
  )
}
