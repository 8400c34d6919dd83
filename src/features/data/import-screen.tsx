import { t } from '../../i18n/translate.ts'
import { fileProblemText, notImportedText } from '../../integrations/import/import-text.ts'
import { importedEntities } from '../../integrations/import/recognise.ts'
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
import { canStop, importedCount } from './import-plan.ts'
import { ImportPreview } from './import-preview.tsx'
import { ImportResultNotice } from './import-result-notice.tsx'
import { ImportTemplates } from './import-templates.tsx'
import { useImport } from './use-import.ts'

/** Clients, products, contracts, usage and purchases from a file: columns, preview, one act. */
export function ImportScreen() {
  const { account } = useRuntime()
  const work = useImport()
  const { file, planned } = work
  const plan = planned?.ok ? planned.value : undefined
  const count = plan === undefined ? 0 : importedCount(plan, work.wish)
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
            {t(`data.import-${plan.entity}`, { count })}
          </Button>
        )
      }
    >
      <Stack gap={5}>
        {work.step !== undefined && (
          <ProgressBar
            label={t(`data.import-step-${work.step}`)}
            {...(work.part !== undefined && { part: work.part })}
            {...(work.step === 'writing' && file !== undefined && canStop(file.entity) && { onStop: work.stop })}
          />
        )}
        {work.problem !== undefined && <Notice tone="bad">{work.problem}</Notice>}
        {work.done !== undefined && <ImportResultNotice done={work.done} onClose={work.closeDone} />}
        {file === undefined ? (
          <Section>
            <Stack gap={4}>
              <FileDrop
                label={t('data.import-choose')}
                help={t('data.import-choose-help')}
                accept=".csv,.tsv,.txt,.json,text/csv,application/json"
                disabled={work.step !== undefined}
                onFiles={([chosen]) => chosen && void work.open(chosen)}
              />
              {work.fileProblem !== undefined && <Notice tone="bad">{fileProblemText(work.fileProblem)}</Notice>}
              <ImportTemplates />
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
                    {importedEntities.map((entity) => (
                      <Button key={entity} onClick={() => void work.setEntity(entity)}>
                        {t(`data.import-as-${entity}`)}
                      </Button>
                    ))}
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
