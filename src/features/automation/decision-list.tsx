import { type ReactNode, useState } from 'react'
import type { Outcome } from '../../core/invoice-plan.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { type BadgeShape, type BadgeTone, StateBadge } from '../../ui/state-badge.tsx'
import styles from './decision-list.module.css'

export interface DecisionLine {
  readonly id: string
  readonly outcome: Outcome
  /** What it is about, as the way to its page. */
  readonly about: ReactNode
  readonly reason: string
  readonly amount?: ReactNode
}

const looks: Readonly<Record<Outcome, { readonly tone: BadgeTone; readonly shape: BadgeShape }>> = {
  do: { tone: 'good', shape: 'check' },
  blocked: { tone: 'late', shape: 'clock' },
  wait: { tone: 'plain', shape: 'outline' },
  skip: { tone: 'grey', shape: 'dash' },
}

const order: readonly Outcome[] = ['do', 'blocked', 'wait', 'skip']
const SHOWN = 40

/** Decisions with their reasons: what is done first, then what needs somebody, what waits, what is left alone. */
export function DecisionList(props: {
  readonly lines: readonly DecisionLine[]
  /** `done`: of a run that is over; `plan`: of today. */
  readonly tense: 'done' | 'plan'
}) {
  const [shown, setShown] = useState(SHOWN)
  const sorted = [...props.lines].sort((left, right) => order.indexOf(left.outcome) - order.indexOf(right.outcome))
  return (
    <>
      <ul className={styles.list}>
        {sorted.slice(0, shown).map((line) => (
          <li key={line.id} className={styles.line}>
            <div className={styles.outcome}>
              <StateBadge word={wordOf(line.outcome, props.tense)} {...looks[line.outcome]} />
            </div>
            <div className={styles.words}>
              <p className={styles.about}>{line.about}</p>
              <p className={styles.reason}>{line.reason}</p>
            </div>
            {line.amount !== undefined && <div className={styles.amount}>{line.amount}</div>}
          </li>
        ))}
      </ul>
      {sorted.length > shown && (
        <div className={styles.more}>
          <Button kind="plain" onClick={() => setShown(shown * 5)}>
            {t('automation.show-more', { count: sorted.length - shown })}
          </Button>
        </div>
      )}
    </>
  )
}

function wordOf(outcome: Outcome, tense: 'done' | 'plan'): string {
  if (outcome !== 'do') return t(`automation.outcome-${outcome}`)
  return tense === 'done' ? t('automation.done-do') : t('automation.plan-do')
}
