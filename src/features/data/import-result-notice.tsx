import { useState } from 'react'
import { undoImport } from '../../commands/undo-import.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import type { ImportDone } from './use-import.ts'

/** What an import did, where the rows are, and its undoing as one act. */
export function ImportResultNotice({ done, onClose }: { readonly done: ImportDone; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const [busy, setBusy] = useState(false)
  const undo = async () => {
    setBusy(true)
    const undone = await run(undoImport, { importId: done.importId })
    setBusy(false)
    if (!undone.ok) {
      toast({ message: problemText(undone.problem, settings.locale), tone: 'bad' })
      return
    }
    const { removed, restored, kept } = undone.value
    onClose()
    toast({
      message:
        kept.length === 0
          ? t('data.import-undone', { rows: removed + restored })
          : t('data.import-undone-part', {
              rows: removed + restored,
              kept: kept.length,
              names: kept
                .slice(0, 5)
                .map(({ name }) => name)
                .join(', '),
            }),
    })
  }
  const { added, updated, skipped, refused, invoices, file, entity } = done
  return (
    <Notice
      acts={
        <Row>
          {invoices === 0 && (
            <Button icon="undo" busy={busy} onClick={() => void undo()}>
              {t('data.import-undo')}
            </Button>
          )}
          {entity !== 'purchases' && <ButtonLink to={`/${entity}`}>{t(`data.import-show-${entity}`)}</ButtonLink>}
          {entity === 'purchases' &&
            (invoices > 0 ? (
              <ButtonLink to="/invoices">{t('data.import-show-purchases')}</ButtonLink>
            ) : (
              <ButtonLink to="/clients">{t('data.import-show-balances')}</ButtonLink>
            ))}
        </Row>
      }
    >
      {t('data.import-done', { file, added, updated, skipped, refused })}
      {invoices > 0 && ` ${t('data.import-done-invoices', { invoices })}`}
    </Notice>
  )
}
