import type { DirectoryDb } from '../storage/directory-db.ts'
import type { TellingPlace } from '../worker/tell-owner.ts'

/** How a page tells its owner: by the service worker's notifications, and only while nobody looks at it. */
export async function pagePlace(directory: DirectoryDb): Promise<TellingPlace> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  return {
    directory,
    registration: await container?.getRegistration(),
    looked: async () => document.visibilityState === 'visible',
    mayNotify: () => 'Notification' in window && Notification.permission === 'granted',
  }
}
