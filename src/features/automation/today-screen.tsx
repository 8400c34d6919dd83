import { runReasonText } from '../../i18n/automation-reason-text.ts'
import { t } from '../../i18n/translate.ts'
import { type PreviewedDecision, previewRun } from '../../queries/preview-run.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { AutomationPage } from './automation-page.tsx'
import { DecisionList } from './decision-list.tsx'
import { previewLines } from './preview-lines.tsx'

const planners: readonly PreviewedDecision['planner'][] = [
  'late-fees',
  'billing',
  'renewal',
  'finalization',
  'collection',
  'reminders',
]

/** What everything together would do today, by rule, with the reason for each; nothing is written. */
export function TodayScreen() {
  const { today, settings } = useRuntime()
  const { locale } = settings
  const day = today()
  const preview = useRows((books) => previewRun(books, day), [day])
  return (
    <AutomationPage tab="today" loading={preview === undefined}>
      {preview !== undefined && (
        <Stack gap={4}>
          <Text tone="quiet">{t('automation.today-help')}</Text>
          {preview.waits && (
            <Notice tone="late">
              {preview.verdict.reason.code === 'runs'
                ? t('automation.today-waits', {
                    count: preview.counts.finalize + preview.counts.collect + preview.counts.remind,
                  })
                : runReasonText(preview.verdict.reason, locale)}
            </Notice>
          )}
          {planners.map((planner) => {
            const decisions = preview.decisions.filter((each) => each.planner === planner)
            return decisions.length === 0 ? null : (
              <Section key={planner} flush title={t(`automation.planner-${planner}`)}>
                <DecisionList lines={previewLines(decisions, locale)} tense="plan" />
              </Section>
            )
          })}
          {preview.decisions.length === 0 && <EmptyState sentence={t('automation.nothing-awake')} />}
          {preview.more && <Text tone="quiet">{t('automation.preview-more')}</Text>}
        </Stack>
      )}
    </AutomationPage>
  )
}
