import type { ReactNode } from 'react'
import { t } from '../i18n/translate.ts'
import { Button } from './button.tsx'
import styles from './data-table.module.css'

/** What can be done with the ticked rows; it stays at the bottom of the screen. */
export function BulkBar(props: {
  readonly count: number
  readonly sum?: ReactNode
  readonly onClear: () => void
  readonly children?: ReactNode
}) {
  return (
    <section data-bulk className={styles.bulk} aria-label={t('ui.selection')}>
      <div className={styles.bulkWords}>
        <strong aria-live="polite">{t('ui.selected', { count: props.count })}</strong>
        {props.sum}
        <Button kind="plain" onClick={props.onClear}>
          {t('ui.clear-selection')}
        </Button>
      </div>
      <div className={styles.bulkActs}>{props.children}</div>
    </section>
  )
}
