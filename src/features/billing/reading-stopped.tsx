import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { GroupScan } from './use-group-scan.ts'

/** Figures that are not complete say so, and how to complete them. */
export function ReadingStopped({ scan }: { readonly scan: Pick<GroupScan<unknown>, 'done' | 'total' | 'again'> }) {
  return (
    <Notice tone="late" acts={<Button onClick={scan.again}>{t('billing.reading-again')}</Button>}>
      {t('billing.reading-stopped', { done: scan.done, total: scan.total })}
    </Notice>
  )
}
