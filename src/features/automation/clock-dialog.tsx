import { useState } from 'react'
import { resetClock } from '../../commands/reset-clock.ts'
import type { CalendarDate } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listMadeMeanwhile } from '../../queries/get-automation.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** "My clock was wrong": what was made on days that have not come, then the mark of the last run goes. */
export function ClockDialog({ today, onClose }: { readonly today: CalendarDate; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const { locale } = settings
  const made = useRows((books) => listMadeMeanwhile(books, today), [today])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const reset = async () => {
    setBusy(true)
    const done = await run(resetClock, {})
    setBusy(false)
    if (!done.ok) {
      setProblem(problemText(done.problem, locale))
      return
    }
    toast({ message: t('automation.clock-reset') })
    onClose()
  }
  return (
    <Dialog
      open
      wide
      title={t('automation.clock-title', { today: formatDate(today, locale) })}
      onClose={onClose}
      foot={
        <>
          <Button data-autofocus onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button kind="main" busy={busy} disabled={made === undefined} onClick={() => void reset()}>
            {t('automation.clock-do')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <Text>{t('automation.clock-help')}</Text>
        {problem !== undefined && <Text tone="bad">{problem}</Text>}
        {made !== undefined && (
          <>
            <Text strong as="h3">
              {t('automation.clock-made', { count: made.events.length })}
            </Text>
            {made.events.length > 0 && <EventList events={made.events} />}
            {made.more && <Text tone="quiet">{t('automation.clock-more')}</Text>}
          </>
        )}
      </Stack>
    </Dialog>
  )
}
