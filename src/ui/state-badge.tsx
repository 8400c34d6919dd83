import { classNames } from './class-names.ts'
import styles from './state-badge.module.css'

export type BadgeTone = 'plain' | 'ink' | 'late' | 'good' | 'bad' | 'grey'
export type BadgeShape = 'outline' | 'dot' | 'half' | 'clock' | 'check' | 'struck' | 'dash'

export interface StateBadgeProps {
  /** The state in words; late ones with their days. */
  readonly word: string
  readonly tone: BadgeTone
  readonly shape: BadgeShape
}

const drawings: Record<BadgeShape, React.ReactNode> = {
  outline: (
    <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 1.6" />
  ),
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill="currentColor" />
    </>
  ),
  clock: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 3.5V6l1.7 1.2" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  check: (
    <path
      d="m2 6.3 2.8 2.8L10 3.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  struck: (
    <path
      d="m2.5 9.5 7-7M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    />
  ),
  dash: <path d="M2.5 6h7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
}

/** A state as word, shape and colour together, so that colour alone never says it. */
export function StateBadge(props: StateBadgeProps) {
  return (
    <span className={classNames(styles.badge, styles[props.tone], props.shape === 'struck' && styles.struck)}>
      <svg className={styles.shape} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {drawings[props.shape]}
      </svg>
      <span className={styles.word}>{props.word}</span>
    </span>
  )
}
