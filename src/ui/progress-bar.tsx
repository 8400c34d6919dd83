import { useId } from 'react'
import { t } from '../i18n/translate.ts'
import { Button } from './button.tsx'
import styles from './progress-bar.module.css'

export interface ProgressBarProps {
  /** What runs, with its figures: "Reading 1,200 of 4,000 rows". */
  readonly label: string
  /** 0 to 1; absent when it is not known how much there is. */
  readonly part?: number
  /** Offers "Stop". */
  readonly onStop?: () => void
}

/** How far something long has come. */
export function ProgressBar(props: ProgressBarProps) {
  const id = useId()
  return (
    <div className={styles.progress}>
      <div className={styles.line}>
        <label htmlFor={id}>{props.label}</label>
        {props.onStop && <Button onClick={props.onStop}>{t('ui.stop')}</Button>}
      </div>
      <progress id={id} className={styles.bar} max={1} {...(props.part !== undefined && { value: props.part })} />
    </div>
  )
}
