import { t } from '../../i18n/translate.ts'
import { fileProblemText, notImportedText } from '../../integrations/import/import-text.ts'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { useRuntime } from '../runtime.tsx'
import { ImportColumns } from './import-columns.tsx'
import { ImportFileFacts } from './import-file-facts.tsx'
import { ImportPreview } from './import-preview.tsx'
import { ImportResultNotice } from './import-result-notice.tsx'
import { type Import, useImport } from './use-import.ts'

/** Clients and products of another program: file, columns, preview, one act that can be undone. */
export function ImportScreen() {
  const { account } = useRuntime()
  const work = useImport()
  const { file, planned } = work
  const plan = planned?.ok ? planned.value.plan : undefined
  const count = plan === undefined ? 0 : importedCount(work)
  return (
    <Page
      title={t('data.import-title')}
      subtitle={t('data.import-subtitle')}
      back={{ to: '/data', label: t('data.title') }}
      acts={file !== undefined && <Button onClick={work.forget}>{t('data.import-other')}</Button>}
      mainAct={
        file !== undefined &&
        plan !== undefined && (
          <Button
            kind="main"
            busy={work.step !== undefined}
            disabled={count === 0 || account.state !== 'active'}
            onClick={() => void work.start()}
          >
            {t(file.entity === 'products' ? 'data.import-products' : 'data.import-clients', { count })}
          </Button>
        )
      }
    >
      <Stack gap={5}>
        {work.step !== undefined && <ProgressBar label={t(`data.import-step-${work.step}`)} />}
        {work.problem !== undefined && <Notice tone="bad">{work.problem}</Notice>}
        {work.done !== undefined && <ImportResultNotice done={work.done} onClose={work.closeDone} />}
        {file === undefined ? (
          <Section>
            <Stack>
              <FileDrop
                label={t('data.import-choose')}
                help={t('data.import-choose-help')}
                accept=".csv,.tsv,.txt,.json,text/csv,application/json"
                disabled={work.step !== undefined}
                onFiles={([chosen]) => chosen && void work.open(chosen)}
              />
              {work.fileProblem !== undefined && <Notice tone="bad">{fileProblemText(work.fileProblem)}</Notice>}
            </Stack>
          </Section>
        ) : (
          <>
            <ImportFileFacts file={file} />
            {file.entity === undefined ? (
              <Notice
                tone="late"
                acts={
                  <Row>
                    <Button onClick={() => void work.setEntity('clients')}>{t('data.import-as-clients')}</Button>
                    <Button onClick={() => void work.setEntity('products')}>{t('data.import-as-products')}</Button>
                  </Row>
                }
              >
                {file.opened.recognition.entity === 'unknown'
                  ? t('data.import-unknown')
                  : notImportedText(file.opened.recognition)}
              </Notice>
            ) : (
              <>
                <ImportColumns work={work} file={file} />
                {planned !== undefined && !planned.ok && <Notice tone="bad">{fileProblemText(planned.problem)}</Notice>}
                {planned?.ok && <ImportPreview work={work} plan={planned.value} />}
              </>
            )}
          </>
        )}
      </Stack>
    </Page>
  )
}

/** Rows that the import will add or change, as the choices about duplicates stand. */
function importedCount({ planned, wish }: Import): number {
  if (!planned?.ok) return 0
  let count = 0
  for (const row of planned.value.plan.rows) {
    if (row.state === 'accepted') count += 1
    else if (row.state === 'duplicate' && (wish.byRow.get(row.row) ?? wish.all) !== 'skip') count += 1
  }
  return count
}
