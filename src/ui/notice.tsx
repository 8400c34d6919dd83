import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import styles from './notice.module.css'

export interface NoticeProps {
  /** `late`: needs attention; `bad`: a refusal or a loss. */
  readonly tone?: 'late' | 'bad'
  readonly acts?: ReactNode
  readonly children: ReactNode
}

/** A sentence about the page as a whole, with what can be done. */
export function Notice(props: NoticeProps) {
  return (
    <div
      role={props.tone === 'bad' ? 'alert' : 'status'}
      className={classNames(styles.notice, props.tone && styles[props.tone])}
    >
      <div className={styles.words}>
        <Icon name={props.tone === undefined ? 'info' : 'alert'} size={20} />
        <div>{props.children}</div>
      </div>
      {props.acts !== undefined && <div className={styles.acts}>{props.acts}</div>}
    </div>
  )
}
