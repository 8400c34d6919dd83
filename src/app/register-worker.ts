// The page's side of updates: a new version of the app waits until the owner asks for it, then every tab reloads, and a
// tab with unsaved work only after that is saved or given up (design, section 7).
import { Workbox } from 'workbox-window'
import { create } from 'zustand'
import { useDirtyForms } from '../ui/dirty-forms.ts'

interface AppUpdate {
  /**
   * `none`; `ready`: a new version waits, offer it; `applying`: it was asked for; `after-saving`: it already runs in the
   * other tabs, and this one reloads as soon as its forms are saved or closed.
   */
  readonly state: 'none' | 'ready' | 'applying' | 'after-saving'
  /** Whether the whole app is kept on this device, so that it opens without a network. */
  readonly offlineReady: boolean
}

export const useAppUpdate = create<AppUpdate>(() => ({ state: 'none', offlineReady: false }))

const hourMs = 3_600_000
let workbox: Workbox | undefined

/** Registers the service worker once per page. Does nothing while developing or where there are no service workers. */
export async function registerWorker(): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator) || workbox !== undefined) return
  workbox = new Workbox('/service-worker.js')
  workbox.addEventListener('waiting', () => useAppUpdate.setState({ state: 'ready' }))
  watchTakeover()
  await workbox.register()
  void navigator.serviceWorker.ready.then(() => useAppUpdate.setState({ offlineReady: true }))
  const look = () => void workbox?.update().catch(() => undefined) // offline: look again later
  setInterval(look, hourMs)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look()
  })
}

/** Starts the waiting version; this and every other tab reload when it has taken over. */
export function applyUpdate(): void {
  useAppUpdate.setState({ state: 'applying' })
  workbox?.messageSkipWaiting()
}

/** The first worker of a page without one is no update; every later change of hands is. */
function watchTakeover(): void {
  let controlled = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) reloadWhenClean()
    controlled = true
  })
}

function reloadWhenClean(): void {
  if (useDirtyForms.getState().ids.size === 0) {
    location.reload()
    return
  }
  useAppUpdate.setState({ state: 'after-saving' })
  const stop = useDirtyForms.subscribe(({ ids }) => {
    if (ids.size > 0) return
    stop()
    location.reload()
  })
}
