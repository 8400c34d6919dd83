/// <reference path="./background-sync.d.ts" />
// Background Sync and Periodic Background Sync: in Chromium, not yet in TypeScript's own libraries.
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
  /** The browser will not try again by itself after this. */
  readonly lastChance: boolean
}

interface PeriodicSyncEvent extends ExtendableEvent {
  readonly tag: string
}

interface ServiceWorkerGlobalScopeEventMap {
  sync: SyncEvent
  periodicsync: PeriodicSyncEvent
}
