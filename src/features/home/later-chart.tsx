import { type CSSProperties, type ReactNode, Suspense } from 'react'
import { useReady } from '../../ui/use-ready.ts'
import styles from './later-chart.module.css'

/**
 * Keeps the place of the chart and fetches it once the figures stand: nothing below it moves when it comes.
 * @param currencies how many charts there will be
 */
export function LaterChart(props: { readonly currencies: number; readonly children: ReactNode }) {
  const ready = useReady()
  const place = <div className={styles.place} style={{ '--charts': props.currencies } as CSSProperties} />
  return ready ? <Suspense fallback={place}>{props.children}</Suspense> : place
}
