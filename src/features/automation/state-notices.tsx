import { useState } from 'react'
import { confirmWaiting } from '../../commands/confirm-waiting.ts'
import { resumeAutomation } from '../../commands/pause-automation.ts'
import { runReasonText } from '../../i18n/automation-reason-text.ts'
import { formatDate, formatInstant } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getAutomation } from '../../queries/get-automation.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { ClockDialog } from './clock-dialog.tsx'

/** What stops automation or waits for a word, each with its way out; nothing while all is well. */
export function StateNotices() {
  const { settings, today, run } = useRuntime()
  const { locale, timeZone } = settings
  const day = today()
  const view = useRows((books) => getAutomation(books, day), [day])
  const [clock, setClock] = useState(false)
  if (view === undefined) return null
  const { state, verdict, waiting } = view
  const goOn = async () => {
    const resumed = await run(resumeAutomation, {})
    if (resumed.ok) toast({ message: t('automation.resumed') })
    else toast({ message: problemText(resumed.problem, locale), tone: 'bad' })
  }
  // Nothing is on the list, and drafts or rules of the owner's own still wait for the same word.
  const endAbsence = async () => {
    const ended = await run(confirmWaiting, { invoiceIds: [] })
    if (ended.ok) toast({ message: t('automation.resumed') })
    else toast({ message: problemText(ended.problem, locale), tone: 'bad' })
  }
  return (
    <>
      {state.paused !== undefined && (
        <Notice tone="late" acts={<Button onClick={() => void goOn()}>{t('automation.go-on')}</Button>}>
          {t(`automation.paused-${state.paused.why}`, { since: formatInstant(state.paused.since, locale, timeZone) })}
        </Notice>
      )}
      {verdict.reason.code === 'newer-rules' && <Notice tone="bad">{runReasonText(verdict.reason, locale)}</Notice>}
      {verdict.reason.code === 'clock-went-back' && (
        <Notice tone="late" acts={<Button onClick={() => setClock(true)}>{t('automation.clock-was-wrong')}</Button>}>
          {t('automation.clock-notice', {
            today: formatDate(day, locale),
            lastRunOn: formatDate(verdict.reason.lastRunOn, locale),
          })}
        </Notice>
      )}
      {verdict.reason.code === 'time-zone-changed' && <Notice>{runReasonText(verdict.reason, locale)}</Notice>}
      {verdict.reason.code === 'away-too-long' && waiting.length === 0 && (
        <Notice tone="late" acts={<Button onClick={() => void endAbsence()}>{t('automation.go-on')}</Button>}>
          {runReasonText(verdict.reason, locale)}
        </Notice>
      )}
      {waiting.length > 0 && (
        <Notice tone="late" acts={<ButtonLink to="/automation/waiting">{t('automation.waiting-look')}</ButtonLink>}>
          {state.waitingFor === undefined
            ? t('automation.waiting-notice', { count: waiting.length })
            : `${runReasonText(state.waitingFor, locale)} ${t('automation.waiting-notice', { count: waiting.length })}`}
        </Notice>
      )}
      {clock && <ClockDialog today={day} onClose={() => setClock(false)} />}
    </>
  )
}
