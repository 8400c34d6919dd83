import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './timeline.module.css'

export interface TimelineEvent {
  readonly id: string
  /** What happened, a plain sentence; may hold links. */
  readonly sentence: ReactNode
  /** When, already in words: exact, the relative one beside it. */
  readonly when: ReactNode
  readonly tone?: 'done' | 'bad'
}

/** What happened, newest first. */
export function Timeline(props: { readonly events: readonly TimelineEvent[] }) {
  return (
    <ol className={styles.timeline}>
      {props.events.map((event) => (
        <li key={event.id} className={classNames(styles.event, event.tone && styles[event.tone])}>
          <span className={styles.mark} />
          <div>
            <p>{event.sentence}</p>
            <p className={styles.when}>{event.when}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}
