import type { CurrencyCode, Minor } from '../core/money.ts'
import { formatAmount } from '../i18n/format-money.ts'
import styles from './amount.module.css'
import { classNames } from './class-names.ts'
import { useLocale } from './locale.tsx'

export interface AmountProps {
  /** Minor units of `currency`. */
  readonly amount: Minor
  readonly currency: CurrencyCode
  /** 16, 20, 28 px; else the size around it. */
  readonly size?: 3 | 4 | 5
  readonly strong?: boolean
  readonly tone?: 'late' | 'good' | 'struck'
  /** Without the currency: columns whose heading names it. */
  readonly bare?: boolean
}

/** A figure in the owner's locale with its currency small and muted, a real minus sign before what is negative. */
export function Amount(props: AmountProps) {
  const locale = useLocale()
  return (
    <span
      className={classNames(
        styles.amount,
        props.size && styles[`size${props.size}`],
        props.strong && styles.strong,
        props.tone && styles[props.tone],
      )}
    >
      {formatAmount(props.amount, props.currency, locale).replace('-', '\u2212')}
      {!props.bare && <span className={styles.currency}>{props.currency}</span>}
    </span>
  )
}
