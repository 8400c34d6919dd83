/// <reference path="../worker/background-sync.d.ts" />
import { tickTag } from '../worker/wake-tags.ts'

/** Twice a day is enough for bills that fall due by days; the browser wakes less often where the app is little used. */
const minInterval = 12 * 60 * 60 * 1000

/**
 * Asks the browser to wake the service worker now and then while the app is closed: granted where it is installed, and
 * only in some browsers. No question is shown for it. Answers how to stop waiting for the installation.
 */
export function registerWakeUps(): () => void {
  const register = async () => {
    const registration = await navigator.serviceWorker?.ready
    if (registration?.periodicSync === undefined) return
    const name = 'periodic-background-sync' as PermissionName
    if ((await navigator.permissions.query({ name })).state !== 'granted') return
    if ((await registration.periodicSync.getTags()).includes(tickTag)) return
    await registration.periodicSync.register(tickTag, { minInterval })
  }
  // Refused or unknown here: opening the app is enough.
  const attempt = () => void register().catch(() => undefined)
  attempt()
  window.addEventListener('appinstalled', attempt)
  return () => window.removeEventListener('appinstalled', attempt)
}
