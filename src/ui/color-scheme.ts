// Light, dark or as the system says. Kept in localStorage so that `public/theme.js` can set it before the first paint
// without an inline script; tokens follow the `data-theme` attribute through CSS `light-dark()`.
import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'system' | 'light' | 'dark'

const KEY = 'billfold-theme'
const listeners = new Set<() => void>()
let pageOnly: ThemeChoice | undefined

function read(): ThemeChoice {
  if (pageOnly !== undefined) return pageOnly
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'light' || kept === 'dark' ? kept : 'system'
  } catch {
    return 'system'
  }
}

/** Writes the choice and shows it at once; where storage is refused it holds for this page. */
export function setThemeChoice(choice: ThemeChoice): void {
  pageOnly = undefined
  try {
    if (choice === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, choice)
  } catch {
    pageOnly = choice
  }
  applyThemeChoice()
  for (const listener of listeners) listener()
}

/** Puts the kept choice on the document. */
export function applyThemeChoice(): void {
  const choice = read()
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  const onStorage = (event: StorageEvent) => {
    if (event.key !== KEY) return
    applyThemeChoice()
    listener()
  }
  window.addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', onStorage)
  }
}

/** The choice, following other tabs. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, read)
}

function subscribeScheme(listener: () => void): () => void {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  query.addEventListener('change', listener)
  const end = subscribe(listener)
  return () => {
    query.removeEventListener('change', listener)
    end()
  }
}

/** What is on screen now, for parts that need to be told (charts, calendar). */
export function useResolvedScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribeScheme, () => {
    const choice = read()
    if (choice !== 'system') return choice
    return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  })
}
