import styles from './progress-bar.module.css'

/** How much of a whole there is, as a bar; `label` says it with its figures to those who do not see it. */
export function Meter(props: { readonly label: string; readonly part: number }) {
  return <progress className={styles.bar} aria-label={props.label} max={1} value={props.part} />
}
