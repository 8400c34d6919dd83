import { useRef, useState } from 'react'
import { confirmWaiting } from '../../commands/confirm-waiting.ts'
import { runReasonText } from '../../i18n/automation-reason-text.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getAutomation, type WaitingView } from '../../queries/get-automation.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRowSelection } from '../../ui/use-row-selection.ts'
import { CurrencyAmounts } from '../blocks/currency-amounts.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { RunResult } from './run-result.tsx'
import { useRunNow } from './use-run-now.ts'
import { waitingSums } from './waiting-sums.ts'

const keyOf = (row: WaitingView) => row.invoiceId

/** After an absence, or when very much comes at once: every document with what will happen to it, for one word. */
export function WaitingScreen() {
  const { settings, today, run, newKey } = useRuntime()
  const day = today()
  const view = useRows((books) => getAutomation(books, day), [day])
  const runNow = useRunNow()
  const selection = useRowSelection<WaitingView>(keyOf)
  const [problem, setProblem] = useState<string>()
  const key = useRef(newKey())
  const back = { to: '/automation', label: t('automation.title') }
  if (view === undefined) return <Page title={t('automation.waiting')} back={back} loading />
  const { waiting, state } = view
  const busy = runNow.progress !== undefined

  const confirm = async (rows: readonly WaitingView[]) => {
    setProblem(undefined)
    const confirmed = await run(confirmWaiting, { invoiceIds: rows.map(({ invoiceId }) => invoiceId) }, key.current)
    key.current = newKey()
    if (!confirmed.ok) {
      setProblem(problemText(confirmed.problem, settings.locale))
      return
    }
    selection.clear()
    await runNow.start(true)
  }

  return (
    <Page
      title={t('automation.waiting')}
      back={back}
      {...(waiting.length > 0 && {
        mainAct: (
          <Button kind="main" busy={busy} onClick={() => void confirm(waiting)}>
            {t('automation.confirm-all', { count: waiting.length })}
          </Button>
        ),
      })}
    >
      <Stack gap={4}>
        {waiting.length > 0 && state.waitingFor !== undefined && (
          <Notice tone="late">{runReasonText(state.waitingFor, settings.locale)}</Notice>
        )}
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        {runNow.progress !== undefined && (
          <ProgressBar
            label={t('automation.run-progress', runNow.progress)}
            {...(runNow.progress.total > 0 && { part: runNow.progress.done / runNow.progress.total })}
            onStop={runNow.stop}
          />
        )}
        {runNow.done !== undefined && <RunResult done={runNow.done} />}
        {waiting.length > 0 && <Text>{t('automation.waiting-help')}</Text>}
        <DataTable
          label={t('automation.waiting')}
          source={arraySource(waiting)}
          rowKey={keyOf}
          rowName={nameOf}
          rowTo={(row) => `/invoices/${row.invoiceId}`}
          columns={[
            { id: 'name', head: t('automation.document'), cell: nameOf, card: 'title', width: 'minmax(0, 2fr)' },
            {
              id: 'act',
              head: t('automation.will-happen'),
              cell: (row) => t(`automation.will-${row.act}`),
              card: 'meta',
              width: 'minmax(0, 2fr)',
            },
            {
              id: 'amount',
              head: t('automation.amount'),
              cell: (row) => (
                <Amount amount={row.act === 'finalize' ? row.gross : row.amountDue} currency={row.currency} />
              ),
              align: 'end',
              card: 'amount',
              width: '150px',
            },
          ]}
          selection={selection}
          bulkSum={<CurrencyAmounts amounts={waitingSums(selection.rows)} />}
          bulkActs={
            <Button kind="main" busy={busy} onClick={() => void confirm(selection.rows)}>
              {t('automation.confirm-some', { count: selection.size })}
            </Button>
          }
          empty={
            <EmptyState
              sentence={t('automation.waiting-none')}
              act={<ButtonLink to="/automation">{t('automation.to-rules')}</ButtonLink>}
            />
          }
        />
      </Stack>
    </Page>
  )
}

function nameOf({ clientName, number }: WaitingView): string {
  return number === undefined
    ? t('automation.subject-draft', { clientName })
    : t('automation.subject-invoice', { number, clientName })
}
