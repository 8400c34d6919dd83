// Background Sync and Periodic Background Sync as pages and the worker ask for them: in Chromium, not in TypeScript's own
// libraries.
interface SyncManager {
  register(tag: string): Promise<void>
  getTags(): Promise<string[]>
}

interface PeriodicSyncManager {
  register(tag: string, options?: { readonly minInterval: number }): Promise<void>
  unregister(tag: string): Promise<void>
  getTags(): Promise<string[]>
}

interface ServiceWorkerRegistration {
  readonly sync?: SyncManager
  readonly periodicSync?: PeriodicSyncManager
}
