import { t } from '../../i18n/translate.ts'
import { previewRun } from '../../queries/preview-run.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { DecisionList } from './decision-list.tsx'
import styles from './dry-run.module.css'
import { previewLines } from './preview-lines.tsx'

/** What one rule would do today, and why it would not do more; nothing is written. */
export function DryRunDialog(props: {
  readonly planner: 'billing' | 'finalization' | 'collection' | 'reminders' | 'late-fees' | 'sending' | 'backup'
  readonly onClose: () => void
}) {
  const { planner, onClose } = props
  const { today, settings } = useRuntime()
  const day = today()
  const preview = useRows((books) => previewRun(books, day), [day])
  const decisions = preview?.decisions.filter((each) => each.planner === planner) ?? []
  const doing = decisions.filter(({ decision }) => decision.outcome === 'do').length
  return (
    <Dialog
      open
      wide
      title={t('automation.would-title', { name: t(`automation.kind-${planner}`) })}
      onClose={onClose}
      foot={
        <Button data-autofocus onClick={onClose}>
          {t('ui.close')}
        </Button>
      }
    >
      {preview !== undefined && (
        <Stack gap={3}>
          <Text>{t('automation.would-do-count', { count: doing })}</Text>
          {decisions.length === 0 ? (
            <EmptyState sentence={t('automation.nothing-awake')} />
          ) : (
            <div className={styles.frame}>
              <DecisionList lines={previewLines(decisions, settings.locale)} tense="plan" />
            </div>
          )}
          {preview.more && <Text tone="quiet">{t('automation.preview-more')}</Text>}
        </Stack>
      )}
    </Dialog>
  )
}
