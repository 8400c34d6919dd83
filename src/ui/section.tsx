import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './section.module.css'

export interface SectionProps {
  readonly title?: string
  readonly help?: ReactNode
  /** Right of the title. */
  readonly acts?: ReactNode
  /** A card with a hairline (default) or plain on the surface. */
  readonly plain?: boolean
  /** A card without inner padding: lists and tables run to its edge. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** A named part of a page. */
export function Section(props: SectionProps) {
  const id = useId()
  return (
    <section
      data-flush={props.flush || undefined}
      className={classNames(styles.section, !props.plain && styles.card, props.flush && styles.flush)}
      aria-labelledby={props.title === undefined ? undefined : id}
    >
      {(props.title !== undefined || props.acts !== undefined) && (
        <div className={styles.head}>
          {props.title !== undefined && (
            <h2 id={id} className={styles.title}>
              {props.title}
            </h2>
          )}
          {props.acts}
        </div>
      )}
      {props.help !== undefined && <p className={styles.help}>{props.help}</p>}
      {props.children}
    </section>
  )
}
