import { type ReactNode, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'
import styles from './tabs.module.css'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly count?: ReactNode
  /** Tabs are places: each has its own address. */
  readonly to: string
  readonly search?: Readonly<Record<string, string | undefined>>
}

/** Parts of one object, each with its own address, so that back and deep links work. */
export function Tabs(props: { readonly label: string; readonly tabs: readonly Tab[]; readonly current: string }) {
  const nav = useRef<HTMLElement>(null)
  // More tabs than fit: the one that is shown must not lie beyond the edge. Only the row of tabs moves, never the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another tab is the current one
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current="page"]')
    if (nav.current === null || here === null || here === undefined) return
    nav.current.scrollLeft = here.offsetLeft - nav.current.offsetLeft - (nav.current.clientWidth - here.offsetWidth) / 2
  }, [props.current])
  return (
    <nav ref={nav} aria-label={props.label} className={styles.tabs}>
      {props.tabs.map((tab) => (
        <Link
          key={tab.id}
          to={tab.to}
          replace
          {...(tab.search && { search: tab.search })}
          className={classNames(styles.tab, tab.id === props.current && styles.here)}
          aria-current={tab.id === props.current ? 'page' : undefined}
        >
          {tab.label}
          {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
        </Link>
      ))}
    </nav>
  )
}
