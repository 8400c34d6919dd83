import type { ReactNode } from 'react'
import styles from './bar-chart.module.css'

export interface Bar {
  readonly label: string
  /** The longest bar is the largest value; zero and less have none. */
  readonly value: number
  /** The figure in words. */
  readonly shown: ReactNode
}

/** A few amounts side by side: the chart and the table behind it are one, so no chart library is loaded for it. */
export function BarChart(props: { readonly label: string; readonly bars: readonly Bar[] }) {
  const most = Math.max(1, ...props.bars.map((bar) => bar.value))
  return (
    <table className={styles.chart} aria-label={props.label}>
      <tbody>
        {props.bars.map((bar) => (
          <tr key={bar.label}>
            <th scope="row">{bar.label}</th>
            <td className={styles.track} aria-hidden="true">
              <div className={styles.bar} style={{ width: `${(Math.max(0, bar.value) / most) * 100}%` }} />
            </td>
            <td>{bar.shown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
