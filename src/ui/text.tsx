import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './stack.module.css'

export interface TextProps {
  /** 12, 14 (default), 16, 20, 28 px. */
  readonly size?: 1 | 2 | 3 | 4 | 5
  readonly tone?: 'quiet' | 'bad' | 'late' | 'good'
  readonly strong?: boolean
  /** Cuts with an ellipsis instead of wrapping. */
  readonly oneLine?: boolean
  readonly as?: 'p' | 'span' | 'div' | 'h2' | 'h3'
  readonly id?: string
  readonly children: ReactNode
}

/** Words in one of the five sizes. */
export function Text(props: TextProps) {
  const Tag = props.as ?? 'p'
  return (
    <Tag
      id={props.id}
      className={classNames(
        props.size !== undefined && styles[`size${props.size}`],
        props.tone && styles[props.tone],
        props.strong && styles.strong,
        props.oneLine && styles.oneLine,
      )}
    >
      {props.children}
    </Tag>
  )
}
