import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import type { BillingProgress, BillingRun } from '../../automation/bill-due-groups.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { PendingView } from './pending-view.tsx'

const ForecastView = lazy(() => import('./forecast-view.tsx').then((it) => ({ default: it.ForecastView })))

/** What will be billed: pending invoices with what stops them, the next 12 months, and the billing run by hand. */
export function BillingScreen() {
  const { settings } = useRuntime()
  const view = useUrlQuery().get('view') === 'forecast' ? 'forecast' : 'pending'
  const run = useRunNow()
  const [loading, setLoading] = useState(true)
  const known = useMemo(() => () => setLoading(false), [])
  const manual = settings.billing.mode === 'manual'
  return (
    <Page
      title={t('billing.title')}
      loading={loading}
      acts={
        <ButtonLink to="/billing/early" icon="calendar">
          {t('billing.early')}
        </ButtonLink>
      }
      mainAct={
        manual ? undefined : (
          <Button kind="main" busy={run.progress !== undefined} onClick={() => void run.start()}>
            {t('billing.run-now')}
          </Button>
        )
      }
    >
      {manual && (
        <Notice tone="late" acts={<ButtonLink to="/settings/billing">{t('billing.to-settings')}</ButtonLink>}>
          {t('reasons.account-manual')}
        </Notice>
      )}
      {run.progress !== undefined && (
        <ProgressBar
          label={t('billing.run-progress', { done: run.progress.done, total: run.progress.total })}
          {...(run.progress.total > 0 && { part: run.progress.done / run.progress.total })}
          onStop={run.stop}
        />
      )}
      {run.done !== undefined && <RunResult run={run.done} />}
      <Tabs
        label={t('billing.title')}
        current={view}
        tabs={[
          { id: 'pending', label: t('billing.tab-pending'), to: '/billing' },
          { id: 'forecast', label: t('billing.tab-forecast'), to: '/billing', search: { view: 'forecast' } },
        ]}
      />
      {view === 'pending' ? (
        <PendingView onKnown={known} />
      ) : (
        <Suspense>
          <ForecastView onKnown={known} />
        </Suspense>
      )}
    </Page>
  )
}

/** What a run came to, and where to look next. */
function RunResult({ run }: { readonly run: BillingRun }) {
  const { locale } = useRuntime().settings
  const { stopped } = run
  return (
    <Notice
      {...(run.parked > 0 || stopped !== undefined ? { tone: 'late' as const } : {})}
      acts={
        run.invoices > 0 ? (
          <ButtonLink to="/invoices" search={{ state: 'draft' }}>
            {t('billing.show-drafts')}
          </ButtonLink>
        ) : undefined
      }
    >
      {t('billing.run-done', { groups: run.groups, invoices: run.invoices })}
      {run.parked > 0 && ` ${t('billing.run-parked', { count: run.parked })}`}
      {stopped !== undefined && ` ${stopped === 'aborted' ? t('billing.run-stopped') : problemText(stopped, locale)}`}
    </Notice>
  )
}

interface RunNow {
  readonly progress: BillingProgress | undefined
  readonly done: BillingRun | undefined
  readonly start: () => Promise<void>
  readonly stop: () => void
}

/** The billing run, started by hand: with progress, and a way to stop between two groups. */
function useRunNow(): RunNow {
  const { runBilling } = useRuntime()
  const [progress, setProgress] = useState<BillingProgress>()
  const [done, setDone] = useState<BillingRun>()
  const abort = useRef<AbortController>(undefined)
  const start = async () => {
    const controller = new AbortController()
    abort.current = controller
    setDone(undefined)
    setProgress({ done: 0, total: 0, invoices: 0 })
    try {
      setDone(await runBilling({ onProgress: setProgress, signal: controller.signal }))
    } catch (error) {
      // Stopped while it waited for a run in another window.
      if (!controller.signal.aborted) throw error
      setDone({ groups: 0, invoices: 0, parked: 0, stopped: 'aborted' })
    } finally {
      setProgress(undefined)
    }
  }
  return { progress, done, start, stop: () => abort.current?.abort() }
}
