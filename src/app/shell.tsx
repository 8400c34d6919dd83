import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import { loadLaterTexts, t } from '../i18n/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { ConfirmHost } from '../ui/confirm.tsx'
import { Icon } from '../ui/icon.tsx'
import { Link } from '../ui/link.tsx'
import { Menu } from '../ui/menu.tsx'
import { shownKeys, useShortcut } from '../ui/shortcuts.ts'
import { ToastHost } from '../ui/toast.tsx'
import { useReady } from '../ui/use-ready.ts'
import { OfflineHint } from './offline-hint.tsx'
import { barPlaces, lowerPlaces, newThings, type Place, places, tabPlaces } from './places.ts'
import styles from './shell.module.css'

const loadPalette = async () => {
  const [it] = await Promise.all([import('./command-palette.tsx'), loadLaterTexts()])
  return { default: it.CommandPalette }
}
const CommandPalette = lazy(loadPalette)
const ShortcutOverlay = lazy(() => import('../ui/shortcut-overlay.tsx').then((it) => ({ default: it.ShortcutOverlay })))

export interface ShellProps {
  /** The account switcher at the top right. */
  readonly account: ReactNode
  /** Whether the books are safe: storage kept, days since the last backup. */
  readonly safety: ReactNode
  /** What needs the owner, at the very right. */
  readonly inbox: ReactNode
  /** Lines above the top bar: a new version is ready, the books were closed. */
  readonly notices?: ReactNode
  /** What holds for everything in this account: it is a sample, it cannot be written. */
  readonly aboutAccount?: ReactNode
}

/** The frame of every screen: sidebar or bottom bar, top bar, and what lies above all (toasts, questions, palette). */
export function Shell(props: ShellProps) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const router = useRouter()
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const ready = useReady()
  const go = useCallback((to: string) => router.history.push(to), [router])

  // Fetched once the first screen stands, so that not one letter typed into it is lost.
  useEffect(() => {
    if (ready) void loadPalette().catch(() => undefined)
  }, [ready])
  useShortcut('mod+k', t('app.palette'), () => setPalette((before) => !before))
  useShortcut('/', t('app.palette'), () => setPalette(true))
  useShortcut('?', t('ui.shortcuts'), () => setKeys(true))

  const isHere = (place: Place) => (place.to === '/' ? path === '/' : path.startsWith(place.to))
  const sideLink = (place: Place) => (
    <Link
      key={place.to}
      to={place.to}
      className={classNames(styles.place, isHere(place) && styles.here)}
      aria-current={isHere(place) ? 'page' : undefined}
    >
      <Icon name={place.icon} />
      {t(place.label)}
    </Link>
  )
  const tab = (place: Place) => (
    <Link
      key={place.to}
      to={place.to}
      className={classNames(styles.tab, isHere(place) && styles.tabHere)}
      aria-current={isHere(place) ? 'page' : undefined}
    >
      <Icon name={place.icon} />
      {t(place.label)}
    </Link>
  )
  const entry = (place: Place) => ({
    label: t(place.label),
    icon: place.icon,
    onSelect: () => go(place.to),
  })
  const tabs = places.filter(({ to }) => tabPlaces.includes(to))
  const behindMore = [...places.filter(({ to }) => !tabPlaces.includes(to)), ...lowerPlaces]

  return (
    <>
      <a className={styles.skip} href="#main">
        {t('app.skip')}
      </a>
      {[...places, ...lowerPlaces, ...barPlaces, ...newThings].map((place) => (
        <GoShortcut key={place.keys} place={place} go={go} />
      ))}
      <div className={styles.shell}>
        <nav className={styles.sidebar} aria-label={t('app.places')}>
          <Link to="/" className={styles.brand}>
            <Icon name="wallet" />
            Billfold
          </Link>
          {places.map(sideLink)}
          <div className={styles.grow} />
          {lowerPlaces.map(sideLink)}
        </nav>
        <div className={styles.column}>
          {props.notices}
          <header className={styles.topbar}>
            <button
              type="button"
              className={styles.searchButton}
              aria-label={t('app.palette')}
              onClick={() => setPalette(true)}
            >
              <Icon name="search" size={16} />
              <span>{t('app.search')}</span>
              <kbd>{shownKeys('mod+k').join(' ')}</kbd>
            </button>
            <OfflineHint />
            {props.account}
            {props.safety}
            {props.inbox}
          </header>
          <main id="main" tabIndex={-1} className={styles.main}>
            {props.aboutAccount && <div className={styles.aboutAccount}>{props.aboutAccount}</div>}
            <Outlet />
          </main>
        </div>
      </div>
      <nav className={styles.bottombar} aria-label={t('app.places')}>
        {tabs.slice(0, 2).map(tab)}
        <Menu
          entries={newThings.map(entry)}
          trigger={(button) => (
            <button {...button} type="button" className={styles.add} aria-label={t('app.new')}>
              <Icon name="plus" size={24} />
            </button>
          )}
        />
        {tabs.slice(2).map(tab)}
        <Menu
          align="end"
          entries={behindMore.map(entry)}
          trigger={(button) => (
            <button
              {...button}
              type="button"
              className={classNames(styles.tab, behindMore.some(isHere) && styles.tabHere)}
            >
              <Icon name="more" />
              {t('app.more')}
            </button>
          )}
        />
      </nav>
      <ToastHost />
      <ConfirmHost />
      <Suspense>
        {palette && <CommandPalette onClose={() => setPalette(false)} />}
        {keys && <ShortcutOverlay onClose={() => setKeys(false)} />}
      </Suspense>
    </>
  )
}

function GoShortcut({ place, go }: { readonly place: Place; readonly go: (to: string) => void }) {
  useShortcut(place.keys, t(place.label), () => go(place.to))
  return null
}
