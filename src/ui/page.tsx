import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../i18n/translate.ts'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { Link } from './link.tsx'
import styles from './page.module.css'
import { markReady } from './ready.ts'

export interface PageProps {
  readonly title: string
  /** Beside the title: the state badge of an object page. */
  readonly badge?: ReactNode
  /** One quiet line below the title. */
  readonly subtitle?: ReactNode
  /** The place above this one. */
  readonly back?: { readonly to: string; readonly label: string }
  /** The one main act; on narrow screens it is fixed within thumb reach. */
  readonly mainAct?: ReactNode
  /** Further acts, left of the main one. */
  readonly acts?: ReactNode
  /** The rows of the screen have not been answered yet; the first screen counts as ready when this falls. */
  readonly loading?: boolean
  /** 720 px wide at most: forms. */
  readonly narrow?: boolean
  readonly children?: ReactNode
}

let firstPage = true

/** A screen: its title (which takes the focus after a navigation and names the document), acts and content. */
export function Page(props: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    document.title = t('ui.document-title', { title: props.title })
  }, [props.title])

  useEffect(() => {
    if (!props.loading) markReady()
  }, [props.loading])

  useEffect(() => {
    // After the first load the browser's own place is right: the skip link comes first.
    if (firstPage) firstPage = false
    else heading.current?.focus({ preventScroll: true })
  }, [])

  return (
    <div
      className={classNames(
        styles.page,
        props.narrow && styles.narrowPage,
        props.mainAct !== undefined && styles.withMainAct,
      )}
    >
      <header className={styles.head}>
        <div className={styles.words}>
          {props.back && (
            <Link to={props.back.to} className={styles.back}>
              <Icon name="back" size={16} />
              {props.back.label}
            </Link>
          )}
          <div className={styles.titleLine}>
            <h1 ref={heading} tabIndex={-1} className={styles.title}>
              {props.title}
            </h1>
            {props.badge}
          </div>
          {props.subtitle !== undefined && <div className={styles.subtitle}>{props.subtitle}</div>}
        </div>
        {(props.acts !== undefined || props.mainAct !== undefined) && (
          <div className={styles.acts}>
            {props.acts}
            {props.mainAct !== undefined && <div className={styles.mainAct}>{props.mainAct}</div>}
          </div>
        )}
      </header>
      {props.children}
    </div>
  )
}

/** An object page: paper or table left, facts and acts right; one column below 960 px. */
export function PageColumns(props: {
  readonly main: ReactNode
  readonly side: ReactNode
  /** On narrow screens the side comes first: its figures and acts matter more than the paper. */
  readonly sideFirst?: boolean
}) {
  return (
    <div className={classNames(styles.columns, props.sideFirst && styles.sideFirst)}>
      <div className={styles.body}>{props.main}</div>
      <aside className={styles.side}>{props.side}</aside>
    </div>
  )
}
