import type { ReactNode } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { RunResult } from './run-result.tsx'
import { StateNotices } from './state-notices.tsx'
import { useRunNow } from './use-run-now.ts'

const tabs = [
  { id: 'rules', to: '/automation' },
  { id: 'today', to: '/automation/today' },
  { id: 'runs', to: '/automation/runs' },
] as const

/** The frame of the pages of automation: what stops it or waits, the run by hand, the tabs. */
export function AutomationPage(props: {
  readonly tab: (typeof tabs)[number]['id']
  readonly loading: boolean
  readonly children: ReactNode
}) {
  const run = useRunNow()
  return (
    <Page
      title={t('automation.title')}
      subtitle={t('automation.subtitle')}
      loading={props.loading}
      mainAct={
        <Button kind="main" busy={run.progress !== undefined} onClick={() => void run.start()}>
          {t('automation.run-now')}
        </Button>
      }
    >
      <Stack gap={4}>
        <StateNotices />
        {run.progress !== undefined && (
          <ProgressBar
            label={t('automation.run-progress', run.progress)}
            {...(run.progress.total > 0 && { part: run.progress.done / run.progress.total })}
            onStop={run.stop}
          />
        )}
        {run.done !== undefined && <RunResult done={run.done} />}
        <Tabs
          label={t('automation.title')}
          current={props.tab}
          tabs={tabs.map(({ id, to }) => ({ id, to, label: t(`automation.tab-${id}`) }))}
        />
        {props.children}
      </Stack>
    </Page>
  )
}
